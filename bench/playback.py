"""From a key to the sound: how long after `Player.play` the loudspeaker's own monitor hears it.

On a private PulseAudio server; the monitor adds what it takes to bring the sound back, about 10 ms.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from soundserver import server, short_folder

from recorder import keys, sound
from recorder.player import Player
from recorder.sound import RATE

_PLAYS = 40
_LOUD = 500
_SECONDS = 120


def _made(folder: Path) -> sound.Sound:
    made = sound.create(folder / "tones.db", keys.new_key(), 2)
    tone = (8_000 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)).astype(np.int16)
    made.append([np.stack([tone, tone]) for _ in range(_SECONDS)])
    return made


def _first(chunks: list[tuple[float, np.ndarray]], after: float) -> float:
    """Seconds until something sounded."""
    while True:
        for when, samples in chunks:
            if when > after and np.abs(samples).max() > _LOUD:
                return when - after
        time.sleep(0.001)


def main() -> None:
    """Print the times of plays at each speed, and of the very first."""
    with (
        short_folder() as folder,
        server(folder) as running,
        tempfile.TemporaryDirectory() as home,
        running.overhearing("speaker.monitor") as chunks,
    ):
        os.environ.update(running.environment)
        player = Player(_made(Path(home)))
        began = time.monotonic()
        player.get_ready()
        print(f"the device made ready: {time.monotonic() - began:.3f} s")
        time.sleep(1.0)
        for speed in (1.0, 1.5, 0.75):
            times = []
            for number in range(_PLAYS):
                chunks.clear()
                began = time.monotonic()
                player.play(10.0 + number, speed=speed)
                times.append(_first(chunks, began))
                player.stop()
                time.sleep(0.3)
            times.sort()
            print(
                f"{speed} times: {median(times) * 1000:.0f} ms (median of {_PLAYS}),"
                f" 95 % under {times[int(0.95 * _PLAYS)] * 1000:.0f},"
                f" worst {times[-1] * 1000:.0f}"
            )
        player.close()


if __name__ == "__main__":
    main()

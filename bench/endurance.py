"""How the recorder holds out: memory, processor, losses, on a private sound server.

    PYTHONPATH=.:tests python bench/endurance.py --minutes 10 --busy   # beside a real final pass
    PYTHONPATH=.:tests python bench/endurance.py --kills 100           # killed at random moments

Linux with PulseAudio's programs. Two channels, on one clock, so that every loss shows: a marker
each second on both.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from soundserver import RATE as PLAYED
from soundserver import SoundServer, server, short_folder

from recorder import gaps, gate, sessions, vault
from recorder.consents import Terms
from recorder.conversation import Given, Session
from recorder.deck import Deck
from recorder.gate import Meeting
from recorder.keys import Cost
from recorder.paths import Home
from recorder.sound import RATE
from recorder.vault import Vault
from recorder.wire import Began, Button, Ended, Faulted, Order, Running

_LOUD = 8_000
_CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
_BUSY = """
import sys
from importlib import resources
from tui import demo
while True:
    demo.processed("fr")
"""


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--busy", action="store_true", help="a real final pass runs beside it")
    asked.add_argument("--kills", type=int, default=0)
    chosen = asked.parse_args()
    with short_folder() as folder, server(folder) as sound:
        os.environ.update(sound.environment)
        if chosen.kills:
            _kill(chosen.kills)
        else:
            _endure(sound, chosen.minutes * 60, busy=chosen.busy)


def _endure(sound: SoundServer, seconds: float, *, busy: bool) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        opened, session = _begun(folder)
        stack.enter_context(opened)
        if busy:
            model = subprocess.Popen(  # noqa: S603, ours
                [sys.executable, "-c", _BUSY], stderr=subprocess.DEVNULL
            )
            stack.callback(model.wait)
            stack.callback(model.kill)
        deck = Deck(Order(str(folder), opened.key.hex(), session.id, "mic", "far"))
        faults, used, memory = [], 0.0, 0
        for event in deck.events(60):
            if isinstance(event, Began):
                stack.enter_context(sound.playing(_markers(int(seconds) + 5)))
            if isinstance(event, Faulted):
                faults.append(event.trouble.value)
            if isinstance(event, Running) and event.seconds:
                used, memory = _cost(deck.process)
                if event.seconds >= seconds and event.state == "recording":
                    deck.press(Button.STOP)
            if isinstance(event, Ended):
                print(f"sealed {event.sealed}, {event.seconds:.1f} s kept")
        deck.close()
        _report(opened, session)
        print(f"faults told: {sorted(set(faults)) or 'none'}")
        print(f"processor: {used / seconds:.1%} of one core; peak memory {memory / 1024:.0f} MB")


def _report(opened: Vault, session: Session) -> None:
    sound = sessions.sound_of(opened, session)
    if sound is None:
        return
    with sound:
        places = [_places(sound.read(channel, 0, sound.samples)) for channel in (0, 1)]
    count = min(map(len, places))
    apart = np.abs(places[0][:count] - places[1][:count])
    steps = np.abs(np.diff(places[0]) - 1)
    print(f"gaps: {len(gaps.all_of(opened, session))}; markers {[len(one) for one in places]}")
    print(
        f"channels apart: at most {apart.max() * 1000:.2f} ms, median {np.median(apart) * 1000:.2f}"
    )
    print(f"a second of the leading channel is off by at most {steps.max() * 1000:.2f} ms")


def _cost(process: int) -> tuple[float, int]:
    """Seconds of processor time, and the most memory in KiB, that the process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    ticks = int(fields[11]) + int(fields[12])
    status = Path(f"/proc/{process}/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0])
    return ticks / os.sysconf("SC_CLK_TCK"), peak


def _markers(seconds: int) -> np.ndarray:
    second = np.zeros((PLAYED, 2), np.int16)
    burst = 20_000 * np.sin(2 * np.pi * 1000 * np.arange(PLAYED // 100) / PLAYED)
    second[: len(burst)] = burst[:, None].astype(np.int16)
    noise = np.random.default_rng(1).normal(0, 300, second.shape).astype(np.int16)
    return np.tile(second + noise, (seconds, 1))


def _places(samples: np.ndarray) -> np.ndarray:
    loud = np.flatnonzero(np.abs(samples.astype(int)) > _LOUD)
    return loud[np.r_[True, np.diff(loud) > RATE // 2]] / RATE


def _begun(folder: Path) -> tuple[Vault, Session]:
    opened, _ = vault.create(Home(folder), "bench", "bench", _CHEAP)
    meeting = Meeting("Someone", "Coach", "fr", "call", Terms(Given.ORAL))
    return opened, gate.begin(opened, meeting, datetime.now(UTC))[0]


def _kill(times: int) -> None:
    chance = random.Random(1)  # noqa: S311, moments, not secrets
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(5) as several:
        moments = [chance.uniform(0, 4) for _ in range(times)]
        homes = [Path(folder) / str(number) for number in range(times)]
        lost = list(several.map(_killed, homes, moments))
    print(f"{times} kills: most lost {max(lost):.2f} s of what was said, all opened, all consented")


def _killed(folder: Path, moment: float) -> float:
    opened, session = _begun(folder)
    with opened:
        deck = Deck(Order(str(folder), opened.key.hex(), session.id, "mic", "far"))
        at = 0.0
        for event in deck.events(60):
            if isinstance(event, Running):
                at = event.seconds
                if at >= moment:
                    break
        os.kill(deck.process, signal.SIGKILL)
        deck.close()
    with vault.unlock(Home(folder), "bench", "bench") as again:
        there = sessions.samples(again, session) / RATE
        sound = sessions.sound_of(again, session) if there else None
        if sound:
            with sound:
                for channel in (0, 1):
                    sound.read(channel, 0, sound.samples)
    return at - there


if __name__ == "__main__":
    main()

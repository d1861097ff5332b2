"""The sound of the store comes out of the loudspeaker: the right second, at once, at its pitch."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from soundserver import RATE as HERTZ
from soundserver import SoundServer

from recorder import keys, player, sound
from recorder.errors import DeviceUnusable
from recorder.player import Player
from recorder.sound import RATE, Sound

Wait = Callable[[Callable[[], bool]], None]
SECONDS = 30
SPEAKER = "speaker.monitor"


def _hertz(second: int) -> float:
    return 300.0 + 40.0 * second


@pytest.fixture
def tones(tmp_path: Path) -> Sound:
    """Every second has a pitch of its own, on either channel in turn."""
    made = sound.create(tmp_path / "tones.db", keys.new_key(), 2)
    at = np.arange(RATE) / RATE
    for second in range(SECONDS):
        block = np.zeros((2, RATE), np.int16)
        block[second % 2] = 8_000 * np.sin(2 * np.pi * _hertz(second) * at)
        made.append([block])
    return made


@pytest.fixture
def playing(tones: Sound, sound_server: SoundServer) -> Iterator[Player]:
    assert sound_server
    made = Player(tones)
    yield made
    made.close()


def _heard(chunks: list[tuple[float, np.ndarray]], after: float) -> list[int]:
    """The seconds that sounded, as their pitches tell, a quarter of a second each."""
    samples = np.concatenate(
        [np.zeros(0, np.int16), *(one for when, one in chunks if when > after)]
    )
    size = HERTZ // 4
    found = []
    for at in range(0, len(samples) - size, size):
        piece = samples[at : at + size].astype(float) * np.hanning(size)
        spectrum = np.abs(np.fft.rfft(piece))
        if spectrum.max() > 100_000:
            second = round((np.argmax(spectrum) * 4 - 300) / 40)
            found += [second] if found[-1:] != [second] else []
    return found


@pytest.mark.parametrize("speed", [1.0, 1.5, 0.75])
def test_it_plays_from_a_second_before_the_word_at_its_pitch(
    playing: Player, sound_server: SoundServer, wait_for: Wait, speed: float
) -> None:
    with sound_server.overhearing(SPEAKER) as chunks:
        wait_for(lambda: bool(chunks))
        began = time.monotonic()
        playing.play(11.0, 13.0, speed)
        assert playing.position == 10.0
        wait_for(lambda: playing.position is None)
        wait_for(lambda: 12 in _heard(chunks, began) and not chunks[-1][1].any())
        assert _heard(chunks, began) == [10, 11, 12]


def test_where_it_is_can_be_followed(
    playing: Player, sound_server: SoundServer, wait_for: Wait
) -> None:
    with sound_server.overhearing(SPEAKER) as chunks:
        wait_for(lambda: bool(chunks))
        assert playing.position is None
        playing.play(6.0, speed=1.25)
        wait_for(lambda: (playing.position or 0.0) >= 8.0)
        playing.stop()
        assert playing.position is None
        assert _heard(chunks, 0.0)[-1] in (7, 8)


def test_another_word_is_played_at_once_and_the_first_no_more(
    playing: Player, sound_server: SoundServer, wait_for: Wait
) -> None:
    with sound_server.overhearing(SPEAKER) as chunks:
        wait_for(lambda: bool(chunks))
        playing.play(3.0)
        wait_for(lambda: 2 in _heard(chunks, 0.0))
        playing.play(21.0, 21.5)
        wait_for(lambda: playing.position is None)
        wait_for(lambda: not chunks[-1][1].any())
        assert _heard(chunks, 0.0)[-2:] in ([20, 21], [20])
        assert set(_heard(chunks, 0.0)) <= {2, 3, 20, 21}


def test_at_the_end_and_past_it_it_falls_silent(playing: Player, wait_for: Wait) -> None:
    playing.play(SECONDS - 0.2)
    wait_for(lambda: playing.position is None)
    playing.play(SECONDS + 50.0)
    wait_for(lambda: playing.position is None)


def test_without_an_output_it_says_so(tones: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    import sounddevice

    class NoDevices:
        PortAudioError = sounddevice.PortAudioError

        def query_devices(self, *asked: object) -> list[object]:
            if asked:
                raise self.PortAudioError("Error querying device -1")
            return []

    monkeypatch.setattr(player, "portaudio", NoDevices)
    silent = Player(tones)
    with pytest.raises(DeviceUnusable):
        silent.play(1.0)
    assert silent.position is None
    silent.close()

"""Speech is slower or faster at the pitch it had, whatever pieces it comes in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.timestretch import TimeStretch

RATE = 16_000


def _tone(hertz: float, seconds: float) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE).astype(np.float32)


def _stretched(sound: np.ndarray, speed: float, size: int = 8_000) -> np.ndarray:
    stretch = TimeStretch(speed, RATE)
    pieces = [stretch.feed(sound[at : at + size]) for at in range(0, len(sound), size)]
    return np.concatenate([*pieces, stretch.finish()])


@pytest.mark.parametrize("speed", [0.75, 1.25, 1.5])
@pytest.mark.parametrize("hertz", [110.0, 220.0, 1000.0])
def test_it_takes_other_time_at_the_same_pitch(speed: float, hertz: float) -> None:
    now = _stretched(_tone(hertz, 4.0), speed)
    assert len(now) / RATE == pytest.approx(4.0 / speed, abs=0.08)
    middle = now[RATE : 2 * RATE]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(RATE)))
    assert np.argmax(spectrum) == pytest.approx(hertz, abs=1.0)
    # A clean tone stays one: nearly all of it at its own pitch, and as loud.
    assert np.sum(spectrum[int(hertz) - 3 : int(hertz) + 4] ** 2) > 0.98 * np.sum(spectrum**2)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(np.sqrt(0.5), rel=0.05)


def test_at_its_own_speed_nothing_is_touched() -> None:
    sound = _tone(220, 1.0)
    assert np.array_equal(_stretched(sound, 1.0), sound)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from((0.75, 1.25, 1.5)), st.integers(1, 5_000), st.integers(0, 12_000))
def test_the_pieces_it_comes_in_make_no_difference(speed: float, size: int, length: int) -> None:
    sound = np.random.default_rng(3).standard_normal(length).astype(np.float32)
    whole = _stretched(sound, speed, max(1, length))
    assert np.allclose(_stretched(sound, speed, size), whole, atol=1e-4)

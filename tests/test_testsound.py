"""The sound that is played to find echo is soft, and holds the pitches that are compared."""

import numpy as np
import pytest

from recorder import testsound
from recorder.bleed import Echo
from recorder.meter import level
from recorder.sound import RATE


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_it_is_soft_and_begins_and_ends_in_silence(rate: int) -> None:
    sound = testsound.made(rate)
    found = level(sound)
    assert found.peak < -12
    assert -36 < found.loudness < -28
    assert abs(int(sound[0])) + abs(int(sound[-1])) == 0
    assert len(sound) == testsound.SECONDS * rate


def test_it_is_the_same_each_time() -> None:
    assert np.array_equal(testsound.made(), testsound.made())


@pytest.mark.parametrize("decibels", [-6, -20, -35])
def test_once_is_enough_to_find_the_echo(decibels: float) -> None:
    far = np.pad(testsound.made(RATE), (RATE // 2, RATE // 2))
    hiss = np.random.default_rng(1).standard_normal(len(far)) * 20
    near = np.pad(far, (RATE // 20, 0))[: len(far)] * 10 ** (decibels / 20) + hiss
    echo = Echo()
    echo.take(0, 0, near.astype(np.int16))
    echo.take(1, 0, far)
    echo.wipe()
    assert echo.found().decibels == pytest.approx(decibels, abs=3)
    assert echo.found().delay == pytest.approx(0.05, abs=0.002)

"""Loudness is in dB below full scale; clipping, silence and an offset are seen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from recorder.meter import FLOOR_DB, Level, decibels, level


def _sine(amplitude: float) -> np.ndarray:
    return (amplitude * np.sin(np.arange(16_000) / 5)).astype(np.int16)


@given(arrays.arrays(np.int16, st.integers(0, 300)))
def test_every_level_lies_between_the_floor_and_full_scale(samples: np.ndarray) -> None:
    found = level(samples)
    assert FLOOR_DB <= found.peak <= 0
    assert FLOOR_DB <= found.loudness <= 0
    assert -1 <= found.offset < 1
    assert found.zero == (not samples.any())
    assert found.loudness <= found.peak + 6.03  # a square off centre; never louder than its swing


@pytest.mark.parametrize("down", [6, 20, 40, 60])
def test_a_sine_has_its_peak_and_three_less_as_loudness(down: int) -> None:
    found = level(_sine(32_767 * 10 ** (-down / 20)))
    assert found.peak == pytest.approx(-down, abs=0.3)
    assert found.loudness == pytest.approx(-down - 3.01, abs=0.3)
    assert abs(found.offset) < 0.001
    assert not found.clipped


def test_an_offset_is_no_loudness() -> None:
    found = level(np.full(1_000, -3_277, np.int16))
    assert found.offset == pytest.approx(-0.1, abs=0.001)
    assert found.loudness == FLOOR_DB
    assert not found.zero


def test_nothing_is_silence() -> None:
    assert level(np.zeros(0, np.int16)) == level(np.zeros(9, np.int16)) == Level()


@pytest.mark.parametrize("full", [32_767, -32_768])
@pytest.mark.parametrize(("run", "clipped"), [(1, False), (2, False), (3, True), (400, True)])
def test_three_samples_in_a_row_at_full_scale_are_clipped(
    full: int, run: int, *, clipped: bool
) -> None:
    for before in (0, 5):
        samples = np.concatenate([np.zeros(before), np.full(run, full), np.zeros(before)])
        assert level(samples.astype(np.int16)).clipped == clipped


def test_full_scale_now_and_then_is_music() -> None:
    samples = np.zeros(100, np.int16)
    samples[::2] = 32_767
    assert not level(samples).clipped


@given(st.floats(0, 10, allow_nan=False))
def test_decibels_have_a_floor(amplitude: float) -> None:
    assert FLOOR_DB <= decibels(amplitude) <= 20
    assert decibels(1.0) == 0

"""From the device's rate to ours no sample is lost, and each comes out at its place."""

from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.sound import RATE, Samples
from recorder.track import Track

RATES = (8_000, 16_000, 22_050, 44_100, 48_000, 96_000)
TONE = 440.0


def _tone(rate: float, samples: int, since: int = 0) -> Samples:
    times = (since + np.arange(samples)) / rate
    return (9_000 * np.sin(2 * np.pi * TONE * times)).astype(np.int16)


def _fed(track: Track, rate: float, samples: int, size: int) -> Samples:
    return np.concatenate(
        [track.take(_tone(rate, min(size, samples - at), at)) for at in range(0, samples, size)]
    )


def _late(samples: Samples, start: float) -> float:
    """By how many samples the tone in `samples`, which begin at `start`, lies late."""
    at = start + np.arange(len(samples))
    turned = np.exp(2j * np.pi * TONE * at / RATE)
    angle = np.angle(np.sum(samples * turned.conj()) * 1j)
    return float(-angle / (2 * np.pi * TONE) * RATE)


def _most(*, tunable: bool) -> float:
    """How many samples off may be; libsoxr's variable rate is a tenth of a millisecond late."""
    return 1.7 if tunable else 0.05


@given(st.lists(st.lists(st.integers(-(2**15), 2**15 - 1), max_size=50), max_size=20))
def test_at_our_own_rate_samples_come_out_unchanged(runs: list[list[int]]) -> None:
    track = Track(RATE, 7, tunable=False)
    given_ = [track.take(np.array(run, np.int16)) for run in runs]
    whole = list(chain.from_iterable(runs))
    assert np.concatenate([np.zeros(0), *given_]).tolist() == whole
    assert track.done == track.place == 7 + len(whole)
    assert len(track.jump(0)) == 0


@pytest.mark.parametrize("tunable", [False, True])
@pytest.mark.parametrize("rate", RATES)
def test_a_tone_comes_out_at_its_place(rate: int, *, tunable: bool) -> None:
    track = Track(rate, 100, tunable=tunable)
    out = _fed(track, rate, rate * 2, rate // 50)
    assert track.done == 100 + len(out)
    middle = out[RATE // 2 : RATE]
    assert abs(_late(middle, RATE / 2)) < _most(tunable=tunable)
    assert np.abs(middle).max() == pytest.approx(9_000, rel=0.02)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(RATES),
    st.integers(0, 30_000),
    st.integers(50, 5_000),
    st.integers(0, 10**6),
    st.none() | st.floats(-1e-3, 1e-3),
)
def test_up_to_a_jump_as_many_samples_come_out_as_went_in(
    rate: int, samples: int, size: int, start: int, tuning: float | None
) -> None:
    track = Track(rate, start, tunable=tuning is not None)
    track.tune(tuning or 0.0)
    out = sum(
        len(track.take(_tone(rate, min(size, samples - at), at))) for at in range(0, samples, size)
    )
    assert track.done == start + out
    end = round(track.place)
    out += len(track.jump(5))
    assert out == end - start
    assert (track.place, track.done) == (5.0, 5)


def test_what_was_held_back_belongs_where_it_says() -> None:
    for tunable in (False, True):
        track = Track(48_000, 0, tunable=tunable)
        out = _fed(track, 48_000, 48_000, 960)
        whole = np.concatenate([out, track.jump(0)])
        assert abs(_late(whole[-400:-50], len(whole) - 400)) < _most(tunable=tunable)


def test_after_a_jump_sound_is_at_its_place() -> None:
    track = Track(48_000, 0, tunable=True)
    _fed(track, 48_000, 48_000, 960)
    track.jump(RATE * 9)
    out = _fed(track, 48_000, 48_000, 960)
    assert track.place == pytest.approx(RATE * 10)
    assert abs(_late(out[RATE // 4 : RATE // 2], RATE / 4)) < _most(tunable=True)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(RATES), st.lists(st.floats(-1e-3, 1e-3), min_size=1, max_size=6))
def test_a_tuned_track_stays_within_a_millisecond_of_its_place(
    rate: int, fractions: list[float]
) -> None:
    """Each second another tuning: what has come out lies a fixed delay behind what went in."""
    track = Track(rate, 0, tunable=True)
    _fed(track, rate, rate // 2, rate // 50)
    delay = track.place - track.done
    for fraction in fractions:
        track.tune(fraction)
        for _ in range(50):
            track.take(np.zeros(rate // 50, np.int16))
        assert abs(track.place - track.done - delay) < 0.001 * RATE + RATE / rate

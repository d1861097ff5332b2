"""Late arrivals move nothing; samples that are missing show; two clocks are brought together."""

import numpy as np
import pytest
from heard import Source
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.pace import Pace, Speed, Tuner

BUFFER_S = 0.02


def _heard(pace: Pace, seconds: float, late: list[float], zero: float = 50.0) -> None:
    for number in range(int(seconds / BUFFER_S)):
        place = number * BUFFER_S
        pace.note(zero + place + late[number % len(late)], place)


@given(st.lists(st.floats(0, 0.4), min_size=1, max_size=20))
def test_what_comes_late_moves_nothing(late: list[float]) -> None:
    pace = Pace()
    _heard(pace, 20.0, [0.0, *late])
    assert pace.zero == pytest.approx(50.0, abs=1e-9)
    assert pace.newest == pytest.approx(50.0, abs=1e-9)
    assert pace.jump(50.0) == 0


def test_before_half_a_second_nothing_is_known() -> None:
    pace = Pace()
    _heard(pace, 0.5, [0.0])
    assert pace.zero is None
    assert pace.newest is None
    assert pace.jump(0.0) == 0


@given(st.floats(0.07, 10).flatmap(lambda size: st.sampled_from((size, -size))))
def test_a_jump_is_told_once_three_half_seconds_agree(size: float) -> None:
    pace = Pace()
    pace.forget(50.0)
    told = [
        pace.jump(50.0)
        for number in range(110)
        if pace.note(50.0 + size + number * BUFFER_S, number * BUFFER_S)
    ]
    assert told[:2] == [0, 0]
    assert told[2:] == pytest.approx([size] * len(told[2:]))
    assert len(told) > 2


def test_half_seconds_that_lie_on_both_sides_are_no_jump() -> None:
    pace = Pace()
    for number, off in enumerate((0.2, -0.2, 0.2, -0.2, 0.2)):
        pace.note(50.0 + number * 0.6 + off, number * 0.6)
    assert pace.jump(50.0) == 0


def test_what_is_known_outweighs_three_half_seconds_after_a_start() -> None:
    pace = Pace()
    pace.forget(50.0)
    for number in range(80):
        pace.note(50.5 + number * BUFFER_S, number * BUFFER_S)
    assert pace.jump(50.0) == pytest.approx(0.5)
    assert pace.zero == 50.0


def _told(source: Source, until: float = 130.0) -> float | None:
    """When it is told first that the rate is odd, in seconds from the opening."""
    speed, place = Speed(), 0
    for at, buffer in source.buffers(until):
        speed.note(buffer.at, place / source.rate)
        place += len(buffer.samples)
        if speed.odd:
            return at - source.opens
    return None


_RATES = (8_000, 16_000, 32_000, 44_100, 48_000, 96_000)


@settings(deadline=None, max_examples=50)
@given(st.permutations(_RATES), st.floats(0, 0.1), st.integers(0, 99))
def test_another_rate_than_it_says_is_seen_within_ten_seconds(
    rates: list[int], late: float, seed: int
) -> None:
    says, brings = rates[:2]
    told = _told(Source(says, brings / says - 1, late=late, block=0.05, seed=seed), 112.0)
    assert told is not None
    assert told < 10


@settings(deadline=None, max_examples=60)
@given(
    st.floats(-1e-3, 1e-3),
    st.floats(0, 0.4),
    st.lists(st.tuples(st.floats(100, 125), st.floats(0, 15)), max_size=3),
    st.lists(st.tuples(st.floats(100, 125), st.floats(0, 5)), max_size=1),
    st.integers(0, 99),
)
def test_lateness_of_any_length_and_missing_samples_are_no_other_rate(
    off: float,
    late: float,
    holds: list[tuple[float, float]],
    holes: list[tuple[float, float]],
    seed: int,
) -> None:
    held = tuple((start, start + length) for start, length in holds)
    missing = tuple((start, start + length) for start, length in holes)
    source = Source(off=off, late=late, block=0.05, holes=missing, holds=held, seed=seed)
    assert _told(source) is None


def _run(off: float, minutes: float, noise: float) -> list[float]:
    """How far a stream whose clock is off lies behind while it is tuned, half second by half."""
    chance = np.random.default_rng(3)
    tuner, fraction, behind, course = Tuner(), 0.0, 0.0, []
    for _ in range(round(minutes * 120)):
        behind += 0.5 * (fraction - off)
        fraction = tuner.correction(behind + chance.normal(0, noise), 0.5)
        course.append(behind)
    return course


@given(st.floats(-3e-4, 3e-4))
def test_two_clocks_are_brought_together_without_swinging(off: float) -> None:
    course = _run(off, 8, 0.0)
    assert max(map(abs, course)) < 0.01
    assert max(map(abs, course[-60:])) < 1e-4
    assert min(course) > -1e-4 if off < 0 else max(course) < 1e-4


def test_noise_of_the_times_is_not_followed() -> None:
    course = _run(0.0, 10, 0.002)
    assert max(map(abs, course)) < 0.002


@given(st.lists(st.floats(-1e6, 1e6), max_size=50))
def test_no_correction_is_ever_heard(behind: list[float]) -> None:
    tuner = Tuner()
    assert all(abs(tuner.correction(one, 0.5)) <= 1e-3 for one in behind)
    assert abs(tuner.drift) <= 1e-3

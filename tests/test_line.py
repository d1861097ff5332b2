"""Two devices' sound lies on one line, each sample at its place, whatever the devices do."""

import numpy as np
import pytest
from heard import PULSES, Laid, Source, astray, found, play
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recorder.conversation import Cause
from recorder.feed import Buffer
from recorder.line import Line
from recorder.sound import RATE

APART_S = 0.02
AIM_S = 0.002


def _apart(laid: Laid, since: float = 30.0) -> float:
    """How far the same pulse lies apart on the two channels at most, in seconds."""
    first, second = (found(one) / RATE for one in laid.channels)
    last = min(first[-1], second[-1])
    there = first[(first > since) & (first < last)]
    assert len(there) > 20
    return float(max(np.abs(second - one).min() for one in there))


def _at_their_places(line: Line, laid: Laid, since: float, until: float) -> None:
    assert line.zero is not None
    for samples in laid.channels:
        off, missing = astray(samples, line.zero, since, until)
        assert missing == 0
        assert off < APART_S


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.floats(-3e-4, 3e-4),
    st.floats(-3e-4, 3e-4),
    st.floats(100, 103),
    st.lists(st.floats(105, 170), max_size=3),
    st.integers(0, 99),
)
def test_two_clocks_that_differ_stay_together(
    first: float, second: float, opens: float, holds: list[float], seed: int
) -> None:
    line = Line(2)
    held = tuple((at, at + 3.0) for at in holds)
    sources = {
        0: [Source(off=first, seed=seed)],
        1: [Source(off=second, opens=opens, holds=held, seed=seed + 1)],
    }
    laid = play(line, sources, 200.0)
    assert _apart(laid) < APART_S
    assert laid.lost == []


def test_clocks_as_sound_cards_have_them_are_never_two_milliseconds_apart() -> None:
    line = Line(2)
    laid = play(line, {0: [Source(off=-5e-5)], 1: [Source(44_100, 5e-5, 100.4)]}, 340.0)
    assert _apart(laid, 2.0) < AIM_S
    assert line.drifts == pytest.approx((0.0, 1e-4), abs=2e-5)


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000, 96_000])
def test_nothing_is_missing_from_where_the_last_device_came(rate: int) -> None:
    line = Line(2)
    laid = play(line, {0: [Source(rate, opens=101.3)], 1: [Source(opens=100.0)]}, 115.0)
    assert line.zero == pytest.approx(101.3, abs=0.002)
    _at_their_places(line, laid, 101.305, 114.0)
    for covered in laid.covered:
        assert np.all(covered[: 12 * RATE] == 1)


@pytest.mark.parametrize("hole", [0.2, 0.5, 1.0, 3.0, 5.0])
@pytest.mark.parametrize("at", [103.0, 120.0])
@pytest.mark.parametrize("channel", [0, 1])
def test_missing_samples_become_a_gap_and_later_sound_is_at_its_place(
    hole: float, at: float, channel: int
) -> None:
    sources = {0: [Source(off=2e-5)], 1: [Source(off=-3e-5, opens=100.3, seed=2)]}
    sources[channel][0].holes = ((at, at + hole),)
    line = Line(2)
    laid = play(line, sources, at + hole + 20)
    [gap] = laid.lost
    assert (gap.cause, gap.channel) == (Cause.OVERFLOW, channel)
    assert gap.samples / RATE == pytest.approx(hole, abs=APART_S)
    _at_their_places(line, laid, at + hole + 2.5, at + hole + 18)
    assert all(covered.max() == 1 for covered in laid.covered)


def test_two_holes_one_soon_after_the_other_become_two_gaps() -> None:
    sources = {0: [Source(holes=((110, 110.5), (112.5, 113.5)))], 1: [Source(seed=2)]}
    line = Line(2)
    laid = play(line, sources, 130.0)
    assert sum(gap.samples for gap in laid.lost) / RATE == pytest.approx(1.5, abs=APART_S)
    _at_their_places(line, laid, 116.5, 129.0)


@pytest.mark.parametrize("channel", [0, 1])
@pytest.mark.parametrize("hold", [(100.2, 103.2), (101.0, 104.0), (110.0, 113.0)])
def test_what_is_held_back_for_three_seconds_is_laid_where_it_belongs(
    hold: tuple[float, float], channel: int
) -> None:
    sources = {0: [Source()], 1: [Source(seed=2)]}
    sources[channel][0].holds = (hold,)
    line = Line(2)
    laid = play(line, sources, 125.0)
    assert laid.lost == []
    _at_their_places(line, laid, 100.02, 124.0)


@pytest.mark.parametrize("gone", [1, 2])
def test_a_device_that_leaves_and_joins_again_leaves_a_gap(gone: int) -> None:
    """Channel `gone - 1` of a call goes from 130 to 137 and comes back with another rate."""
    sources = {0: [Source(off=4e-5)], 1: [Source(off=-4e-5, seed=2)]}
    sources[gone - 1][0].closes = 130.0
    sources[gone - 1].append(Source(44_100, opens=137.0, seed=3))
    line = Line(2)
    laid = play(line, sources, 160.0)
    [gap] = laid.lost
    assert (gap.cause, gap.channel) == (Cause.DEVICE_LOST, gone - 1)
    assert gap.samples / RATE == pytest.approx(7.0, abs=APART_S)
    _at_their_places(line, laid, 100.02, 129.9)
    _at_their_places(line, laid, 137.02, 159.0)
    assert laid.late == 0


def test_alone_in_a_room_a_lost_device_is_a_gap_of_all() -> None:
    line = Line(1)
    laid = play(line, {0: [Source(closes=110.0), Source(16_000, opens=115.0)]}, 125.0)
    [gap] = laid.lost
    assert gap.channel is None
    assert gap.samples / RATE == pytest.approx(5.0, abs=APART_S)
    _at_their_places(line, laid, 115.02, 124.0)


def test_both_lost_and_both_back() -> None:
    sources = {
        0: [Source(closes=110.0), Source(opens=116.0)],
        1: [Source(closes=111.0, seed=2), Source(opens=114.0, seed=3)],
    }
    line = Line(2)
    laid = play(line, sources, 130.0)
    lengths = {gap.channel: gap.samples / RATE for gap in laid.lost}
    assert lengths == pytest.approx({0: 6.0, 1: 3.0}, abs=APART_S)
    _at_their_places(line, laid, 116.02, 129.0)


def test_a_device_that_never_comes_back_is_missing_to_the_end() -> None:
    line = Line(2)
    laid = play(line, {0: [Source()], 1: [Source(closes=110.0, seed=2)]}, 120.0)
    [gap] = laid.lost
    assert gap.channel == 1
    assert (gap.start / RATE, (gap.start + gap.samples) / RATE) == pytest.approx((10, 20), abs=0.1)


def test_a_line_that_goes_on_after_a_restart_continues_at_its_place() -> None:
    line = Line(2, zero=90.0, since=8 * RATE)
    assert line.begun
    laid = play(line, {0: [Source()], 1: [Source(opens=100.5, seed=2)]}, 120.0, start=90.0)
    assert line.zero == pytest.approx(90.0, abs=0.001)
    _at_their_places(line, laid, 100.52, 119.0)
    gaps = {gap.channel: (gap.start, gap.samples / RATE) for gap in laid.lost}
    assert gaps[0] == (8 * RATE, pytest.approx(2.0, abs=APART_S))
    assert gaps[1] == (8 * RATE, pytest.approx(2.5, abs=APART_S))


def test_a_restart_lays_nothing_before_what_is_kept() -> None:
    """The process died, and the clock's zero says that the new sound begins before the old ends."""
    line = Line(1, zero=90.0, since=12 * RATE)
    laid = play(line, {0: [Source()]}, 110.0, start=90.0)
    assert not laid.covered[0][: 12 * RATE].any()
    _at_their_places(line, laid, 102.02, 109.0)
    assert laid.lost == []


def test_a_far_end_that_brings_nothing_holds_nobody_up_and_is_no_gap() -> None:
    line = Line(2)
    line.join(1, 48_000, pauses=True)
    laid = play(line, {0: [Source()], 1: []}, 110.0)
    assert line.begun
    assert laid.covered[0].sum() > 9 * RATE
    assert laid.lost == []


def test_a_far_end_that_plays_now_and_then_is_at_its_place() -> None:
    plays = [Source(opens=105.0, closes=109.0), Source(opens=115.0, closes=118.0, seed=3)]
    line = Line(2)
    laid = play(line, {0: [Source()], 1: plays}, 125.0, pauses=True)
    assert laid.lost == []
    assert line.zero is not None
    for since, until in ((105.02, 108.9), (115.02, 117.9)):
        off, missing = astray(laid.channels[1], line.zero, since, until)
        assert (off < APART_S, missing) == (True, 0)


def test_even_a_short_word_of_such_a_far_end_is_kept() -> None:
    """It plays for a second: less than a device's times are watched."""
    line = Line(2)
    sources = {0: [Source()], 1: [Source(opens=110.0, closes=111.0)]}
    laid = play(line, sources, 125.0, pauses=True)
    assert line.zero is not None
    off, missing = astray(laid.channels[1], line.zero, 110.02, 110.98)
    assert (off < APART_S, missing) == (True, 0)
    assert laid.late == 0


def test_before_a_device_is_heard_there_is_no_line() -> None:
    line = Line(2)
    line.join(0, 48_000)
    line.join(1, 48_000)
    line.take(0, Buffer(np.zeros(480, np.int16), 100.0))
    assert line.done(101.0) == 0
    assert not line.begun
    assert line.zero is None
    assert line.taken() == ([], [])
    assert line.place(105.0) == 0


def test_the_same_moment_is_the_same_place_for_all() -> None:
    line = Line(2)
    laid = play(line, {0: [Source(off=1e-4)], 1: [Source(opens=100.5)]}, 160.0)
    pulse = float(PULSES[PULSES > 155][0])
    place = line.place(pulse)
    for samples in laid.channels:
        assert np.abs(found(samples) - place).min() < APART_S * RATE


def test_a_device_that_is_back_for_a_moment_brings_what_it_heard() -> None:
    sources = [Source(closes=110.0), Source(opens=114.0, closes=115.0), Source(opens=119.0)]
    line = Line(1)
    laid = play(line, {0: sources}, 130.0)
    assert [gap.samples / RATE for gap in laid.lost] == pytest.approx([4.0, 4.0], abs=APART_S)
    _at_their_places(line, laid, 114.05, 114.98)
    _at_their_places(line, laid, 119.02, 129.0)


def test_a_device_that_leaves_before_the_line_begins_leaves_nothing() -> None:
    line = Line(1)
    line.join(0, 48_000)
    line.take(0, Buffer(np.ones(4_800, np.int16), 100.0))
    line.leave(0)
    assert not line.begun
    laid = play(line, {0: [Source(opens=103.0)]}, 110.0)
    assert line.zero == pytest.approx(103.0, abs=0.001)
    assert laid.covered[0].max() == 1

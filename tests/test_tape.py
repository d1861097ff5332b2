"""Exactly what was said while it was on is kept, once, at its place, however it came."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recorder.sound import BLOCK, RATE, Block
from recorder.tape import Tape

LONG = 4 * RATE
CHANNELS = 2

Run = tuple[int, int, int]
"""A channel, and from where to where samples come."""


def _sounding() -> np.ndarray:
    """Every sample a number of its own, none of them 0."""
    numbers = np.arange(CHANNELS * LONG).reshape(CHANNELS, LONG)
    return (numbers % 32_000 + 1).astype(np.int16)


SOUND = _sounding()


@st.composite
def _runs(draw: st.DrawFn) -> list[Run]:
    """What each channel brings: runs without overlap, in any order."""
    runs = []
    for channel in range(CHANNELS):
        edges = sorted(draw(st.sets(st.integers(0, LONG), max_size=8)))
        pairs = list(pairwise(edges))
        runs += [(channel, low, high) for low, high in pairs if draw(st.booleans())]
    return draw(st.permutations(runs))


_SWITCHES = st.lists(st.integers(0, LONG), max_size=6, unique=True).map(sorted)


def _laid(tape: Tape, runs: list[Run]) -> None:
    for channel, low, high in runs:
        tape.lay(channel, low, SOUND[channel, low:high])


def _expected(runs: list[Run], on: np.ndarray) -> np.ndarray:
    expected = np.zeros((CHANNELS, LONG), np.int16)
    for channel, low, high in runs:
        expected[channel, low:high] = SOUND[channel, low:high]
    expected[:, ~on] = 0
    return expected


def _stretches(switches: list[int]) -> np.ndarray:
    on = np.ones(LONG, bool)
    for number, place in enumerate(switches):
        on[place:] = number % 2 == 1
    return on


def _joined(blocks: list[Block], switches: list[int]) -> np.ndarray:
    out = np.zeros((CHANNELS, LONG), np.int16)
    given_ = np.zeros(LONG, int)
    for start, block in blocks:
        end = start + block.shape[1]
        assert block.shape[1] > 0
        assert start // RATE == (end - 1) // RATE
        assert not [place for place in switches if start < place < end]
        assert block.any()
        out[:, start:end] = block
        given_[start:end] += 1
    assert given_.max(initial=0) <= 1
    return out


@given(_runs(), _SWITCHES, st.lists(st.integers(0, LONG), max_size=6).map(sorted))
def test_what_lay_in_stretches_that_are_on_comes_out_once(
    runs: list[Run], switches: list[int], limits: list[int]
) -> None:
    tape = Tape(CHANNELS)
    _laid(tape, runs)
    for number, place in enumerate(switches):
        tape.switch(place, on=number % 2 == 1)
    blocks = [block for limit in limits for block in tape.blocks(limit)]
    blocks += tape.blocks(LONG, rest=True)
    assert np.array_equal(_joined(blocks, switches), _expected(runs, _stretches(switches)))
    assert tape.at == LONG


@given(_runs(), st.integers(0, LONG), st.integers(0, LONG), st.integers(0, LONG))
def test_what_is_dropped_never_comes_out(
    runs: list[Run], given_up_to: int, switched: int, dropped: int
) -> None:
    tape = Tape(CHANNELS)
    _laid(tape, runs)
    before = tape.blocks(given_up_to)
    at = tape.at
    tape.switch(switched, on=False)
    tape.switch(max(switched, at) + 5, on=True)
    tape.drop(dropped)
    for start, block in tape.blocks(LONG, rest=True):
        assert start >= at
        assert start + block.shape[1] <= dropped
    assert all(start + block.shape[1] <= at for start, block in before)


def test_a_block_is_given_as_soon_as_its_half_second_is_over() -> None:
    tape = Tape(CHANNELS)
    _laid(tape, [(0, 0, LONG)])
    assert tape.blocks(BLOCK - 1) == []
    assert [start for start, _ in tape.blocks(BLOCK)] == [0]
    assert [start for start, _ in tape.blocks(3 * BLOCK + 5)] == [BLOCK, 2 * BLOCK]
    assert [start for start, _ in tape.blocks(3 * BLOCK + 5, rest=True)] == [3 * BLOCK]


def test_what_comes_too_late_is_let_go_and_what_is_given_is_not_held() -> None:
    tape = Tape(1)
    tape.blocks(2 * RATE)
    tape.lay(0, RATE, np.ones(RATE + 10, np.int16))
    [(start, block)] = tape.blocks(3 * RATE)
    assert start == 2 * RATE
    assert block.sum() == 10
    assert tape._laid == [[]]  # noqa: SLF001, what is held for an hour would fill the memory


def test_a_tape_that_goes_on_gives_nothing_before_its_start() -> None:
    tape = Tape(1, at=BLOCK + 100)
    tape.lay(0, 0, np.ones(3 * BLOCK, np.int16))
    starts = [(start, block.shape[1]) for start, block in tape.blocks(3 * BLOCK)]
    assert starts == [(BLOCK + 100, BLOCK - 100), (2 * BLOCK, BLOCK)]


@given(st.integers(0, RATE), st.integers(0, RATE))
def test_whatever_places_two_presses_get_the_last_one_decides(first: int, second: int) -> None:
    tape = Tape(1)
    tape.lay(0, 0, np.ones(2 * RATE, np.int16))
    tape.switch(first, on=False)
    tape.switch(second, on=True)
    assert sum(block.shape[1] for start, block in tape.blocks(2 * RATE) if start >= RATE) == RATE

"""Glances are taken where somebody speaks, and tell one from two."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rooms import room

from models.segmentation import (
    FRAME,
    FRAMES,
    LENGTH,
    PEOPLE,
    Segmentation,
    frame_at,
    frames_in,
    second_of,
)
from models.voice import RATE, Span


@given(st.integers(0, 500_000))
def test_a_frame_is_found_again_by_its_second(frame: int) -> None:
    assert frame_at(second_of(frame)) == frame


def test_a_glance_has_as_many_frames_as_it_says() -> None:
    assert frames_in(LENGTH) == FRAMES
    assert frames_in(0) == frames_in(990) == 0
    assert frames_in(991) == 1


def test_only_where_somebody_speaks_is_anything_glanced_at() -> None:
    one = room("en")
    quiet = np.zeros(RATE * 30, np.float32)
    sound = np.concatenate([quiet, one.mono[: RATE * 10], quiet])
    spans = [Span(30 * RATE, 40 * RATE)]
    found = list(Segmentation.load().glances(sound, spans, FRAMES))
    assert found
    assert all(
        glance.first * FRAME < 40 * RATE and glance.first * FRAME + LENGTH > 30 * RATE
        for glance in found
    )
    assert not list(Segmentation.load().glances(sound, [], FRAMES))


def test_chances_are_chances_and_two_at_once_are_heard() -> None:
    one = room("en")
    texts = [(start, end) for start, end, who in one.turns if who == 1 and end - start > 4]
    start, end = texts[0]
    both = one.mono.copy()
    other = next(s for s, e, who in one.turns if who == 0 and e - s > 2.5)
    length = int(2.5 * RATE)
    at = int((start + 0.8) * RATE)
    both[at : at + length] += one.channels[0][int(other * RATE) : int(other * RATE) + length]
    first = max(0, int((start - 2) * RATE))
    piece = both[first : first + LENGTH]
    alone = one.mono[first : first + LENGTH]
    spans = [Span(0, LENGTH)]
    [glance] = Segmentation.load().glances(piece, spans, 10 * FRAMES)
    [single] = Segmentation.load().glances(alone, spans, 10 * FRAMES)
    assert glance.active.shape == (FRAMES, PEOPLE)
    assert glance.active.min() >= 0
    assert glance.active.max() <= 1 + 1e-5
    overlap = slice(frame_at((at - first) / RATE), frame_at((at - first + length) / RATE))
    assert glance.together[overlap].mean() > 0.3 > single.together[overlap].mean()
    assert end > start

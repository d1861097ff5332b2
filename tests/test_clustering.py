"""Voiceprints fall to their voices, however unequal; never to more voices than there are."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.clustering import scores, voices

Prints = npt.NDArray[np.float32]


def _prints(people: list[int], spread: float = 0.6, seed: int = 3) -> Prints:
    """Prints of made-up voices: a direction for each person, and noise of length `spread`."""
    chance = np.random.default_rng(seed)
    centres = chance.standard_normal((max(people) + 1, 192))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    noise = chance.standard_normal((len(people), 192))
    noise *= spread / np.linalg.norm(noise, axis=1, keepdims=True)
    made = centres[people] + noise
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def _voices(prints: Prints, number: int, known: list[int] | None = None) -> Prints:
    told = np.array(known if known is not None else [-1] * len(prints), np.intp)
    return voices(prints, np.full(len(prints), 0.75), number, told)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 1), min_size=1, max_size=40), st.integers(1, 3))
def test_never_more_voices_than_told_and_all_of_unit_length(people: list[int], number: int) -> None:
    found = _voices(_prints(people), number)
    assert len(found) <= number
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(found)), abs=1e-4)


def test_two_people_in_turn_are_told_apart() -> None:
    people = [0] * 9 + [1] * 7 + [0] * 5 + [1] * 12
    prints = _prints(people)
    found = scores(prints, _voices(prints, 2)).argmax(axis=1)
    assert len(set(zip(people, found.tolist(), strict=True))) == 2


def test_someone_who_speaks_a_twentieth_is_a_voice() -> None:
    people = [0] * 120 + [1] * 5 + [0] * 115 + [1] * 6
    prints = _prints(people, spread=0.9)
    found = scores(prints, _voices(prints, 2)).argmax(axis=1)
    assert len(set(zip(people, found.tolist(), strict=True))) == 2


def test_what_a_hand_told_numbers_the_voices() -> None:
    people = [0] * 10 + [1] * 10
    prints = _prints(people)
    known = [-1] * 20
    known[2] = 1
    found = scores(prints, _voices(prints, 2, known)).argmax(axis=1)
    assert found.tolist() == [1] * 10 + [0] * 10


def test_voices_that_cannot_be_told_apart_are_not_guessed() -> None:
    prints = _prints([0] * 80, spread=0.4)
    assert len(_voices(prints, 2)) == 0
    assert len(_voices(prints, 1)) == 1


def test_a_print_speaks_for_its_own_voice_and_silence_for_none() -> None:
    among = _prints([0, 1], spread=0.0)
    assert scores(among, among) == pytest.approx(np.array([[1, -1], [-1, 1]]), abs=1e-4)
    assert not scores(np.zeros((1, 192), np.float32), among).any()
    assert scores(among, among[:1]).shape == (2, 1)

"""Two voices in one channel are told apart, and never more or fewer than asked."""

from itertools import pairwise

import numpy as np
import pytest
from rooms import Room, diarizer, heard, room

from models.attribution import whose
from models.diarization import Known
from models.voice import RATE, speech_spans


def _right(one: Room, evidence: list[np.ndarray]) -> float:
    """Share of turns whose own voice has most evidence, voices and people paired for the best."""
    found = [int(each.argmax()) == person for each, (*_, person) in zip(evidence, one.turns)]  # noqa: B905
    share = sum(found) / len(found)
    return max(share, 1 - share)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_turn_is_given_to_who_has_it(language: str) -> None:
    one, found = room(language), heard(language)
    assert len(found.voices) == 2
    assert _right(one, [found.between(start, end) for start, end, _ in one.turns]) == 1


def test_the_voice_heard_first_comes_first() -> None:
    one, found = room("en"), heard("en")
    start, end, _ = one.turns[0]
    assert found.between(start, end).argmax() == 0


def test_told_one_voice_there_is_one_whoever_speaks() -> None:
    one = room("en")
    found = diarizer().tell_apart(one.mono, one.spans, number=1)
    assert len(found.voices) == 1
    assert found.overlaps() == []


def test_a_correction_by_hand_numbers_the_voices() -> None:
    one = room("fr")
    start, end, _ = next(turn for turn in one.turns if turn[1] - turn[0] > 3)
    first = int(heard("fr").between(start, end).argmax())
    told = diarizer().tell_apart(one.mono, one.spans, known=[Known(start, end, 1 - first)])
    assert told.between(start, end).argmax() == 1 - first
    assert _right(one, [told.between(start, end) for start, end, _ in one.turns]) == 1


def test_a_correction_to_a_voice_that_does_not_exist_is_left_out() -> None:
    one = room("fr")
    start, end, _ = one.turns[0]
    told = diarizer().tell_apart(one.mono, one.spans, known=[Known(start, end, 7)])
    assert told.voices == pytest.approx(heard("fr").voices)


def test_silence_has_no_voices() -> None:
    quiet = np.zeros(3 * RATE, np.float32)
    found = diarizer().tell_apart(quiet, speech_spans(quiet))
    assert len(found.voices) == 0
    assert found.overlaps() == []
    assert found.between(0, 1).shape == (0,)


def test_overlaps_are_where_two_speak() -> None:
    one = room("fr")
    sound = one.mono.copy()
    start, end, person = next(turn for turn in one.turns if turn[1] - turn[0] > 5)
    other = next(t for t in one.turns if t[2] != person and t[1] - t[0] > 3)
    at, length = int((start + 1) * RATE), int(2.5 * RATE)
    sound[at : at + length] += one.channels[1 - person][int(other[0] * RATE) :][:length]
    found = diarizer().tell_apart(sound, speech_spans(sound)).overlaps()
    assert all(a[1] < b[0] for a, b in pairwise(found))
    inside = sum(max(0, min(b, start + 3.5) - max(a, start + 1)) for a, b in found)
    assert inside > 0.8
    assert end > start


def test_outside_the_sound_there_is_no_evidence() -> None:
    found = heard("en")
    assert found.between(1e6, 1e6 + 1).shape == (2,)
    assert found.between(-5, -4).shape == (2,)


def test_one_person_alone_for_ten_minutes_is_one_voice_if_told_so() -> None:
    alone = np.resize(room("fr").channels[0], 600 * RATE)
    found = diarizer().tell_apart(alone, speech_spans(alone), number=1)
    assert len(found.voices) == 1
    assert found.overlaps() == []
    one = room("fr")
    words = [word for word, person in zip(one.words, one.people, strict=True) if person == 0]
    assert {each.voice for each in whose(words, found)} == {0}

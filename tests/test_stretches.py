"""Stretches cover what was said, and a clip is one person alone."""

from itertools import pairwise

import pytest
from rooms import heard, room

from models.stretches import clip, stretches
from models.voice import RATE


@pytest.mark.parametrize("language", ["fr", "en"])
def test_stretches_cover_the_speech_and_change_where_turns_do(language: str) -> None:
    one = room(language)
    found = stretches(heard(language), one.spans)
    assert all(a.end <= b.start + 1e-6 for a, b in pairwise(found))
    covered = sum(each.end - each.start for each in found)
    assert covered == pytest.approx(sum(map(len, one.spans)) / RATE, abs=0.01)
    assert len(found) < 2 * (len(one.spans) + len(one.turns))


@pytest.mark.parametrize("voice", [0, 1])
def test_a_clip_is_of_one_person_alone(voice: int) -> None:
    one = room("en")
    found = clip(heard("en"), one.spans, voice)
    assert found is not None
    assert 1 < found.end - found.start <= 6.001
    persons = {
        person
        for start, end, person in one.turns
        if min(end, found.end) - max(start, found.start) > 0.1
    }
    assert len(persons) == 1


def test_where_nobody_was_told_apart_there_is_nothing_to_hear() -> None:
    one = room("en")
    assert clip(heard("en"), [], 0) is None
    assert stretches(heard("en"), []) == []
    assert one.spans

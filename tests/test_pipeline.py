"""One microphone: the words of a channel become utterances with a voice, and the coach is found."""

from dataclasses import replace

import numpy as np
import pytest
from rooms import SECONDS, diarizer, room

from models.diarization import Known
from models.pipeline import (
    Told,
    attribute,
    on_loudest,
    prepare,
    prepare_together,
    tell_voices,
)


def test_a_room_gives_utterances_with_voices_and_names_the_coach() -> None:
    one = room("fr")
    [own] = prepare([one.mono])
    start, end, _ = max((t for t in one.turns if t[2] == 0), key=lambda t: t[1] - t[0])
    found = tell_voices(one.words, own, diarizer(), Told(consent=(start, end)))
    assert [word for each in found.spoken for word in each.words] == one.words
    assert found.coach is not None
    people = dict(zip(one.words, one.people, strict=True))
    right = [
        (each.voice != found.coach) == people[word]
        for each in found.spoken
        for word in each.words
        if each.voice is not None
    ]
    assert sum(right) >= 0.98 * len(one.words)


def test_told_that_one_person_speaks_everything_is_that_voice() -> None:
    one = room("en")
    [own] = prepare([one.mono])
    found = tell_voices(one.words, own, diarizer(), Told(voices=1))
    assert {each.voice for each in found.spoken} == {0}


def test_no_speech_gives_nothing() -> None:
    [own] = prepare([room("en").mono * 0])
    found = tell_voices([], own, diarizer())
    assert found.spoken == ()
    assert found.coach is None
    assert own.windows == ()


def test_without_voices_a_channel_is_cut_as_before() -> None:
    one = room("en")
    [own] = prepare([one.mono])
    spoken, echoes = attribute([one.words], [own])
    assert echoes == []
    assert all(each.voice is None for each in spoken)
    assert [replace(word) for each in spoken for word in each.words] == one.words


@pytest.mark.parametrize(("in_near", "in_far"), [(0.3, 0.2), (0.9, 0.8)])
def test_channels_that_hold_everybody_are_heard_as_one(in_near: float, in_far: float) -> None:
    one = room("en")
    near = one.channels[0] + one.channels[1] * in_near
    far = one.channels[0] * in_far + one.channels[1]
    prepared = prepare_together([near, far])
    assert [bool(own.windows) for own in prepared] == [True, False]
    start, end, _ = max((t for t in one.turns if t[2] == 0), key=lambda t: t[1] - t[0])
    found = tell_voices(one.words, prepared[0], diarizer(), Told(consent=(start, end)))
    spoken = on_loudest(found.spoken, prepared)
    people = dict(zip(one.words, one.people, strict=True))
    pairs = [(each, people[word]) for each in spoken for word in each.words]
    assert sum((each.voice != found.coach) == person for each, person in pairs) >= 0.97 * len(pairs)
    assert sum(each.channel == person for each, person in pairs) >= 0.95 * len(pairs)


def test_two_people_at_the_far_end_are_two_voices_and_the_coach_keeps_the_channel() -> None:
    english, french = room("en"), room("fr")
    near = np.concatenate([english.channels[0], french.channels[0] * 0])
    far = np.concatenate([english.channels[1], french.channels[0]])
    coach = [w for w, who in zip(english.words, english.people, strict=True) if who == 0]
    client = [w for w, who in zip(english.words, english.people, strict=True) if who == 1]
    partner = [
        replace(w, start=w.start + SECONDS, end=w.end + SECONDS)
        for w, who in zip(french.words, french.people, strict=True)
        if who == 0
    ]
    words = [coach, [*client, *partner]]
    spoken, _ = attribute(words, prepare([near, far]), diarizer(), (1, 2))
    assert {each.voice for each in spoken if each.channel == 0} == {None}
    first = [v.voice for v in spoken if v.channel == 1 for w in v.words if w.end < SECONDS]
    then = [v.voice for v in spoken if v.channel == 1 for w in v.words if w.end >= SECONDS]
    assert first.count(0) >= 0.95 * len(first)
    assert then.count(1) >= 0.95 * len(then)


def test_a_hand_says_who_is_the_coach_and_one_slip_turns_nothing_round() -> None:
    one = room("fr")
    [own] = prepare([one.mono])
    long = sorted(one.turns, key=lambda turn: turn[0] - turn[1])
    right = [Known(start, end, person) for start, end, person in long[:2]]
    slip = Known(long[4][0], long[4][1], 1 - long[4][2])
    found = tell_voices(one.words, own, diarizer(), Told(known=(*right, slip)))
    assert found.coach is not None
    people = dict(zip(one.words, one.people, strict=True))
    pairs = [(each, people[word]) for each in found.spoken for word in each.words]
    assert sum((each.voice != found.coach) == person for each, person in pairs) >= 0.9 * len(pairs)

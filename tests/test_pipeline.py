"""One microphone: the words of a channel become utterances with a voice, and the coach is found."""

from dataclasses import replace

from rooms import diarizer, room

from models.pipeline import Told, attribute, prepare, tell_voices


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


def test_the_voices_of_one_channel_are_known_in_another_of_the_same_room() -> None:
    one = room("en")
    near = one.channels[0] + one.channels[1] * 0.3
    far = one.channels[0] * 0.2 + one.channels[1]
    first = tell_voices(one.words, prepare([near])[0], diarizer())
    second = tell_voices(one.words, prepare([far])[0], diarizer(), among=first.heard.voices)
    pairs = [
        (a, b)
        for a, b in zip(
            [each.voice for each in first.spoken for _ in each.words],
            [each.voice for each in second.spoken for _ in each.words],
            strict=True,
        )
        if a is not None and b is not None
    ]
    assert sum(a == b for a, b in pairs) >= 0.95 * len(one.words)

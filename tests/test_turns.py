"""Turns: every utterance in exactly one, and never two people in the same."""

from hypothesis import given
from hypothesis import strategies as st

from models.turns import turns
from recorder.conversation import Speaker, Utterance, Word


def utterance(place: int, speaker: Speaker) -> Utterance:
    return Utterance(f"u{place}", 0, speaker, (Word(f"w{place}", f"mot{place}", None, None),))


def test_what_one_person_says_in_pieces_is_one_turn() -> None:
    said = [Speaker.COACH, Speaker.CLIENT, Speaker.CLIENT, Speaker.COACH]
    found = turns([utterance(place, speaker) for place, speaker in enumerate(said)])
    assert [(turn.first, turn.last) for turn in found] == [(0, 0), (1, 2), (3, 3)]
    assert found[1].text == "mot1 mot2"


def test_unknown_speakers_are_never_taken_for_one() -> None:
    assert len(turns([utterance(place, Speaker.UNKNOWN) for place in range(3)])) == 3


@given(st.lists(st.sampled_from(list(Speaker)), max_size=30))
def test_every_utterance_lies_in_exactly_one_turn(said: list[Speaker]) -> None:
    utterances = [utterance(place, speaker) for place, speaker in enumerate(said)]
    found = turns(utterances)
    places = [place for turn in found for place in range(turn.first, turn.last + 1)]
    assert places == list(range(len(said)))
    assert " ".join(turn.text for turn in found) == " ".join(one.text for one in utterances)
    for turn in found:
        assert {said[place] for place in range(turn.first, turn.last + 1)} == {turn.speaker}

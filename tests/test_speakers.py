"""How many people each channel holds, and whose an utterance is."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from models.utterances import Spoken
from models.wordtimes import HeardWord
from recorder import answers, clients, sessions, transcript
from recorder.answers import Answer
from recorder.conversation import Maker, Session, Speaker, Utterance, Word
from recorder.vault import Vault
from tui.speakers import Speakers, answered, held

CALL = Session(
    "s", "c", "", "fr", "call", datetime(2026, 11, 23, tzinfo=UTC), 9.0,
    (Speaker.COACH, Speaker.CLIENT),
)  # fmt: skip
ROOM = replace(CALL, channels=(Speaker.UNKNOWN,))
WORDS = (HeardWord("oui", 1.0, 1.4, 0.9),)


@pytest.mark.parametrize(
    ("session", "people"),
    [
        (ROOM, [2]),
        (replace(ROOM, voices=1), [1]),
        (CALL, [1, 1]),
        (replace(CALL, voices=1), [1, 1]),
        (replace(CALL, voices=3), [1, 2]),
        (replace(CALL, voices=3, channels=(Speaker.CLIENT, Speaker.COACH)), [2, 1]),
        (replace(CALL, together=True), [2, 2]),
        (replace(CALL, together=True, voices=3), [3, 3]),
    ],
)
def test_people_beyond_two_are_at_the_clients_end(session: Session, people: list[int]) -> None:
    assert held(session) == people


def test_two_at_the_far_end_are_both_the_client() -> None:
    found = Speakers((), (), {}, "")
    both = [found.speaker(Spoken(1, WORDS, voice), CALL) for voice in (0, 1)]
    assert both == [Speaker.CLIENT] * 2
    assert found.speaker(Spoken(0, WORDS), CALL) is Speaker.COACH


def test_where_every_channel_holds_everybody_no_channel_says_who_it_is() -> None:
    session = replace(CALL, together=True)
    known = Speakers((), (), {0: Speaker.CLIENT, 1: Speaker.COACH}, "")
    assert known.speaker(Spoken(0, WORDS, 1), session) is Speaker.COACH
    assert known.speaker(Spoken(0, WORDS, None), session) is Speaker.UNKNOWN
    assert Speakers((), (), {}, "").speaker(Spoken(0, WORDS, 1), session) is Speaker.UNKNOWN


def test_a_flip_by_hand_is_an_answer_and_goes_before_an_older_one(opened: Vault) -> None:
    word = Word("w1", "oui", 1.0, 2.0)
    flip = Utterance("u1", 0, Speaker.CLIENT, (word,), speaker_by=Maker.COACH)
    heard = Utterance("u2", 0, Speaker.CLIENT, (replace(word, id="w2", start=6.0, end=7.0),))
    with opened.writing():
        session = replace(ROOM, client=clients.named_or_new(opened, "Zoé", "fr").id)
        sessions.add(opened, session)
        transcript.keep(opened, session, [flip, heard])
        before = [Answer(0.0, 3.0, Speaker.COACH), Answer(4.0, 8.0, Speaker.COACH)]
        answers.keep(opened, session, before)
    assert answered(opened, session) == [Answer(1.0, 2.0, Speaker.CLIENT), before[1]]

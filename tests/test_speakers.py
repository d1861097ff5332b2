"""How many people each channel holds, and whose an utterance is."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from models.utterances import Spoken
from models.wordtimes import HeardWord
from recorder.conversation import Session, Speaker
from tui.speakers import Speakers, held

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

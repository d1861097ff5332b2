"""What the coach says of who speaks is kept by time, whatever becomes of words and voices."""

from datetime import UTC, datetime

from recorder import answers, clients, sessions, transcript
from recorder.answers import Answer
from recorder.conversation import Session, Speaker, Utterance, Word
from recorder.vault import Vault


def _session(opened: Vault) -> Session:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    client = clients.named_or_new(opened, "Zoé", "fr")
    session = Session(
        sessions.new_id(), client.id, "Ana", "fr", "room", at, 9.0, (Speaker.UNKNOWN,)
    )
    sessions.add(opened, session)
    return session


def test_answers_outlive_a_new_hearing_and_the_last_counts(opened: Vault) -> None:
    first = [Answer(4.0, 6.0, Speaker.COACH)]
    last = [Answer(1.0, 2.0, Speaker.CLIENT), Answer(4.0, 6.0, Speaker.COACH)]
    with opened.writing():
        session = _session(opened)
        transcript.keep(
            opened, session, [Utterance("u1", 0, Speaker.UNKNOWN, (Word("w1", "oui", 1.0, 2.0),))]
        )
        answers.keep(opened, session, first)
        answers.keep(opened, session, reversed(last))
        transcript.remove(opened, session, transcript.utterances_of(opened, session))
    assert answers.all_of(opened, session) == tuple(last)


def test_nobody_is_asked_twice_for_another_session(opened: Vault) -> None:
    with opened.writing():
        one, other = _session(opened), _session(opened)
        answers.keep(opened, one, [Answer(1.0, 2.0, Speaker.COACH)])
    assert answers.all_of(opened, other) == ()

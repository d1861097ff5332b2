"""The corrections of other sessions are gathered, and only those that may be used."""

from dataclasses import replace
from datetime import UTC, datetime

from recorder import clients, confirmations, consents, erasure, sessions, transcript
from recorder.conversation import Given, Maker, Passage, Session, Speaker, Utterance, Word
from recorder.tagging import Confirmation
from recorder.vault import Vault
from tui import learning

AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def _session(vault: Vault, *, confirmed: bool = True) -> Session:
    session = Session(sessions.new_id(), "", "Paul", "fr", "room", AT, 20.0, ())
    with vault.writing():
        client = clients.named_or_new(vault, "Leïla", "fr")
        session = replace(session, client=client.id)
        sessions.add(vault, session)
        consents.add(vault, session, client, Given.ORAL, AT)
        words = (Word("w1", "Oui.", 0.0, 1.0), Word("w2", "Voilà.", 1.0, 2.0))
        said = Utterance("u1", 0, Speaker.CLIENT, words)
        transcript.keep(vault, session, [said, replace(said, id="u2", words=_renamed(words))])
        if confirmed:
            confirmations.keep(vault, session, Confirmation("u1", ("values",)))
    return session


def _renamed(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(replace(word, id=f"{word.id}b") for word in words)


def test_other_sessions_teach_and_one_does_not_teach_itself(opened: Vault) -> None:
    first, second = _session(opened), _session(opened, confirmed=False)
    (found,) = learning.examples(opened, second)
    assert (found.utterance.id, found.told) == ("u1", Confirmation("u1", ("values",)))
    assert learning.examples(opened, first) == []


def test_a_tag_by_hand_teaches_too(opened: Vault) -> None:
    first, second = _session(opened, confirmed=False), _session(opened, confirmed=False)
    with opened.writing():
        coach = Passage("p1", "safety", ("w1b", "w2b"), 1.0, Maker.COACH)
        transcript.put_passage(opened, first, coach)
    (found,) = learning.examples(opened, second)
    assert found.told == Confirmation("u2", ("safety",), whole=False)


def test_a_consent_taken_back_takes_its_lessons_with_it(opened: Vault) -> None:
    first, second = _session(opened), _session(opened, confirmed=False)
    with opened.writing():
        consents.withdraw(opened, first, AT)
    assert learning.examples(opened, second) == []


def test_erasing_takes_the_lessons_with_it(opened: Vault) -> None:
    first, second = _session(opened), _session(opened, confirmed=False)
    erasure.erase(opened, [first])
    assert learning.examples(opened, second) == []

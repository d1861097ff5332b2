"""What the coach said of utterances is kept, undone, and goes with the words."""

from dataclasses import replace
from datetime import UTC, datetime

from recorder import clients, confirmations, erasure, history, redaction, sessions, transcript
from recorder.conversation import Session, Speaker, Utterance, Word
from recorder.history import Part
from recorder.tagging import Confirmation
from recorder.vault import Vault

AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
ONE, OTHER = Confirmation("u1", ("values", "safety")), Confirmation("u1", ())


def _session(vault: Vault) -> Session:
    session = Session(sessions.new_id(), "", "Paul", "fr", "room", AT, 20.0, ())
    with vault.writing():
        client = clients.named_or_new(vault, "Leïla", "fr")
        session = replace(session, client=client.id)
        sessions.add(vault, session)
        words = (Word("w1", "Oui.", 0.0, 1.0), Word("w2", "Voilà.", 1.0, 2.0))
        transcript.keep(vault, session, [Utterance("u1", 0, Speaker.CLIENT, words)])
    return session


def _confirm(vault: Vault, session: Session, what: Confirmation) -> None:
    with history.changing(vault, session, Part.TRANSCRIPT, "confirm"):
        confirmations.keep(vault, session, what)


def test_the_last_answer_holds_and_can_be_undone(opened: Vault) -> None:
    session = _session(opened)
    _confirm(opened, session, ONE)
    _confirm(opened, session, OTHER)
    assert confirmations.all_of(opened, session) == (OTHER,)
    assert history.undo(opened, session, Part.TRANSCRIPT) == "confirm"
    assert confirmations.all_of(opened, session) == (ONE,)
    history.undo(opened, session, Part.TRANSCRIPT)
    assert confirmations.all_of(opened, session) == ()
    history.redo(opened, session, Part.TRANSCRIPT)
    assert confirmations.all_of(opened, session) == (ONE,)


def test_an_answer_can_be_taken_back(opened: Vault) -> None:
    session = _session(opened)
    _confirm(opened, session, ONE)
    with history.changing(opened, session, Part.TRANSCRIPT, "take back"):
        confirmations.take_back(opened, session, "u1")
    assert confirmations.all_of(opened, session) == ()


def test_it_goes_with_its_words(opened: Vault) -> None:
    session = _session(opened)
    _confirm(opened, session, ONE)
    with opened.writing():
        redaction.forget(opened, session, 0.0, 5.0)
    assert confirmations.all_of(opened, session) == ()


def test_it_is_erased_with_its_session(opened: Vault) -> None:
    session = _session(opened)
    _confirm(opened, session, ONE)
    erasure.erase(opened, [session])
    assert opened.number("SELECT count(*) FROM confirmations") == 0

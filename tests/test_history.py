"""Changes by hand are undone and done again, across restarts, and never after words are erased."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from recorder import agreements, clients, history, sessions, transcript
from recorder import vault as vaults
from recorder.conversation import (
    Agreement,
    Clause,
    Party,
    Passage,
    Session,
    Speaker,
    Utterance,
    Word,
)
from recorder.errors import UnusableAnswer
from recorder.history import Part
from recorder.vault import Vault

AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def _session(vault: Vault) -> Session:
    session = Session(sessions.new_id(), "", "Paul", "fr", "room", AT, 20.0, ())
    with vault.writing():
        client = clients.named_or_new(vault, "Leïla", "fr")
        session = replace(session, client=client.id)
        sessions.add(vault, session)
        words = (Word("w1", "Oui.", 0.0, 1.0), Word("w2", "Voilà.", 1.0, 2.0))
        transcript.keep(vault, session, [Utterance("u1", 0, Speaker.CLIENT, words)])
        transcript.keep_passages(vault, session, [Passage("p1", "values", ("w1",), 1.0)])
    return session


def _agreement(*texts: str) -> Agreement:
    clauses = (
        Clause(f"c{place}", "values", Party.CLIENT, text, ("p1",), ("w1",))
        for place, text in enumerate(texts)
    )
    return Agreement(1, tuple(clauses), ())


def test_each_step_is_undone_in_turn_and_done_again(opened: Vault) -> None:
    session = _session(opened)
    stages = [_agreement("a"), _agreement("a", "b"), _agreement("b", "a"), _agreement("c")]
    for number, stage in enumerate(stages):
        agreements.change(opened, session, f"step {number}", stage)
    for number in (3, 2, 1):
        assert history.undo(opened, session, Part.AGREEMENT) == f"step {number}"
        assert agreements.newest(opened, session) == stages[number - 1]
    assert history.undo(opened, session, Part.AGREEMENT) == "step 0"
    assert agreements.newest(opened, session) is None
    assert history.undo(opened, session, Part.AGREEMENT) == ""
    for number in range(4):
        assert history.redo(opened, session, Part.AGREEMENT) == f"step {number}"
        assert agreements.newest(opened, session) == stages[number]
    assert history.redo(opened, session, Part.AGREEMENT) == ""


def test_steps_outlive_the_program(opened: Vault) -> None:
    session = _session(opened)
    for text in "ab":
        agreements.change(opened, session, text, _agreement(text))
    again = vaults.unlock_by_key(opened.home, opened.key, "again")
    with again:
        assert history.undo(again, session, Part.AGREEMENT) == "b"
        assert agreements.newest(again, session) == _agreement("a")
    assert history.redo(opened, session, Part.AGREEMENT) == "b"


def test_a_new_step_ends_what_could_be_done_again(opened: Vault) -> None:
    session = _session(opened)
    for text in "ab":
        agreements.change(opened, session, text, _agreement(text))
    history.undo(opened, session, Part.AGREEMENT)
    agreements.change(opened, session, "c", _agreement("c"))
    assert history.redo(opened, session, Part.AGREEMENT) == ""
    assert [step.what for step in history.steps(opened, session, Part.AGREEMENT)] == ["a", "c"]


def test_what_changes_nothing_is_no_step(opened: Vault) -> None:
    session = _session(opened)
    agreements.change(opened, session, "a", _agreement("a"))
    agreements.change(opened, session, "same", _agreement("a"))
    assert len(history.steps(opened, session, Part.AGREEMENT)) == 1


def test_a_step_that_fails_leaves_no_trace(opened: Vault) -> None:
    session = _session(opened)
    with pytest.raises(ZeroDivisionError), history.changing(opened, session, Part.AGREEMENT, "x"):
        agreements.keep(opened, session, _agreement("a"))
        raise ZeroDivisionError
    assert agreements.newest(opened, session) is None
    assert history.steps(opened, session, Part.AGREEMENT) == ()


def test_a_transcript_and_its_agreement_are_undone_apart(opened: Vault) -> None:
    session = _session(opened)
    with history.changing(opened, session, Part.TRANSCRIPT, "flip"):
        opened.run("UPDATE utterances SET speaker = 'coach' WHERE session = ?", (session.id,))
    agreements.change(opened, session, "a", _agreement("a"))
    assert history.undo(opened, session, Part.TRANSCRIPT) == "flip"
    assert transcript.utterances_of(opened, session)[0].speaker is Speaker.CLIENT
    assert agreements.newest(opened, session) == _agreement("a")


def test_what_was_made_anew_since_is_not_undone_by_half(opened: Vault) -> None:
    session = _session(opened)
    for text in "ab":
        agreements.change(opened, session, text, _agreement(text))
    with opened.writing():
        agreements.keep(opened, session, _agreement("anew"))
    with pytest.raises(UnusableAnswer, match="made anew"):
        history.undo(opened, session, Part.AGREEMENT)
    assert agreements.newest(opened, session) == _agreement("anew")


def test_forgotten_steps_bring_nothing_back(opened: Vault) -> None:
    session = _session(opened)
    for text in "ab":
        agreements.change(opened, session, text, _agreement(text))
    with opened.writing():
        history.forget(opened, session)
    assert history.undo(opened, session, Part.AGREEMENT) == ""
    assert opened.number("SELECT count(*) FROM edits") == 0


def test_steps_go_with_their_session(opened: Vault) -> None:
    session = _session(opened)
    agreements.change(opened, session, "a", _agreement("a"))
    opened.run("DELETE FROM sessions WHERE id = ?", (session.id,))
    assert opened.number("SELECT count(*) FROM edits") == 0

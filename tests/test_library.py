"""A conversation is read whole, with the earlier ones whose words its alliance carries on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from recorder import agreements, clients, decisions, erasure, library, sessions, transcript
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
from recorder.evidence import Evidence
from recorder.proposals import redesigned
from recorder.vault import Vault

AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def _held(vault: Vault, text: str, days: int) -> Session:
    with vault.writing():
        client = clients.named_or_new(vault, "Leïla", "fr")
        started = AT + timedelta(days=days)
        session = Session(sessions.new_id(), client.id, "Paul", "fr", "room", started, 9.0, ())
        sessions.add(vault, session)
        words = tuple(
            Word(f"w{place}", word, float(place), place + 0.5)
            for place, word in enumerate(text.split())
        )
        transcript.keep(vault, session, [Utterance("u1", 0, Speaker.CLIENT, words)])
        transcript.keep_passages(vault, session, [Passage("p1", "values", ("w0", "w1"), 1.0)])
    return session


def test_a_later_session_shows_the_words_that_an_earlier_one_said(opened: Vault) -> None:
    first = _held(opened, "Vérité toujours.", 0)
    clause = Clause("c1", "values", Party.CLIENT, "Dire vrai.", ("p1",), ("w0", "w1"))
    agreed = decisions.agree(decisions.accept_all(Agreement(1, (clause,), ())), AT)
    agreements.change(opened, first, "agree", agreed)
    later = _held(opened, "Bonjour encore.", 30)
    client = library.read(opened, later).client
    before = agreements.current(opened, client)
    assert before == (agreed, first.id)
    fresh = Agreement(1, (replace(clause, topic="safety", text="Se taire."),), ())
    with opened.writing():
        agreements.keep(opened, later, redesigned(*before, fresh))
    read = library.read(opened, later)
    assert read.agreement is not None
    assert [one.session.id for one in read.earlier] == [first.id]
    (quote,) = Evidence(read).quotes(read.agreement.clauses[0])
    assert quote.text == "Vérité toujours."
    erasure.erase(opened, [first])
    left = library.read(opened, later)
    assert left.agreement == read.agreement
    assert Evidence(left).quotes(read.agreement.clauses[0]) == ()

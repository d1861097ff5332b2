"""Clauses stay on their words when everything is heard anew under other ids."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from recorder import (
    agreements,
    carrying,
    clients,
    decisions,
    history,
    library,
    sessions,
    transcript,
)
from recorder.anchors import anchored
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
from recorder.vault import Vault

AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def _said(texts: str, first: int, start: float) -> Utterance:
    words = tuple(
        Word(f"w{first + place}", text, start + place, start + place + 0.8)
        for place, text in enumerate(texts.split())
    )
    return Utterance(f"u{first}", 0, Speaker.CLIENT, words)


@pytest.mark.parametrize(
    ("heard", "start", "quote"),
    [("la vérité", 3.1, ("w4", "w5")), ("leur sincérité", 3.35, ("w6", "w7"))],
)
def test_a_clause_by_hand_finds_its_words_after_a_fresh_hearing(
    opened: Vault, heard: str, start: float, quote: tuple[str, str]
) -> None:
    session = Session(sessions.new_id(), "", "Paul", "fr", "room", AT, 20.0, ())
    clause = Clause("c1", "values", Party.CLIENT, "Dire vrai.", ("p1",), ("w4", "w5"))
    with opened.writing():
        client = clients.named_or_new(opened, "Leïla", "fr")
        session = replace(session, client=client.id)
        sessions.add(opened, session)
        transcript.keep(opened, session, [_said("bonjour voilà alors la vérité", 1, 0.0)])
        transcript.keep_passages(opened, session, [Passage("p1", "values", ("w4", "w5"), 1.0)])
        agreements.keep(opened, session, Agreement(1, (clause,), ()))
    mine = decisions.accept(agreements.newest(opened, session) or Agreement(1, (), ()), "c1")
    agreements.change(opened, session, "accept", mine)
    fresh = _said(heard, 1, start)
    words = tuple(replace(word, id="") for word in fresh.words)
    carrying.carry_over(opened, session, [replace(fresh, id="", words=words)], (), "channels")
    with opened.writing():
        found = [Passage("p7", "values", quote, 1.0)]
        transcript.keep_passages(opened, session, found)
    conversation = library.read(opened, session)
    assert conversation.agreement is not None
    (clause,) = anchored(conversation.agreement, conversation).clauses
    assert clause == replace(mine.clauses[0], quote=quote, evidence=("p1",))
    assert history.undo(opened, session, history.Part.AGREEMENT) == "accept"


def test_a_clause_without_words_or_from_an_earlier_session_stays_as_it_is() -> None:
    from scripted import scripted

    clauses = (
        Clause("c1", "values", Party.CLIENT, "Dire vrai.", ()),
        Clause("c2", "values", Party.CLIENT, "Dire vrai.", ("p1",), ("w1",), origin="s0"),
    )
    agreement = Agreement(1, clauses, ())
    assert anchored(agreement, scripted([("client", "Oui.", ())])) == agreement

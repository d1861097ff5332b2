"""Commitments with who, what, by when, how it is seen to, and what follows."""

from datetime import date

import pytest
from scripted import Turn, scripted

from models.draft import write_agreement
from models.ledger import when
from recorder.conversation import Language, Party

MONDAY = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("language", "text", "said", "day"),
    [
        ("fr", "J'appelle avant jeudi, promis.", "avant jeudi", date(2026, 1, 8)),
        ("fr", "Tous les jours dix minutes, et le dossier demain.", "demain", date(2026, 1, 6)),
        ("fr", "Tous les jours, dix minutes.", "Tous les jours", None),
        ("fr", "Je range le lundisme.", "", None),
        ("en", "I'll ring her by Friday.", "by Friday", date(2026, 1, 9)),
        ("en", "I will.", "", None),
    ],
)
def test_the_day_of_a_promise_is_found_as_it_was_said(
    language: Language, text: str, said: str, day: date | None
) -> None:
    assert when(text, MONDAY, language) == (said, day)


def test_a_promise_becomes_a_line_with_what_else_was_said_of_it() -> None:
    topic = ("commitments",)
    turns: list[Turn] = [
        ("coach", "Qu'est-ce que vous prenez comme engagement d'ici la prochaine fois ?", topic),
        ("client", "J'envoie le dossier à la banque, avant jeudi.", topic),
        ("coach", "Et si ce n'est pas fait, je me comporte comment ?", topic),
        ("client", "Vous me demandez pourquoi, sans me faire la morale.", topic),
        ("coach", "Un message de rappel entre les séances, ça vous aiderait ?", topic),
        ("client", "Oui, un texto le mercredi, pas plus.", topic),
    ]
    agreement = write_agreement(scripted(turns))
    (line,) = agreement.commitments
    assert line.clause in {clause.id for clause in agreement.clauses}
    assert line.party is Party.CLIENT
    assert line.what == "J'envoie le dossier à la banque, avant jeudi."
    assert (line.said, line.due) == ("avant jeudi", date(2026, 1, 8))
    assert "sans me faire la morale" in line.otherwise
    assert "texto le mercredi" in line.check


def test_without_a_promise_there_is_no_line() -> None:
    turns: list[Turn] = [
        ("coach", "Et si ce n'est pas fait, je fais quoi ?", ("commitments",)),
        ("client", "Vous me demandez pourquoi.", ("commitments",)),
    ]
    assert write_agreement(scripted(turns)).commitments == ()

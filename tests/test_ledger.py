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
        ("fr", "J'appelle jeudi soir, promis.", "jeudi soir", date(2026, 1, 8)),
        ("fr", "D'ici lundi, une page.", "d'ici lundi", date(2026, 1, 12)),
        ("fr", "Demain matin.", "demain matin", date(2026, 1, 6)),
        ("fr", "Je le fais dans quinze jours.", "dans quinze jours", date(2026, 1, 20)),
        ("fr", "D'ici deux semaines, oui.", "d'ici deux semaines", date(2026, 1, 19)),
        ("fr", "Avant le 12 mars.", "avant le 12 mars", date(2026, 3, 12)),
        ("fr", "Le 2 janvier.", "le 2 janvier", date(2027, 1, 2)),
        ("fr", "Le 31 février, quand les poules…", "le 31 février", None),
        ("fr", "Tous les jours, dix minutes.", "tous les jours", None),
        ("fr", "Je range le lundisme.", "", None),
        ("en", "I'll ring her by Friday.", "by friday", date(2026, 1, 9)),
        ("en", "In two weeks.", "in two weeks", date(2026, 1, 19)),
        ("en", "Within a fortnight.", "within a fortnight", date(2026, 1, 19)),
        ("en", "By the 3rd of May.", "by the 3rd of may", date(2026, 5, 3)),
        ("en", "Next week some time.", "next week", None),
        ("en", "I will.", "", None),
    ],
)
def test_a_time_is_found_as_it_was_said(
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

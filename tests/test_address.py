"""How two people address each other is heard, and clauses follow."""

from dataclasses import replace

import pytest
from scripted import Turn, dialogue, scripted

from models.address import address_of
from models.draft import write_agreement
from recorder.conversation import Agreement
from recorder.style import Person, Style


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("Tu me dis quand t'en as envie.", "tu"),
        ("Vous me dites ce que vous voulez.", "vous"),
        ("Bonjour.", "vous"),
    ],
)
def test_the_address_is_the_one_heard_most(said: str, address: str) -> None:
    assert address_of(scripted([("coach", said, ())])) == address


def test_a_labelled_conversation_says_its_own() -> None:
    assert address_of(dialogue("fr-dev-03")) == "vous"


@pytest.mark.parametrize(
    ("person", "address", "text"),
    [
        (Person.THIRD, "", "Pour confronter Inès : « Dites-le cash et vite, sans sandwich. »"),
        (Person.SECOND, "", "Pour vous confronter : « Dites-le cash et vite, sans sandwich. »"),
        (Person.SECOND, "tu", "Pour te confronter : « Dites-le cash et vite, sans sandwich. »"),
        (Person.FIRST, "", "Pour me confronter : Dites-le cash et vite, sans sandwich."),
    ],
)
def test_clauses_speak_as_chosen(person: Person, address: str, text: str) -> None:
    turns: list[Turn] = [
        ("coach", "Comment vous confronter ?", ("confrontation",)),
        ("client", "Dites-le cash et vite, sans sandwich.", ("confrontation",)),
    ]
    chosen = Agreement(1, (), (), style=Style(person, "tu" if address else ""))
    agreement = write_agreement(replace(scripted(turns), agreement=chosen))
    assert [clause.text for clause in agreement.clauses] == [text]

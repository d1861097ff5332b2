"""How the clauses of an alliance speak: person, address and pronouns, chosen once."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

ADDRESSES: Final = ("tu", "vous", "")


class Person(StrEnum):
    """Who speaks in the clauses: of both by name, to the client, or the client for themself."""

    THIRD = "third"
    SECOND = "second"
    FIRST = "first"


class Pronoun(StrEnum):
    """What someone is called in place of their name; asked once, never guessed from a name."""

    SHE = "she"
    HE = "he"
    THEY = "they"
    UNSTATED = ""


@dataclass(frozen=True, slots=True)
class Style:
    """How the clauses speak, chosen once: grammatical person, address ("tu" or "vous"), pronouns.

    `address` is "" until known; English has but one.
    """

    person: Person = Person.THIRD
    address: Literal["tu", "vous", ""] = ""
    client: Pronoun = Pronoun.UNSTATED
    coach: Pronoun = Pronoun.UNSTATED

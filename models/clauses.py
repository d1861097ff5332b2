"""Clauses: a fixed stem, then the words as said."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

from models.address import address_of
from models.spoken import tidy
from models.statements import Statement
from recorder.conversation import Clause, Conversation, Language, Speaker
from recorder.errors import UnusableAnswer
from recorder.style import Person, Style
from recorder.template import Template

_ELIDING = re.compile(r"[aeiouàâäéèêëîïôöûüœæ]|h[eéèêëiîïoôuûy]|y[^aeiouàâéèêîô]", re.IGNORECASE)
_CUT = " […] "


@dataclass(frozen=True, slots=True)
class Stems:
    """The fixed words of one language; `texts` by person, address and "topic.aspect"."""

    texts: Mapping[tuple[Person, str], Mapping[str, str]]
    unknown_client: str
    unknown_coach: str
    unknown_speaker: str
    titles: frozenset[str]
    quoted: str
    within: str
    function: frozenset[str]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A clause with the aspect that it is about ("topic.aspect") and what was said, cleaned."""

    clause: Clause
    aspect: str
    said: str


@cache
def stems(language: Language) -> Stems:
    """The stems of `language`."""
    table = tomllib.loads(files("models").joinpath("stems.toml").read_text("utf-8"))[language]
    return Stems(
        texts={(Person.THIRD, "vous"): table["stems"]}
        | {
            (person, address): texts
            for person in (Person.SECOND, Person.FIRST)
            for address, texts in table[person.value].items()
        },
        unknown_client=table["unknown_client"],
        unknown_coach=table["unknown_coach"],
        unknown_speaker=table["unknown_speaker"],
        titles=frozenset(table["titles"]),
        quoted=table["quoted"],
        within=table["within"],
        function=frozenset(table["function"]),
    )


def language_of(conversation: Conversation) -> Language:
    """The language that clauses of `conversation` are written in: the session's, else the client's.

    Raises `UnusableAnswer` when neither is "fr" or "en".
    """
    for given in (conversation.session.language, conversation.client.language):
        if given in ("fr", "en"):
            return "fr" if given == "fr" else "en"
    raise UnusableAnswer(
        "The conversation has no language that a draft can be written in.",
        "Set the session's language to fr or en and draft again.",
    )


@dataclass(frozen=True, slots=True)
class People:
    """What client and coach are called in a clause, and how it speaks.

    `own` are the coach's own stems by "topic.aspect", in place of ours.
    """

    client: str
    coach: str
    person: Person = Person.THIRD
    address: Literal["tu", "vous"] = "vous"
    own: Mapping[str, str] = field(default_factory=dict, hash=False)


def people(conversation: Conversation, language: Language, template: Template) -> People:
    """First names, or the whole name after a title; a neutral word where no name is known.

    The style is the agreement's; where it has no address, the one heard in the conversation.
    """
    known = stems(language)
    agreement = conversation.agreement
    style = agreement.style if agreement else Style()
    return People(
        _first_name(conversation.client.name, known.titles) or known.unknown_client,
        _first_name(conversation.session.coach, known.titles) or known.unknown_coach,
        style.person,
        "vous" if language == "en" else style.address or address_of(conversation),
        template.stems.get(language, {}),
    )


def _first_name(name: str, titles: frozenset[str]) -> str:
    words = name.split()
    titled = bool(words) and words[0].rstrip(".").casefold() in titles
    return " ".join(words) if titled else "".join(words[:1])


def elided(word: str, name: str) -> str:
    """French "de" or "que" before `name`, elided before a vowel and most silent h's."""
    return f"{word[:-1]}'{name}" if _ELIDING.match(name) else f"{word} {name}"


def stem(key: str, language: Language, who: People) -> str:
    """The fixed words of the aspect `key` ("topic.aspect") with the names in them."""
    texts = stems(language).texts
    third = texts[Person.THIRD, "vous"]
    text = who.own.get(key) or texts.get((who.person, who.address), third)[key]
    return text.format(
        client=who.client,
        coach=who.coach,
        de_client=elided("de", who.client),
        de_coach=elided("de", who.coach),
        que_client=elided("que", who.client),
        que_coach=elided("que", who.coach),
    )


def wording(
    key: str,
    language: Language,
    who: People,
    parts: Sequence[Sequence[Statement]],
) -> str:
    """A whole clause: the stem of `key`, then each of `parts` as said.

    A part is what one person said, statements in order. The client alone follows the stem's
    colon, as in a note, without quotation marks where the clause speaks as the client; otherwise
    each part is headed by who said it. "" when nothing is left of the words once cleaned.
    """
    said = [(part[0].utterance.speaker, quoted(part, language, who)) for part in parts if part]
    said = [(speaker, text) for speaker, text in said if text]
    if not said:
        return ""
    head = stem(key, language, who)
    colon = " : " if language == "fr" else ": "
    if [speaker for speaker, _ in said] == [Speaker.CLIENT]:
        if who.person is Person.FIRST:
            return f"{head}{colon}{bare(parts, language, who)}"
        return f"{head}{colon}{said[0][1]}"
    names = {
        Speaker.CLIENT: who.client,
        Speaker.COACH: who.coach,
        Speaker.UNKNOWN: stems(language).unknown_speaker,
    }
    return f"{head} — " + " ".join(f"{names[speaker]}{colon}{text}" for speaker, text in said)


def quoted(part: Sequence[Statement], language: Language, who: People) -> str:
    """The statements of one person, cleaned, in quotation marks; what was left out is marked."""
    known = stems(language)
    text = _cleaned(part, language, who)
    return known.quoted.format(_inner(text, known.within)) if text else ""


def bare(parts: Sequence[Sequence[Statement]], language: Language, who: People) -> str:
    """The statements of the one who speaks, cleaned, as their own sentence."""
    return _cleaned([one for part in parts for one in part], language, who)


def _cleaned(part: Sequence[Statement], language: Language, who: People) -> str:
    text = ""
    last = None
    for statement in part:
        words = tidy(statement.text, language, (*who.client.split(), *who.coach.split()))
        if words and any(letter.isalnum() for letter in words):
            near = last is None or (
                statement.turn == last.turn and statement.place == last.place + 1
            )
            text += (" " if near else _CUT) + words if text else words
            last = statement
    return text


def _inner(text: str, within: str) -> str:
    """`text` with its own quotation marks as inner ones; unpaired ones go."""
    flat = re.sub(r"«\s*|\s*»|[“”\"]", '"', text)
    paired = re.sub(r'"([^"]*)"', lambda m: within.format(m[1].strip()), flat)
    return paired.replace('"', "")

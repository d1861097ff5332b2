"""The check that a clause says no more than what it rests on, word by word.

It needs no learned model, so that it can run wherever a clause is shown. What it can't prove it
names; it does not say that it is wrong.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from models.clauses import language_of, people, stem, stems
from models.cues import aspects, cue, normal
from models.spoken import is_kept
from recorder.conversation import Clause, Conversation, Language, Speaker
from recorder.template import Template

Lemmas = Callable[[str], frozenset[str]]
"""The dictionary forms of a text's words, for texts that may inflect them otherwise."""


class Kind(StrEnum):
    """What can't be proved."""

    WORD = "word"
    NEGATION = "negation"
    NUMBER = "number"
    NAME = "name"
    PARTY = "party"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in a clause that its evidence does not hold; `word` is "" for a party."""

    kind: Kind
    word: str


def doubts(
    clause: Clause,
    conversation: Conversation,
    template: Template | None = None,
    lemmas: Lemmas | None = None,
) -> tuple[Doubt, ...]:
    """What the evidence of `clause` does not prove, in order, each once; none when it proves all.

    A content word is proved by the clause's passages and quote, by the stems of its topic and by
    the names of client and coach; closed-class words need no proof, but negations and numbers do.
    Negations are counted against the quote too, so that none is lost. With `lemmas` a word may
    stand in another form than it was said. Raises `UnusableAnswer` as `language_of` does.
    """
    earlier = {each.session.id: each for each in conversation.earlier}
    if clause.origin:
        conversation = replace(
            earlier.get(clause.origin, replace(conversation, utterances=(), passages=())),
            agreement=conversation.agreement,
        )
    language = language_of(conversation)
    held = _held(clause, conversation)
    found = [
        *_words(clause, conversation, language, held, template or Template(), lemmas),
        *_negations(clause, conversation, language, template or Template()),
        *_party(clause, conversation),
    ]
    return tuple(dict.fromkeys(found))


def _held(clause: Clause, conversation: Conversation) -> str:
    """Everything that was said in the clause's passages and quote."""
    words = conversation.words()
    passages = (one for one in conversation.passages if one.id in clause.evidence)
    ids = dict.fromkeys([*(word for passage in passages for word in passage.words), *clause.quote])
    return " ".join(words[word].text for word in ids if word in words)


def _words(  # noqa: PLR0913, PLR0917, what is said, and all that may prove it
    clause: Clause,
    conversation: Conversation,
    language: Language,
    held: str,
    template: Template,
    lemmas: Lemmas | None,
) -> Iterator[Doubt]:
    known = stems(language)
    names = f"{conversation.client.name} {conversation.session.coach} {known.unknown_client}"
    names += f" {known.unknown_coach} {known.unknown_speaker}"
    fixed = " ".join(_stems(clause.topic, conversation, language, template))
    ground = {*pieces(f"{held} {fixed} {names}"), *known.function}
    forms = lemmas(f"{held} {fixed} {names}") if lemmas else frozenset()
    capitals = {normal(word) for word in re.findall(r"(?<=[\w,;] )[^\W\d_a-zà-ÿ]\w+", clause.text)}
    for word in pieces(clause.text):
        if word in ground or (lemmas and not _is_exact(word, language) and lemmas(word) <= forms):
            continue
        if is_negation(word, language):
            yield Doubt(Kind.NEGATION, word)
        elif any(map(str.isdigit, word)) or is_kept(word, language):
            yield Doubt(Kind.NUMBER, word)
        else:
            yield Doubt(Kind.NAME if word in capitals else Kind.WORD, word)


def _is_exact(word: str, language: Language) -> bool:
    """Whether a word must stand as it was said: a negation or a number."""
    return is_kept(word, language) or any(map(str.isdigit, word))


def _stems(
    topic: str, conversation: Conversation, language: Language, template: Template
) -> Iterable[str]:
    """The stems that a clause of `topic` may have, in every person and address."""
    who = people(conversation, language, template)
    keys = [aspect.key for aspect in aspects() if aspect.topic == topic]
    for person, address in stems(language).texts:
        for own in (who.own, {}):
            voice = replace(
                who, person=person, address="tu" if address == "tu" else "vous", own=own
            )
            yield from (stem(key, language, voice) for key in keys)


def _negations(
    clause: Clause, conversation: Conversation, language: Language, template: Template
) -> Iterator[Doubt]:
    """A negation more or fewer than the quote has, beside those of the stem."""
    words = conversation.words()
    quoted = " ".join(words[word].text for word in clause.quote if word in words)
    if not quoted:
        return
    said = [*_negative(quoted, language)]
    fixed = [
        len([*_negative(text, language)])
        for text in _stems(clause.topic, conversation, language, template)
        if normal(clause.text).startswith(normal(text))
    ]
    here = [*_negative(clause.text, language)]
    if len(here) - max(fixed, default=0) != len(said):
        odd = set(said) ^ set(here)
        yield Doubt(Kind.NEGATION, min(odd or {*said, *here}))


def _negative(text: str, language: Language) -> Iterator[str]:
    """The words that deny something; French "ne" is left out, since another goes with it."""
    return (
        word for word in pieces(text) if is_negation(word, language) and word not in {"ne", "n"}
    )


def is_negation(word: str, language: Language) -> bool:
    """Whether `word`, in small letters, denies."""
    return bool(cue(language, "negation").fullmatch(word))


def _party(clause: Clause, conversation: Conversation) -> Iterator[Doubt]:
    """Whether somebody known says it: the client, or the coach where they may speak alone."""
    homes = conversation.homes()
    ids = clause.quote or tuple(
        word for one in conversation.passages if one.id in clause.evidence for word in one.words
    )
    speakers = {homes[word].speaker for word in ids if word in homes}
    alone = any(aspect.coach > 0 for aspect in aspects() if aspect.topic == clause.topic)
    heard = Speaker.CLIENT in speakers or (Speaker.COACH in speakers and alone)
    if Speaker.UNKNOWN in speakers or not heard:
        yield Doubt(Kind.PARTY, "")


def pieces(text: str) -> list[str]:
    """The words of `text` in small letters, parted at apostrophes; "n't" counts as a word."""
    plain = re.sub(r"(\w)n't\b", r"\1 not", normal(text))
    return re.findall(r"\w+", plain.replace("'", " "))

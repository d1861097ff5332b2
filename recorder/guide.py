"""The guide of a discovery conversation: what a coach says and asks, section by section.

It lies in guide.toml; the questions about each topic are the codebook's. Nothing is guessed here.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from recorder import codebook
from recorder.conversation import Language
from recorder.errors import UnusableFile

_LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the conversation: sentences to say, and ids of the topics to ask about."""

    id: str
    title: str
    lines: tuple[str, ...]
    topics: tuple[str, ...]


@cache
def sections(language: Language) -> tuple[Section, ...]:
    """The sections in `language`, in their order.

    Raises UnusableFile when the installed guide can't be read.
    """
    text = resources.files("recorder").joinpath("guide.toml").read_text(encoding="utf-8")
    known = tuple(topic.id for topic in codebook.topics(language))
    return read_sections(text, known)[language]


def read_sections(text: str, known: Sequence[str]) -> dict[Language, tuple[Section, ...]]:
    """The sections that a guide in TOML defines, by language.

    Every topic id of `known` must stand in one section, and no other. Raises UnusableFile, which
    names the section.
    """
    try:
        entries = tomllib.loads(text).get("section")
    except tomllib.TOMLDecodeError as error:
        raise _unusable(f"it is not TOML ({error})") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _unusable("it has no [[section]]")
    found: dict[Language, tuple[Section, ...]] = {
        language: tuple(_section(entry, language) for entry in entries) for language in _LANGUAGES
    }
    placed = [topic for section in found["fr"] for topic in section.topics]
    for topic in known:
        if placed.count(topic) != 1:
            raise _unusable(f"topic {topic!r} stands {placed.count(topic)} times in it, not once")
    if unknown := sorted(set(placed) - set(known)):
        raise _unusable(f"the codebook has no topic {unknown[0]!r}")
    return found


def _section(entry: dict[str, Any], language: Language) -> Section:
    identity, topics, table = entry.get("id"), entry.get("topics", []), entry.get(language)
    if not isinstance(identity, str) or not identity.isidentifier():
        raise _unusable("a section has no usable id")
    where = f"section {identity!r}, {language}"
    if not isinstance(table, dict):
        raise _unusable(f"{where}: the table is missing")
    title, lines = table.get("title"), table.get("lines")
    if not isinstance(title, str) or not title.strip():
        raise _unusable(f"{where}: 'title' is missing or empty")
    if not isinstance(lines, list) or not lines or not all(map(_text, lines)):
        raise _unusable(f"{where}: 'lines' is missing, empty or holds something other than text")
    if not isinstance(topics, list) or not all(map(_text, topics)):
        raise _unusable(f"section {identity!r}: 'topics' holds something other than ids")
    return Section(identity, title, tuple(lines), tuple(topics))


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _unusable(what: str) -> UnusableFile:
    return UnusableFile(
        f"The guide can't be used: {what}.",
        "Correct guide.toml, or install the program again to get the original back.",
    )

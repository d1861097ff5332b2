"""The codebook: what an alliance can be about, in words that a coach can edit.

The twelve topics lie in codebook.toml, in the order in which an agreement presents them. Nothing
is guessed here: names, definitions, the guide's questions, examples and cue words only.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from recorder.conversation import Language, Topic
from recorder.errors import UnusableFile

_LISTS = ("questions", "examples", "counter_examples", "cues")
_FIELDS = frozenset({"name", "definition", *_LISTS})
_LANGUAGES: tuple[Language, ...] = ("fr", "en")


@cache
def topics(language: Language) -> tuple[Topic, ...]:
    """The topics in `language`, in the order of the agreement.

    Raises UnusableFile when the installed codebook can't be read.
    """
    text = resources.files("recorder").joinpath("codebook.toml").read_text(encoding="utf-8")
    return read_topics(text)[language]


def read_topics(text: str) -> dict[Language, tuple[Topic, ...]]:
    """The topics that a codebook in TOML defines, by language.

    Every topic needs an `id`, unlike all others, and a table for each language with a name, a
    definition, questions, examples, counter-examples and cues, none of them empty. Raises
    UnusableFile, which names the topic and the field.
    """
    try:
        entries = tomllib.loads(text).get("topic")
    except tomllib.TOMLDecodeError as error:
        raise _unusable(f"it is not TOML ({error})") from error
    if not isinstance(entries, list) or not entries:
        raise _unusable("it has no [[topic]]")
    found: dict[Language, list[Topic]] = {language: [] for language in _LANGUAGES}
    for place, entry in enumerate(entries, start=1):
        identity = _identity(entry, place)
        if any(topic.id == identity for topic in found["fr"]):
            raise _unusable(f"topic {identity!r} stands there twice")
        for language in _LANGUAGES:
            found[language].append(_topic(identity, language, entry.get(language)))
    return {language: tuple(entry) for language, entry in found.items()}


def _identity(entry: object, place: int) -> str:
    identity = entry.get("id") if isinstance(entry, dict) else None
    if not isinstance(identity, str) or not identity.isidentifier():
        raise _unusable(f"topic number {place} has no usable id")
    return identity


def _topic(identity: str, language: Language, table: Any) -> Topic:
    where = f"topic {identity!r}, {language}"
    if not isinstance(table, dict):
        raise _unusable(f"{where}: the table is missing")
    if unknown := sorted(set(table) - _FIELDS):
        raise _unusable(f"{where}: {unknown[0]!r} is not a field")
    for field in ("name", "definition"):
        if not isinstance(table.get(field), str) or not table[field].strip():
            raise _unusable(f"{where}: {field!r} is missing or empty")
    for field in _LISTS:
        lines = table.get(field)
        if not isinstance(lines, list) or not lines:
            raise _unusable(f"{where}: {field!r} is missing or empty")
        if not all(isinstance(line, str) and line.strip() for line in lines):
            raise _unusable(f"{where}: {field!r} holds something other than text")
    return Topic(
        identity,
        table["name"],
        table["definition"],
        **{field: tuple(table[field]) for field in _LISTS},
    )


def _unusable(what: str) -> UnusableFile:
    return UnusableFile(
        f"The codebook can't be used: {what}.",
        "Correct codebook.toml, or install the program again to get the original back.",
    )

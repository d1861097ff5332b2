"""The coach's own template for documents: letterhead, order of the topics, words of the clauses."""

import difflib
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from recorder import codebook
from recorder.cleaning import one_line
from recorder.errors import UnusableAnswer
from recorder.paths import Home

PLACES: Final = frozenset({"client", "coach", "de_client", "de_coach", "que_client", "que_coach"})
"""What may stand in braces in a stem; the two-part ones are elided as French needs."""
_NAME: Final = "template.toml"
_MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class Template:
    """What the coach changed of the documents; everything may be left out.

    `letterhead` and `footer` are lines; `order` names topics that come first, in that order;
    `stems` holds for "fr" and "en" the fixed words of a clause by its "topic.aspect".
    """

    letterhead: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    stems: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)


def load(home: Home) -> Template:
    """The template in `home` (template.toml); ours where there is none.

    Raises:
        UnusableAnswer: it is no TOML, or has a key, topic or place that does not fit.
    """
    try:
        data = (home.root / _NAME).read_bytes()
        if len(data) > _MOST:
            raise UnusableAnswer(f"{_NAME} is too large for a template.", "Shorten it.")
        return read(data.decode("utf-8"))
    except FileNotFoundError:
        return Template()
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableAnswer(f"{_NAME} can't be read: {error}.", "Mend or remove it.") from error


def read(text: str) -> Template:
    """The template that `text` holds as TOML.

    Raises:
        UnusableAnswer: as of `load`.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnusableAnswer(f"{_NAME} is not TOML: {error}.", "Mend or remove it.") from error
    _known(found, [each.name for each in fields(Template)], "key")
    topics = [topic.id for topic in codebook.topics("en")]
    order = _lines(found, "order")
    _known(order, topics, "topic")
    return Template(_lines(found, "letterhead"), _lines(found, "footer"), order, _stems(found))


def _stems(found: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    tables = found.get("stems", {})
    if not isinstance(tables, dict):
        raise UnusableAnswer(f"“stems” in {_NAME} is no table.", "Write [stems.fr] above them.")
    _known(tables, ["fr", "en"], "language")
    stems: dict[str, dict[str, str]] = {}
    for language, table in tables.items():
        stems[language] = {}
        for key, value in table.items() if isinstance(table, dict) else ():
            if not isinstance(value, str) or not one_line(value):
                raise UnusableAnswer(f"The stem “{key}” in {_NAME} is no text.", "Write words.")
            stems[language][key] = _placed(key, one_line(value))
    return stems


def _placed(key: str, stem: str) -> str:
    """`stem`, whose braces hold known places only."""
    try:
        parts = list(string.Formatter().parse(stem))
    except ValueError as error:
        raise UnusableAnswer(
            f"The stem “{key}” in {_NAME} has a brace too many.", "Write {{ for a brace."
        ) from error
    _known([name for _, name, *_ in parts if name is not None], sorted(PLACES), "place")
    if any(spec or conversion for _, _, spec, conversion in parts):
        raise UnusableAnswer(f"The stem “{key}” in {_NAME} can't be filled.", "Write {{client}}.")
    return stem


def _lines(found: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = found.get(key, [])
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        raise UnusableAnswer(f"“{key}” in {_NAME} is no list of texts.", 'Write ["…", "…"].')
    return tuple(map(one_line, value))


def _known(names: Any, known: list[str], what: str) -> None:
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, 1)
            hint = f"Did you mean “{near[0]}”?" if near else f"It knows: {', '.join(known)}."
            raise UnusableAnswer(f"{_NAME} has an unknown {what}, “{one_line(str(name))}”.", hint)

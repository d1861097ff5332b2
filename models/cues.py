"""The wordings that tell what a sentence does, read from `cues.toml`."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from recorder.conversation import Language, Party

_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that an alliance settles under a topic.

    `most` is how many clauses it may have; `coach` what a coach's own sentence weighs in it,
    where a client's weighs 0. `asked`: an answer stands with its question; `answered`: what the
    coach says stands with its answer; `joined`: two answers may make its one clause.
    """

    topic: str
    id: str
    party: Party
    most: int
    coach: float
    asked: bool = False
    answered: bool = False
    joined: bool = True

    @property
    def key(self) -> str:
        """Topic and aspect, as the stems name them."""
        return f"{self.topic}.{self.id}"


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("models").joinpath("cues.toml").read_text("utf-8"))


@cache
def aspects() -> tuple[Aspect, ...]:
    """Every aspect, topic by topic."""
    return tuple(Aspect(**{**row, "party": Party(row["party"])}) for row in _table()["aspects"])


@cache
def weight(name: str) -> float:
    """What the feature `name` counts for a sentence."""
    return float(_table()["weights"][name])


def normal(text: str) -> str:
    """`text` in lower case, words apart by single spaces, without punctuation but apostrophes.

    Quotation marks stay, as words of their own: who quotes a voice says what it says.
    """
    plain = re.sub(r"[“”]", '"', text.casefold().replace("’", "'"))
    return " ".join(re.sub(r"[^\w'\"«]|_", " ", plain).replace('"', ' " ').split())


def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    if not phrases:
        return _NOTHING
    ways = (re.escape(phrase).replace(r"\*", r"\w*").replace(r"\$", "$") for phrase in phrases)
    return re.compile(rf"(?<![^\s'])(?:{'|'.join(ways)})(?![^\s'])")


@cache
def cue(language: Language, *path: str) -> re.Pattern[str]:
    """What matches the phrases at `path` of `language` in a `normal` text; unknown: nothing."""
    table: Any = _table()[language]
    for step in path:
        table = table.get(step, {})
    return _pattern(tuple(table))

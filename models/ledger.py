"""Commitments out of the clauses that promise: what, by when, how it is seen to, if it is not."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from models.clauses import Drafted
from models.cues import normal
from recorder.conversation import Commitment, Language

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Times:
    """How times are said in one language: one pattern, and what its words mean."""

    pattern: re.Pattern[str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    numbers: tuple[str, ...]
    one: tuple[str, ...]
    weeks: tuple[str, ...]


def ledger(drafted: Sequence[Drafted], begun: date, language: Language) -> tuple[Commitment, ...]:
    """A line for each clause that promises; how it is seen to and what follows from their clauses.

    `begun` is the day of the conversation, from which "jeudi" is counted. A day is only given
    where one is meant for sure; the words stay beside it.
    """
    said = {one.aspect: one.said for one in reversed(drafted)}
    lines: list[Commitment] = []
    for one in drafted:
        if one.aspect == "commitments.promise":
            time, day = when(one.said, begun, language)
            lines.append(
                Commitment(
                    f"k{len(lines) + 1}",
                    one.clause.id,
                    one.clause.party,
                    one.said,
                    day,
                    time,
                    said.get("commitments.reminder", ""),
                    said.get("commitments.unkept", ""),
                )
            )
    return tuple(lines)


def when(text: str, begun: date, language: Language) -> tuple[str, date | None]:
    """The time that `text` speaks of as it is said there, and the day where it means one.

    Known are days of the week (the next one after `begun`), "tomorrow", a number of days or weeks
    from now, and a day of a month. ("", None) where there is none.
    """
    times = _times(language)
    found = times.pattern.search(normal(text))
    if not found:
        return "", None
    parts = {name: value for name, value in found.groupdict().items() if value}
    return found[0], _day(parts, times, begun)


def _day(parts: dict[str, str], times: Times, begun: date) -> date | None:
    if "weekday" in parts:
        ahead = (times.weekdays.index(parts["weekday"]) - begun.weekday() - 1) % _WEEK + 1
        return begun + timedelta(days=ahead)
    if "tomorrow" in parts:
        return begun + timedelta(days=1)
    if "unit" in parts:
        count = _number(parts["count"], times)
        unit = {"fortnight": 2 * _WEEK}.get(parts["unit"], 1)
        return begun + timedelta(days=count * (_WEEK if parts["unit"] in times.weeks else unit))
    if "month" in parts:
        return _of_month(int(parts["day"]), times.months.index(parts["month"]) + 1, begun)
    return None


def _number(word: str, times: Times) -> int:
    if word in times.one:
        return 1
    return int(word) if word.isdigit() else times.numbers.index(word) + 1


def _of_month(day: int, month: int, begun: date) -> date | None:
    """The first such day that is not before `begun`; None where the month has no such day."""
    for year in (begun.year, begun.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if found >= begun:
            return found
    return None


@cache
def _times(language: Language) -> Times:
    table = tomllib.loads(files("models").joinpath("times.toml").read_text("utf-8"))[language]

    def any_of(*kinds: str) -> str:
        words = sorted((word for kind in kinds for word in table[kind]), key=len, reverse=True)
        return "|".join(map(re.escape, words))

    lead = rf"(?:(?:{any_of('lead')}) )?(?:(?:{any_of('of')}) )?"
    part = rf"(?: (?:{any_of('part')}))?"
    count = rf"(?P<count>\d{{1,2}}|{any_of('numbers', 'one')})"
    ways = (
        rf"{lead}(?P<weekday>{any_of('weekdays')}){part}",
        rf"{lead}(?P<tomorrow>{any_of('tomorrow')}){part}",
        rf"(?:{any_of('from_now')}) {count} (?P<unit>{any_of('units')})",
        rf"{lead}(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?(?: of)? (?P<month>{any_of('months')})",
        any_of("vague"),
    )
    return Times(
        re.compile(rf"(?<![\w'])(?:{'|'.join(ways)})(?![\w'])"),
        *(tuple(table[kind]) for kind in ("weekdays", "months", "numbers", "one", "weeks")),
    )

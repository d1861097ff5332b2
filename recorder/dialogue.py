"""A .txt transcript as rows: times before the name, after it, or on lines of their own."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from recorder.cleaning import cleaned
from recorder.errors import UnusableFile
from recorder.labels import Row, is_name_like

_CLOCK = r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-5][0-9])(?:[.,]([0-9]{1,3}))?"
_COLON = "[:\uff1a]"
_BRACKETED = re.compile(rf"[\[(]{_CLOCK}[\])]\s*(?:[-–—]\s+)?(.*)")
_BARE = re.compile(rf"{_CLOCK}(?:\s+(?:[-–—]\s+)?(.*))?")
_WITHIN = re.compile(
    rf"([^\s:\uff1a\[(][^:\uff1a\[(]{{0,79}}?)\s{{0,9}}[\[(]{_CLOCK}[\])]\s*({_COLON}.*)"
)
_AFTER = re.compile(
    rf"\[?([^\s:\uff1a\[\]][^:\uff1a\[\]]{{0,79}}?)\]?\s{{1,9}}[\[(]?{_CLOCK}[\])]?"
)
_OF_DAY = 6 * 3600
_LEAST_SHARE = 0.1

_Timed = tuple[float, str]


def rows_of(lines: Sequence[str], name: str) -> tuple[list[Row], list[str]]:
    """The lines that say something as rows, and warnings; `name` is what messages call the file.

    A time starts a group; where the file has no times, a blank line does. Of the ways to write a
    time the file's usual one counts, so that "12:30 suits me" stays what was said.

    Raises:
        UnusableFile: A time lies before the one above it.
    """
    kept = [cleaned(line).replace("\n", " ").strip() for line in lines]
    times = _times(kept)
    rows: list[Row] = []
    group, start = 0, None
    for number, line in enumerate(kept, 1):
        time, text = times.get(number, (None, line))
        if time is not None:
            group, start = group + 1, time
        elif not line and not times:
            group += 1
        if text.strip():
            rows.append(Row(number, group, start, None, None, text.strip(), time is not None))
    warnings = _check_order(times, name)
    if not warnings:
        return rows, []
    first = min(time for time, _ in times.values())
    return [
        row if row.start is None else replace(row, start=round(row.start - first, 3))
        for row in rows
    ], warnings


def _check_order(times: dict[int, _Timed], name: str) -> list[str]:
    """A warning where the times are the clock's, counted then from the first."""
    last = 0.0
    for number, (time, _) in times.items():
        if time < last:
            raise UnusableFile(
                f"{name}, line {number}: the time lies before the one above it.",
                "Correct the time, or put the lines in the order of time.",
            )
        last = time
    if times and min(time for time, _ in times.values()) >= _OF_DAY:
        return ["The times look like the time of day, so they were counted from the first."]
    return []


def _times(lines: Sequence[str]) -> dict[int, _Timed]:
    """By line number the time and what is left of the line, in the way used most in the file."""
    ways = [_found(lines, way) for way in (_bracketed, _within, _after, _bare)]
    said = sum(1 for line in lines if line)
    sure = [found for found in ways[:2] if found]
    likely = [found for found in ways[2:] if len(found) > max(1, said * _LEAST_SHARE)]
    return max(sure + likely, key=len, default={})


def _found(lines: Sequence[str], way: Callable[[str], _Timed | None]) -> dict[int, _Timed]:
    return {number: timed for number, line in enumerate(lines, 1) if (timed := way(line))}


def _bracketed(line: str) -> _Timed | None:
    """As in "[00:12:03] Marc: Bonjour"; the time may have a line of its own."""
    found = _BRACKETED.fullmatch(line)
    return (_seconds(found.groups()[:4]), found[5]) if found else None


def _bare(line: str) -> _Timed | None:
    """As in "00:12:03 Marc: Bonjour"; the time may have a line of its own."""
    found = _BARE.fullmatch(line)
    return (_seconds(found.groups()[:4]), found[5] or "") if found else None


def _within(line: str) -> _Timed | None:
    """As in "Marc (00:12:03): Bonjour"."""
    found = _WITHIN.fullmatch(line)
    return (_seconds(found.groups()[1:5]), f"{found[1]}{found[6]}") if found else None


def _after(line: str) -> _Timed | None:
    """As in "Marc  0:12", with what Marc says on the lines below."""
    found = _AFTER.fullmatch(line)
    if found is None or not is_name_like(found[1]):
        return None
    return _seconds(found.groups()[1:5]), f"{found[1]}:"


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole + int((fraction or "0").ljust(3, "0")) / 1000

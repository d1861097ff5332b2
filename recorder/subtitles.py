"""WebVTT and SubRip files as rows, each fault told with its line.

WebVTT follows https://www.w3.org/TR/webvtt1/, SubRip the use of its players. Where they would drop
words without a word, this says so instead.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from recorder.cleaning import cleaned, one_line
from recorder.errors import UnusableFile
from recorder.labels import MAX_NAME, Row, shortened

_ARROW = "-->"
_STAMP = r"(?:([0-9]{1,4}):)?([0-5]?[0-9]):([0-5]?[0-9])(?:[.,]([0-9]{1,3}))?"
_TIMING = re.compile(rf"\s*{_STAMP}\s*-->\s*{_STAMP}(?:\s.*)?")
# Only known tags are markup; "<rire>" and "<3" are what somebody said or wrote.
_TAG = re.compile(
    r"<(?P<close>/?)(?P<tag>v|c|i|b|u|s|a|p|q|em|br|div|img|rt|rp|ruby|lang|font|span|strong|small"
    r"|big|sub|sup|tt|code|mark|style|script)(?:\.[^\s<>]*)?(?:\s(?P<rest>[^<>]*))?/?>"
    rf"|<{_STAMP}>",
    re.IGNORECASE,
)
_STYLE = re.compile(r"\{\\[^{}]*\}")
_COMMENT = re.compile(r"(?:NOTE(?:\s.*)?|STYLE\s*|REGION\s*)")


@dataclass(slots=True)
class _Reading:
    """What has been read so far of the file called `name`; `last` is the start of the last cue."""

    name: str
    rows: list[Row] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    last: float = 0.0
    cues: int = 0

    def fault(self, number: int, what: str, advice: str) -> UnusableFile:
        return UnusableFile(f"{self.name}, line {number}: {what}.", advice)


def rows_of(
    lines: Sequence[str], form: Literal["vtt", "srt"], name: str
) -> tuple[list[Row], list[str]]:
    """The cues of a file as rows, and warnings; `name` is what messages call the file.

    Raises:
        UnusableFile: The head of a WebVTT is missing, a time can't be read or is out of order, or
            an arrow stands within a cue's text.
    """
    reading = _Reading(name)
    blocks = list(_blocks(lines))
    if form == "vtt":
        blocks = _without_head(blocks, reading)
    for number, block in blocks:
        if form == "srt":
            block[:] = [_STYLE.sub("", line) for line in block]
        if not (form == "vtt" and _COMMENT.fullmatch(block[0])):
            _read_block(number, block, reading)
    return reading.rows, shortened(reading.warnings)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines between blank ones, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(cleaned(line).replace("\n", " "))
        elif block:
            yield number - len(block), block
            block = []


def _without_head(
    blocks: list[tuple[int, list[str]]], reading: _Reading
) -> list[tuple[int, list[str]]]:
    number, head = blocks[0] if blocks else (1, [""])
    if not re.fullmatch(r"WEBVTT(?:\s.*)?", head[0]):
        raise reading.fault(number, "WEBVTT is missing", "Name the file .srt or .txt if it is one.")
    # A head that runs straight into a cue is one line long.
    rest = [(number + 1, head[1:])] if any(_ARROW in line for line in head) else []
    return rest + blocks[1:]


def _read_block(number: int, block: list[str], reading: _Reading) -> None:
    place = next((place for place, line in enumerate(block[:2]) if _ARROW in line), None)
    arrows = [place for place, line in enumerate(block) if _ARROW in line]
    if arrows and (place is None or len(arrows) > 1):
        raise reading.fault(
            number + arrows[-1],
            "an arrow (-->) within a cue's text",
            "Leave a blank line before each cue, or take the arrow out.",
        )
    if place is None:
        _read_stray(number, block, reading)
        return
    start, end = _times(number + place, block[place], reading)
    reading.cues += 1
    reading.rows += _rows(number + place + 1, block[place + 1 :], start, end, reading.cues)


def _read_stray(number: int, block: list[str], reading: _Reading) -> None:
    """Text that no time stands before: part of the cue before it, parted by a blank line."""
    if len(block) == 1 and block[0].strip().isdecimal():
        return
    if not reading.rows:
        reading.warnings.append(f"Line {number}: text before the first cue was left out.")
        return
    last = reading.rows[-1]
    reading.rows += _rows(number, block, last.start, last.end, last.group)
    reading.warnings.append(f"Line {number}: text without a time was added to the cue before it.")


def _times(number: int, line: str, reading: _Reading) -> tuple[float, float]:
    found = _TIMING.fullmatch(line)
    if found is None:
        raise reading.fault(
            number, "this time can't be read", "Write it as 00:01:02.500 --> 00:01:04.000."
        )
    start, end = _seconds(*found.groups()[:4]), _seconds(*found.groups()[4:])
    if end < start:
        raise reading.fault(number, "the cue ends before it starts", "Correct one of its times.")
    if start < reading.last:
        raise reading.fault(
            number, "the cue starts before the one above it", "Put the cues in the order of time."
        )
    reading.last = start
    return start, end


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> float:
    thousandths = int((fraction or "0").ljust(3, "0"))
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + thousandths / 1000


def _rows(
    number: int, lines: list[str], start: float | None, end: float | None, group: int
) -> Iterator[Row]:
    """One row for each voice and line; a voice lasts until it is closed or another one speaks."""
    voice: str | None = None
    for place, line in enumerate(lines, number):
        for name, text in _voices(line, voice):
            voice = name
            if text:
                yield Row(place, group, start, end, voice, text)


def _voices(line: str, voice: str | None) -> Iterator[tuple[str | None, str]]:
    """The line's text by voices, without markup; the last voice goes on, be its text empty."""
    said, done = "", 0
    for tag in _TAG.finditer(line):
        said += line[done : tag.start()]
        done = tag.end()
        if (tag["tag"] or "").lower() == "br":
            said += " "
        if (tag["tag"] or "").lower() == "v":
            yield voice, _plain(said)
            said = ""
            voice = None if tag["close"] else _plain(tag["rest"] or "")[:MAX_NAME].strip()
    yield voice, _plain(said + line[done:])


def _plain(text: str) -> str:
    """The characters that entities stand for, on one clean line."""
    return one_line(html.unescape(text))

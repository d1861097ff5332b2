"""Transcripts made elsewhere: .vtt and .srt with times, .txt with names, as spoken lines."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path

from recorder import dialogue, subtitles
from recorder.conversation import Word
from recorder.errors import UnusableFile
from recorder.labels import Turn, turns
from recorder.sources import read_text, shown

MAX_BYTES = 20_000_000
SUFFIXES = (".vtt", ".srt", ".txt")

_LINE_END = re.compile(r"\r\n|\r|\n")
_OPENING = re.compile(r"[«“„‘(\[{–—-]+")
_SPOKEN_SIGNS = frozenset("&@#%*/")
_MILLISECONDS = 3


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """What one person says at a stretch; `name` is "" where nobody is named.

    `start` and `end` are seconds, None where the file has no times (`end` also for the last line of
    a .txt, which only says when lines start).
    """

    name: str
    text: str
    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True)
class Transcript:
    """The lines in the order of the file; `names` in order of appearance, "" among them if used."""

    lines: tuple[SpokenLine, ...]
    names: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def read_transcript(path: Path, encoding: str | None = None) -> Transcript:
    """The transcript in a .vtt, .srt or .txt file, every text and name cleaned.

    Args:
        path: The file; its suffix says its form. UTF-8, or marked by a byte order mark.
        encoding: How a file is encoded that is neither.

    Raises:
        UnusableFile: It can't be read, is larger than 20 MB, is not text, has another suffix, has
            a fault in its form (told with its line), or nobody says anything in it.
        UnusableAnswer: There is no such encoding.
    """
    form = path.suffix.lower()
    if form not in SUFFIXES:
        raise UnusableFile(
            f"{shown(path)} is no transcript that can be read.", "Give a .vtt, .srt or .txt file."
        )
    lines = _LINE_END.split(read_text(path, MAX_BYTES, encoding))
    if form == ".txt":
        rows, warnings = dialogue.rows_of(lines, shown(path))
    else:
        rows, warnings = subtitles.rows_of(lines, "vtt" if form == ".vtt" else "srt", shown(path))
    said, doubts = turns(rows)
    if form == ".txt" and not any(turn.name for turn in said):
        said, _ = turns([replace(row, group=row.number) for row in rows])
    if not said:
        raise UnusableFile(f"Nobody says anything in {shown(path)}.", "Check the file's form.")
    spoken = tuple(_until_next(list(_shared(said))) if form == ".txt" else _shared(said))
    names = tuple(dict.fromkeys(line.name for line in spoken))
    if "" in names and len(names) > 1:
        count = sum(not line.name for line in spoken)
        warnings.append(f"{count} line{'s name' if count > 1 else ' names'} no speaker.")
    return Transcript(spoken, names, (*warnings, *doubts))


def words_of(
    text: str, start: float | None, end: float | None, first_number: int
) -> tuple[Word, ...]:
    """The words of an imported text, with ids "w…" from `first_number` and no probability.

    French marks that stand alone stay with their word ("vas ?", "« Bonjour"), so joining the words
    with spaces gives the text on one line back. Seconds are shared out by length between `start`
    and `end`; without an end only the first word has its start, without both none has any.
    """
    texts = list(_words(text.split()))
    spans = _share(start, end, texts)
    return tuple(
        Word(f"w{number}", word, *span)
        for number, (word, span) in enumerate(zip(texts, spans, strict=True), first_number)
    )


def _words(parts: Sequence[str]) -> Iterator[str]:
    """The parts, those that are only marks joined to the word before, or after if they open."""
    word, opening = "", ""
    for part in parts:
        if not _is_mark(part):
            if word:
                yield word
            word, opening = f"{opening}{part}", ""
        elif _OPENING.fullmatch(part) or not word:
            opening += f"{part} "
        else:
            word, opening = f"{word} {opening}{part}", ""
    ending = " ".join(filter(None, (word, opening.strip())))
    if ending:
        yield ending


def _is_mark(part: str) -> bool:
    return all(
        unicodedata.category(sign).startswith("P") and sign not in _SPOKEN_SIGNS for sign in part
    )


def _share(
    start: float | None, end: float | None, texts: Sequence[str]
) -> list[tuple[float | None, float | None]]:
    """The seconds from `start` to `end` shared out by the length of the texts."""
    if not texts or start is None or end is None:
        return [(start, None), *((None, None),) * (len(texts) - 1)] if texts else []
    whole = sum(map(len, texts))
    edges, done = [round(start, _MILLISECONDS)], 0
    for text in texts:
        done += len(text)
        edges.append(round(start + (end - start) * done / whole, _MILLISECONDS))
    return list(pairwise(edges))


def _shared(said: Sequence[Turn]) -> Iterator[SpokenLine]:
    """Turns as lines; several turns within one cue share its time."""
    for _, group in groupby(said, key=lambda turn: turn.group):
        together = list(group)
        spans = _share(together[0].start, together[0].end, [turn.text for turn in together])
        for turn, (start, end) in zip(together, spans, strict=True):
            yield SpokenLine(turn.name, turn.text, start, end)


def _until_next(lines: Sequence[SpokenLine]) -> Iterator[SpokenLine]:
    """Lines that only say when they start, each lasting until the next one that does."""
    end: float | None = None
    backwards = []
    for line in reversed(lines):
        backwards.append(line if line.start is None else replace(line, end=end))
        end = line.start if line.start is not None else end
    yield from reversed(backwards)

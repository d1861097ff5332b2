"""Who says what in a transcript that names its speakers as "Name: …" at the start of a line.

A colon is not enough: people say "Note : penser à…" too. So the whole file decides. A label is at
most 60 characters before the first colon that look like a name (words with capitals, or a single
word; no sentence marks), and is no address or time. Where two or more such names occur at least
twice, they are the speakers and everything else is speech. Otherwise the names that occur once
count too, for a transcript may be short. Words that open an aside ("Note", "Exemple", "Question",
"Date") are speakers only where nobody else is and two of them come back, as in an interview of
questions and answers. Where lines carry a time before the name, only those can be labels.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recorder.cleaning import one_line

MAX_NAME = 60
"""Characters that a speaker's name may have."""

_LABEL = re.compile(r"([^:\uff1a]+)[:\uff1a](?!//)(.*)", re.DOTALL)
_NO_NAME = re.compile(r"[?!;…«»\"“”<>=@#*\\|]|\.\.|\. .*\. ")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PARTICLE_WORDS = """
    al and bin da das de del den der des di do du el et ibn la las le les los of the van vom von y
    zu
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_ASIDE_WORDS = """
    action actions alors answer answers attendees attention aujourd'hui bien bon bref conclusion
    date demain donc durée duration enfin example examples exemple exemples goal goals heure hier
    idea idée important langue language lieu n.b n.b. nb no non note notes object objectif
    objectifs objective objet ok okay oui p.s p.s. participants place présents ps q question
    questions r rappel remarque remarques reminder result résultat résumé résumons réponse réponses
    séance session so subject sujet summary thème time title titre today todo tomorrow topic
    transcript transcription voilà warning well yes yesterday
"""
_ASIDES = frozenset(_ASIDE_WORDS.split())
_MENTIONED = 5
_CONVERSATION = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a transcript as it stands in the file, before it is known who says it.

    `number` is its line in the file, from 1. Rows of one `group` (a cue, a paragraph) are one turn
    unless a label parts them. `start` and `end` are seconds or None; `name` is the speaker that
    markup gives, None where it gives none. `is_timed` says that a time stood right before it.
    """

    number: int
    group: int
    start: float | None
    end: float | None
    name: str | None
    text: str
    is_timed: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says in one group of rows; times are those of the group."""

    number: int
    group: int
    name: str
    text: str
    start: float | None
    end: float | None


def turns(rows: Sequence[Row]) -> tuple[list[Turn], list[str]]:
    """The rows as turns with speakers ("" where nobody is named), and warnings."""
    if any(row.name is not None for row in rows):
        return _joined((row, row.name or "", row.text, False) for row in rows), []
    labels = _labels(rows)
    speakers = _speakers(labels)
    said: list[tuple[Row, str, str, bool]] = []
    current = ""
    for place, row in enumerate(rows):
        name, rest = labels.get(place, ("", ""))
        is_new = name.casefold() in speakers
        current = speakers[name.casefold()] if is_new else current
        said.append((row, current, rest if is_new else row.text, is_new))
    return _joined(said), _doubts(rows, labels, speakers)


def is_name_like(name: str) -> bool:
    """Whether `name` looks like a person's, a role's or "Speaker 1"."""
    bare = _BRACKETED.sub(" ", name)
    words = [word for word in bare.split() if any(map(str.isalpha, word))]
    if not words or len(name) > MAX_NAME or _NO_NAME.search(name):
        return False
    telling = [word for word in words if word not in _PARTICLES]
    capitals = all(word[0].isupper() or word[1:2] in ("'", "\u2019") for word in telling)
    # "coach", "speaker 1", "la cliente"; but "et je me suis dit" is speech.
    return capitals or len([word for word in telling if len(word) > 1]) == 1


def _label(row: Row) -> tuple[str, str] | None:
    """Name and speech, where the row may start with a label."""
    found = _LABEL.fullmatch(row.text)
    if found is None:
        return None
    name, rest = one_line(found[1]), found[2]
    is_time = name[-1:].isdigit() and rest[:1].isdigit()
    return (name, one_line(rest)) if not is_time and is_name_like(name) else None


def _labels(rows: Sequence[Row]) -> dict[int, tuple[str, str]]:
    """What may be a label, by its place; where times stand before labels, only those with one."""
    found = {place: label for place, row in enumerate(rows) if (label := _label(row)) is not None}
    timed = {place: label for place, label in found.items() if rows[place].is_timed}
    return timed if len(timed) >= max(_CONVERSATION, len(found) / 2) else found


def _speakers(labels: dict[int, tuple[str, str]]) -> dict[str, str]:
    """The names that are speakers: as they are written first, by their folded form."""
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for name, _ in labels.values():
        counts[name.casefold()] += 1
        written.setdefault(name.casefold(), name)
    asides = {key for key in counts if key in _ASIDES}
    often = {key for key, count in counts.items() if count > 1}
    chosen = often - asides
    if len(chosen) < _CONVERSATION:
        chosen = set(counts) - asides
    if not chosen and len(often) >= _CONVERSATION:
        chosen = often
    return {key: written[key] for key in written if key in chosen}


def _joined(said: Iterable[tuple[Row, str, str, bool]]) -> list[Turn]:
    """Rows of one group and one name as one turn, except where a label starts anew."""
    found: list[tuple[Row, str, list[str]]] = []
    for row, name, text, is_new in said:
        if found and (found[-1][0].group, found[-1][1]) == (row.group, name) and not is_new:
            found[-1][2].append(text)
        else:
            found.append((row, name, [text]))
    whole = (
        Turn(row.number, row.group, name, one_line(" ".join(texts)), row.start, row.end)
        for row, name, texts in found
    )
    return [turn for turn in whole if turn.text]


def _doubts(
    rows: Sequence[Row], labels: dict[int, tuple[str, str]], speakers: dict[str, str]
) -> list[str]:
    doubts = [
        f"Line {rows[place].number}: “{name}” was taken as speech, not as a speaker."
        for place, (name, _) in labels.items()
        if name.casefold() not in speakers
    ]
    return shortened(doubts)


def shortened(warnings: list[str]) -> list[str]:
    """The first five warnings of a kind, and how many more there are."""
    rest = len(warnings) - _MENTIONED
    return [*warnings[:_MENTIONED], f"{rest} more lines likewise."] if rest > 0 else warnings

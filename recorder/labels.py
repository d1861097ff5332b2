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
from dataclasses import dataclass, replace

from recorder.cleaning import one_line

MAX_NAME = 60
"""Characters that a speaker's name may have."""

_LABEL = re.compile(r"([^:\uff1a]+)[:\uff1a](?!//)(.*)", re.DOTALL)
_NO_NAME = re.compile(r"[?!;…«»\"“”<>=@#*\\|]|\.\.|\. .*\. ")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PARTICLES = frozenset(
    "a à al am and au aux bin da das de del der des di do du e ben el et ibn la las le les los"
    " of the van vom von y zu the".split()
)
_ASIDES = frozenset(
    "nb n.b n.b. ps p.s p.s. note notes remarque remarques attention exemple exemples example"
    " examples conclusion résumé summary rappel reminder todo objectif objectifs objective goal"
    " goals idée idea question questions réponse réponses answer answers q r a action actions date"
    " heure time lieu place durée duration sujet subject objet titre title participants présents"
    " attendees important bref donc alors oui non yes no ok okay bon bien enfin so well voilà"
    " résultat result warning transcript transcription langue language séance session résumons"
    " topic thème hier demain aujourd'hui today tomorrow yesterday".split()
)
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
    labels = {row.number: label for row in rows if (label := _label(row)) is not None}
    speakers = _speakers(rows, labels)
    said: list[tuple[Row, str, str, bool]] = []
    current = ""
    for row in rows:
        name, rest = labels.get(row.number, ("", ""))
        is_new = name.casefold() in speakers
        current = speakers[name.casefold()] if is_new else current
        said.append((row, current, rest if is_new else row.text, is_new))
    return _joined(said), _doubts(labels, speakers)


def is_name_like(name: str) -> bool:
    """Whether `name` looks like a person's, a role's or "Speaker 1"."""
    bare = _BRACKETED.sub(" ", name)
    words = [word for word in bare.split() if any(map(str.isalpha, word))]
    if not words or len(name) > MAX_NAME or _NO_NAME.search(name):
        return False
    capitals = all(word[0].isupper() or word in _PARTICLES or word[1:2] == "'" for word in words)
    # "coach", "speaker 1", "locuteur a"; but "et je me suis dit" is speech.
    return capitals or len([word for word in words if len(word) > 1]) == 1


def _label(row: Row) -> tuple[str, str] | None:
    """Name and speech, where the row may start with a label."""
    found = _LABEL.fullmatch(row.text)
    if found is None:
        return None
    name, rest = one_line(found[1]), found[2]
    is_time = name[-1:].isdigit() and rest[:1].isdigit()
    return (name, one_line(rest)) if not is_time and is_name_like(name) else None


def _speakers(rows: Sequence[Row], labels: dict[int, tuple[str, str]]) -> dict[str, str]:
    """The names that are speakers: as they are written first, by their folded form."""
    timed = {row.number for row in rows if row.is_timed}
    with_time = [number for number in labels if number in timed]
    if len(with_time) >= max(_CONVERSATION, len(labels) / 2):
        for number in set(labels) - timed:
            del labels[number]
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
    found: list[Turn] = []
    for row, name, text, is_new in said:
        last = found[-1] if found else None
        if last and (last.group, last.name) == (row.group, name) and not is_new:
            found[-1] = replace(last, text=f"{last.text} {text}")
        else:
            found.append(Turn(row.number, row.group, name, text, row.start, row.end))
    cleaned = (replace(turn, text=one_line(turn.text)) for turn in found)
    return [turn for turn in cleaned if turn.text]


def _doubts(labels: dict[int, tuple[str, str]], speakers: dict[str, str]) -> list[str]:
    doubts = [
        f"Line {number}: “{name}” was taken as speech, not as a speaker."
        for number, (name, _) in labels.items()
        if name.casefold() not in speakers
    ]
    if len(doubts) > _MENTIONED:
        doubts[_MENTIONED:] = [f"{len(doubts) - _MENTIONED} more lines likewise."]
    return doubts

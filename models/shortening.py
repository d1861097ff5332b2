"""Clauses that stay short: what is less needed goes first, and what was cut is marked."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from models.cues import cue, normal, weight
from models.spoken import is_kept
from models.statements import Statement
from recorder.conversation import Language

MOST_WORDS = 40
"""Words that a clause may have, counted between spaces."""

Parts = tuple[tuple[Statement, ...], tuple[Statement, ...], tuple[Statement, ...]]
"""The question, what was said, and the answer to it; each may be empty."""

_PAUSE = re.compile(r"[,;:—–]$")
_LEAST_PIECE = 6
_REACH = 4
_CUT = "[…]"


def shortened(
    parts: Parts,
    worded: Callable[[Parts], str],
    language: Language,
    worth: Callable[[Statement], float],
) -> Parts:
    """The first way to say `parts` that `worded` makes a clause of at most 40 words.

    Kept longest is what is worth most. A sentence is cut at its pauses where nothing else helps,
    never between the halves of a negation, and the cut shows as "[…]".
    """
    way = parts
    for way in _ways(parts, language, worth):
        if len(worded(way).split()) <= MOST_WORDS:
            break
    return way


def _ways(parts: Parts, language: Language, worth: Callable[[Statement], float]) -> Iterator[Parts]:
    asked, said, reply = parts
    yield parts
    reply = reply[:1]
    yield asked, said, reply
    asked = asked[-1:]
    yield asked, said, reply
    while len(said) > 1:
        said = said[1:] if worth(said[0]) < worth(said[-1]) else said[:-1]
        yield asked, said, reply
    if said and not said[0].by_coach:  # a coach's words for the client need the client's yes
        reply = ()
        yield asked, said, reply
    longest = max(len(one.words) for part in (asked, said, reply) for one in (*part, *said[:1]))
    for most in range(longest, _LEAST_PIECE - 1, -2):
        yield (
            tuple(_piece(one, most, language) for one in asked),
            tuple(_piece(one, most, language) for one in said),
            tuple(_piece(one, most, language) for one in reply),
        )


def _piece(statement: Statement, most: int, language: Language) -> Statement:
    """`statement` in at most `most` words: the run of its phrases that says most."""
    said = statement.text.split()
    if len(said) <= most or len(said) != len(statement.words):
        return statement
    ends = [at for at, word in enumerate(said, start=1) if _PAUSE.search(word)]
    bounds = sorted({0, *ends, len(said)})
    best: tuple[float, int, int] | None = None
    for start in bounds:
        for end in bounds:
            if start < end <= start + most and _whole(said, start, end, language):
                best = max(best or (-1.0, 0, 0), (_weight(said[start:end], language), -start, end))
    start, end = (-best[1], best[2]) if best and best[2] + best[1] >= most / 2 else (0, most)
    while end < len(said) and not _whole(said, start, end, language):
        end += 1
    text = " ".join(said[start:end]).rstrip(",;: ")
    text = f"{_CUT} {text}" if start else text
    text = f"{text} {_CUT}" if end < len(said) else text
    return replace(statement, text=text, words=statement.words[start:end])


def _whole(said: Sequence[str], start: int, end: int, language: Language) -> bool:
    """Whether no negation or number stands so near a cut that it may belong to both sides."""

    def kept(first: int, last: int) -> bool:
        return any(is_kept(word, language) for word in said[max(first, 0) : last])

    split = kept(end - _REACH, end) and kept(end, end + _REACH)
    begun = start > 0 and kept(start - _REACH, start) and kept(start, start + _REACH)
    return not (split or begun)


def _weight(said: Sequence[str], language: Language) -> float:
    plain = normal(" ".join(said))
    found = sum(
        weight(kind) * len(cue(language, kind).findall(plain)) for kind in ("wish", "limit")
    )
    return found + weight("length") * len(said) / MOST_WORDS

"""What keeps a clause on its words when the transcript or its topics are made anew.

A word that the next hearing hears again keeps its id. Of those that go, the ones that clauses quote
become the moments at which they were said ("@12.340-13.100", seconds), and then the words said at
these moments.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import replace

from recorder.conversation import Agreement, Clause, Conversation, Word

_MOMENT = re.compile(r"@(\d+\.\d{3})-(\d+\.\d{3})")


def loosened(ids: Iterable[str], words: Mapping[str, Word]) -> tuple[str, ...]:
    """`ids` with those of `words` as moments; those without times are left out, others stay."""
    held = []
    for name in ids:
        word = words.get(name)
        if word is None:
            held.append(name)
        elif word.start is not None and word.end is not None:
            held.append(f"@{word.start:.3f}-{max(word.end, word.start):.3f}")
    return tuple(held)


def anchored(agreement: Agreement, conversation: Conversation) -> Agreement:
    """`agreement` with moments made words of `conversation`, and passages looked up by the words.

    Clauses that quote words of an earlier conversation, or none, stay as they are.
    """
    passages = {passage.id: passage for passage in conversation.passages}
    known = conversation.words()
    timed = sorted(
        ((word.start + word.end) / 2, word.id)
        for word in known.values()
        if word.start is not None and word.end is not None
    )

    def mended(clause: Clause) -> Clause:
        if clause.origin or not clause.quote:
            return clause
        quote = _words(clause.quote, timed, known)
        held = set(quote)
        evidence = tuple(
            name
            for name, passage in passages.items()
            if passage.topic == clause.topic and not held.isdisjoint(passage.words)
        )
        superseded = _words(clause.superseded, timed, known)
        return replace(clause, quote=quote, superseded=superseded, evidence=evidence)

    return replace(agreement, clauses=tuple(map(mended, agreement.clauses)))


def _words(
    ids: Iterable[str], timed: list[tuple[float, str]], known: Mapping[str, Word]
) -> tuple[str, ...]:
    """`ids` with each moment replaced by the words whose middle it holds, in the order said."""
    found: dict[str, None] = {}
    for name in ids:
        moment = _MOMENT.fullmatch(name)
        if moment is None:
            found |= {name: None} if name in known else {}
            continue
        start, end = float(moment[1]), float(moment[2])
        for middle, word in timed[bisect_left(timed, (start, "")) :]:
            if middle > end:
                break
            found[word] = None
    return tuple(found)

"""What keeps a clause on its words when the transcript or its topics are made anew.

Ids of words and passages are only good for one hearing: the next numbers afresh. So before words
go, the words that clauses quote become the moments at which they were said ("@12.340-13.100",
seconds), and once there are words again, those said at these moments.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import replace

from recorder.conversation import Agreement, Clause, Conversation, Word

_MOMENT = re.compile(r"@(\d+\.\d{3})-(\d+\.\d{3})")


def loosened(ids: Iterable[str], words: Mapping[str, Word]) -> tuple[str, ...]:
    """`ids` of words as moments, those of words without times left out."""
    moments = []
    for name in ids:
        word = words.get(name)
        if word is not None and word.start is not None and word.end is not None:
            moments.append(f"@{word.start:.3f}-{max(word.end, word.start):.3f}")
        elif _MOMENT.fullmatch(name):
            moments.append(name)
    return tuple(moments)


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

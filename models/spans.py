"""Characters of an utterance's text back to the ids of its words."""

from collections.abc import Sequence

from recorder.conversation import Utterance


def word_spans(utterance: Utterance) -> tuple[tuple[int, int], ...]:
    """First and one-past-last character of every word in `utterance.text`."""
    spans = []
    at = 0
    for word in utterance.words:
        spans.append((at, at + len(word.text)))
        at += len(word.text) + 1
    return tuple(spans)


def word_ids(utterance: Utterance, start: int, end: int) -> tuple[str, ...]:
    """Ids of the words that have a character in `[start, end)` of `utterance.text`."""
    return tuple(
        word.id
        for word, (first, last) in zip(utterance.words, word_spans(utterance), strict=True)
        if first < end and last > start
    )


def joined(pieces: Sequence[tuple[int, int]], text: str) -> tuple[tuple[int, int], ...]:
    """Neighbouring `pieces` of `text` merged where a sentence was cut inside a quotation.

    A piece belongs to the one before it when a quotation mark is still open, or when it does not
    start like a sentence (small letter, closing mark, comma, hyphen).
    """
    out: list[tuple[int, int]] = []
    for start, end in pieces:
        before = text[out[-1][0] : out[-1][1]] if out else ""
        if out and (_open(before) or _goes_on(text[start:end], before)):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return tuple(out)


def _open(text: str) -> bool:
    return (
        text.count("«") > text.count("»")
        or text.count("“") > text.count("”")
        or text.count('"') % 2 == 1
    )


def _goes_on(piece: str, before: str) -> bool:
    first = piece.lstrip()[:1]
    stopped = before.rstrip(' »”"').endswith((".", "!", "?", "…")) and not before.rstrip().endswith(
        "..."
    )
    return first in "»”,;:.)-" or (first.islower() and not stopped)

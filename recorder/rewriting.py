"""What a hand may change of who said what, on the nouns alone: text, split, join, who speaks.

Tags hang on word ids, so a word that stays keeps its id and its times whatever happens around it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import islice, pairwise

from recorder.cleaning import one_line
from recorder.conversation import Maker, Speaker, Utterance, Word
from recorder.errors import UnusableAnswer

_OTHER = {
    Speaker.COACH: Speaker.CLIENT,
    Speaker.CLIENT: Speaker.COACH,
    Speaker.UNKNOWN: Speaker.UNKNOWN,
}


def respelled(words: Sequence[Word], text: str, names: Iterator[str]) -> tuple[Word, ...]:
    """The words of `text`, which takes the place of `words`; empty where no text is left.

    Words that stay keep ids and times. Of the others the first take the places, and so the ids, of
    the words they stand for; where there are more, those get the next of `names`, and the time of
    the words they stand for is shared out by length.
    """
    texts = one_line(text).split()
    if texts == one_line(" ".join(word.text for word in words)).split():
        return tuple(words)
    made: list[Word] = []
    for low, high, first, last in _runs([word.text for word in words], texts):
        run = words[low:high]
        if first == last:
            continue
        if [word.text for word in run] == texts[first:last]:
            made += run
            continue
        start, end = _room(words, low, high)
        ids = [word.id for word in run[: last - first]]
        ids += islice(names, last - first - len(ids))
        times = (
            [(word.start, word.end) for word in run]
            if len(run) == last - first
            else _shared(start, end, texts[first:last])
        )
        made += [
            Word(name, said, *time, by=Maker.COACH)
            for name, said, time in zip(ids, texts[first:last], times, strict=True)
        ]
    return tuple(made)


def split(utterance: Utterance, word: str, name: str) -> tuple[Utterance, Utterance]:
    """`utterance` in two, the second, `name`, from `word` on.

    Raises:
        UnusableAnswer: `word` is not in it, or is its first.
    """
    at = next((at for at, one in enumerate(utterance.words) if one.id == word), 0)
    if not at:
        raise UnusableAnswer(
            "It can't be split before its first word.",
            "Go to the word that the second begins with.",
        )
    return (
        replace(utterance, words=utterance.words[:at], by=Maker.COACH),
        replace(utterance, id=name, words=utterance.words[at:], by=Maker.COACH),
    )


def joined(one: Utterance, other: Utterance) -> Utterance:
    """The two as one, said by the speaker of `one`.

    Raises:
        UnusableAnswer: they were heard on different channels.
    """
    if one.channel != other.channel:
        raise UnusableAnswer(
            "These two were heard on different microphones and can't be joined.",
            "Change who speaks instead.",
        )
    return replace(
        one,
        words=one.words + other.words,
        suspect=one.suspect or other.suspect,
        by=Maker.COACH,
        speaker_by=Maker.COACH if one.speaker is not other.speaker else one.speaker_by,
        model=one.model or other.model,
        voice=one.voice if one.voice == other.voice else None,
    )


def said_by(utterance: Utterance, speaker: Speaker) -> Utterance:
    """`utterance` as said by `speaker`, on the coach's word."""
    return replace(utterance, speaker=speaker, speaker_by=Maker.COACH)


def swapped(utterance: Utterance) -> Utterance:
    """`utterance` as said by the other of the two, on the coach's word; who is unknown stays so."""
    if utterance.speaker is Speaker.UNKNOWN:
        return utterance
    return said_by(utterance, _OTHER[utterance.speaker])


def other(speaker: Speaker) -> Speaker:
    """The other of the two; of an unknown speaker, the client."""
    return Speaker.CLIENT if speaker is Speaker.UNKNOWN else _OTHER[speaker]


def trusted(utterance: Utterance) -> Utterance:
    """`utterance` as heard and found right by the coach."""
    return replace(utterance, suspect=False, by=Maker.COACH)


def _runs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Stretches of `old` and of `new` that stand for each other, alike or not."""
    before = _alike(old, new)
    after = _alike(old[before:][::-1], new[before:][::-1])
    low, high = old[before : len(old) - after], new[before : len(new) - after]
    found = [(0, before, 0, before)]
    found += [
        (a + before, b + before, c + before, d + before)
        for _, a, b, c, d in SequenceMatcher(None, low, high, autojunk=False).get_opcodes()
    ]
    return [*found, (len(old) - after, len(old), len(new) - after, len(new))]


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many are the same from the start."""
    at = 0
    for one, another in zip(old, new, strict=False):
        if one != another:
            break
        at += 1
    return at


def _room(words: Sequence[Word], low: int, high: int) -> tuple[float | None, float | None]:
    """From when to when there is room for what stands in the place of words `low` to `high`."""
    if low < high:
        return words[low].start, words[high - 1].end
    before = words[low - 1].end if low else words[0].start if words else None
    after = words[low].start if low < len(words) else before
    return before, after


def _shared(
    start: float | None, end: float | None, texts: Sequence[str]
) -> list[tuple[float | None, float | None]]:
    if start is None or end is None:
        return [(None, None)] * len(texts)
    whole = sum(map(len, texts))
    at = [0]
    for text in texts:
        at.append(at[-1] + len(text))
    length = max(0.0, end - start)
    times = [start + length * place / whole for place in at]
    return list(pairwise(times))

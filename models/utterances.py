"""Words put together into what one person said without a long pause."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from models.attribution import Whose
from models.wordtimes import HeardWord

_PAUSE = 0.8  # seconds that part two utterances wherever they fall
_PAUSE_AFTER_SENTENCE = 0.45
_SENTENCE_ENDS = (".", "?", "!", "…", ".»", "?»", "!»", '."', '?"', '!"')
_TOO_LONG = 30.0  # seconds after which any sentence end parts
_LEAST_TURN = 0.25  # seconds that the other must speak for to part an utterance


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one person said without a long pause: words of one channel, in order, at least one.

    `voice` counts from 0 where voices of the channel were told apart, None where they were not or
    it is not sure; `certainty` is 0 to 1, that of the word least sure.
    """

    channel: int
    words: tuple[HeardWord, ...]
    voice: int | None = None
    certainty: float = 1.0

    @property
    def text(self) -> str:
        """The words, joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def suspect(self) -> bool:
        """Whether a guard doubts any of the words."""
        return any(word.suspect for word in self.words)


def utterances(words: Sequence[HeardWord], channel: int = 0) -> list[Spoken]:
    """The words of one channel, in order, cut at pauses.

    A pause of 0.8 s parts always, one of 0.45 s after the end of a sentence; after 30 s any end of
    a sentence does.
    """
    return _cut(words, channel, ())


def voiced(words: Sequence[HeardWord], said_by: Sequence[Whose], channel: int = 0) -> list[Spoken]:
    """The words of a channel that holds several voices, cut at pauses and where the voice changes.

    `said_by` is whose each word is.
    """
    found: list[Spoken] = []
    pairs = zip(words, said_by, strict=True)
    for voice, run in groupby(pairs, key=lambda pair: pair[1].voice):
        said = list(run)
        least = min(whose.certainty for _, whose in said)
        found += [
            replace(one, voice=voice, certainty=least)
            for one in utterances([word for word, _ in said], channel)
        ]
    return found


def parted(one: Spoken, said_by: Sequence[Whose]) -> list[Spoken]:
    """An utterance of a channel that holds several voices, cut where the voice changes.

    `said_by` is whose each of its words is.
    """
    found, place = [], 0
    for voice, run in groupby(said_by, key=lambda whose: whose.voice):
        same = list(run)
        words = one.words[place : place + len(same)]
        found.append(Spoken(one.channel, words, voice, min(each.certainty for each in same)))
        place += len(same)
    return found


def turns(channels: Sequence[Sequence[HeardWord]]) -> list[Spoken]:
    """The words of all channels as utterances in the order they start.

    Cut as `utterances` does, and also at a sentence's end or a pause where another channel spoke
    in between.
    """
    cut = [
        _cut(words, channel, _others(channels, channel)) for channel, words in enumerate(channels)
    ]
    return list(heapq.merge(*cut, key=lambda spoken: (spoken.words[0].start, spoken.channel)))


def _others(channels: Sequence[Sequence[HeardWord]], channel: int) -> list[tuple[float, float]]:
    """When the other channels speak: (start, end) in seconds."""
    return sorted(
        (spoken.words[0].start, spoken.words[-1].end)
        for other, words in enumerate(channels)
        if other != channel
        for spoken in _cut(words, other, ())
    )


def _cut(
    words: Sequence[HeardWord], channel: int, others: Sequence[tuple[float, float]]
) -> list[Spoken]:
    found: list[Spoken] = []
    group: list[HeardWord] = []
    for word in words:
        if group and _parts(group, word, others):
            found.append(Spoken(channel, tuple(group)))
            group = []
        group.append(word)
    if group:
        found.append(Spoken(channel, tuple(group)))
    return found


def _parts(
    group: Sequence[HeardWord], word: HeardWord, others: Sequence[tuple[float, float]]
) -> bool:
    before = group[-1]
    pause = word.start - before.end
    sentence_ends = before.text.endswith(_SENTENCE_ENDS)
    if pause >= (_PAUSE_AFTER_SENTENCE if sentence_ends else _PAUSE):
        return True
    if sentence_ends and word.start - group[0].start >= _TOO_LONG:
        return True
    return (sentence_ends or pause > 0) and any(
        min(word.start, end) - max(before.end, start) >= _LEAST_TURN for start, end in others
    )

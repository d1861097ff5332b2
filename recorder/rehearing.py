"""A conversation that was heard anew, put together with what the coach had changed of it.

What the coach wrote or approved stays, word for word; who they said speaks, speaks. Words heard in
the same place by both keep their ids, so that tags and quotes stay on them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from recorder.conversation import Maker, Speaker, Utterance, Word

_REACH: Final = 2.0
"""Seconds around the coach's text, up to its neighbours, that are theirs: words went there."""
_NEAR: Final = 0.5
"""Seconds that the same word may start apart in two hearings."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The conversation now, and what was heard where the coach's own text stays, by utterance."""

    utterances: tuple[Utterance, ...]
    readings: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Ground:
    """A stretch of one channel on which the coach has spoken; `owner` where the text is theirs."""

    channel: int
    start: float
    end: float
    owner: str = ""
    speaker: Speaker | None = None


def merged(
    before: Sequence[Utterance],
    out_of_sight: Sequence[Utterance],
    heard: Sequence[Utterance],
    utterance_names: Iterator[str],
    word_names: Iterator[str],
) -> Merged:
    """`heard`, with everything that the coach made of `before`.

    `out_of_sight` are utterances that the coach took out; they stay out. Words of `heard` whose id
    is "" get one: that of the word heard there before, else a new one; so do utterances.
    """
    own = [one for one in before if one.by is Maker.COACH]
    gone = [one for one in out_of_sight if one.by is Maker.COACH]
    owned = _owned([*before, *gone], {one.id for one in (*own, *gone)})
    voiced = [
        _Ground(one.channel, one.start, one.end, speaker=one.speaker)
        for one in before
        if one.speaker_by is Maker.COACH and one.start is not None and one.end is not None
    ]
    made: list[Utterance] = []
    readings: dict[str, list[str]] = {}
    for utterance in heard:
        texts = _at(owned, utterance)
        people = _at(voiced, utterance)
        for (owner, speaker), run in groupby(
            utterance.words, key=lambda word: (_owner(texts, word), _speaker(people, word))
        ):
            words = tuple(run)
            if owner:
                readings.setdefault(owner, []).extend(word.text for word in words)
            else:
                made.append(_told(replace(utterance, words=words), speaker))
    named = _named(made, [one for one in before if one.by is Maker.MODEL], word_names)
    renamed = _again(named, before, utterance_names)
    texts_now = {one.id: one.text for one in own}
    return Merged(
        tuple(sorted((*own, *renamed), key=lambda one: one.start or 0.0)),
        {
            name: " ".join(said)
            for name, said in readings.items()
            if name in texts_now and " ".join(said) != texts_now[name]
        },
    )


def _told(utterance: Utterance, speaker: Speaker | None) -> Utterance:
    if speaker is None:
        return utterance
    return replace(utterance, speaker=speaker, speaker_by=Maker.COACH)


def _owned(said: Sequence[Utterance], own: set[str]) -> list[_Ground]:
    """Where the coach's own texts stand, with what lies around them up to their neighbours."""
    found = []
    channels = sorted({one.channel for one in said})
    for channel in channels:
        there = sorted(
            (one.start, one.end, one.id)
            for one in said
            if one.channel == channel and one.start is not None and one.end is not None
        )
        for at, (start, end, name) in enumerate(there):
            if name in own:
                before = there[at - 1][1] if at else 0.0
                after = there[at + 1][0] if at + 1 < len(there) else end + _REACH
                low = min(start, max(before, start - _REACH))
                high = max(end, min(after, end + _REACH))
                found.append(_Ground(channel, low, high, name))
    return found


def _at(grounds: Sequence[_Ground], utterance: Utterance) -> list[_Ground]:
    start, end = utterance.start or 0.0, utterance.end or 0.0
    return [
        one
        for one in grounds
        if one.channel == utterance.channel and one.start <= end and start <= one.end
    ]


def _middle(word: Word) -> float:
    return ((word.start or 0.0) + (word.end or 0.0)) / 2


def _owner(grounds: Sequence[_Ground], word: Word) -> str:
    return next((one.owner for one in grounds if one.start <= _middle(word) <= one.end), "")


def _speaker(grounds: Sequence[_Ground], word: Word) -> Speaker | None:
    return next((one.speaker for one in grounds if one.start <= _middle(word) <= one.end), None)


def _named(
    heard: Sequence[Utterance], before: Sequence[Utterance], names: Iterator[str]
) -> list[Utterance]:
    """`heard` with an id for every word."""
    found: dict[tuple[int, int], str] = {}
    for channel in {one.channel for one in heard}:
        places = [
            (number, at)
            for number, one in enumerate(heard)
            if one.channel == channel
            for at in range(len(one.words))
        ]
        places.sort(key=lambda place: _middle(heard[place[0]].words[place[1]]))
        new = [heard[number].words[at] for number, at in places]
        old = sorted(
            (word for one in before if one.channel == channel for word in one.words), key=_middle
        )
        found.update(zip(places, _matched(old, new), strict=True))
    return [
        replace(
            one,
            words=tuple(
                word if word.id else replace(word, id=found[number, at] or next(names))
                for at, word in enumerate(one.words)
            ),
        )
        for number, one in enumerate(heard)
    ]


def _again(
    heard: Sequence[Utterance], before: Sequence[Utterance], names: Iterator[str]
) -> list[Utterance]:
    """`heard` with ids: that of the utterance before which most of its words come from, once."""
    homes = {word.id: one.id for one in before if one.by is Maker.MODEL for word in one.words}
    given: set[str] = set()
    found = []
    for one in heard:
        from_where = Counter(homes[word.id] for word in one.words if word.id in homes)
        same = [name for name, _ in from_where.most_common() if name not in given]
        name = same[0] if same else next(names)
        given.add(name)
        found.append(replace(one, id=name))
    return found


def _matched(old: Sequence[Word], new: Sequence[Word]) -> list[str]:
    """For each new word the id of the old one that was heard there, "" where none was.

    First the same word within half a second, then whatever lies in the same place between those.
    """
    found = _same(old, new)
    limits = [len(old)]
    for place in reversed(found):
        limits.append(place if place >= 0 else limits[-1])
    last = -1
    for at, word in enumerate(new):
        if found[at] < 0:
            free = range(last + 1, limits[len(new) - at])
            found[at] = next(
                (p for p in free if abs(_middle(old[p]) - _middle(word)) <= _NEAR / 2), -1
            )
        last = max(last, found[at])
    return [old[place].id if place >= 0 else "" for place in found]


def _same(old: Sequence[Word], new: Sequence[Word]) -> list[int]:
    """For each new word the place of the same word in `old`, -1 where there is none."""
    found, first = [], 0
    for word in new:
        while first < len(old) and _middle(old[first]) < _middle(word) - _NEAR:
            first += 1
        match = -1
        for place in range(first, len(old)):
            if _middle(old[place]) > _middle(word) + _NEAR:
                break
            if _bare(old[place]) == _bare(word):
                match, first = place, place + 1
                break
        found.append(match)
    return found


def _bare(word: Word) -> str:
    return "".join(filter(str.isalnum, word.text)).casefold()

"""Voiceprints put together by whose they are, the number of voices being known."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from models.voiceprints import Vectors

Scores = npt.NDArray[np.float64]

_STARTS = 12
_ROUNDS = 30
_LEAST_HEARD = 3.0  # seconds; fewer are a cough or a laugh, not a second person
_NEARLY = 0.01  # mean cosine of pieces to their voice
_CHANCE, _ALIKE = 0.5, 0.9  # restless and alike beyond these, two voices are a guess
# The moods of one person brought 0.011 to 0.020 of mean cosine, two people 0.031 to 0.082.
_GAIN = 0.022
_CLEAR = 0.3  # of the way from the middle to a voice
_MOST = 1.5  # no print speaks for a voice more than this


def voices(prints: Vectors, seconds: Scores, number: int, known: npt.NDArray[np.intp]) -> Vectors:
    """The voices that `prints` (pieces, 192) are of: unit vectors, shape (number, 192).

    `seconds` (pieces,) is how much new sound each piece stands for; pieces come in the order
    heard. `known` (pieces,) is the voice of pieces told by hand, -1 elsewhere. Fewer voices come
    back where there are fewer pieces, and none where they can't be told apart: each piece falls
    to one or the other as if by chance, and one voice would be nearly as tight.

    Spherical k-means from several starts, each the pieces most unlike each other. Of what they
    lead to, and what is nearly as tight as the tightest, the grouping is taken that changes least
    from piece to piece, next to what chance would do: a person keeps speaking for a while, but a
    mood or two people at once come and go. So the right voices are found where one person speaks
    twenty times as much, or where both sound much alike.
    """
    number = min(number, len(prints))
    if number <= 1:
        return _centres(prints, seconds, np.zeros(len(prints), np.intp), number)
    found = [
        _settled(prints, seconds, start, number, known) for start in _starts(prints, number, known)
    ]
    # Enough of everyone, if that can be had, and then those who keep the floor.
    heard = [one for one in found if _least(one, seconds) >= _LEAST_HEARD] or found
    tightest = max(_tightness(prints, one[0]) for one in heard)
    near = [one for one in heard if _tightness(prints, one[0]) >= tightest - _NEARLY]
    best = min(near, key=lambda one: _restless(one[1]))
    made = _refined(prints, seconds, best[0], known)
    restless = _restless(scores(prints, made).argmax(axis=1))
    if (known < 0).all() and restless > _CHANCE and _as_one(prints, seconds, made):
        return prints[:0]
    return made


def scores(prints: Vectors, among: Vectors) -> Scores:
    """How much each print speaks for each voice, shape (pieces, voices).

    1 at a voice itself, -1 (for two voices) at the other, 0 between them and for a zero print.
    """
    if len(among) <= 1:
        return np.zeros((len(prints), len(among)))
    alike = (prints @ among.T).astype(float)
    others = (alike.sum(axis=1, keepdims=True) - alike) / (len(among) - 1)
    return np.asarray(np.clip((alike - others) / max(1 - _likeness(among), 1e-6), -_MOST, _MOST))


_Grouping = tuple[Vectors, npt.NDArray[np.intp]]


def _starts(
    prints: Vectors, number: int, known: npt.NDArray[np.intp]
) -> Iterator[npt.NDArray[np.intp]]:
    """Groupings to start from: around what a hand told, else around pieces most unlike."""
    told = {voice: prints[known == voice].sum(axis=0) for voice in set(known[known >= 0].tolist())}
    evenly = np.linspace(0, len(prints) - 1, _STARTS).round().astype(int)
    for first in np.unique(evenly[:1] if told else evenly):
        seeds = dict(told) or {0: prints[first]}
        for voice in range(number):
            if voice not in seeds:
                taken = np.stack([seed / np.linalg.norm(seed) for seed in seeds.values()])
                seeds[voice] = prints[(prints @ taken.T).max(axis=1).argmin()]
        ahead = np.stack([seeds[voice] / np.linalg.norm(seeds[voice]) for voice in range(number)])
        yield np.where(known >= 0, known, (prints @ ahead.T).argmax(axis=1))


def _settled(
    prints: Vectors,
    seconds: Scores,
    groups: npt.NDArray[np.intp],
    number: int,
    known: npt.NDArray[np.intp],
) -> _Grouping:
    for _ in range(_ROUNDS):
        centres = _centres(prints, seconds, groups, number)
        moved = np.where(known >= 0, known, (prints @ centres.T).argmax(axis=1))
        if np.array_equal(moved, groups):
            break
        groups = moved
    return centres, groups


def _refined(
    prints: Vectors, seconds: Scores, centres: Vectors, known: npt.NDArray[np.intp]
) -> Vectors:
    """The voices made anew from the pieces that are clearly theirs; overlaps are not."""
    for _ in range(3):
        speaks = scores(prints, centres)
        groups = np.where(known >= 0, known, speaks.argmax(axis=1))
        clear = (speaks.max(axis=1) > _CLEAR) | (known >= 0)
        if len(np.unique(groups[clear])) < len(centres):
            break
        centres = _centres(prints[clear], seconds[clear], groups[clear], len(centres))
    return centres


def _centres(
    prints: Vectors, seconds: Scores, groups: npt.NDArray[np.intp], number: int
) -> Vectors:
    sums = np.zeros((number, prints.shape[1]))
    if number:
        np.add.at(sums, groups, prints * seconds[:, None])
    lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return np.asarray(sums / lengths, np.float32)


def _least(grouping: _Grouping, seconds: Scores) -> float:
    """Seconds of the voice least heard."""
    return float(np.bincount(grouping[1], seconds, len(grouping[0])).min())


def _tightness(prints: Vectors, centres: Vectors) -> float:
    """Mean cosine of the pieces to the voice they are nearest to."""
    return float((prints @ centres.T).max(axis=1).mean())


def _as_one(prints: Vectors, seconds: Scores, centres: Vectors) -> bool:
    """Whether the voices sound as one, or one voice would be nearly as tight as all of them."""
    whole = _centres(prints, seconds, np.zeros(len(prints), np.intp), 1)
    gain = _tightness(prints, centres) - _tightness(prints, whole)
    return _likeness(centres) > _ALIKE or gain < _GAIN


def _restless(groups: npt.NDArray[np.intp]) -> float:
    """How often neighbouring pieces differ in voice; 1 where that is as often as by chance."""
    shares = np.bincount(groups) / len(groups)
    return float((groups[1:] != groups[:-1]).mean() / max(1 - (shares**2).sum(), 1e-9))


def _likeness(centres: Vectors) -> float:
    """Mean cosine between different voices."""
    number = len(centres)
    return float(((centres @ centres.T).sum() - number) / (number * (number - 1)))

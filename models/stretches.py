"""Stretches of sound in which one voice speaks: for listening to, and for measuring."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.diarization import Diarization
from models.segmentation import frame_at, second_of
from models.voice import RATE, Span

_CHANGE = 75.0  # summed log odds that it takes to believe in a change: some 0.3 s of clear sound
_CLIP = 6.0  # seconds of a clip at most
_ALONE = 0.3  # chance that two speak at once, below which one is alone


@dataclass(frozen=True, slots=True)
class Stretch:
    """From second `start` to `end` the voice `voice`, counted from 0, speaks."""

    start: float
    end: float
    voice: int


def stretches(heard: Diarization, spans: Sequence[Span]) -> list[Stretch]:
    """Who speaks when inside `spans`, in order, one voice at a time.

    The likeliest sequence of voices by the Viterbi algorithm, frame by frame, where every change
    has its price. Empty where no voices were told apart.
    """
    if not len(heard.voices):
        return []
    found: list[Stretch] = []
    for span in spans:
        start, end = span.start / RATE, span.end / RATE
        first = min(max(0, frame_at(start)), len(heard.evidence) - 1)
        path = _likeliest(heard.evidence[first : max(frame_at(end), first + 1)])
        edges = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
        times = [start, *(second_of(first + edge) for edge in edges[1:-1]), end]
        found += [
            Stretch(begin, finish, int(path[edge]))
            for begin, finish, edge in zip(times, times[1:], edges, strict=False)
        ]
    return found


def clip(heard: Diarization, spans: Sequence[Span], voice: int) -> Stretch | None:
    """Up to six seconds in which `voice` speaks alone, for asking whose it is; None without any.

    The best of its stretches: long, clear, nobody else.
    """
    mine = [one for one in stretches(heard, spans) if one.voice == voice]
    if not mine:
        return None
    best = max(mine, key=lambda one: _clearness(heard, one))
    middle = (best.start + best.end) / 2
    half = min(best.end - best.start, _CLIP) / 2
    return Stretch(middle - half, middle + half, voice)


def _clearness(heard: Diarization, one: Stretch) -> float:
    first, last = max(0, frame_at(one.start)), frame_at(one.end) + 1
    alone = (heard.together[first:last] < _ALONE).mean() if last > first else 0.0
    evidence = heard.between(one.start, one.end)
    ahead = evidence[one.voice] - np.delete(evidence, one.voice).max(initial=evidence.min())
    return float(min(one.end - one.start, _CLIP) * alone * max(ahead, 0.01))


def _likeliest(evidence: npt.NDArray[np.float32]) -> npt.NDArray[np.intp]:
    """The voice at each frame, with as few changes as the evidence allows."""
    length, number = evidence.shape
    came, score = np.zeros((length, number), np.intp), evidence[0].astype(float)
    for place in range(1, length):
        best = int(score.argmax())
        changed = score < score[best] - _CHANGE
        came[place] = np.where(changed, best, np.arange(number))
        score = np.maximum(score, score[best] - _CHANGE) + evidence[place]
    path = np.zeros(length, np.intp)
    path[-1] = score.argmax()
    for place in range(length - 1, 0, -1):
        path[place - 1] = came[place, path[place]]
    return path

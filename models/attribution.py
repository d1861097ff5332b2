"""Whose voice said each word of a channel that holds several people."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from models.clustering import scores
from models.diarization import Diarization
from models.voiceprints import Vectors
from models.wordtimes import HeardWord

# Log odds that the next word is another person's: rare inside a sentence, likelier at its end,
# with every second of pause, and where two speak at once.
_INSIDE = -5.0
_SENTENCE_END = 3.0
_A_SECOND = 3.0
_LONGEST_PAUSE = 1.0
_AT_ONCE = 2.0
_ENDS = (".", "?", "!", "…")
_CLOSING = " \u00a0\"'”»)"

_SURE = 0.65
_A_PRINT = 3.0  # log odds that a full score of one print is worth

Chances = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose word it is: `voice` counts from 0, None where that is not sure.

    `certainty` is the chance of the likeliest voice, 0 to 1.
    """

    voice: int | None
    certainty: float


def whose(words: Sequence[HeardWord], heard: Diarization) -> list[Whose]:
    """The voice of each word of one channel, in order.

    A hidden Markov model with the voices as states, read by the forward-backward algorithm
    (Rabiner, 1989): what is heard during the word, and how likely people take turns there. So a
    word goes across the end of a sentence, or of a pause, only where its own sound says so.
    """
    number = len(heard.voices)
    if number <= 1:
        return [Whose(0, 1.0) if number else Whose(None, 0.0) for _ in words]
    evidence = np.array([heard.between(word.start, word.end) for word in words])
    found = _smoothed(evidence.reshape(-1, number), _changes(words, heard))
    return [
        Whose(int(one.argmax()) if one.max() >= _SURE else None, float(one.max())) for one in found
    ]


def provisional(heard: Vectors, voices: Vectors) -> Whose:
    """Whose voice a new utterance is, by its print (192,) among the `voices` known so far.

    For showing at once; `whose` says it better when the conversation is over.
    """
    if len(voices) <= 1:
        return Whose(0, 1.0) if len(voices) else Whose(None, 0.0)
    evidence = _A_PRINT * scores(heard[None], voices)[0]
    likely = _chances(np.exp(evidence - evidence.max()))
    best = int(likely.argmax())
    return Whose(best if likely[best] >= _SURE else None, float(likely[best]))


def _changes(words: Sequence[HeardWord], heard: Diarization) -> list[float]:
    """How likely someone else says each word but the first, before it is heard."""
    odds = [
        _INSIDE
        + _SENTENCE_END * before.text.rstrip(_CLOSING).endswith(_ENDS)
        + _A_SECOND * min(max(word.start - before.end, 0.0), _LONGEST_PAUSE)
        + _AT_ONCE * heard.both(before.start, word.end)
        for before, word in pairwise(words)
    ]
    return [float(1 / (1 + np.exp(-one))) for one in odds]


def _smoothed(evidence: Chances, changes: Sequence[float]) -> Chances:
    """The chance of each voice at each word given all words, shape (words, voices)."""
    number = evidence.shape[1]
    likely = np.exp(evidence - evidence.max(axis=1, keepdims=True, initial=-np.inf))
    ahead, back = np.ones_like(likely), np.ones_like(likely)
    for place, one in enumerate(likely):
        before = _passed(ahead[place - 1], changes[place - 1]) if place else 1 / number
        ahead[place] = _chances(one * before)
    for place in range(len(likely) - 2, -1, -1):
        back[place] = _chances(_passed(likely[place + 1] * back[place + 1], changes[place]))
    both = ahead * back
    return np.asarray(both / both.sum(axis=1, keepdims=True))


def _passed(chances: Chances, change: float) -> Chances:
    """The chances one word on, when someone else may have begun to speak."""
    others = (chances.sum() - chances) / (len(chances) - 1)
    return np.asarray(chances * (1 - change) + others * change)


def _chances(weights: Chances) -> Chances:
    return np.asarray(weights / weights.sum())

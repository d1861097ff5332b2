"""What speaks for each topic in each utterance: its words, its turn, and what surrounds it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.reading import Reading
from models.subjects import STAY_ANSWERED, STAY_ASKED, STAY_SAME_SPEAKER, subjects
from models.turns import Turn
from recorder.conversation import Speaker

Scores = npt.NDArray[np.float64]

# Stands for "no neighbour there", and bounds what a text alone can say against a topic.
_LEAST = -8.0
_ABSENT = -5.0
_LONG = 60


def signals(reading: Reading, usual: Scores) -> Scores:
    """What speaks for each topic in each utterance, shape (utterances, topics, measures).

    `usual` is the share of each topic overall. The measures mean the same for every topic, so
    that one judge can weigh them all.
    """
    count, kinds = len(reading.utterances), len(usual)
    home = _homes(reading.turns)
    mixed = _normal((reading.alone + reading.whole[home]) / 2)
    now, so_far = subjects(np.exp(mixed), _stays(reading, home), usual)
    alone = np.maximum(reading.alone, _LEAST)
    whole = np.maximum(reading.whole, _LEAST)
    each = [
        alone[:, :-1],
        whole[home, :-1],
        _odds(now),
        _odds(so_far),
        *(_beside(whole[:, :-1], step)[home] for step in (-1, -2, 1, 2)),
        _asked(reading.turns, whole[:, :-1])[home],
        _odds(_beside(now, -1, 1 / kinds)),
        _odds(_beside(now, 1, 1 / kinds)),
        mixed[:, :-1] - mixed[:, :-1].max(axis=1, keepdims=True),
        now - now.max(axis=1, keepdims=True),
    ]
    shared = np.repeat(_shared(reading, home, alone, whole)[:, None, :], kinds, axis=1)
    return np.concatenate([np.stack(each, axis=-1), shared], axis=-1).reshape(count, kinds, -1)


def _homes(turns: Sequence[Turn]) -> npt.NDArray[np.int64]:
    """The place of the turn of each utterance."""
    return np.array([p for p, turn in enumerate(turns) for _ in range(turn.first, turn.last + 1)])


def _stays(reading: Reading, home: npt.NDArray[np.int64]) -> Scores:
    stays = [STAY_ASKED]
    for place in range(1, len(home)):
        if home[place] == home[place - 1]:
            stays.append(STAY_SAME_SPEAKER)
        elif reading.utterances[place].speaker is Speaker.CLIENT:
            stays.append(STAY_ANSWERED)
        else:
            stays.append(STAY_ASKED)
    return np.array(stays)


def _shared(reading: Reading, home: npt.NDArray[np.int64], alone: Scores, whole: Scores) -> Scores:
    """The measures that are the same for every topic, shape (utterances, measures)."""
    role = {Speaker.COACH: 1.0, Speaker.CLIENT: 0.0, Speaker.UNKNOWN: 0.5}
    asks = np.array([[float("?" in turn.text)] for turn in reading.turns])
    nothing = whole[:, -1:]
    columns = [
        np.array([[role[u.speaker], _length(u.text), "?" in u.text] for u in reading.utterances]),
        np.array([[_length(turn.text)] for turn in reading.turns])[home],
        np.array([[role[turn.speaker]] for turn in reading.turns])[np.maximum(home - 1, 0)],
        _beside(asks, -1, 0.0)[home],
        alone[:, -1:],
        nothing[home],
        _beside(nothing, -1, -3.0)[home],
        _beside(nothing, 1, -3.0)[home],
        alone[:, :-1].max(axis=1, keepdims=True),
        whole[home, :-1].max(axis=1, keepdims=True),
    ]
    return np.concatenate(columns, axis=1)


def _asked(turns: Sequence[Turn], whole: Scores) -> Scores:
    """What the last turn of someone other than the client says, for the turns of a client."""
    found = np.full_like(whole, _ABSENT)
    last = np.full(whole.shape[1], _ABSENT)
    for place, turn in enumerate(turns):
        if turn.speaker is Speaker.CLIENT:
            found[place] = last
        else:
            last = whole[place]
    return found


def _beside(rows: Scores, step: int, absent: float = _ABSENT) -> Scores:
    """For each row the one `step` further on, `absent` beyond either end."""
    moved = np.full_like(rows, absent)
    if step < 0:
        moved[-step:] = rows[:step]
    else:
        moved[:-step] = rows[step:]
    return moved


def _odds(chances: Scores) -> Scores:
    bounded = np.clip(chances, 1e-4, 1 - 1e-4)
    return np.log(bounded / (1 - bounded))


def _normal(scores: Scores) -> Scores:
    """Log probabilities: rows of `scores` shifted so that their exponentials sum to 1."""
    top = scores.max(axis=1, keepdims=True)
    return np.asarray(scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True)))


def _length(text: str) -> float:
    return min(len(text.split()), _LONG) / 20

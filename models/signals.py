"""What speaks for each topic in each utterance: its words, its turn, and what surrounds it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.reading import Reading
from models.subjects import STAY_ANSWERED, STAY_ASKED, STAY_SAME_SPEAKER, subjects
from models.turns import Turn
from recorder.conversation import Speaker, Utterance

Scores = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

# Stands for "no neighbour there", and bounds what a text alone can say against a topic.
_LEAST = -8.0
_ABSENT = -5.0
_UNSURE = -3.0
_LONG = 60
# The subject at other paces than the usual one: how it holds in a question, and otherwise.
_OTHER_PACES = ((0.3, 0.9), (0.8, 0.97), (0.9, 0.99))
# From this many utterances on, another mention is elsewhere.
_AWAY = 8


def signals(reading: Reading, usual: Scores) -> Scores:
    """What speaks for each topic in each utterance, shape (utterances, topics, measures).

    `usual` is the share of each topic overall. The measures mean the same for every topic, so
    that one judge can weigh them all.
    """
    home = _homes(reading.turns)
    own = np.concatenate([_read_alone(reading, home), _shared(reading, home)], axis=-1)
    around = [
        *_around(reading, home),
        *_carried(reading, home, usual),
        *_carried_by_pieces(reading, home, usual),
    ]
    return np.concatenate([own, np.stack(around, axis=-1)], axis=-1)


def _read_alone(reading: Reading, home: Places) -> Scores:
    """What the utterance, its turn and its plainest sentence say for each topic."""
    alone = np.maximum(reading.alone, _LEAST)[:, :-1]
    whole = np.maximum(reading.whole, _LEAST)[home, :-1]
    plainest = np.array([np.maximum(one, _LEAST)[:, :-1].max(axis=0) for one in reading.pieces])
    return np.stack([alone, whole, plainest, _behind(plainest)], axis=-1)


def _around(reading: Reading, home: Places) -> list[Scores]:
    """What the turns before and after say, and the question that a client answers."""
    whole = np.maximum(reading.whole, _LEAST)[:, :-1]
    beside = [_beside(whole, step)[home] for step in (-1, -2, 1, 2)]
    return [*beside, _asked(reading.turns, whole)[home]]


def _carried(reading: Reading, home: Places, usual: Scores) -> list[Scores]:
    """How likely each topic is as the subject here, next to it and elsewhere."""
    mixed = _normal((reading.alone + reading.whole[home]) / 2)
    stays = _stays(reading.utterances, home)
    now, so_far = subjects(np.exp(mixed), stays, usual)
    others = [
        subjects(np.exp(mixed), np.where(stays == STAY_ASKED, asked, kept), usual)[0]
        for asked, kept in _OTHER_PACES
    ]
    kinds = len(usual)
    near = (now + _beside(now, -1, 0.0) + _beside(now, 1, 0.0)) / _neighbours(len(now))
    far = _elsewhere(near)
    return [
        *(_odds(one) for one in (now, so_far, *others)),
        _odds(_beside(now, -1, 1 / kinds)),
        _odds(_beside(now, 1, 1 / kinds)),
        _behind(mixed[:, :-1]),
        _behind(now),
        far,
        near - far,
        now.argsort(axis=0, kind="stable").argsort(axis=0) / len(now),
    ]


def _carried_by_pieces(reading: Reading, home: Places, usual: Scores) -> list[Scores]:
    """The same with the conversation cut into sentences: the subject may change within a turn."""
    owner = np.array([place for place, one in enumerate(reading.pieces) for _ in one])
    rows = np.exp(_normal(np.concatenate(reading.pieces)))
    stays = _stays([reading.utterances[place] for place in owner], home[owner])
    now, _ = subjects(rows, stays, usual)
    parts = [now[owner == place] for place in range(len(reading.pieces))]
    peaks = np.array([part.max(axis=0) for part in parts])
    return [_odds(peaks), _odds(np.array([part.mean(axis=0) for part in parts]))]


def _elsewhere(near: Scores) -> Scores:
    """The height of each topic well away from each utterance: most topics have one home."""
    far = np.zeros_like(near)
    for place in range(len(near)):
        before, after = near[: max(0, place - _AWAY)], near[place + _AWAY + 1 :]
        rest = np.concatenate([before, after])
        if len(rest):
            far[place] = rest.max(axis=0)
    return far


def _neighbours(count: int) -> Scores:
    """How many of an utterance, the one before and the one after there are, as a column."""
    whole = np.full((count, 1), 3.0)
    whole[0] -= 1
    whole[-1] -= 1
    return whole


def _homes(turns: Sequence[Turn]) -> Places:
    """The place of the turn of each utterance."""
    return np.array([p for p, turn in enumerate(turns) for _ in range(turn.first, turn.last + 1)])


def _stays(utterances: Sequence[Utterance], home: Places) -> Scores:
    stays = [STAY_ASKED]
    for place in range(1, len(home)):
        if home[place] == home[place - 1]:
            stays.append(STAY_SAME_SPEAKER)
        elif utterances[place].speaker is Speaker.CLIENT:
            stays.append(STAY_ANSWERED)
        else:
            stays.append(STAY_ASKED)
    return np.array(stays)


def _shared(reading: Reading, home: Places) -> Scores:
    """The measures that are the same for every topic, shape (utterances, topics, measures)."""
    role = {Speaker.COACH: 1.0, Speaker.CLIENT: 0.0, Speaker.UNKNOWN: 0.5}
    asks = np.array([[float("?" in turn.text)] for turn in reading.turns])
    alone, whole = np.maximum(reading.alone, _LEAST), np.maximum(reading.whole, _LEAST)
    nothing = whole[:, -1:]
    columns = [
        np.array([[role[u.speaker], _length(u.text), "?" in u.text] for u in reading.utterances]),
        np.array([[_length(turn.text)] for turn in reading.turns])[home],
        np.array([[role[turn.speaker]] for turn in reading.turns])[np.maximum(home - 1, 0)],
        _beside(asks, -1, 0.0)[home],
        alone[:, -1:],
        nothing[home],
        _beside(nothing, -1, _UNSURE)[home],
        _beside(nothing, 1, _UNSURE)[home],
        alone[:, :-1].max(axis=1, keepdims=True),
        whole[home, :-1].max(axis=1, keepdims=True),
    ]
    kinds = alone.shape[1] - 1
    return np.repeat(np.concatenate(columns, axis=1)[:, None, :], kinds, axis=1)


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


def _behind(scores: Scores) -> Scores:
    """How far each topic stays behind the first one, 0 for the first itself."""
    return np.asarray(scores - scores.max(axis=1, keepdims=True))


def _odds(chances: Scores) -> Scores:
    bounded = np.clip(chances, 1e-4, 1 - 1e-4)
    return np.log(bounded / (1 - bounded))


def _normal(scores: Scores) -> Scores:
    """Log probabilities: rows of `scores` shifted so that their exponentials sum to 1."""
    top = scores.max(axis=1, keepdims=True)
    return np.asarray(scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True)))


def _length(text: str) -> float:
    return min(len(text.split()), _LONG) / 20

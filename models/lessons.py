"""What a coach's corrections teach: texts like a corrected one are read a little otherwise.

A step of functional gradient descent in the space of meaning (as in Mason and others, "Boosting
Algorithms as Gradient Descent", 1999): near each example the reader's error on it is taken off.
However many examples there are and whatever they say, no topic's odds change more than e² times,
so that no coach can wreck the tagger. Nothing is stored: without the examples there is no lesson.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.embedding import Embedder, Vectors
from models.reading import Readers, Reading, Scores, pieces
from recorder.conversation import Speaker, Utterance
from recorder.tagging import Confirmation

# From this likeness on an example counts, how much, and the most that all of them may shift.
_LIKE = 0.4
_STEP = 5.0
_MOST = 2.0
# Of a coach's newest corrections so many are learned from; each costs the time of one text.
MOST_EXAMPLES = 300


@dataclass(frozen=True, slots=True)
class Example:
    """An utterance of another session and what the coach said of it."""

    utterance: Utterance
    told: Confirmation


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is known of one speaker's texts: where they lie, and how far off the reader was.

    `places` (examples, dimensions) have unit length, `errors` (examples, topics + 1).
    """

    places: Vectors
    errors: Scores


Lessons = Mapping[Speaker, Lesson]


def lessons(
    examples: Sequence[Example], readers: Readers, embedder: Embedder, topics: Sequence[str]
) -> Lessons:
    """What `examples` teach, by who speaks; of the first `MOST_EXAMPLES`."""
    used = [one for one in examples[:MOST_EXAMPLES] if one.utterance.speaker is not Speaker.UNKNOWN]
    vectors = embedder.embed([one.utterance.text for one in used])
    by_speaker: dict[Speaker, list[tuple[Vectors, Scores]]] = {}
    for one, vector in zip(used, vectors, strict=True):
        said = one.utterance
        read = np.exp(readers.read(said.text, vector, said.speaker))
        pair = (_centred(vector, readers), _error(one.told, read, topics))
        by_speaker.setdefault(said.speaker, []).append(pair)
    return {
        speaker: Lesson(np.array([p for p, _ in pairs]), np.array([e for _, e in pairs]))
        for speaker, pairs in by_speaker.items()
    }


def taught(reading: Reading, learned: Lessons, readers: Readers) -> Reading:
    """`reading` with what was learned; `reading.vectors` tells where its texts lie."""
    if not learned:
        return reading

    def shifted(text: str, speaker: Speaker, row: Scores) -> Scores:
        lesson = learned.get(speaker)
        if lesson is None:
            return row
        return _shifted(_centred(reading.vectors[text], readers), lesson, row)

    said = reading.utterances
    return replace(
        reading,
        alone=np.array(
            [shifted(u.text, u.speaker, row) for u, row in zip(said, reading.alone, strict=True)]
        ),
        whole=np.array(
            [
                shifted(t.text, t.speaker, row)
                for t, row in zip(reading.turns, reading.whole, strict=True)
            ]
        ),
        pieces=[
            np.array(
                [
                    shifted(piece, u.speaker, row)
                    for piece, row in zip(pieces(u.text), rows, strict=True)
                ]
            )
            for u, rows in zip(said, reading.pieces, strict=True)
        ],
    )


def _centred(vector: Vectors, readers: Readers) -> Vectors:
    """Without what all texts share, which hides how far they lie apart; of unit length."""
    apart = vector - readers.middle
    return np.asarray(apart / max(float(np.linalg.norm(apart)), 1e-6), np.float32)


def _error(told: Confirmation, read: Scores, topics: Sequence[str]) -> Scores:
    """How far `read` (chances, the last "no topic") is from what the coach said."""
    about = [place for place, topic in enumerate(topics) if topic in told.topics]
    target = read.copy()
    if about or told.whole:
        target[:] = 0.0
        target[about or [-1]] = 1 / max(1, len(about))
    else:
        target[[place for place, topic in enumerate(topics) if topic in told.refused]] = 0.0
    return np.asarray(target - read)


def _shifted(place: Vectors, lesson: Lesson, row: Scores) -> Scores:
    """Log probabilities moved by the lesson's examples that are like the text at `place`."""
    like: npt.NDArray[np.float64] = np.clip((lesson.places @ place - _LIKE) / (1 - _LIKE), 0, None)
    mean = like @ lesson.errors / max(float(like.sum()), 1e-6)
    shift = _STEP * float(like.max()) * mean  # far examples, however many, count little
    moved = row + np.clip(shift, -_MOST, _MOST)
    return np.asarray(moved - np.log(np.exp(moved).sum()))

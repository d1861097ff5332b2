"""What one text says by itself, before the conversation around it is looked at."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from models.embedding import Embedder, Vectors
from models.turns import Turn, turns
from models.wording import columns, weighed
from recorder.conversation import Speaker, Utterance

Scores = npt.NDArray[np.float64]
Weights = npt.NDArray[np.float32]

_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True, slots=True)
class Reading:
    """A conversation with what each text in it says, read alone.

    `alone` has a row for each utterance, `whole` one for each turn, and `pieces` for each utterance
    one row a sentence: log probabilities of shape (…, topics + 1), the last column "no topic".
    `vectors` has the vector of each of these texts.
    """

    utterances: Sequence[Utterance]
    turns: Sequence[Turn]
    alone: Scores
    whole: Scores
    pieces: Sequence[Scores]
    vectors: Mapping[str, Vectors] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reader:
    """A softmax over the topics and "no topic" (the last column).

    `meaning` has shape (dimensions, topics + 1), `wording` (columns, topics + 1), `lean`
    (topics + 1,).
    """

    meaning: Weights
    wording: Weights
    lean: Weights


@dataclass(frozen=True, slots=True)
class Readers:
    """One reader for what coaches say, one for what clients say.

    `middle` and `spread` (dimensions,) centre the vectors and bring them to the size of the
    words; `rare` (columns,) weighs the words.
    """

    middle: Weights
    spread: Weights
    rare: Weights
    coach: Reader
    client: Reader

    def measures(
        self, text: str, vector: Vectors
    ) -> tuple[Vectors, npt.NDArray[np.int64], Weights]:
        """The centred vector of a text, the columns of words it fills and their weights."""
        filled = columns(text)
        return (vector - self.middle) / self.spread, filled, weighed(filled, self.rare)

    def read(self, text: str, vector: Vectors, speaker: Speaker) -> Scores:
        """Log probabilities of the topics and "no topic" (the last), from one text alone.

        Who is unknown is read as the coach and as the client, half each.
        """
        centred, filled, weights = self.measures(text, vector)
        readers = {Speaker.COACH: (self.coach,), Speaker.CLIENT: (self.client,)}
        chances = []
        for reader in readers.get(speaker, (self.coach, self.client)):
            sums = centred @ reader.meaning + weights @ reader.wording[filled] + reader.lean
            powers = np.exp(sums.astype(np.float64) - sums.max())
            chances.append(powers / powers.sum())
        return np.asarray(np.log(np.mean(chances, axis=0) + 1e-12))

    def read_all(self, utterances: Sequence[Utterance], embedder: Embedder) -> Reading:
        """Every utterance and every turn of a conversation, each read alone."""
        spans = turns(utterances)
        cut = [pieces(utterance.text) for utterance in utterances]
        texts = [u.text for u in utterances] + [turn.text for turn in spans]
        every = list(dict.fromkeys(texts + [piece for one in cut for piece in one]))
        vectors = dict(zip(every, embedder.embed(every), strict=True))

        def read(text: str, speaker: Speaker) -> Scores:
            return self.read(text, vectors[text], speaker)

        return Reading(
            utterances,
            spans,
            alone=np.array([read(u.text, u.speaker) for u in utterances]),
            whole=np.array([read(turn.text, turn.speaker) for turn in spans]),
            pieces=[
                np.array([read(piece, u.speaker) for piece in one])
                for u, one in zip(utterances, cut, strict=True)
            ],
            vectors=vectors,
        )


def pieces(text: str) -> list[str]:
    """`text` cut after every mark that ends a sentence; never empty.

    Cruder than spaCy's sentences and much faster: a mark too many does no harm here.
    """
    return [piece for piece in _SENTENCE_ENDS.split(text) if piece.strip()] or [text]

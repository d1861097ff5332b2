"""Fitting the readers and the judge, the same way each time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]  # ships no types
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from models.embedding import Embedder, Vectors
from models.reading import Reader, Readers, Reading
from models.signals import signals
from models.topics import Judge
from models.training.labelled import TOPICS, Labelled, Text
from models.wording import COLUMNS, rarity
from recorder.conversation import Speaker

Scores = npt.NDArray[np.float64]

# Vectors spread over about this many times the length of the words' weights.
_VECTOR_SHARE = 28
_READER_C = 3.0
_NETWORKS = 3
_HIDDEN = 48
_EPOCHS = 25


@dataclass
class Remembering:
    """An embedder that embeds each text once, kept in memory only."""

    embedder: Embedder
    known: dict[str, Vectors] = field(default_factory=dict)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text: float32, shape (texts, dimensions)."""
        new = sorted({text for text in texts if text not in self.known})
        self.known.update(zip(new, self.embedder.embed(new), strict=True))
        return np.array([self.known[text] for text in texts], np.float32)


def fitted_readers(whole: Sequence[Labelled], extra: Sequence[Text], embedder: Embedder) -> Readers:
    """Readers for coach and client, from conversations and single texts."""
    texts = [
        Text(utterance.text, utterance.speaker, tags)
        for labelled in whole
        for utterance, tags in zip(labelled.utterances, labelled.tags, strict=True)
    ]
    texts += extra
    vectors = embedder.embed([text.text for text in texts])
    blank = Reader(*(np.zeros(1, np.float32),) * 3)
    centred = Readers(
        middle=vectors.mean(axis=0),
        spread=np.full(vectors.shape[1], vectors.std(axis=0).mean() * _VECTOR_SHARE, np.float32),
        rare=rarity([text.text for text in texts]),
        coach=blank,
        client=blank,
    )
    coach, client = (
        _fitted_reader(
            centred,
            [(t, v) for t, v in zip(texts, vectors, strict=True) if t.speaker is speaker],
        )
        for speaker in (Speaker.COACH, Speaker.CLIENT)
    )
    return Readers(centred.middle, centred.spread, centred.rare, coach, client)


def _fitted_reader(centred: Readers, texts: Sequence[tuple[Text, Vectors]]) -> Reader:
    """A softmax regression; a text with several topics counts in part for each."""
    rows, labels, weights = [], [], []
    for text, vector in texts:
        if text.follows:
            continue
        for tag in text.tags or (None,):
            rows.append(centred.measures(text.text, vector))
            labels.append(len(TOPICS) if tag is None else TOPICS.index(tag))
            weights.append(1 / max(1, len(text.tags)))
    starts = np.cumsum([0] + [len(filled) for _, filled, _ in rows])
    wording = csr_matrix(
        (
            np.concatenate([weight for _, _, weight in rows]),
            np.concatenate([filled for _, filled, _ in rows]),
            starts,
        ),
        shape=(len(rows), COLUMNS),
    )
    used = np.flatnonzero(np.asarray(wording.sum(axis=0)).ravel())
    every = hstack([csr_matrix(np.array([v for v, _, _ in rows])), wording[:, used]]).tocsr()
    model = LogisticRegression(C=_READER_C, max_iter=150, tol=1e-3)
    model.fit(every.astype(np.float64), labels, sample_weight=weights)
    dimensions = len(centred.middle)
    spelled = np.zeros((COLUMNS, len(TOPICS) + 1), np.float32)
    spelled[used] = model.coef_.T[dimensions:]
    return Reader(
        meaning=model.coef_.T[:dimensions].astype(np.float32),
        wording=spelled,
        lean=model.intercept_.astype(np.float32),
    )


def shares(whole: Sequence[Labelled]) -> npt.NDArray[np.float32]:
    """The share of utterances about each topic."""
    return np.asarray(np.concatenate([truth(one) for one in whole]).mean(axis=0), np.float32)


def truth(labelled: Labelled) -> npt.NDArray[np.int64]:
    """1 where an utterance is about a topic, shape (utterances, topics)."""
    return np.array([[int(topic in tags) for topic in TOPICS] for tags in labelled.tags])


def fitted_judge(
    readings: Sequence[Reading],
    answers: Sequence[npt.NDArray[np.int64]],
    usual: npt.NDArray[np.float32],
) -> Judge:
    """A judge from readings by readers that have not seen these conversations."""
    found = [signals(reading, usual.astype(np.float64)) for reading in readings]
    measures = np.concatenate([one.reshape(-1, one.shape[-1]) for one in found])
    centre = measures.mean(axis=0).astype(np.float32)
    scale = (measures.std(axis=0) + 1e-6).astype(np.float32)
    scaled = (measures - centre) / scale
    target = np.concatenate([answer.reshape(-1) for answer in answers])
    networks = [
        MLPClassifier(
            (_HIDDEN,),
            alpha=0.3,
            max_iter=_EPOCHS,
            learning_rate_init=3e-3,
            batch_size=256,
            random_state=seed,
            n_iter_no_change=_EPOCHS,
        ).fit(scaled, target)
        for seed in range(_NETWORKS)
    ]
    return Judge(
        usual=usual,
        centre=centre,
        scale=scale,
        inward=np.array([n.coefs_[0] for n in networks], np.float32),
        inner=np.array([n.intercepts_[0] for n in networks], np.float32),
        outward=np.array([n.coefs_[1][:, 0] for n in networks], np.float32),
        outer=np.array([n.intercepts_[1][0] for n in networks], np.float32),
    )

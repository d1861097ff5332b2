"""Measuring honestly: every conversation is judged by a head that has not seen it."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from models.embedding import Embedder
from models.training.labelled import (
    TOPICS,
    Labelled,
    Text,
    doubled,
    excerpts,
    in_pieces,
    without_speakers,
)
from models.training.train import folds, head, micro_f1
from recorder.conversation import Speaker

Said = npt.NDArray[np.bool_]
Answers = npt.NDArray[np.int64]

_CONDITIONS: dict[str, Callable[[Labelled], Sequence[Labelled]]] = {
    "as written": lambda whole: [whole],
    "cut into sentences": lambda whole: [in_pieces(whole)],
    "speakers unknown": lambda whole: [without_speakers(whole)],
    "parts of six turns": excerpts,
    "two questions at once": lambda whole: [doubled(whole)],
}


def report(whole: Sequence[Labelled], extra: Sequence[Text], embedder: Embedder) -> str:
    """Micro-F1 by cross-validation over conversations, as Markdown tables."""
    rows = {name: _Rows() for name in _CONDITIONS}
    fold = folds(whole)
    for left_out in sorted(set(fold.values())):
        trained = head([one for one in whole if fold[one.id] != left_out], extra, embedder)
        for one in (one for one in whole if fold[one.id] == left_out):
            for name, varied in _CONDITIONS.items():
                for shown in varied(one):
                    reading = trained.readers.read_all(shown.utterances, embedder)
                    said = trained.judge.judged(reading) >= trained.thresholds
                    rows[name].add(shown, one, said)
    return "\n".join([*_by_condition(rows), "", *_by_topic(rows["as written"])])


class _Rows:
    """What was said and what is true of every utterance met."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.true: list[list[bool]] = []
        self.language: list[str] = []
        self.speaker: list[str] = []

    def add(self, shown: Labelled, source: Labelled, said: Said) -> None:
        self.said.extend(said)
        self.true.extend([topic in tags for topic in TOPICS] for tags in shown.tags)
        self.language.extend([shown.language] * len(shown.tags))
        known = source if len(source.tags) == len(shown.tags) else shown
        self.speaker.extend(utterance.speaker for utterance in known.utterances)

    def f1(self, language: str = "", speaker: str = "", topic: int | None = None) -> str:
        """Micro-F1 of the rows that fit."""
        fits = np.array([not language or one == language for one in self.language])
        if speaker:
            fits &= np.array([one == speaker for one in self.speaker])
        said, true = np.array(self.said)[fits], np.array(self.true)[fits]
        if topic is not None:
            said, true = said[:, topic], true[:, topic]
        return f"{micro_f1(said, true.astype(np.int64)):.3f}"


def _by_condition(rows: dict[str, _Rows]) -> list[str]:
    table = [
        "| condition | all | fr | en | fr coach | fr client | en coach | en client |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, one in rows.items():
        cells = [one.f1(), one.f1("fr"), one.f1("en")]
        cells += [
            one.f1(lang, who) for lang in ("fr", "en") for who in (Speaker.COACH, Speaker.CLIENT)
        ]
        table.append(f"| {name} | {' | '.join(cells)} |")
    return table


def _by_topic(rows: _Rows) -> list[str]:
    table = ["| topic | all | fr | en |", "|---|--:|--:|--:|"]
    for place, topic in enumerate(TOPICS):
        cells = [rows.f1(language, topic=place) for language in ("", "fr", "en")]
        table.append(f"| {topic} | {' | '.join(cells)} |")
    return table

"""Train the head of topics: `python -m models.training.train`, with `--report` to measure it.

Everything is sorted and seeded and runs on one thread, so that the same machine writes the same
bytes again.
"""

import argparse
import json
import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from models.embedding import E5, Embedder
from models.topics import Head, packed
from models.training.fitting import (
    Remembering,
    fitted_judge,
    fitted_readers,
    shares,
    truth,
)
from models.training.labelled import (
    HERE,
    TOPICS,
    Labelled,
    Text,
    conversations,
    doubled,
    excerpts,
    in_pieces,
    singles,
    without_speakers,
)

if TYPE_CHECKING:
    from models.reading import Reading

NAME = "topics-1"
FOLDS = 9
SHIPPED = HERE.parent / "heads"


def folds(whole: Sequence[Labelled]) -> dict[str, int]:
    """The fold of each conversation, the languages spread evenly."""
    found: dict[str, int] = {}
    for language in sorted({one.language for one in whole}):
        names = sorted(one.id for one in whole if one.language == language)
        found |= {name: place % FOLDS for place, name in enumerate(names)}
    return found


def head(whole: Sequence[Labelled], extra: Sequence[Text], embedder: Embedder) -> Head:
    """A head trained on everything given.

    The judge and the thresholds learn from readings by readers that have not seen the
    conversation, else they would trust them too much.
    """
    fold = folds(whole)
    readings: list[Reading] = []
    answers: list[npt.NDArray[np.int64]] = []
    written: list[bool] = []
    for left_out in sorted(set(fold.values())):
        rest = [one for one in whole if fold[one.id] != left_out]
        readers = fitted_readers(rest, extra, embedder)
        for one in whole:
            if fold[one.id] != left_out:
                continue
            variants = (one, in_pieces(one), without_speakers(one), doubled(one), *excerpts(one))
            for varied in variants:
                readings.append(readers.read_all(varied.utterances, embedder))
                answers.append(truth(varied))
                written.append(varied is one)
    judge = fitted_judge(readings, answers, shares(whole))
    scores = [judge.judged(reading) for reading in readings]
    plain = [place for place, is_plain in enumerate(written) if is_plain]
    threshold = best_threshold(
        np.concatenate([scores[place] for place in plain]),
        np.concatenate([answers[place] for place in plain]),
    )
    return Head(
        name=NAME,
        topics=TOPICS,
        thresholds=np.full(len(TOPICS), threshold, np.float32),
        readers=fitted_readers(whole, extra, embedder),
        judge=judge,
    )


def best_threshold(scores: npt.NDArray[np.float64], answers: npt.NDArray[np.int64]) -> float:
    """The score that, as the least to count, gives the best micro-F1."""
    return max(
        (micro_f1(scores >= level, answers), float(level)) for level in np.arange(0.1, 0.7, 0.02)
    )[1]


def micro_f1(said: npt.NDArray[np.bool_], answers: npt.NDArray[np.int64]) -> float:
    """Twice what was rightly said over all that was said and all that was true; 0 to 1."""
    right = float((said & (answers > 0)).sum())
    return 2 * right / max(1.0, float(said.sum() + answers.sum()))


def ship(trained: Head, whole: Sequence[Labelled], extra: Sequence[Text], folder: Path) -> None:
    """Write the head, and beside it what it was trained on."""
    folder.mkdir(exist_ok=True)
    arrays: dict[str, Any] = dict(packed(trained))
    np.savez_compressed(folder / "topics.npz", **arrays)
    about = {
        "name": trained.name,
        "embedding": E5.name,
        "conversations": [one.id for one in whole],
        "utterances": sum(len(one.utterances) for one in whole),
        "single_texts": len(extra),
        "topics": list(trained.topics),
        "threshold": round(float(trained.thresholds[0]), 2),
        "made_by": "python -m models.training.train",
    }
    text = json.dumps(about, indent=2) + "\n"
    (folder / "topics.json").write_text(text, encoding="utf-8")


def main() -> None:
    """Train and ship, or measure by cross-validation and print a report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", action="store_true", help="print cross-validated figures only")
    parser.add_argument("--folder", type=Path, default=SHIPPED, help="where to write the head")
    asked = parser.parse_args()
    # A fixed number of rounds is what makes it repeatable; the fit need not have settled.
    warnings.simplefilter("ignore", ConvergenceWarning)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    whole, extra, embedder = conversations(), singles(), Remembering(E5())
    with threadpool_limits(1):
        if asked.report:
            from models.training.validation import report

            print(report(whole, extra, embedder))
        else:
            ship(head(whole, extra, embedder), whole, extra, asked.folder)


if __name__ == "__main__":
    main()

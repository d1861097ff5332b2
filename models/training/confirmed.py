"""How tagging grows as a coach answers what the program asks first.

Run as `python -m models.training.confirmed`. On the conversations by writers that the head never
saw, a coach who answers by the labels is asked fifteen times each. Prints micro-F1 after so many
answers, over everything, and over what nobody was asked about; and when questions of the coach are
taken by chance instead.
"""

import random
from collections.abc import Iterator, Mapping

import numpy as np

from models.doubts import ask_first
from models.embedding import E5
from models.reading import Reading
from models.topics import Tagger, load_head
from models.training.fitting import Remembering, truth
from models.training.labelled import HERE, TOPICS, Labelled, conversations
from models.training.train import micro_f1
from recorder.conversation import Speaker
from recorder.tagging import Confirmation

_SHOWN = (0, 5, 10, 15)
_FEWEST_WORDS = 3


def main() -> None:
    """Print the curves."""
    tagger = Tagger(load_head(), Remembering(E5()))
    found = conversations(HERE / "unseen")
    readings = [tagger.read(one.utterances) for one in found]
    languages = np.concatenate([[one.language] * len(one.utterances) for one in found])
    for way in ("asked first", "by chance"):
        curves = [
            list(_answered(one, reading, tagger, by_chance=way == "by chance"))
            for one, reading in zip(found, readings, strict=True)
        ]
        true = np.concatenate([truth(one) for one in found])
        for place, count in enumerate(_SHOWN):
            said, settled = (
                np.concatenate([curve[place][part] for curve in curves]) for part in (0, 1)
            )
            groups = {
                "all": np.ones(len(said), bool),
                "fr": languages == "fr",
                "en": languages == "en",
                "not asked about": ~settled,
            }
            figures = "  ".join(
                f"{name} {micro_f1(said[fits], true[fits]):.3f}" for name, fits in groups.items()
            )
            print(f"{way}, {count:2} answers: {figures}")


def _answered(
    one: Labelled, reading: Reading, tagger: Tagger, *, by_chance: bool
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """What is said of every utterance, and which were settled, after each number of answers."""
    chance = random.Random(one.id)  # noqa: S311, a seed makes it the same each time
    answers = {u.id: tags for u, tags in zip(one.utterances, one.tags, strict=True)}
    told: dict[str, Confirmation] = {}
    for count in range(max(_SHOWN) + 1):
        scores = tagger.weigh(reading, told.values())
        if count in _SHOWN:
            said = [[row[t] >= tagger.thresholds[t] for t in TOPICS] for row in scores]
            yield np.array(said), np.array([u.id in told for u in one.utterances])
        name = _by_chance(one, told, chance) if by_chance else ""
        name = name or ask_first(one.utterances, scores, tagger.thresholds, told)[0].utterance
        told[name] = Confirmation(name, answers[name])


def _by_chance(one: Labelled, told: Mapping[str, Confirmation], chance: random.Random) -> str:
    left = [
        u.id
        for u in one.utterances
        if u.id not in told and u.speaker is Speaker.COACH and len(u.words) >= _FEWEST_WORDS
    ]
    return chance.choice(left) if left else ""


if __name__ == "__main__":
    main()

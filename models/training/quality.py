"""What the shipped head is worth: topic by topic, against simple ways, its scores, its boundaries.

Run as `python -m models.training.quality`, on the conversations by writers that it never saw; the
tables of docs/topics.md are what it prints.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from models.embedding import E5, Embedder
from models.passages import joined
from models.reading import Reading
from models.topics import Tagger, load_head
from models.training.fitting import Remembering, truth
from models.training.labelled import HERE, TOPICS, Labelled, conversations, singles
from recorder.codebook import topics
from recorder.conversation import Language, Passage, Speaker

Said = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float64]

_LANGUAGES: tuple[Language, ...] = ("fr", "en")
_BINS = 10
# The score of a text alone that gives the best F1 here: a hopeful figure for it.
_ALONE = 0.3


def main() -> None:
    """Print the tables."""
    embedder = Remembering(E5())
    tagger = Tagger(load_head(), embedder)
    found = conversations(HERE / "unseen")
    readings = [tagger.read(one.utterances) for one in found]
    scores = [np.array([list(row.values()) for row in tagger.weigh(one)]) for one in readings]
    least = np.array([tagger.thresholds[topic] for topic in TOPICS])
    said = [one >= least for one in scores]
    print("\n".join(_by_topic(found, said)))
    ways = {
        "the tagger": said,
        "each text alone": [_alone(one) for one in readings],
        "nearest question, inherited": _nearest(found, embedder),
        "cue words, inherited": [_inherited(one, _by_cues(one)) for one in found],
        "cue words": [_by_cues(one) for one in found],
    }
    for name, way in ways.items():
        cells = (f"{_figures(found, way, language)[2]:.3f}" for language in _LANGUAGES)
        print(f"| {name} | {' | '.join(cells)} |")
    print("\n".join(_reliability(np.concatenate(scores), np.concatenate(list(map(truth, found))))))
    for language in _LANGUAGES:
        pairs = zip(found, said, strict=True)
        overlaps = [x for one, way in pairs if one.language == language for x in _overlap(one, way)]
        print(f"overlap with labelled spans, {language}: {np.mean(overlaps):.3f}")


def _figures(
    found: Sequence[Labelled], way: Sequence[Said], language: str, topic: int | None = None
) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    chosen = [
        (said, truth(one) > 0)
        for one, said in zip(found, way, strict=True)
        if one.language == language
    ]
    said, true = (np.concatenate([pair[part] for pair in chosen]) for part in (0, 1))
    if topic is not None:
        said, true = said[:, topic], true[:, topic]
    right = float((said & true).sum())
    total = float(said.sum() + true.sum())
    return right / max(1.0, said.sum()), right / max(1.0, true.sum()), 2 * right / max(1.0, total)


def _by_topic(found: Sequence[Labelled], said: Sequence[Said]) -> Iterator[str]:
    for place, topic in enumerate(TOPICS):
        cells = (
            f"{figure:.2f}"
            for language in _LANGUAGES
            for figure in _figures(found, said, language, place)
        )
        yield f"| {topic} | {' | '.join(cells)} |"


def _alone(reading: Reading) -> Said:
    """What each utterance says by itself, without the conversation."""
    return np.asarray(np.exp(reading.alone[:, :-1]) >= _ALONE)


def _by_cues(one: Labelled) -> Said:
    """The codebook's cue words in each utterance."""
    language: Language = "fr" if one.language == "fr" else "en"
    patterns = [
        re.compile(rf"\b(?:{'|'.join(map(re.escape, topic.cues))})", re.IGNORECASE)
        for topic in topics(language)
    ]
    return np.array([[bool(p.search(u.text)) for p in patterns] for u in one.utterances])


def _inherited(one: Labelled, said: Said) -> Said:
    """`said` with the topics of the coach's last words for whoever answers."""
    found, last = said.copy(), np.zeros(said.shape[1], bool)
    for place, utterance in enumerate(one.utterances):
        if utterance.speaker is Speaker.COACH:
            last = said[place]
        else:
            found[place] |= last
    return found


def _nearest(found: Sequence[Labelled], embedder: Embedder) -> list[Said]:
    """The topics of the labelled question of a coach that is nearest in meaning, inherited."""
    known = [text for text in singles() if text.speaker is Speaker.COACH and not text.follows]
    vectors = embedder.embed([text.text for text in known])
    tags = np.array([[topic in text.tags for topic in TOPICS] for text in known])
    matched = []
    for one in found:
        near = (embedder.embed([u.text for u in one.utterances]) @ vectors.T).argmax(axis=1)
        coach = np.array([[u.speaker is Speaker.COACH] for u in one.utterances])
        matched.append(_inherited(one, tags[near] & coach))
    return matched


def _reliability(scores: Scores, true: npt.NDArray[np.int64]) -> Iterator[str]:
    """By tenths of the score: how many, the mean score, and the share that was true."""
    flat, right = scores.ravel(), true.ravel() > 0
    tenth = np.minimum((flat * _BINS).astype(int), _BINS - 1)
    off = 0.0
    for place in range(_BINS):
        fits = tenth == place
        mean, share = flat[fits].mean(), right[fits].mean()
        off += fits.sum() * abs(mean - share) / len(flat)
        yield f"| {place / _BINS:.1f} | {fits.sum()} | {mean:.2f} | {share:.2f} |"
    yield f"off by {off:.3f} on average"


def _overlap(one: Labelled, said: Said) -> Iterator[float]:
    """For each labelled span the words it shares with the best passage, over those of either."""

    def spans(tags: Said) -> list[Passage]:
        rows = [dict(zip(TOPICS, map(float, row), strict=True)) for row in tags]
        return joined(one.utterances, rows, dict.fromkeys(TOPICS, 0.5))

    given = spans(said)
    for span in spans(truth(one) > 0):
        words = set(span.words)
        yield max(
            (
                len(words & set(other.words)) / len(words | set(other.words))
                for other in given
                if other.topic == span.topic
            ),
            default=0.0,
        )


if __name__ == "__main__":
    main()

"""Which topics each utterance is about: meaning, wording, and the conversation's structure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from importlib import resources
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from models.embedding import E5, Embedder
from models.lessons import Example, Lessons, lessons, taught
from models.reading import Reader, Readers, Reading
from models.signals import signals
from models.spreading import settled, together, with_confirmations
from recorder.conversation import Language, Speaker, Utterance
from recorder.errors import ModelUnusable
from recorder.tagging import Confirmation

Scores = npt.NDArray[np.float64]
Weights = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Judge:
    """Weighs what speaks for a topic: small networks with one hidden layer, averaged.

    `usual` (topics,) is how often each topic comes up; `centre` and `scale` (measures,) bring the
    measures to one size. `inward` has shape (networks, measures, hidden), `inner` and `outward`
    (networks, hidden), `outer` (networks,).
    """

    usual: Weights
    centre: Weights
    scale: Weights
    inward: Weights
    inner: Weights
    outward: Weights
    outer: Weights

    def judged(self, reading: Reading) -> Scores:
        """How sure each topic is for each utterance, 0 to 1, shape (utterances, topics)."""
        measures = signals(reading, self.usual.astype(np.float64))
        scaled = (measures - self.centre) / self.scale
        total = np.zeros(scaled.shape[:-1])
        for inward, inner, outward, outer in zip(
            self.inward, self.inner, self.outward, self.outer, strict=True
        ):
            hidden = np.maximum(scaled @ inward + inner, 0)
            total += 1 / (1 + np.exp(-(hidden @ outward + outer)))
        return np.maximum(total / len(self.outer), _plain(reading))


def _plain(reading: Reading) -> Scores:
    """What a sentence says for a topic all by itself, unless a client says it.

    A coach who asks two things at once is plain about both, while the networks weigh topics
    against each other. Clients' sentences are rarely plain without their question.
    """
    found = np.array([np.exp(one[:, :-1]).max(axis=0) for one in reading.pieces])
    clients = [u.speaker is Speaker.CLIENT for u in reading.utterances]
    return np.asarray(np.where(np.array(clients)[:, None], 0, found))


@dataclass(frozen=True, slots=True)
class Head:
    """Everything learned: what reads each text alone, and what judges it in its conversation.

    `topics` names the columns; `thresholds` (topics,) are the scores from which an utterance
    counts as about the topic.
    """

    name: str
    topics: tuple[str, ...]
    thresholds: Weights
    readers: Readers
    judge: Judge


class Tagger:
    """Says for every utterance of a conversation how sure each topic is."""

    def __init__(self, head: Head, embedder: Embedder) -> None:
        self._head = head
        self._learned: Lessons = {}
        self.embedder = embedder

    @classmethod
    def load(cls) -> Self:
        """The tagger that is installed with the program; this is the step that takes a moment.

        Raises ModelUnusable when its files are missing or damaged.
        """
        return cls(load_head(), E5())

    @property
    def name(self) -> str:
        """What its tags are signed with."""
        return self._head.name

    @property
    def thresholds(self) -> dict[str, float]:
        """The score from which an utterance counts as about a topic, by topic."""
        return dict(zip(self._head.topics, map(float, self._head.thresholds), strict=True))

    def tag(self, utterances: Sequence[Utterance], language: Language) -> list[dict[str, float]]:
        """The score of every topic for each utterance, 0 to 1, in the order given.

        Takes the whole conversation at once, since an answer's topic lies in its question. One
        head serves both languages; `language` is what the caller knows of the conversation.
        """
        del language
        return self.weigh(self.read(utterances)) if utterances else []

    def read(self, utterances: Sequence[Utterance]) -> Reading:
        """What each text says by itself; nearly all of the time that tagging takes."""
        readers = self._head.readers
        return taught(readers.read_all(utterances, self.embedder), self._learned, readers)

    def learn(self, examples: Sequence[Example]) -> None:
        """Read from now on with what the coach said of other sessions, newest first.

        It takes the place of what was learned before, and lasts as long as this tagger.
        """
        self._learned = lessons(examples, self._head.readers, self.embedder, self._head.topics)

    def weigh(
        self, reading: Reading, confirmations: Iterable[Confirmation] = ()
    ) -> list[dict[str, float]]:
        """The scores of what was read, with what the coach has confirmed or marked in it.

        What is confirmed is certain, and spreads to the answers that belong to it. It takes
        milliseconds, so that it can be done anew after every key of the coach.
        """
        told = together(confirmations)
        topics = self._head.topics
        scores = self._head.judge.judged(with_confirmations(reading, told, topics))
        sure = settled(scores, reading.utterances, told, topics)
        return [dict(zip(topics, map(float, row), strict=True)) for row in sure]


def load_head() -> Head:
    """The head shipped in models/heads.

    Raises ModelUnusable when it is missing or damaged.
    """
    try:
        with (
            resources.files("models").joinpath("heads", "topics.npz").open("rb") as file,
            np.load(file, allow_pickle=False) as arrays,
        ):
            return _unpacked({name: arrays[name] for name in arrays.files})
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise ModelUnusable(
            "The model that recognises topics can't be loaded.",
            "Install the program again; nothing that was recorded is lost.",
        ) from error


def packed(part: Any, path: str = "") -> dict[str, npt.NDArray[Any]]:
    """A head as arrays to keep in an .npz file, named by their path in it."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    for field in fields(part):
        value, name = getattr(part, field.name), f"{path}{field.name}"
        if is_dataclass(value):
            arrays |= packed(value, f"{name}.")
        elif field.name == "wording":
            # Half precision moves no score by as much as a thousandth and halves the file.
            arrays[name] = value.astype(np.float16)
        else:
            arrays[name] = np.asarray(value)
    return arrays


def _unpacked(arrays: dict[str, npt.NDArray[Any]]) -> Head:
    def part(kind: type[Any], path: str, **known: Any) -> Any:
        left = [field.name for field in fields(kind) if field.name not in known]
        return kind(**known, **{name: arrays[f"{path}.{name}"].astype("f4") for name in left})

    coach = part(Reader, "readers.coach")
    client = part(Reader, "readers.client")
    return Head(
        name=str(arrays["name"]),
        topics=tuple(map(str, arrays["topics"])),
        thresholds=arrays["thresholds"],
        readers=part(Readers, "readers", coach=coach, client=client),
        judge=part(Judge, "judge"),
    )

"""The board of topics beside the live text: settled words in, what of the guide they cover out."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from models.coverage import Covered, covered
from models.utterances import turns
from models.wordtimes import HeardWord
from recorder.codebook import topics
from recorder.conversation import Language, Speaker, Utterance, Word
from recorder.errors import AllianceError

if TYPE_CHECKING:
    from models.embedding import Embedder, Vectors
    from models.topics import Tagger

_EVERY_S: Final = 1.5
_REREAD: Final = 40  # utterances that are tagged again: what comes later moves those before
_LOADED_S: Final = 120.0

Stretch = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Named(HeardWord):
    id: str = ""


class Board:
    """Tags what was said on a thread of its own, since that takes a moment.

    `people` says who is on each channel, `tell` takes each `Covered`, `ready` is called once the
    tagger is loaded and `failed` if it can't be.
    """

    def __init__(
        self,
        language: Language,
        people: Sequence[Speaker],
        tell: Callable[[Covered], None],
        ready: Callable[[], None],
        failed: Callable[[AllianceError], None],
    ) -> None:
        self.language = language
        self._people = people
        self._tell, self._ready, self._failed = tell, ready, failed
        self._door = threading.Lock()
        self._words: list[list[_Named]] = [[] for _ in people]
        self._left_out: tuple[Stretch, ...] = ()
        self._scores: dict[str, dict[str, float]] = {}
        self._news = threading.Event()
        self._ending = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def settle(self, channel: int, words: Sequence[Word]) -> None:
        """These words of a channel are settled."""
        named = [
            _Named(
                word.text, word.start or 0.0, word.end or 0.0, word.probability or 0.0, id=word.id
            )
            for word in words
        ]
        with self._door:
            self._words[channel] += named
        self._news.set()

    def withdraw(self, start: float, end: float) -> None:
        """Forget what was said from `start` to `end` (seconds)."""
        with self._door:
            for words in self._words:
                words[:] = [word for word in words if word.end <= start or word.start >= end]
            self._scores.clear()
        self._news.set()

    def leave_out(self, stretches: Sequence[Stretch]) -> None:
        """What is said in these stretches is about the recording, not the alliance."""
        if tuple(stretches) != self._left_out:
            self._left_out = tuple(stretches)
            self._news.set()

    def finish(self) -> None:
        """Tell the last, once all is tagged."""
        self._ending = True
        self._news.set()
        self._thread.join(_LOADED_S)

    def _run(self) -> None:
        try:
            tagger = _tagger()
        except AllianceError as error:
            self._failed(error)
            return
        self._ready()
        self._tell(self._covered(tagger))
        while True:
            self._news.wait()
            self._news.clear()
            began, last = time.monotonic(), self._ending
            self._tell(self._covered(tagger))
            if last:
                return
            while not self._ending and time.monotonic() - began < _EVERY_S:
                time.sleep(_EVERY_S / 10)

    def _covered(self, tagger: "Tagger") -> Covered:
        said = self._said()
        recent = said[-_REREAD:]
        with self._door:
            known = self._scores
        fresh = tagger.tag(recent, self.language)
        known |= {one.id: score for one, score in zip(recent, fresh, strict=True)}
        scores = [known.get(one.id, {}) for one in said]
        return covered(topics(self.language), said, scores, tagger.thresholds)

    def _said(self) -> list[Utterance]:
        """What was said, as utterances in their order, but for what is left out."""
        with self._door:
            words = [list(one) for one in self._words]
        found = []
        for one in turns(words):
            start, end = one.words[0].start, one.words[-1].end
            if any(low <= start and end <= high for low, high in self._left_out):
                continue
            named = [word for word in one.words if isinstance(word, _Named)]
            nouns = tuple(Word(w.id, w.text, w.start, w.end, w.probability) for w in named)
            found.append(Utterance(named[0].id, one.channel, self._people[one.channel], nouns))
        return found


class _Remembering:
    """An embedder that knows the texts it has seen: the same ones come again at every tagging."""

    def __init__(self, embedder: "Embedder") -> None:
        self._embedder = embedder
        self._seen: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """One vector for each text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._seen]
        found = {text: self._seen[text] for text in texts if text in self._seen}
        self._seen = found | dict(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([self._seen[text] for text in texts])


def _tagger() -> "Tagger":
    from models.embedding import E5
    from models.topics import Tagger, load_head

    return Tagger(load_head(), _Remembering(E5()))

"""The policy of whisper_streaming, written anew, to compare live text with.

Two looks running agree, over Whisper's padded thirty seconds, as in Macháček and others 2023
(https://arxiv.org/abs/2307.14743): a look whenever a second came, cut after 15 s at the end of a
segment that is settled, all settled after half a second of silence.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from models.guards import plain_word
from models.listener import Pace, Telling
from models.settling import Rule, Settling
from models.voice import RATE, speech_spans
from models.wordtimes import HeardWord

_CHUNK = 1.0
_LONGEST = 15.0
_PAUSE = 0.5
_PROMPT = 200  # characters
_NO_SPEECH = 0.9


class PaddedAgreement:
    """One channel by that policy; the verbs are those of `models.listener.Listener`."""

    def __init__(self, model: Any, language: str, clock: Callable[[], float]) -> None:
        self._model, self._clock = model, clock
        self._language = language
        self._settling = Settling(Rule(guard=0.0, hidden=0.0))
        self._samples = np.zeros(0, np.float32)
        self._start = 0.0
        self._settled_end = 0.0
        self._said: list[HeardWord] = []
        self._new = 0
        self._ends: list[float] = []

    def feed(self, samples: np.ndarray) -> None:
        """Take the next samples."""
        self._samples = np.concatenate([self._samples, samples])
        self._new += len(samples)

    def unsettled(self, now: float) -> float:
        """Seconds that wait."""
        del now
        return self._new / RATE if self._new >= _CHUNK * RATE else 0.0

    def ready(self, now: float) -> Telling | None:
        """A look, once a second of sound came."""
        if self._new < _CHUNK * RATE:
            return None
        self._new = 0
        spans = speech_spans(self._samples)
        if not spans:
            self._cut(self._start + max(0.0, len(self._samples) / RATE - 1))
            return None
        if len(self._samples) - spans[-1].end > _PAUSE * RATE:
            return self._told(now, finish=True)
        return self._told(now, finish=False)

    def finish(self, now: float) -> Telling | None:
        """Settle what is left."""
        return self._told(now, finish=True) if speech_spans(self._samples) else None

    def _told(self, now: float, *, finish: bool) -> Telling:
        begun = self._clock()
        words = self._words()
        until = self._start + len(self._samples) / RATE
        settle = self._settling
        settled = settle.close(words, until) if finish else settle.look(words, until)
        if settled:
            self._said += settled
            self._settled_end = settled[-1].end
        if finish:
            self._cut(until)
        elif len(self._samples) > _LONGEST * RATE:
            ended = [end for end in self._ends[:-1] if end <= self._settled_end]
            if ended:
                self._cut(max(ended))
        at = now + self._clock() - begun
        return Telling(at, settled, settle.tail, at - until, Pace.LOOKING)

    def _cut(self, at: float) -> None:
        self._samples = self._samples[int((at - self._start) * RATE) :]
        self._start = at
        self._settled_end = max(self._settled_end, at)

    def _words(self) -> list[HeardWord]:
        """The words of a look after those settled."""
        before = " ".join(w.text for w in self._said if w.end <= self._start)[-_PROMPT:]
        segments, _ = self._model.transcribe(
            self._samples,
            language=self._language,
            initial_prompt=before,
            beam_size=5,
            word_timestamps=True,
            condition_on_previous_text=True,
        )
        kept = [segment for segment in segments if segment.no_speech_prob <= _NO_SPEECH]
        self._ends = [self._start + segment.end for segment in kept]
        words = [
            HeardWord(w.word.strip(), self._start + w.start, self._start + w.end, w.probability)
            for segment in kept
            for w in segment.words
            if self._start + w.start > self._settled_end - 0.1
        ]
        for count in range(min(5, len(words), len(self._said)), 0, -1):
            said = [plain_word(word.text) for word in self._said[-count:]]
            if said == [plain_word(word.text) for word in words[:count]]:
                return words[count:]
        return words

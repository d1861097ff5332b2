"""Who speaks in a room, as far as can be told while they speak."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np

from models.attribution import provisional, whose
from models.clustering import voices
from models.diarization import Diarizer
from models.enrolment import coach_among, known, people
from models.utterances import Spoken, voiced
from models.voice import RATE, Span, speech_spans
from models.voiceprints import Samples, Vectors
from models.wordtimes import HeardWord
from recorder.answers import Answer
from recorder.conversation import Speaker

_LEAST = 8.0  # seconds of speech before anybody is named
_EARLY = 60.0  # seconds, before which two voices must be clearly two
_CLEARLY = 0.8  # cosine of voices; two moods of one person are nearer
_FOUND = 30.0  # seconds that the coach's print counts for beside what is told
_POOL = 600  # prints kept; of more, every other goes


@dataclass(frozen=True, slots=True)
class Provisional:
    """What was said, and by whom as far as is known now; `by_hand` where the coach said so."""

    spoken: Spoken
    speaker: Speaker
    by_hand: bool = False

    @property
    def start(self) -> float:
        """Seconds of the session at which it starts."""
        return self.spoken.words[0].start

    @property
    def end(self) -> float:
        """Seconds of the session at which it ends."""
        return self.spoken.words[-1].end


class Company:
    """The people on one channel of a session that is being recorded.

    Three verbs: `settle` what was said, `tell` who it was, `withdraw` a stretch. Each gives what is
    new or has changed. It says `UNKNOWN` until it has heard enough, and again where it is not sure;
    the final pass says it better. What the coach told is never changed. `enrolled` (192,) is the
    coach's voice, where it was kept.
    """

    def __init__(
        self, diarizer: Diarizer, number: int = 2, enrolled: Vectors | None = None
    ) -> None:
        self._diarizer, self._number, self._enrolled = diarizer, number, enrolled
        self._prints = np.zeros((0, 192), np.float32)
        self._times = np.zeros((0, 2))
        self._voices = self._prints
        self._told: list[Answer] = []
        self._coach: int | None = None
        self.said: list[Provisional] = []
        """Everything that was said, in the order in which it settled."""

    def settle(
        self, words: Sequence[HeardWord], samples: Samples, start: float
    ) -> list[Provisional]:
        """Who said these settled `words`; also what changed of what was said before.

        `samples` (float32, 16 kHz) from second `start` of the session hold the words, and may hold
        what comes before or after them.
        """
        if not words:
            return []
        spans = _within(speech_spans(samples), words[0].start - start, words[-1].end - start)
        prints, times = self._diarizer.prints_along(samples, spans)
        self._prints = np.concatenate([self._prints, prints])
        self._times = np.concatenate([self._times, times + start])
        if len(self._prints) > _POOL:
            self._prints, self._times = self._prints[::2], self._times[::2]
        changed = self._look_again()
        here = [replace(one, start=one.start - start, end=one.end - start) for one in words]
        found = self._diarizer.tell_apart(samples, spans, self._number, among=self._voices)
        by = whose(here, found)
        fresh = [self._named(one) for one in voiced(words, by)]
        self.said += fresh
        return [*changed, *fresh]

    def tell(self, start: float, end: float, speaker: Speaker) -> list[Provisional]:
        """It is `speaker` who speaks from second `start` to `end`; that stands, and teaches."""
        self._told = [one for one in self._told if not (start < one.end and one.start < end)]
        self._told.append(Answer(start, end, speaker))
        return self._look_again()

    def withdraw(self, start: float, end: float) -> None:
        """Forget what was heard from second `start` to `end`."""
        kept = (self._times[:, 1] <= start) | (self._times[:, 0] >= end)
        self._prints, self._times = self._prints[kept], self._times[kept]
        self.said = [one for one in self.said if one.end <= start or one.start >= end]
        self._told = [one for one in self._told if one.end <= start or one.start >= end]

    def _look_again(self) -> list[Provisional]:
        """Find the voices anew; gives what changed of what was said."""
        self._voices = self._found()
        self._coach = self._who_is_coach()
        before, self.said = self.said, [self._named(self._again(one.spoken)) for one in self.said]
        return [
            now for was, now in zip(before, self.said, strict=True) if was.speaker != now.speaker
        ]

    def _found(self) -> Vectors:
        told = np.full(len(self._prints), -1, np.intp)
        if len({one.speaker for one in self._told} - {Speaker.UNKNOWN}) > 1:
            middle = self._times.mean(axis=1)
            for one in known(self._told):
                told[(one.start <= middle) & (middle < one.end)] = one.voice
        seconds = (self._times[:, 1] - self._times[:, 0]) / 2  # they overlap by half
        heard = seconds.sum()
        if heard < _LEAST and (told < 0).all():
            return self._prints[:0]
        made = voices(self._prints, seconds, self._number, told)
        if len(made) < self._number:
            return made
        unsure = (
            (told < 0).all()
            and heard < _EARLY
            and len(made) > 1
            and float((made @ made.T).min()) > _CLEARLY
        )
        return made[:0] if unsure else _as_before(made, self._voices)

    def _who_is_coach(self) -> int | None:
        """By the coach's print and by what was told, each for as long as it lasts."""
        votes = np.zeros(len(self._voices))
        for one in known(self._told):
            own = provisional(self._mean(one.start, one.end), self._voices).voice
            for voice in range(len(votes) if own is not None else 0):
                votes[voice] += (one.end - one.start) * ((voice == own) == (one.voice == 0))
        found = coach_among(self._voices, self._enrolled)
        if found is not None:
            votes[found] += _FOUND
        return int(votes.argmax()) if votes.any() else None

    def _mean(self, start: float, end: float) -> Vectors:
        """The print of what is heard from second `start` to `end`; zero where nothing is."""
        inside = (self._times[:, 0] < end) & (self._times[:, 1] > start)
        heard = self._prints[inside].sum(axis=0)
        return np.asarray(heard / max(float(np.linalg.norm(heard)), 1e-9), np.float32)

    def _again(self, one: Spoken) -> Spoken:
        """`one` as the voices are now."""
        heard = self._mean(one.words[0].start, one.words[-1].end)
        if not heard.any():
            return one
        now = provisional(heard, self._voices)
        return replace(one, voice=now.voice, certainty=now.certainty)

    def _named(self, one: Spoken) -> Provisional:
        middle = (one.words[0].start + one.words[-1].end) / 2
        for answer in self._told:
            if answer.start <= middle < answer.end:
                return Provisional(one, answer.speaker, by_hand=True)
        who = people(self._coach, self._number)
        return Provisional(
            one, Speaker.UNKNOWN if one.voice is None else who.get(one.voice, Speaker.UNKNOWN)
        )


def _within(spans: Sequence[Span], start: float, end: float) -> list[Span]:
    """The parts of `spans` from second `start` to `end`."""
    first, last = int(start * RATE), int(end * RATE)
    cut = (Span(max(one.start, first), min(one.end, last)) for one in spans)
    return [one for one in cut if one.end > one.start]


def _as_before(made: Vectors, before: Vectors) -> Vectors:
    """The voices in the order in which they were known before."""
    if len(made) != len(before):
        return made
    alike = made @ before.T
    orders = permutations(range(len(made)))
    best = max(orders, key=lambda order: sum(alike[new, old] for old, new in enumerate(order)))
    return np.asarray(made[list(best)])

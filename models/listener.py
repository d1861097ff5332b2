"""Live text of one channel: it decides when to listen, and says what it heard and how late."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.ear import Ear, Hearing, Sound, Spoken
from models.earlier import Earlier
from models.settling import Rule, Settling
from models.voice import RATE, Span, speech_spans
from models.wordtimes import HeardWord
from recorder.conversation import Language

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BEFORE = RATE // 2  # of silence kept before speech: the detector hears beginnings late
_AFTER = RATE // 5  # and after it, where it is cut
_NEWS = RATE // 5  # new sound that makes it worth asking the detector again
_LEAST = 2 * RATE // 5  # speech; in less Whisper guesses
_TELLS_LANGUAGE = 3 * RATE  # of speech; in less, a name is a language
_BOUND = 28 * RATE  # samples kept at most, and the most that the model takes
_LONG_SILENCE = 2 * RATE  # after it the sound before is kept without it
_REST = 20.0  # seconds without live text once it fell behind
_PARTLY = 0.5  # weight of the latest look in the time that a look is expected to take


class Pace(StrEnum):
    """How closely speech is followed: each slower than the one before."""

    LOOKING = "while people speak"
    PAUSES = "at pauses only: the computer is busy"
    BEHIND = "paused: the computer can't keep up; the final text will be whole"


@dataclass(frozen=True, slots=True)
class Manner:
    """When to listen; seconds.

    A look every `interval` while there is speech; a last one at a pause of `pause`, or at the
    longest gap once `longest` of sound waits. A look hears `kept` of the settled sound before it,
    the last one `recalled`, and `context` words before that. Looks take at most `share` of the
    time. When one would come rarer than every `rarest`, only pauses are heard.
    """

    rule: Rule = field(default_factory=Rule)
    interval: float = 0.5
    pause: float = 0.5
    longest: float = 12.0
    share: float = 0.9
    rarest: float = 3.0
    context: int = 0
    kept: float = 10.0
    recalled: float = 20.0


@dataclass(frozen=True, slots=True)
class Telling:
    """What changed by one hearing, told at `at`; seconds of the session.

    `settled` words are new and stay. `tail` replaces what was shown beyond them. `lag` is how far
    the sound heard lies behind. `skipped` is a stretch that live text leaves out, `spoken` the
    language that it sounds like, where enough was said to tell.
    """

    at: float
    settled: tuple[HeardWord, ...]
    tail: tuple[HeardWord, ...]
    lag: float
    pace: Pace
    skipped: tuple[float, float] | None = None
    spoken: Spoken | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to hear next: the sound up to `until`, where it is cut if `last`."""

    until: int
    speech: tuple[Span, ...]
    last: bool


@dataclass(slots=True)
class _Waiting:
    """The sound of a channel that isn't settled; `start` is its first sample in the session."""

    start: int = 0
    samples: "NDArray[np.float32]" = field(default_factory=lambda: np.zeros(0, np.float32))
    speech: tuple[Span, ...] = ()
    known: int = 0  # samples that the detector has seen
    looked: int = 0  # samples that a look has heard
    closed: int = 0  # samples of which all is settled; they stay for a while, as context

    def drop(self, count: int) -> None:
        """Forget the first `count` samples."""
        self.start += count
        self.samples = self.samples[count:]
        self.known = max(0, self.known - count)
        self.looked = max(0, self.looked - count)
        self.closed = max(0, self.closed - count)
        moved = (Span(max(0, s.start - count), s.end - count) for s in self.speech)
        self.speech = tuple(span for span in moved if span.end > span.start)

    def keep(self, count: int) -> None:
        """Forget all but the first `count` samples."""
        self.samples = self.samples[:count]
        self.known, self.looked = min(self.known, count), min(self.looked, count)
        self.closed = min(self.closed, count)
        self.speech = _until(self.speech, count)

    def detect(self) -> None:
        """Find the speech again if there is news; of silence before it half a second stays."""
        if len(self.samples) - self.known < _NEWS:
            return
        self.speech = tuple(speech_spans(self.samples))
        self.known = len(self.samples)
        quiet = self.speech[0].start if self.speech else self.known
        if not self.looked and quiet > _BEFORE:
            self.drop(quiet - _BEFORE)

    @property
    def open_speech(self) -> tuple[Span, ...]:
        """The speech that isn't settled."""
        spans = (Span(max(s.start, self.closed), s.end) for s in self.speech)
        return tuple(span for span in spans if span.end - span.start > 0)


GENTLE = Manner(interval=2.5, share=0.25, rarest=8.0, kept=4.0, recalled=10.0)
"""Spares the processor: looks come rarely, and words with them."""


class Listener:
    """Live text of one channel (float32, 16 kHz, from the session's first sample).

    Three verbs: `feed`, `ready`, `finish`. It holds 28 s of sound at most: when hearing takes too
    long, looks become rarer, then only pauses are heard, then live text pauses and says why.
    `clock` measures how long a hearing took, in seconds.
    """

    def __init__(
        self,
        ear: Ear,
        language: Language | None,
        manner: Manner | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ear = ear
        self.language = language
        """The language given; None leaves each stretch to what it sounds like."""
        self.manner = manner or Manner()
        self._clock = clock
        self._settling = Settling(self.manner.rule)
        self._waiting = _Waiting()
        self._earlier = Earlier()
        self._said: tuple[HeardWord, ...] = ()  # settled words inside the waiting sound
        self._took = 0.0
        self._last = 0.0
        self._resting = 0.0
        self._skipped: tuple[float, float] | None = None

    def feed(self, samples: "NDArray[np.float32]") -> None:
        """Take the next samples; what can't be heard in time is left out, never queued."""
        waiting = self._waiting
        waiting.samples = np.concatenate([waiting.samples, samples])
        if len(waiting.samples) > _BOUND:
            self._cut(waiting.closed)
        if len(waiting.samples) > _BOUND:
            self._leave_out(len(waiting.samples) - _BEFORE)

    def unsettled(self, now: float) -> float:
        """Seconds of speech that `ready` would hear now; 0 if there is nothing to do yet."""
        plan = self._plan(now)
        return sum(map(len, self._waiting.open_speech)) / RATE if plan else 0.0

    def ready(self, now: float) -> Telling | None:
        """What one hearing changes, if one is due; `now` is the session's time in seconds."""
        if self._skipped:
            self._resting = now + _REST
            skipped, self._skipped = self._skipped, None
            return replace(self._telling(now, now, ()), skipped=skipped)
        plan = self._plan(now)
        return self._heard(plan, now) if plan else None

    def finish(self, now: float) -> Telling | None:
        """Settle what is left; None if nothing is."""
        self._waiting.known = -_NEWS
        self._waiting.detect()
        spans = self._waiting.speech
        if not self._waiting.open_speech:
            return None
        return self._heard(_Plan(len(self._waiting.samples), spans, last=True), now)

    def leap(self, place: int, now: float) -> Telling | None:
        """Go on at sample `place` of the session, between which and the last there is no sound.

        Settles what is left, as `finish` does.
        """
        told = self.finish(now)
        self._waiting = _Waiting(start=place)
        self._earlier.forget()
        self._said = ()
        self._settling.close((), place / RATE)
        return told

    def withdraw(self, start: float, end: float, now: float) -> Telling | None:
        """Forget the sound and the words of `start` to `end` (seconds); settles what lay before."""
        waiting = self._waiting
        reach = waiting.start + len(waiting.samples)
        told = None
        if waiting.start < end * RATE and start * RATE < reach:
            waiting.keep(max(0, round(start * RATE) - waiting.start))
            told = self.leap(reach, now)
        self._earlier.forget()
        self._settling.withdraw(start, end)
        return told

    def lag(self, now: float) -> float:
        """How many seconds behind `now` the first speech lies that no look has heard."""
        waiting = self._waiting
        unheard = [max(s.start, waiting.looked) for s in waiting.speech if s.end > waiting.looked]
        return max(0.0, now - (waiting.start + unheard[0]) / RATE) if unheard else 0.0

    def pace(self, now: float) -> Pace:
        """How closely speech is followed now."""
        if now < self._resting:
            return Pace.BEHIND
        return Pace.PAUSES if self._interval() > self.manner.rarest else Pace.LOOKING

    def _interval(self) -> float:
        return max(self.manner.interval, self._took / self.manner.share)

    def _leave_out(self, count: int) -> None:
        start = self._waiting.start
        begun = self._skipped[0] if self._skipped else start / RATE
        self._skipped = (begun, (start + count) / RATE)
        self._cut(count)
        self._settling.close((), (start + count) / RATE)

    def _plan(self, now: float) -> _Plan | None:
        waiting = self._waiting
        if now < self._resting:
            waiting.drop(max(0, len(waiting.samples) - _BEFORE))
            return None
        waiting.detect()
        self._let_go()
        cut = self._next_cut()
        if cut is not None and cut > self._settled_end():
            return _Plan(cut, _until(waiting.speech, cut), last=True)
        waiting.closed = max(waiting.closed, cut or 0)
        spans, fresh = waiting.speech, waiting.open_speech
        if not fresh:
            return None
        news = fresh[-1].end > waiting.looked and sum(map(len, fresh)) >= _LEAST
        due = now - self._last >= self._interval()
        looks = self.pace(now) is Pace.LOOKING
        return _Plan(waiting.known, spans, last=False) if news and due and looks else None

    def _let_go(self) -> None:
        """Forget settled sound beyond what is kept, all of it after a long silence."""
        waiting = self._waiting
        fresh = waiting.open_speech
        if not fresh and waiting.known - waiting.closed > _LONG_SILENCE:
            said = [word.text for word in self._said]
            spoken = [span for span in waiting.speech if span.end <= waiting.closed]
            self._earlier.keep(waiting.samples[: waiting.closed], spoken, said)
            self._cut(waiting.known - _BEFORE)
        else:
            self._cut(self._before(max(self.manner.kept, self.manner.recalled)))

    def _before(self, seconds: float) -> int:
        """The sample from which at most `seconds` of the settled sound are heard, in a gap."""
        waiting = self._waiting
        least = waiting.closed - seconds * RATE
        if least <= 0:
            return 0
        gaps = [(a.end + b.start) // 2 for a, b in pairwise(waiting.speech)]
        return min((gap for gap in gaps if least <= gap <= waiting.closed), default=waiting.closed)

    def _next_cut(self) -> int | None:
        """Where the sound is to be settled up to now, if anywhere."""
        waiting = self._waiting
        fresh = waiting.open_speech
        if not fresh:
            return None
        cut = _pause(fresh, waiting.known, round(self.manner.pause * RATE))
        if cut is not None or waiting.known - waiting.closed <= self.manner.longest * RATE:
            return cut
        return self._forced(fresh)

    def _forced(self, spans: Sequence[Span]) -> int:
        """Where to cut speech that makes no pause: its longest gap, a settled word's end, or all.

        The first half is spared: what is left would be as long again too soon.
        """
        middle = (spans[0].start + spans[-1].end) // 2
        gaps = [(b.start - a.end, (a.end + b.start) // 2) for a, b in pairwise(spans)]
        late = [gap for gap in gaps if gap[1] > middle]
        if late:
            return max(late)[1]
        end = self._settled_end()
        return end if end > middle else self._waiting.known

    def _settled_end(self) -> int:
        """The sample at which the last settled word ends, 0 where none is in the sound."""
        return round(self._said[-1].end * RATE) - self._waiting.start if self._said else 0

    def _heard(self, plan: _Plan, now: float) -> Telling:
        begun = self._clock()
        hearing = self._hear(plan)
        took = self._clock() - begun
        self._took += _PARTLY * (took - self._took)
        self._last = now
        until = (self._waiting.start + plan.until) / RATE
        if plan.last:
            settled = self._settling.close(hearing.words, until, suspect=hearing.suspect)
            self._waiting.closed = plan.until
            if hearing.words and not settled:
                self._cut(plan.until)
        else:
            settled = self._settling.look(hearing.words, until, suspect=hearing.suspect)
        self._said = (*self._said, *settled)
        self._waiting.looked = plan.until
        told = self._telling(now + took, until, settled)
        enough = sum(map(len, plan.speech)) >= _TELLS_LANGUAGE
        return replace(told, spoken=hearing.spoken) if enough else told

    def _hear(self, plan: _Plan) -> Hearing:
        """The words after those settled, in seconds of the session."""
        seconds = self.manner.recalled if plan.last else self.manner.kept
        first = self._before(seconds)
        start = (self._waiting.start + first) / RATE
        here = self._waiting.samples[first : plan.until]
        room = min(seconds - (self._waiting.closed - first) / RATE, (_BOUND - len(here)) / RATE)
        past = self._earlier.within(room if first == 0 else 0.0)
        known = tuple(word.text for word in self._said if (word.start + word.end) / 2 > start)
        said = (*past.words, *known)
        context = self._settling.context(self.manner.context + len(said))
        before = context[: max(0, len(context) - len(said))]
        shift = len(past.samples)
        speech = (*past.speech, *_from(plan.speech, first - shift))
        samples = np.concatenate([past.samples, here])
        hearing = self._ear.hear(Sound(samples, speech, said, before, plan.last), self.language)
        at = start - shift / RATE
        return replace(hearing, words=tuple(_later(word, at, start) for word in hearing.words))

    def _cut(self, count: int) -> None:
        """Forget the sound before, and that its words are known."""
        self._waiting.drop(count)
        at = self._waiting.start / RATE
        self._said = tuple(word for word in self._said if (word.start + word.end) / 2 > at)

    def _telling(self, at: float, until: float, settled: tuple[HeardWord, ...]) -> Telling:
        return Telling(at, settled, self._settling.tail, at - until, self.pace(at))


class Listeners:
    """Several channels and one model: whoever has most unsettled speech is heard first."""

    def __init__(self, channels: Sequence[Listener]) -> None:
        self.channels = tuple(channels)

    def ready(self, now: float) -> tuple[int, Telling] | None:
        """What one hearing of one channel changes, with the channel's number, if one is due."""
        order = sorted(
            range(len(self.channels)), key=lambda n: self.channels[n].unsettled(now), reverse=True
        )
        for channel in order:
            told = self.channels[channel].ready(now)
            if told is not None:
                return channel, told
        return None


def _pause(spans: Sequence[Span], length: int, pause: int) -> int | None:
    """Just after the last speech that a pause of so many samples follows."""
    starts = [*(span.start for span in spans[1:]), length]
    for span, following in reversed(list(zip(spans, starts, strict=True))):
        if following - span.end >= pause:
            return min(following, span.end + _AFTER)
    return None


def _until(spans: Sequence[Span], cut: int) -> tuple[Span, ...]:
    return tuple(Span(s.start, min(s.end, cut)) for s in spans if s.start < cut)


def _from(spans: Sequence[Span], first: int) -> tuple[Span, ...]:
    return tuple(Span(max(0, s.start - first), s.end - first) for s in spans if s.end > first)


def _later(word: HeardWord, seconds: float, first: float) -> HeardWord:
    """`word` so many seconds later, but not before `first`."""
    start, end = max(first, word.start + seconds), max(first, word.end + seconds)
    return replace(word, start=start, end=end)

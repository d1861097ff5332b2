"""Where a stream's samples lie on the clock, and how fast a second stream must run to keep step.

What sound systems say of the moment a buffer was captured wanders: by 30 ms either way on a busy
machine (measured on PulseAudio), by half a second just after opening. The moment it arrives is
late at times but never early, and the earliest arrivals of half a second repeat within 0.2 ms on
the same machine, with every core busy. So the earliest arrivals are what counts here.
"""

import math
import statistics
from collections import deque
from dataclasses import dataclass, field
from typing import Final

STEP_S: Final = 0.5
_KEPT: Final = 20
_SURE: Final = 3  # half seconds that must agree before samples are taken for lost
_JUMP_S: Final = 0.06
_LOOP_S: Final = 20.0
_MOST: Final = 1e-3
"""Clocks of sound cards differ by 0.0001 at most; ten times that is never heard."""
_WINDOW_S: Final = 2.0
_ODD: Final = 0.05  # of the rate; any two rates that devices have lie 8 % apart or more
_ALIKE: Final = 0.25  # of itself


@dataclass(slots=True)
class Pace:
    """The clock's time of the place 0, as the buffers of one stream tell it."""

    _earliest: float = math.inf
    _since: float | None = None
    _past: deque[float] = field(default_factory=lambda: deque(maxlen=_KEPT))

    def note(self, at: float, place: float) -> bool:
        """A sample that came for `at` (seconds of the clock) lies at `place` (seconds of the line).

        Gives whether another half second is complete.
        """
        complete = self._since is not None and at - self._since >= STEP_S
        if complete:
            self._past.append(self._earliest)
            self._earliest = math.inf
        if complete or self._since is None:
            self._since = at
        self._earliest = min(self._earliest, at - place)
        return complete

    @property
    def zero(self) -> float | None:
        """The clock's time of place 0 over the last ten seconds, None before half a second.

        The lower quartile: on a crowded machine whole half seconds come late.
        """
        return sorted(self._past)[len(self._past) // 4] if self._past else None

    @property
    def usual(self) -> float | None:
        """The same by the median: what a jump is measured against, since lateness is no jump."""
        return statistics.median(self._past) if self._past else None

    @property
    def newest(self) -> float | None:
        """The same of the last half second alone."""
        return self._past[-1] if self._past else None

    def jump(self, reference: float) -> float:
        """By how many seconds the last half seconds all lie off `reference`; 0 if they don't.

        More than 0 where samples are missing.
        """
        if len(self._past) < _SURE:
            return 0.0
        off = [self._past[-number] - reference for number in range(1, _SURE + 1)]
        if min(map(abs, off)) < _JUMP_S or min(off) * max(off) < 0:
            return 0.0
        return min(off, key=abs)

    def forget(self, zero: float | None = None) -> None:
        """Start again; what was noted lay elsewhere. `zero` is where place 0 now lies, if known.

        It outweighs the half seconds that must agree, so that samples missing right after are seen.
        """
        self._past.clear()
        if zero is not None:
            self._past.extend([zero] * (_SURE + 1))
        self._earliest = math.inf
        self._since = None


@dataclass(slots=True)
class Speed:
    """Whether a stream brings as many samples a second as it says.

    What comes late, or all at once after somebody was held up, does not count: in every window of
    two seconds the buffer that came least late does. Where a rate is not what it says, each window
    is later (or earlier) than the one before by the same.
    """

    _earliest: tuple[float, float] = (math.inf, 0.0)  # how late, and when
    _since: float | None = None
    _past: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=3))
    _least: float = math.inf

    def note(self, at: float, place: float) -> None:
        """As `Pace.note`; `place` is counted by the rate that the stream says it has."""
        if self._since is None:
            self._since = at
        elif at - self._since >= _WINDOW_S:
            if len(self._past) == self._past.maxlen:
                self._least = min(self._least, self._past[0][0])
            self._past.append(self._earliest)
            self._earliest, self._since = (math.inf, 0.0), at
        self._earliest = min(self._earliest, (at - place, at))

    @property
    def odd(self) -> bool:
        """Whether for two windows running it brought the same other rate than it says."""
        if len(self._past) < (self._past.maxlen or 0):
            return False
        first, second, third = self._past
        before = (second[0] - first[0]) / (second[1] - first[1])
        after = (third[0] - second[0]) / (third[1] - second[1])
        if min(abs(before), abs(after)) < _ODD or abs(before - after) > _ALIKE * abs(after):
            return False
        return after > 0 or third[0] < self._least - _ODD  # else it catches up with itself


@dataclass(slots=True)
class Tuner:
    """By how much a stream's rate is to be corrected so that it keeps step with another.

    A proportional and integral controller, critically damped, with a time constant of 20 s:
    slow against the noise of the times, fast against two sound cards' clocks.
    """

    drift: float = 0.0
    """The part that stays: the difference between the two clocks, as a fraction."""

    def correction(self, behind: float, seconds: float) -> float:
        """The fraction to add to the input's rate, `seconds` after the last time it was asked.

        `behind` is how far the stream's samples lie before where they belong, in seconds.
        """
        self.drift = _bounded(self.drift - behind * seconds / (4 * _LOOP_S * _LOOP_S))
        return _bounded(self.drift - behind / _LOOP_S)


def _bounded(fraction: float) -> float:
    return max(-_MOST, min(_MOST, fraction))

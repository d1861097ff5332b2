"""Several devices' sound on one line of samples, each sample where it belongs in time.

The first channel leads: its own samples count the time. The others are resampled so that they keep
step with it. Where a device is lost, the line goes on by the clock.
"""

from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

import numpy as np

from recorder.conversation import Cause
from recorder.feed import Buffer
from recorder.pace import STEP_S, Pace, Tuner
from recorder.sound import RATE, Lost, Samples
from recorder.track import Track

SETTLING_S: Final = 1.5
"""How long a device's times are watched before they are believed."""

Chunk = tuple[int, int, Samples]
"""A channel, a place on the line, and the samples that belong there."""


@dataclass(slots=True)
class _Channel:
    """One device's way to the line."""

    number: int
    rate: int = 0
    held: list[Buffer] = field(default_factory=list)
    pace: Pace = field(default_factory=Pace)
    tuner: Tuner = field(default_factory=Tuner)
    track: Track | None = None
    pauses: bool = False
    present: bool = False
    missing_since: int | None = None
    cause: Cause = Cause.DEVICE_LOST

    @property
    def began(self) -> float | None:
        """The clock's time of the first held sample, once it can be believed."""
        if not self.held or self.held[-1].at - self.held[0].at < SETTLING_S:
            return None
        pace, taken = Pace(), 0
        for buffer in self.held:
            pace.note(buffer.at, taken / self.rate)
            taken += len(buffer.samples)
        return pace.newest

    @property
    def earliest(self) -> float:
        """The same before it can be believed: late at most, by as much as every buffer was."""
        places = accumulate((len(buffer.samples) / self.rate for buffer in self.held), initial=0.0)
        return min(buffer.at - place for buffer, place in zip(self.held, places, strict=False))


class Line:
    """The session's line of samples at 16 kHz; use `join` for each channel first."""

    def __init__(self, channels: int, zero: float | None = None, since: int = 0) -> None:
        """With `zero`, a line that began at that time of the clock goes on after `since`."""
        self._channels = [_Channel(number) for number in range(channels)]
        self._zero = zero
        if zero is not None:
            for channel in self._channels:
                channel.missing_since, channel.cause = since, Cause.INTERRUPTED
        self._chunks: list[Chunk] = []
        self._lost: list[Lost] = []

    @property
    def begun(self) -> bool:
        """Whether the line has a start: every device was heard long enough."""
        return self._zero is not None

    @property
    def drifts(self) -> tuple[float, ...]:
        """How much faster each channel's clock is than the first one's, as a fraction."""
        return tuple(channel.tuner.drift for channel in self._channels)

    @property
    def zero(self) -> float | None:
        """The clock's time of the line's start, None before it begins."""
        self.place(0.0)
        return self._zero

    def place(self, at: float) -> int:
        """Where the moment `at` of the clock lies, in samples of the line."""
        leader = self._channels[0]
        if leader.track is not None and leader.pace.zero is not None:
            self._zero = leader.pace.zero
        return max(0, round((at - (self._zero or at)) * RATE))

    def join(self, number: int, rate: int, *, pauses: bool = False) -> None:
        """A device with `rate` samples a second brings the sound of channel `number` now.

        With `pauses` it brings nothing while it is silent, and that is no gap.
        """
        channel = self._channels[number]
        channel.rate, channel.pauses, channel.present = rate, pauses, True
        channel.held.clear()

    def leave(self, number: int) -> None:
        """The device of channel `number` is lost."""
        channel = self._channels[number]
        if self.begun and channel.track is None and channel.held:  # a word, then silence again
            self._start(channel, channel.earliest)
        channel.held.clear()
        channel.present = False
        channel.pace.forget()
        if channel.track is not None:
            channel.missing_since = round(channel.track.place)
            self._lay(channel, channel.track.done, channel.track.jump(0))
            channel.track = None
        elif channel.missing_since is None:
            channel.missing_since = 0

    def take(self, number: int, buffer: Buffer) -> None:
        """Lay `buffer` on the line, now or once its device's times can be believed."""
        channel = self._channels[number]
        if channel.track is None:
            channel.held.append(buffer)
        else:
            self._run(channel, channel.track, buffer)

    def done(self, now: float) -> int:
        """Up to where every channel's samples are laid, or known to be missing."""
        self._begin()
        if not self.begun:
            return 0
        return min(self._reach(channel, now) for channel in self._channels)

    def taken(self) -> tuple[list[Chunk], list[Lost]]:
        """What was laid, and what turned out to be missing, since this was last asked."""
        given = self._chunks, self._lost
        self._chunks, self._lost = [], []
        return given

    def finish(self, place: int) -> None:
        """The line ends at `place`: what is missing until there is known."""
        for channel in self._channels:
            if channel.track is None and channel.missing_since is not None:
                self._miss(channel, channel.missing_since, place, channel.cause)

    def _begin(self) -> None:
        """Start the line, and whoever has come since."""
        if not self.begun:
            waiting = [channel for channel in self._channels if channel.present]
            # A far end that brings nothing while nothing plays holds nobody up.
            began = [one.began for one in waiting if one.held or not one.pauses]
            if not began or None in began:
                return
            self._zero = max(time for time in began if time is not None)
        for channel in self._channels:
            if channel.track is None and channel.present and channel.began is not None:
                self._start(channel, channel.began)

    def _start(self, channel: _Channel, began: float) -> None:
        first = round((began - (self._zero or 0.0)) * RATE)
        earliest = channel.missing_since or 0
        skip = max(0, round((earliest - first) * channel.rate / RATE))
        start = max(first, earliest)
        channel.track = Track(channel.rate, start, tunable=channel.number > 0)
        channel.pace.forget(self._zero)
        if channel.missing_since is not None:
            self._miss(channel, channel.missing_since, start, channel.cause)
            channel.missing_since, channel.cause = None, Cause.DEVICE_LOST
        held, channel.held = channel.held, []
        for buffer in held:
            rest = buffer.samples[skip:]
            skip = max(0, skip - len(buffer.samples))
            self._lay(channel, channel.track.done, channel.track.take(rest))

    def _run(self, channel: _Channel, track: Track, buffer: Buffer) -> None:
        complete = channel.pace.note(buffer.at, track.place / RATE)
        if complete:
            self._keep_step(channel, track)
        self._lay(channel, track.done, track.take(buffer.samples))

    def _keep_step(self, channel: _Channel, track: Track) -> None:
        """Bring the channel to where the clock, or the leader, says that it belongs."""
        leads = channel.number == 0
        self.place(0.0)  # what the leader says now
        reference = channel.pace.zero if leads else self._zero
        usual = self._channels[0].pace.usual or self._zero
        if reference is None or usual is None or channel.pace.zero is None:
            return
        jump = channel.pace.jump(usual)
        if jump > 0 or (jump < 0 and not leads):
            self._jump(channel, track, jump)
            channel.pace.forget(reference)
        elif jump < 0:
            channel.pace.forget()
        elif not leads:
            behind = channel.pace.zero - reference
            track.tune(channel.tuner.correction(behind, STEP_S))

    def _jump(self, channel: _Channel, track: Track, seconds: float) -> None:
        """Samples are missing (or, less than 0, came twice): go on where the next belong."""
        end = round(track.place)
        target = max(0, round(track.place + seconds * RATE))
        self._lay(channel, track.done, track.jump(target))
        if target > end:
            self._miss(channel, end, target, Cause.OVERFLOW)

    def _reach(self, channel: _Channel, now: float) -> int:
        if channel.track is not None:
            return channel.track.done
        if channel.held:  # about to come back: wait for it
            return max(channel.missing_since or 0, self.place(channel.held[0].at - STEP_S))
        return self.place(now)

    def _miss(self, channel: _Channel, start: int, end: int, cause: Cause) -> None:
        if end > start and not channel.pauses:
            whole = None if len(self._channels) == 1 else channel.number
            self._lost.append(Lost(start, end - start, cause, whole))

    def _lay(self, channel: _Channel, start: int, samples: Samples) -> None:
        if len(samples):
            self._chunks.append((channel.number, start, np.ascontiguousarray(samples)))

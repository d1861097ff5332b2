"""The sound check before a recording: is each device loud, clean and quiet enough; is there echo.

Only running figures are kept, of the last ten seconds or so, and of the sound itself the few
seconds that are being compared; they are overwritten at the end.
"""

import contextlib
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Self

import numpy as np

from recorder import clock
from recorder.bleed import Bleed, Echo
from recorder.devices import Device, System
from recorder.errors import DeviceUnusable
from recorder.feed import Buffer, Feed
from recorder.line import Line
from recorder.meter import FLOOR_DB, Level, level

_FRAME_S: Final = 0.05  # shorter than the gaps between words
_FRAMES: Final = 200
_SETTLING_S: Final = 0.2  # microphones click and drift when they are switched on
_SHOW_S: Final = 0.1
_STARTING_S: Final = 5.0
_WAITING: Final = 100
_OPENING_S: Final = 8.0
_FLOOR_SHARE: Final = 10  # percent: even in steady talk so much of the time lies between words
_SPEECH_DB: Final = 10.0  # above the floor: noise alone wanders by less

# Below -40 dB at its loudest a voice has 9 bits left of 16, and is not far from what a laptop's
# own microphone hisses (-65 dB or so).
_QUIET_DB: Final = -40.0
# Consonants lie up to 25 dB below the vowels that the loudness mostly comes from: with less than
# 15 dB of distance they drown.
_CLEAR_DB: Final = 15.0
# A room that is louder than this leaves less than that distance to a voice at a usual -25 dB.
_NOISY_DB: Final = -40.0
# One percent costs nothing yet, but no sound microphone has it: a plug or an input is faulty.
_OFFSET: Final = 0.01
# Both voices come at about the same level: louder than -20 dB the other voice is plainly heard,
# and written, a second time; softer than -35 dB it lies in the pauses' noise.
_LOUD_ECHO_DB: Final = -20.0
_SOFT_ECHO_DB: Final = -35.0

Show = Callable[[tuple[Level, ...]], None]
"""Is shown the levels of the microphone, and of the far end if there is one."""


class Concern(StrEnum):
    """What is not as it should be; `tui.checking` says what to do about it."""

    ABSENT = "absent"
    SILENT = "silent"
    LOST = "lost"
    CLIPPED = "clipped"
    UNSPOKEN = "unspoken"
    QUIET = "quiet"
    NOISY = "noisy"
    OFF_CENTRE = "off centre"
    LOUD_ECHO = "loud echo"
    SOFT_ECHO = "soft echo"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one channel's sound is like, levels in dB below full scale (-96 to 0).

    `peak` is the loudest sample; `floor` what a tenth of the time lies below, the noise; `loudness`
    that of what stands out of it, of all where nothing does. `clipped` is the share of frames
    (50 ms) with a flat top, 0 to 1; `zero` says that every sample is exactly 0; `offset` is how far
    the middle lies off centre, as a fraction of full scale; `lost` says that samples were.
    `seconds` is how much was heard.
    """

    peak: float = FLOOR_DB
    loudness: float = FLOOR_DB
    floor: float = FLOOR_DB
    clipped: float = 0.0
    zero: bool = True
    offset: float = 0.0
    lost: bool = False
    seconds: float = 0.0

    @property
    def voice(self) -> bool:
        """Whether something stood out of the noise."""
        return self.loudness - self.floor >= _SPEECH_DB


@dataclass(frozen=True, slots=True)
class Heard:
    """What a sound check found; `far_end` is None where there is none."""

    microphone: Finding
    far_end: Finding | None = None
    bleed: Bleed = field(default_factory=Bleed)


class Check:
    """One channel's figures over the last ten seconds, at `rate` samples a second."""

    def __init__(self, rate: int) -> None:
        self._frame = int(rate * _FRAME_S)
        self._skip = int(rate * _SETTLING_S)
        self._rest = np.zeros(0, np.int16)
        self._frames: deque[Level] = deque(maxlen=_FRAMES)
        self._lost = False
        self.level = Level()
        """Of what came last."""

    def take(self, buffer: Buffer) -> None:
        """Measure `buffer`; less than a frame of it is kept until the next comes."""
        self.level = level(buffer.samples)
        fresh = buffer.samples[self._skip :]
        if self._skip == 0:  # opening a device may lose some
            self._lost |= buffer.dropped
        self._skip -= min(self._skip, len(buffer.samples))
        samples = np.concatenate([self._rest, fresh])
        whole = len(samples) // self._frame * self._frame
        for frame in samples[:whole].reshape(-1, self._frame):
            self._frames.append(level(frame))
        self._rest.fill(0)
        self._rest = samples[whole:].copy()
        samples.fill(0)

    @property
    def begun(self) -> bool:
        """Whether there is something to go by."""
        return bool(self._frames)

    def finding(self) -> Finding:
        """What was found so far."""
        if not self._frames:
            return Finding(lost=self._lost)
        loud = np.array([frame.loudness for frame in self._frames])
        floor = float(np.percentile(loud, _FLOOR_SHARE))
        out = loud[loud >= floor + _SPEECH_DB]
        powers = 10 ** ((out if len(out) else loud) / 10)
        return Finding(
            max(frame.peak for frame in self._frames),
            float(10 * np.log10(powers.mean())),
            floor,
            sum(frame.clipped for frame in self._frames) / len(self._frames),
            all(frame.zero for frame in self._frames),
            sum(frame.offset for frame in self._frames) / len(self._frames),
            self._lost,
            len(self._frames) * _FRAME_S,
        )

    def wipe(self) -> None:
        """Overwrite the samples that are left."""
        self._rest.fill(0)
        self._rest = np.zeros(0, np.int16)


@dataclass(slots=True)
class _Channel:
    """One open device."""

    device: Device
    feed: Feed
    check: Check
    queue: deque[Buffer]


class Listening:
    """A sound check under way; use it in a `with` statement, and `tick` it ten times a second."""

    def __init__(self, system: System, microphone: Device, far_end: Device | None = None) -> None:
        self._system = system
        self._devices = [device for device in (microphone, far_end) if device]
        self._channels: list[_Channel] = []
        self._line = Line(len(self._devices))
        self._echo = Echo()

    def __enter__(self) -> Self:
        """Open the devices.

        Raises:
            DeviceUnusable: one is not there, refuses, or hangs.
        """
        with contextlib.ExitStack() as undo:
            undo.callback(self._close)
            for number, device in enumerate(self._devices):
                feed = _opened(self._system, device)
                waiting: deque[Buffer] = deque(maxlen=_WAITING)
                self._channels.append(_Channel(device, feed, Check(feed.rate), waiting))
                feed.start(waiting.append)
                self._line.join(number, feed.rate, pauses=device.pauses)
            undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def tick(self) -> tuple[Level, ...]:
        """Measure what came; gives each channel's level."""
        for number, channel in enumerate(self._channels):
            came = len(channel.queue)
            for _ in range(came):
                buffer = channel.queue.popleft()
                channel.check.take(buffer)
                if len(self._channels) > 1:
                    self._line.take(number, buffer)
            if not came and channel.device.pauses:
                channel.check.level = Level()
        if len(self._channels) > 1:
            self._line.done(clock.now())
            for chunk in self._line.taken()[0]:
                self._echo.take(*chunk)
        return tuple(channel.check.level for channel in self._channels)

    @property
    def begun(self) -> bool:
        """Whether every device has brought something, or need not."""
        return all(one.check.begun or one.device.pauses for one in self._channels)

    def heard(self) -> Heard:
        """What was found so far."""
        findings = [channel.check.finding() for channel in self._channels]
        return Heard(findings[0], findings[1] if len(findings) > 1 else None, self._echo.found())

    def _close(self) -> None:
        for channel in self._channels:
            channel.feed.stop()
            channel.check.wipe()
        self._echo.wipe()


def listen(
    system: System, microphone: Device, far_end: Device | None, seconds: float, show: Show
) -> Heard:
    """Listen for so many seconds of sound, and `show` the levels about ten times a second.

    A device that brings nothing is waited for, five seconds: some take two to start.

    Raises:
        DeviceUnusable: a device is not there, refuses, or hangs.
    """
    with Listening(system, microphone, far_end) as listening:
        end = clock.now() + _STARTING_S + seconds
        begun = False
        while clock.now() < end:
            time.sleep(_SHOW_S)
            show(listening.tick())
            if listening.begun and not begun:
                begun, end = True, clock.now() + seconds
    return listening.heard()


def concerns(heard: Heard) -> Sequence[Concern]:
    """What is amiss, the gravest first; empty where all is well."""
    return (*_of_microphone(heard.microphone), *_of_echo(heard.bleed))


def _of_microphone(found: Finding) -> Sequence[Concern]:
    if not found.seconds:
        return (Concern.ABSENT,)
    if found.zero:
        return (Concern.SILENT,)
    close = found.loudness - found.floor < _CLEAR_DB
    told = {
        Concern.LOST: found.lost,
        Concern.CLIPPED: found.clipped > 0,
        Concern.UNSPOKEN: not found.voice,
        Concern.QUIET: found.voice and found.peak < _QUIET_DB,
        Concern.NOISY: found.floor > _NOISY_DB or (found.voice and close),
        Concern.OFF_CENTRE: abs(found.offset) > _OFFSET,
    }
    return tuple(concern for concern, holds in told.items() if holds)


def _of_echo(bleed: Bleed) -> Sequence[Concern]:
    if bleed.decibels is None or bleed.decibels < _SOFT_ECHO_DB:
        return ()
    return (Concern.LOUD_ECHO if bleed.decibels > _LOUD_ECHO_DB else Concern.SOFT_ECHO,)


def _opened(system: System, device: Device) -> Feed:
    """Open `device` on a thread of its own, since that may hang.

    Raises:
        DeviceUnusable: it is not there, refuses, or hangs.
    """
    answers: queue.SimpleQueue[Feed | DeviceUnusable] = queue.SimpleQueue()

    def attempt() -> None:
        try:
            answers.put(system.open(device))
        except DeviceUnusable as error:
            answers.put(error)

    threading.Thread(target=attempt, daemon=True).start()
    try:
        answer = answers.get(timeout=_OPENING_S)
    except queue.Empty:
        told = f"“{device.name}” does not answer."
        raise DeviceUnusable(told, "Unplug it and plug it in again.") from None
    if isinstance(answer, DeviceUnusable):
        raise answer
    return answer

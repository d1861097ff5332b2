"""Devices kept open: opened, listened to, lost, found again; their buffers go to the line.

Nothing here keeps a sample. A device that says nothing for two seconds is taken as lost, whatever
the sound system says: it often says nothing.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from recorder import clock, devices
from recorder.devices import Device, Kind, System
from recorder.errors import DeviceUnusable
from recorder.feed import Buffer, Feed
from recorder.line import Line
from recorder.meter import Level, level
from recorder.pace import Speed
from recorder.wire import Trouble

_SILENT_S: Final = 2.0
_RETRY_S: Final = 2.0
_LOOK_S: Final = 2.0
_WAITING: Final = 2_400  # buffers of 50 ms: two minutes, should we be held up
_OPENING_S: Final = 8.0
_CLOSING_S: Final = 2.0

Tell = Callable[[Trouble, str], None]
"""Is told what went wrong and with which device."""


@dataclass(slots=True)
class _Slot:
    """One channel's device: the one wanted, the one open, what came from it."""

    number: int
    kind: Kind
    wanted: str | None
    device: Device | None = None
    feed: Feed | None = None
    queue: deque[Buffer] = field(default_factory=lambda: deque(maxlen=_WAITING))
    heard: float = 0.0
    retry: float = 0.0
    opening: "_Opening | None" = None
    level: Level = field(default_factory=Level)
    speed: Speed = field(default_factory=Speed)
    brought: int = 0  # samples since it was opened
    refused: set[str] = field(default_factory=set)


class _Opening:
    """A device being opened on a thread of its own, since that may hang.

    With `refused`, the keys of devices that were tried in vain, one in use stands in for the one
    wanted where that refuses.
    """

    def __init__(
        self, system: System, kind: Kind, wanted: str | None, refused: set[str] | None = None
    ) -> None:
        self.feed: Feed | None = None
        self.device: Device | None = None
        self.error: DeviceUnusable | None = None
        self.began = clock.now()
        self._abandoned = False
        self._door = threading.Lock()
        self._system, self._kind, self._wanted, self._refused = system, kind, wanted, refused
        self._thread = threading.Thread(target=self._open, daemon=True)
        self._thread.start()

    @property
    def over(self) -> bool:
        """Whether it was opened, or refused, or hangs."""
        return not self._thread.is_alive() or clock.now() - self.began > _OPENING_S

    def wait(self) -> None:
        """Wait until it is over."""
        self._thread.join(_OPENING_S)

    def abandon(self) -> None:
        """Nobody wants it any more: what is open, or opens yet, is closed."""
        with self._door:
            self._abandoned = True
            if self.feed:
                _close(self.feed)
                self.feed = None

    def _open(self) -> None:
        try:
            for device in self._candidates(self._system.devices()):
                if self._tried(device):
                    return
        except DeviceUnusable as error:
            self.error = error

    def _candidates(self, there: tuple[Device, ...]) -> list[Device]:
        best = _best(there, self._kind, self._wanted)
        if best is None:
            raise DeviceUnusable(f"No {self._kind} was found.", self._system.advice(self._kind))
        in_use = devices.chosen(there, self._kind, None)
        if self._refused is None or in_use in (None, best):
            return [best]
        return [in_use, best] if best.key in self._refused else [best, in_use]

    def _tried(self, device: Device) -> bool:
        try:
            feed = self._system.open(device)
        except DeviceUnusable as error:
            self.error = error
            if self._refused is not None:
                self._refused.add(device.key)
            return False
        with self._door:
            if self._abandoned:
                _close(feed)
            else:
                self.device, self.feed = device, feed
        return True


def _best(there: tuple[Device, ...], kind: Kind, wanted: str | None) -> Device | None:
    return devices.chosen(there, kind, wanted) or devices.chosen(there, kind, None)


def _close(feed: Feed) -> threading.Thread:
    """Close it on a thread of its own, since that may hang."""
    thread = threading.Thread(target=feed.stop, daemon=True)
    thread.start()
    return thread


class Capture:
    """The devices of one recording: a microphone, and for a call the far end as channel 1."""

    def __init__(
        self, system: System, line: Line, wanted: dict[Kind, str | None], tell: Tell
    ) -> None:
        self._system, self._line, self._tell = system, line, tell
        self._slots = [
            _Slot(number, kind, name) for number, (kind, name) in enumerate(wanted.items())
        ]
        self._present: tuple[Device, ...] | None = None
        self._ticked = 0.0
        self._stopped = threading.Event()

    @property
    def names(self) -> tuple[str, ...]:
        """What the open devices are called."""
        return tuple(slot.device.name if slot.device else "" for slot in self._slots)

    @property
    def levels(self) -> tuple[Level, ...]:
        """Each channel's level as last heard."""
        return tuple(slot.level for slot in self._slots)

    def start(self, *, looking: bool = False) -> None:
        """Open every device; with `looking`, they are looked for as if they had been lost.

        Raises:
            DeviceUnusable: one is missing or refuses, unless `looking`.
        """
        for slot in () if looking else self._slots:
            devices.needed(self._system, slot.kind, slot.wanted)
            slot.opening = _Opening(self._system, slot.kind, slot.wanted)
            slot.opening.wait()
            self._opened(slot, clock.now())
            if slot.feed is None:
                slot.opening.abandon()
                raise slot.opening.error or DeviceUnusable(f"The {slot.kind} does not answer.")
            slot.opening = None
        if self._system.cheap:
            threading.Thread(target=self._look, daemon=True).start()

    def stop(self) -> None:
        """Close every device; one that hangs is left to its thread."""
        self._stopped.set()
        closing = [_close(slot.feed) for slot in self._slots if slot.feed]
        for slot in self._slots:
            slot.feed = None
            if slot.opening:
                slot.opening.abandon()
                slot.opening = None
        for thread in closing:
            thread.join(_CLOSING_S)

    def tick(self, now: float) -> None:
        """Bring what came to the line; see to devices that are lost or back."""
        held_up = now - self._ticked > _SILENT_S / 2
        self._ticked = now
        for slot in self._slots:
            if held_up:  # we were, not the device: it gets its time to hand over what it kept
                slot.heard = now
            self._bring(slot, now)
            if slot.feed is None:
                self._reopen(slot, now)
            elif now - slot.heard > _SILENT_S:
                self._silent(slot)
            elif slot.speed.odd:  # so does a headset that becomes a telephone
                self._lose(slot, Trouble.DEVICE_CHANGED)
        self._follow()

    def _bring(self, slot: _Slot, now: float) -> None:
        while slot.queue:
            buffer = slot.queue.popleft()
            self._line.take(slot.number, buffer)
            slot.level = level(buffer.samples)
            slot.heard = now
            if buffer.dropped:
                self._tell(Trouble.SAMPLES_LOST, slot.device.name if slot.device else "")
                slot.speed = Speed()
            if slot.feed and not (slot.device and slot.device.pauses):
                slot.speed.note(buffer.at, slot.brought / slot.feed.rate)
            slot.brought += len(buffer.samples)

    def _silent(self, slot: _Slot) -> None:
        if slot.device and slot.device.pauses:
            slot.level = Level()
            self._line.leave(slot.number)
            self._line.join(slot.number, slot.feed.rate if slot.feed else 0, pauses=True)
            slot.heard = clock.now()
        else:
            self._lose(slot, Trouble.DEVICE_LOST)

    def _lose(self, slot: _Slot, trouble: Trouble) -> None:
        self._tell(trouble, slot.device.name if slot.device else "")
        lost = [slot] if self._system.cheap or slot.number else self._slots
        for each in lost:  # the list of devices can't be made anew while any is open
            if each.feed:
                _close(each.feed)
            each.feed, each.level, each.retry = None, Level(zero=False), 0.0
            each.queue = deque(maxlen=_WAITING)
            self._line.leave(each.number)

    def _reopen(self, slot: _Slot, now: float) -> None:
        if slot.opening is not None:
            if slot.opening.over:
                self._opened(slot, now)
                if slot.feed:
                    self._tell(Trouble.DEVICE_BACK, slot.device.name if slot.device else "")
                else:
                    slot.opening.abandon()
                slot.opening = None
        elif now >= slot.retry:
            slot.retry = now + _RETRY_S
            if not self._system.cheap and not any(
                each.feed or each.opening for each in self._slots
            ):
                self._system.refresh()
            slot.opening = _Opening(self._system, slot.kind, slot.wanted, slot.refused)

    def _opened(self, slot: _Slot, now: float) -> None:
        opening = slot.opening
        if opening is None or opening.feed is None or opening.device is None:
            return
        slot.queue = deque(maxlen=_WAITING)
        slot.heard, slot.speed, slot.brought = now, Speed(), 0
        try:
            opening.feed.start(slot.queue.append)
        except DeviceUnusable as error:
            opening.error = error
            slot.refused.add(opening.device.key)
            return
        slot.feed, slot.device = opening.feed, opening.device
        self._line.join(slot.number, opening.feed.rate, pauses=opening.device.pauses)

    def _look(self) -> None:
        """On a thread: see what is plugged in."""
        while not self._stopped.wait(_LOOK_S):
            try:
                self._present = self._system.devices()
            except DeviceUnusable:
                self._present = None

    def _follow(self) -> None:
        """Change to the wanted device when it is back, or to the one in use when that changes."""
        there, self._present = self._present, None
        if not there:
            return
        keys = {device.key for device in there}
        for slot in self._slots:
            slot.refused &= keys  # plugged in again, it gets another chance
            best = _best(there, slot.kind, slot.wanted)
            if best is None or best.key in slot.refused:
                continue
            if slot.feed and slot.device and best.key != slot.device.key:
                gone = slot.device.key not in keys
                self._lose(slot, Trouble.DEVICE_LOST if gone else Trouble.DEVICE_CHANGED)

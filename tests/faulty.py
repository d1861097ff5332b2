"""A sound system made up for tests, which does all that real ones do wrong, by a clock of ours."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from heard import astray, sounding

from recorder.capture import Capture
from recorder.devices import Device, Kind
from recorder.errors import DeviceUnusable
from recorder.feed import Buffer, Deliver, Feed
from recorder.line import Line
from recorder.sound import Lost, Samples
from recorder.wire import Trouble

MICROPHONE = Device("mic", "Microphone", "microphone", 48_000, default=True)
HEADSET = Device("head", "Headset", "microphone", 48_000)
FAR_END = Device("far", "Speakers", "far end", 48_000, default=True)
LOOPBACK = Device("loop", "Speakers", "far end", 48_000, default=True, pauses=True)
TICK_S = 0.05
APART_S = 0.02


@dataclass
class Fault:
    """What a device does wrong from now on."""

    refuses: bool = False
    refuses_to_start: bool = False
    hangs: bool = False
    mute: bool = False
    zeros: bool = False
    rate: int | None = None
    held: bool = False
    dropped: bool = False


@dataclass(eq=False)
class Stream:
    """An open device, as `feed.Feed`."""

    machine: "Machine"
    device: Device
    rate: int
    since: float = 0.0
    brought: int = 0
    deliver: Deliver | None = None
    held: list[Samples] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def start(self, deliver: Deliver) -> None:
        if self.machine.faults[self.device.key].refuses_to_start:
            raise DeviceUnusable("It does not start.")
        self.deliver, self.since = deliver, self.machine.now

    def stop(self) -> None:
        self.stopped.set()
        self.machine.stopping()

    def bring(self, now: float, fault: Fault) -> None:
        if not self.deliver or self.stopped.is_set():
            return
        true = fault.rate or self.rate
        wanted = int((now - self.since) * true)
        count, self.brought = wanted - self.brought, wanted
        if fault.mute or count <= 0:
            return
        samples = sounding(self.since + (wanted - count + np.arange(count)) / true)
        self.held.append(np.zeros_like(samples) if fault.zeros else samples)
        self.hand_over(0 if fault.held else len(self.held), dropped=fault.dropped)

    def hand_over(self, count: int, *, dropped: bool = False) -> None:
        """Bring so many of the buffers that were held."""
        for some in self.held[:count]:
            if self.deliver:
                self.deliver(Buffer(some, self.machine.now - len(some) / self.rate, dropped))
        del self.held[:count]


@dataclass
class Machine:
    """A sound system, as `devices.System`, and the only clock."""

    there: tuple[Device, ...] = (MICROPHONE, FAR_END)
    cheap: bool = True
    now: float = 100.0
    opened: list[Stream] = field(default_factory=list)
    faults: dict[str, Fault] = field(default_factory=dict)
    refreshed: int = 0
    opening: int = 0
    unlisted: bool = False
    release: threading.Event = field(default_factory=threading.Event)
    stopping: Callable[[], object] = lambda: None

    def __post_init__(self) -> None:
        for device in (MICROPHONE, HEADSET, FAR_END, LOOPBACK):
            self.faults[device.key] = Fault()

    def devices(self) -> tuple[Device, ...]:
        if self.unlisted:
            raise DeviceUnusable("The sound server does not answer.")
        return self.there

    def open(self, device: Device) -> Feed:
        if device not in self.there or self.faults[device.key].refuses:
            raise DeviceUnusable(f"{device.name} refuses.", "Plug it in.")
        self.opening += 1
        if self.faults[device.key].hangs:
            self.release.wait(30)
        self.opening -= 1
        stream = Stream(self, device, device.rate)
        self.opened.append(stream)
        return stream

    def refresh(self) -> None:
        assert not self.opening
        self.refreshed += all(stream.stopped.is_set() for stream in self.opened)

    def advice(self, kind: Kind) -> str:
        return f"Plug in a {kind}."


@dataclass
class Taken:
    """A recording from a machine: its line, and what was told."""

    machine: Machine
    line: Line
    capture: Capture
    told: list[tuple[Trouble, str]]
    lost: list[Lost] = field(default_factory=list)
    sound: list[Samples] = field(default_factory=list)

    def run(self, seconds: float) -> None:
        """Let so much time pass; the sound system's threads are waited for at each tick."""
        end = self.machine.now + seconds
        while self.machine.now < end:
            self.machine.now += TICK_S
            for stream in list(self.machine.opened):
                stream.bring(self.machine.now, self.machine.faults[stream.device.key])
            self.settle()
            self.capture.tick(self.machine.now)
            self.line.done(self.machine.now)
            chunks, lost = self.line.taken()
            self.lost += lost
            for channel, start, samples in chunks:
                self.sound[channel][start : start + len(samples)] = samples

    def settle(self) -> None:
        for slot in self.capture._slots:  # noqa: SLF001, its thread is no business of others
            hangs = slot.opening and self.machine.faults[(slot.device or MICROPHONE).key].hangs
            if slot.opening and not hangs:
                slot.opening.wait()

    def look(self) -> None:
        """As the thread that looks what is plugged in."""
        self.capture._present = self.machine.devices()  # noqa: SLF001, it waits two real seconds

    def at_their_places(self, since: float, until: float, *channels: int) -> None:
        assert self.line.zero is not None
        for channel in channels:
            off, missing = astray(self.sound[channel], self.line.zero, since, until)
            assert (missing, off < APART_S) == (0, True)

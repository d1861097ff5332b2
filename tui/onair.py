"""A recording as whoever watches it knows it: told event by event, never by looking."""

from dataclasses import dataclass, field
from enum import StrEnum

from recorder.conversation import MarkKind
from recorder.wire import (
    Began,
    Button,
    Ended,
    Event,
    Faulted,
    Marked,
    Removed,
    Running,
    Trouble,
)


class Air(StrEnum):
    """What a recording does, as it is shown."""

    STARTING = "starting"
    RECORDING = "recording"
    PAUSE = "pause"
    OFF_THE_RECORD = "off the record"
    STOPPING = "stopping"
    SILENT = "silent"


@dataclass(slots=True)
class OnAir:
    """What is known of a recording so far; times in seconds of the session.

    `held` says that the coach wants nothing kept now, whatever the recorder has come to. `spoken`
    is whether a consent given aloud is still to be marked.
    """

    spoken: bool = False
    air: Air = Air.STARTING
    seconds: float = 0.0
    kept: float = 0.0
    heights: tuple[tuple[float, bool], ...] = ()
    devices: tuple[str, ...] = ()
    held: bool = False
    stopped: bool = False
    faults: list[Faulted] = field(default_factory=list)
    seen: int = 0
    marks: list[Marked] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    ended: Ended | None = None

    @property
    def began(self) -> bool:
        """Whether anything is, or was, being kept."""
        return bool(self.devices)

    @property
    def over(self) -> bool:
        """Whether it is stopping, or has."""
        return self.ended is not None or self.stopped

    @property
    def unseen(self) -> Faulted | None:
        """The newest fault, if the coach has not put it aside."""
        return self.faults[-1] if len(self.faults) > self.seen else None

    def take(self, event: Event) -> None:
        """Learn from `event`."""
        match event:
            case Began():
                self.devices = event.devices
            case Running():
                self.air = Air.STOPPING if self.stopped else Air(event.state)
                self.seconds, self.kept = event.seconds, event.kept
                self.heights = tuple(zip(event.peaks, event.clipped, strict=True))
            case Marked():
                self.marks.append(event)
                if event.kind is MarkKind.CONSENT:
                    self.spoken = False
            case Removed():
                self.removed.append(event)
                self.marks = [mark for mark in self.marks if not _within(mark, event)]
            case Faulted():
                self.faults.append(event)
            case Ended():
                self.ended = event

    def press(self, button: Button) -> None:
        """The coach pressed `button`: what is wanted from now on."""
        if button is Button.STOP:
            self.stopped, self.air = True, Air.STOPPING
        elif button is Button.RESUME:
            self.held = False
        elif button in (Button.PAUSE, Button.OFF_THE_RECORD):
            self.held = True

    def fall_silent(self) -> None:
        """The recorder does not answer any more; its next word ends that."""
        self.air = Air.SILENT

    def lost(self) -> bool:
        """Whether a device is lost and not back."""
        for fault in reversed(self.faults):
            if fault.trouble is Trouble.DEVICE_LOST:
                return True
            if fault.trouble in (Trouble.DEVICE_BACK, Trouble.DEVICE_CHANGED):
                return False
        return False

    def counted(self, kind: MarkKind) -> int:
        """How many marks of a kind are kept."""
        return sum(mark.kind is kind for mark in self.marks)


def _within(mark: Marked, gone: Removed) -> bool:
    return mark.kind is not MarkKind.CONSENT and mark.start < gone.end and mark.end >= gone.start

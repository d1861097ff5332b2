"""What the recorder process is told, and what it tells, as lines of JSON on its two pipes."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from recorder import lines
from recorder.conversation import Mark, MarkKind
from recorder.errors import AllianceError


class Trouble(StrEnum):
    """What went wrong while recording; the recording goes on where it can."""

    DEVICE_LOST = "device lost"
    DEVICE_CHANGED = "device changed"
    DEVICE_BACK = "device back"
    SAMPLES_LOST = "samples lost"
    SILENT = "silent"
    SUSPENDED = "suspended"
    DISK_NEARLY_FULL = "disk nearly full"
    DISK_FULL = "disk full"
    VAULT_BUSY = "vault busy"
    RECORDER_DIED = "recorder died"


@dataclass(frozen=True, slots=True)
class Order:
    """What to record: the first line that the process reads, and the only one with a secret.

    `microphone` and `far_end` name devices, None for the one in use. `zero` is the clock's time of
    the session's start where a recording goes on after its process died, `paused` why nothing was
    being kept then, "" where it was, and `presses` what was pressed and not yet done.
    """

    home: str
    key: str = field(repr=False)
    session: str
    microphone: str | None = None
    far_end: str | None = None
    zero: float | None = None
    paused: str = ""
    presses: tuple["Press", ...] = ()


class Button(StrEnum):
    """What can be pressed."""

    PAUSE = "pause"
    RESUME = "resume"
    OFF_THE_RECORD = "off the record"
    MARK = "mark"
    STOP = "stop"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed; `NONE` only says that whoever presses is still there.

    `at` is the clock's time at which it was pressed, `number` counts from 1. `back` is how many
    seconds before it go off the record as well; `kind`, `text` and `since` belong to a mark,
    `since` being its start in seconds, None for now.
    """

    button: Button
    back: float = 0.0
    kind: MarkKind = MarkKind.MARK
    text: str = ""
    since: float | None = None
    at: float = 0.0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Did:
    """The press of this number is done; `paused` is why nothing is kept since, "" where it is."""

    number: int
    paused: str


@dataclass(frozen=True, slots=True)
class Began:
    """Sound is being kept from now on, from these devices; `zero` is the line's start."""

    devices: tuple[str, ...]
    zero: float


@dataclass(frozen=True, slots=True)
class Running:
    """How it goes: the session's time in seconds, up to where it is kept, each channel's level.

    `state` is "starting", "recording", "pause", "off the record" or "stopping".
    """

    state: str
    seconds: float
    kept: float
    peaks: tuple[float, ...]
    clipped: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark is kept."""

    id: str
    kind: MarkKind
    start: float
    end: float
    text: str

    def mark(self) -> Mark:
        """The mark."""
        return Mark(self.id, self.kind, self.start, self.end, self.text)


@dataclass(frozen=True, slots=True)
class Removed:
    """A stretch went off the record, in seconds."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Faulted:
    """Something went wrong at `seconds`; `device` is the name of the one concerned, if any."""

    trouble: Trouble
    seconds: float
    device: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """The recording is over: sealed, or not where `sealed` is false; it is `seconds` long.

    `unwritten` is how many seconds of sound could not be written, `undone` says that marks, or the
    removal of what went off the record, could not be.
    """

    seconds: float
    sealed: bool
    why: str
    unwritten: float = 0.0
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """It could not begin; nothing was kept."""

    error: str
    title: str
    advice: str


Event: TypeAlias = Did | Began | Running | Marked | Removed | Faulted | Ended | Failed
_EVENTS: Final = {
    kind.__name__: kind for kind in (Did, Began, Running, Marked, Removed, Faulted, Ended, Failed)
}


def failure(error: AllianceError) -> Failed:
    """`error` as an event."""
    return Failed(type(error).__name__, error.title, error.advice)


def event(line: bytes) -> Event:
    """The event that `line` says."""
    said: Event = lines.read(line, _EVENTS)
    return said


def order(line: bytes) -> Order:
    """The order that `line` says."""
    said: Order = lines.read(line, {"Order": Order})
    return said


def press(line: bytes) -> Press:
    """The pressed button that `line` says."""
    said: Press = lines.read(line, {"Press": Press})
    return said

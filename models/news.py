"""What the listener process is told, and what it tells, as lines of JSON on its two pipes."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from models.coverage import Covered
from models.listener import Pace
from recorder import lines
from recorder.conversation import Language, Speaker, Word
from recorder.wire import Failed


@dataclass(frozen=True, slots=True)
class Said:
    """Settled words of one channel that a listener before this one told."""

    channel: int
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """What to listen to: the first line that the process reads, and the only one with a secret.

    `model` is the name of a speech model; `topics` says whether what is said may be tagged.
    `gentle` asks for less of the processor; None leaves that to the battery. Where a listener died,
    the next goes on from `since` (seconds), knows what was `said` and numbers words from `first`.
    """

    home: str
    key: str = field(repr=False)
    session: str
    model: str = "base"
    topics: bool = True
    gentle: bool | None = None
    since: float = 0.0
    said: tuple[Said, ...] = ()
    first: int = 1


class Part(StrEnum):
    """What is loaded before it can be used."""

    SPEECH = "speech"
    TOPICS = "topics"


@dataclass(frozen=True, slots=True)
class Loading:
    """How far a part is loaded, 0 to 1; at 1 it is in use."""

    part: Part
    done: float


@dataclass(frozen=True, slots=True)
class Lacking:
    """A part that can't be loaded; the rest goes on without it."""

    part: Part
    title: str
    advice: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What one hearing of one channel changed; seconds of the session.

    `settled` words are new and stay, each with an id that no other has. `tail` replaces all that
    was shown of this channel beyond its settled words, and may change at every hearing.
    """

    channel: int
    speaker: Speaker
    settled: tuple[Word, ...]
    tail: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Following:
    """How close behind the live text is, told every second and at every change of pace.

    `seconds` is the session's time up to which sound was read, `lag` how far behind what was said
    the text lies. `pace` says how closely speech is followed, and why not more closely; `gentle`
    whether the processor is spared.
    """

    seconds: float
    lag: float
    pace: Pace
    gentle: bool


@dataclass(frozen=True, slots=True)
class Skipped:
    """A stretch, in seconds, that the live text of a channel leaves out; its sound is kept."""

    channel: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was said from `start` to `end` went off the record: its words are to be forgotten.

    No later word of the listener lies there, and the coverage told next leaves it out.
    """

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """Around `seconds` this language was spoken, not the one that was given; nothing changes."""

    seconds: float
    language: Language
    sure: float


@dataclass(frozen=True, slots=True)
class Died:
    """The listener died at `seconds`; another goes on from there."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Finished:
    """The recording is sealed and all of it is heard."""

    seconds: float


Event: TypeAlias = (
    Loading
    | Lacking
    | Heard
    | Following
    | Skipped
    | Withdrawn
    | OtherLanguage
    | Covered
    | Died
    | Finished
    | Failed
)
_EVENTS: Final[dict[str, type]] = {
    kind.__name__: kind
    for kind in (
        Loading,
        Lacking,
        Heard,
        Following,
        Skipped,
        Withdrawn,
        OtherLanguage,
        Covered,
        Died,
        Finished,
        Failed,
    )
}


def event(line: bytes) -> Event:
    """The event that `line` says."""
    said: Event = lines.read(line, _EVENTS)
    return said


def order(line: bytes) -> Order:
    """The order that `line` says."""
    said: Order = lines.read(line, {"Order": Order})
    return said

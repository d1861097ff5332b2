"""What brings sound in: a feed hands over buffers as a device fills them.

`portaudio` and `loopback` hold the real ones. A buffer says when its first sample was captured, so
that what two devices brought can be laid on one line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from recorder.sound import Samples


@dataclass(frozen=True, slots=True)
class Buffer:
    """A run of samples (int16, one channel) at the device's rate.

    `at` is the clock's time at which the first of them was captured, as their arrival tells: late
    at times, never early (`pace`). `dropped` says that the sound system lost some just before.
    """

    samples: Samples
    at: float
    dropped: bool = False


Deliver = Callable[[Buffer], None]
"""Takes a buffer; may be called from any thread, never waits."""


class Feed(Protocol):
    """An open device; sound comes from `start` on until `stop`."""

    @property
    def rate(self) -> int:
        """Samples a second."""

    def start(self, deliver: Deliver) -> None:
        """Begin to hand buffers to `deliver`."""

    def stop(self) -> None:
        """Close the device; may take its time."""

"""Which microphones and far ends there are, by plain names, and how one is opened.

The far end is what the loudspeaker plays: the other side of a call. How to get at it differs from
system to system; `System` is the seam, one file each stands behind it.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from recorder.errors import DeviceUnusable
from recorder.feed import Feed

Kind = Literal["microphone", "far end"]


@dataclass(frozen=True, slots=True)
class Device:
    """Something that brings sound in.

    `key` is what the system calls it, the same each time it is plugged in; `name` is for people;
    `rate` is its own, in samples a second; `default` says that it is the one in use. `pauses` is
    true of a far end that brings nothing at all while nothing plays.
    """

    key: str
    name: str
    kind: Kind
    rate: int
    default: bool = False
    pauses: bool = False


class System(Protocol):
    """The sound of one operating system."""

    @property
    def cheap(self) -> bool:
        """Whether `devices` may be asked every second while recording, without disturbing it."""

    def devices(self) -> tuple[Device, ...]:
        """What is plugged in now, microphones first; never a monitor among the microphones."""

    def open(self, device: Device) -> Feed:
        """Open `device`.

        Raises:
            DeviceUnusable: it is not there, or refuses.
        """

    def refresh(self) -> None:
        """See what was plugged in since; every feed of this process must be stopped."""

    def advice(self, kind: Kind) -> str:
        """What to do where no device of `kind` is found."""


def system() -> System:
    """The sound of this machine.

    Raises:
        DeviceUnusable: PortAudio is missing.
    """
    if sys.platform == "linux":
        from recorder import pulse

        found = pulse.system()
        if found:
            return found
    if sys.platform == "win32":
        from recorder import loopback

        return loopback.Windows()
    from recorder import portaudio

    return portaudio.PortAudio()


def chosen(devices: Sequence[Device], kind: Kind, wanted: str | None) -> Device | None:
    """The device that `wanted` names (key, name or a part of it), else the one of `kind` in use.

    Those of `kind` come first, but a virtual cable named as far end is taken too. None where there
    is none at all, or where several names hold the part.
    """
    there = [device for device in devices if device.kind == kind]
    if wanted is None:
        return next((device for device in there if device.default), there[0] if there else None)
    plain = wanted.casefold()
    for among in (there, devices):
        for fits in (
            lambda device: wanted == device.key,
            lambda device: plain == device.name.casefold(),
            lambda device: plain in device.name.casefold(),
        ):
            found = [device for device in among if fits(device)]
            if found:
                return found[0] if len(found) == 1 else None
    return None


def needed(system: System, kind: Kind, wanted: str | None) -> Device:
    """As `chosen`, of what is plugged in now.

    Raises:
        DeviceUnusable: there is none, or not the one that is wanted.
    """
    there = system.devices()
    found = chosen(there, kind, wanted)
    if found:
        return found
    names = ", ".join(device.name for device in there if device.kind == kind)
    if wanted and names:
        raise DeviceUnusable(f"No single {kind} is called “{wanted}”.", f"There is: {names}.")
    raise DeviceUnusable(f"No {kind} was found.", system.advice(kind))

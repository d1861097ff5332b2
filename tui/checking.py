"""The sound check of `alliance doctor`: devices by name, live meters, figures and advice."""

import argparse
import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from recorder import devices, soundcheck, testsound
from recorder.bleed import Bleed
from recorder.cleaning import one_line
from recorder.devices import Device, System
from recorder.errors import DeviceUnusable
from recorder.meter import Level
from recorder.soundcheck import Concern, Heard
from tui import bars, terminal
from tui.catalogue import N_

_METERED_S: Final = 3.0
_UNSEEN_S: Final = 2.0
_PLAYED_S: Final = testsound.SECONDS + 1.0  # it may take a second to come out of the loudspeaker
_CELLS: Final = 20
_NAMES: Final = ("microphone", "far end")
ADVICE: Final = {
    Concern.ABSENT: N_("The microphone brings nothing: unplug it and plug it in again."),
    Concern.SILENT: N_(
        "The microphone gives nothing but zeros: it is muted, or the system does not let this"
        " program hear it. Switch it on, and allow the microphone in the privacy settings."
    ),
    Concern.LOST: N_("Samples were lost: close programs that keep this computer busy."),
    Concern.CLIPPED: N_("The microphone is overdriven: turn it down, or move away a little."),
    Concern.UNSPOKEN: N_("No voice stood out: check again, and say a few words meanwhile."),
    Concern.QUIET: N_("The voice is quiet: move closer to the microphone, or turn it up."),
    Concern.NOISY: N_(
        "There is much noise: close windows, switch fans off, or move closer to the microphone."
    ),
    Concern.OFF_CENTRE: N_("The sound lies off centre: try another plug or another microphone."),
    Concern.LOUD_ECHO: N_("The far end comes back loud in the microphone: wear headphones."),
    Concern.SOFT_ECHO: N_(
        "The far end can be heard in the microphone: headphones are best; else turn the"
        " loudspeaker down and sit closer to the microphone."
    ),
}
"""What is not as it should be, and what to do about it, English."""
# With these a recording would hold nothing.
GRAVE: Final = {Concern.ABSENT, Concern.SILENT}
ECHO: Final = {Concern.LOUD_ECHO, Concern.SOFT_ECHO}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    good: bool
    told: str


class Meters:
    """Levels as bars on one line of stderr; nothing where that can't be drawn over."""

    def __init__(self) -> None:
        self._live = terminal.redraws()

    def show(self, levels: Sequence[Level]) -> None:
        """Draw the levels of the microphone, and of the far end if there is one."""
        if self._live:
            terminal.redraw("   ".join(map(meter, _NAMES, levels)))

    def end(self) -> None:
        """Take the line away."""
        if self._live:
            terminal.redraw("")


def meter(name: str, level: Level) -> str:
    """One bar from -60 to 0 dB of the peak, with the loudness as number."""
    bar = "#" * bars.filled(level.peak, _CELLS)
    clipped = "!" if level.clipped else " "
    return f"{name} [{bar:·<{_CELLS}}]{clipped}{level.loudness:4.0f} dB"


def findings(chosen: argparse.Namespace) -> Iterator[Finding]:
    """The devices there are, and what the ones in use, or asked for, sound like."""
    try:
        system = devices.system()
        there = system.devices()
        microphone = _wanted(system, there, "microphone", chosen.mic)
        far_end = _wanted(system, there, "far end", chosen.far_end)
    except DeviceUnusable as error:
        yield Finding("sound", good=False, told=str(error))
        return
    none = "none found (importing needs none)"
    yield Finding("microphones", good=True, told=_listed(there, microphone) or none)
    none = f"none found (a call needs one). {system.advice('far end')}"
    yield Finding("far ends", good=True, told=_listed(there, far_end) or none)
    if microphone is None:
        return
    try:
        heard = _heard(system, microphone, far_end, play=chosen.play)
    except DeviceUnusable as error:
        yield Finding("sound check", good=False, told=str(error))
        return
    yield from told(heard)


def told(heard: Heard) -> Iterator[Finding]:
    """What was heard, in figures, with advice."""
    concerns = soundcheck.concerns(heard)
    advice = [ADVICE[concern] for concern in concerns if concern not in ECHO]
    good = not GRAVE & set(concerns)
    yield Finding("microphone", good, " ".join((_figures(heard.microphone), *advice)))
    if heard.far_end is None:
        return
    yield Finding("far end", good=True, told=_figures(heard.far_end))
    advice = [ADVICE[concern] for concern in concerns if concern in ECHO]
    yield Finding("echo", good=True, told=" ".join((_echo(heard.bleed), *advice)))


def _wanted(
    system: System, there: Sequence[Device], kind: devices.Kind, name: str | None
) -> Device | None:
    """The device that was asked for, else the one in use, if any."""
    return devices.needed(system, kind, name) if name else devices.chosen(there, kind, None)


def _listed(there: Sequence[Device], used: Device | None) -> str:
    """The names of the devices of one kind, the one in use first."""
    if used is None:
        return ""
    others = [one for one in there if one.kind == used.kind and one.key != used.key]
    return ", ".join((f"{one_line(used.name)} (checked)", *(one_line(one.name) for one in others)))


def _heard(system: System, microphone: Device, far_end: Device | None, *, play: bool) -> Heard:
    """Listen while meters show it.

    Raises:
        DeviceUnusable: a device can't be opened.
    """
    seconds = _METERED_S if sys.stderr.isatty() else _UNSEEN_S
    terminal.tell("Listening for a moment to measure; nothing is kept. Say a few words …")
    meters = Meters()
    try:
        with testsound.playing() if play else contextlib.nullcontext():
            wait = max(seconds, _PLAYED_S) if play else seconds
            return soundcheck.listen(system, microphone, far_end, wait, meters.show)
    finally:
        meters.end()


def _figures(found: soundcheck.Finding) -> str:
    if not found.seconds or found.zero:
        return "silent."
    return (
        f"peak {found.peak:.0f} dB, loudness {found.loudness:.0f} dB,"
        f" noise {found.floor:.0f} dB, clipped {found.clipped:.0%},"
        f" offset {found.offset:.1%}."
    )


def _echo(bleed: Bleed) -> str:
    if not bleed.measured:
        return "not measured, since nothing played; “alliance doctor --play” plays a soft sound."
    if bleed.decibels is None or bleed.delay is None:
        return f"none found; if there is one, it is softer than {bleed.limit:.0f} dB."
    return f"{bleed.decibels:.0f} dB of the far end, after {bleed.delay * 1000:.0f} ms."

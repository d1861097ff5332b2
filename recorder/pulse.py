"""Linux with a sound server, PulseAudio or PipeWire: what it plays can be recorded too.

PortAudio of today does not list the server's sources, and monitors of outputs least of all. So
the server itself is asked what there is (pulsectl, over the server's own local socket), and
PortAudio opens ALSA's "pulse" device with the wanted source in the environment, which libpulse
reads when it connects. Measured: PulseAudio keeps what comes while our process is held up for
three seconds, and hands it over afterwards, so nothing is lost.
"""

import os
import queue
import threading
from dataclasses import dataclass
from typing import Any, Final

from recorder.devices import Device, Kind
from recorder.errors import DeviceUnusable
from recorder.portaudio import PortAudioFeed, portaudio, refresh

_CLIENT: Final = "alliance"
_BRIDGE: Final = "pulse"
"""ALSA's name for the server."""
_LOOKS: Final = 3
_WAIT_S: Final = 5.0
_RATE: Final = 48_000
_RATES: Final = {16_000, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000}
"""An output that rests may show whatever rate was last tried on it; then the usual one is taken."""
_MONITOR: Final = ".monitor"  # so both servers end the name of what an output plays
_DOOR: Final = threading.Lock()
"""The environment is one for the whole process: one opening at a time."""


class Pulse:
    """The sources of a sound server."""

    cheap = True

    def devices(self) -> tuple[Device, ...]:
        """See `devices.System`."""
        answer = _asked()
        if answer is None:
            raise DeviceUnusable(
                "The sound server does not answer.", "Start PulseAudio or PipeWire, and try again."
            )
        in_use: dict[Kind, str] = {
            "microphone": answer.facts.default_source_name,
            "far end": f"{answer.facts.default_sink_name}{_MONITOR}",
        }
        found = []
        for source in answer.sources:
            kind: Kind = "far end" if source.name.endswith(_MONITOR) else "microphone"
            name = source.description or source.name
            default = source.name == in_use[kind]
            rate = source.sample_spec.rate
            found.append(
                Device(source.name, name, kind, rate if rate in _RATES else _RATE, default)
            )
        return tuple(sorted(found, key=lambda device: device.kind != "microphone"))

    def open(self, device: Device) -> PortAudioFeed:
        """See `devices.System`."""
        with _DOOR:
            before = os.environ.get("PULSE_SOURCE")
            os.environ["PULSE_SOURCE"] = device.key
            try:
                return PortAudioFeed(_BRIDGE, device.rate)
            finally:
                os.environ.pop("PULSE_SOURCE")
                if before is not None:
                    os.environ["PULSE_SOURCE"] = before

    def refresh(self) -> None:
        """Nothing to do: the server is asked each time."""

    def advice(self, kind: Kind) -> str:
        """See `devices.System`."""
        if kind == "far end":
            return "The sound server has no output whose sound could be recorded."
        return "Plug in a microphone, or choose one in the system's sound settings."


def system() -> Pulse | None:
    """The sound server, None where there is none.

    Raises:
        DeviceUnusable: it is there, but ALSA can't reach it.
    """
    try:
        import pulsectl  # noqa: F401, it looks for libpulse
    except (ImportError, OSError):
        return None
    if _asked() is None:
        return None
    for _ in range(_LOOKS):  # a server that is just starting may refuse the first look
        if _BRIDGE in [entry["name"] for entry in portaudio().query_devices()]:
            return Pulse()
        refresh()
    raise DeviceUnusable(
        "ALSA can't reach the sound server.",
        "Install its plug-in: sudo apt-get install libasound2-plugins.",
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the server said: its default source and output, and every source."""

    facts: Any
    sources: tuple[Any, ...]


def _asked() -> _Answer | None:
    """What the server has, None where it does not answer within five seconds; never starts one.

    Asked on a thread of its own, since a server that hangs would hold us.
    """
    answers: queue.SimpleQueue[_Answer | None] = queue.SimpleQueue()
    threading.Thread(target=_ask, args=(answers,), daemon=True).start()
    try:
        return answers.get(timeout=_WAIT_S)
    except queue.Empty:
        return None


def _ask(answers: "queue.SimpleQueue[_Answer | None]") -> None:
    import pulsectl

    try:
        with pulsectl.Pulse(_CLIENT, connect=False) as server:
            server.connect(autospawn=False)
            answers.put(_Answer(server.server_info(), tuple(server.source_list())))
    except (pulsectl.PulseError, pulsectl.pulsectl.PulseDisconnected):
        answers.put(None)

"""Microphones through PortAudio: every system's own, and macOS's virtual ones as far end.

sounddevice is imported when it is needed: importing it starts PortAudio, and PortAudio looks at
the devices once, when it is started.
"""

import contextlib
import ctypes
import sys
import threading
import weakref
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import numpy as np

from recorder import clock
from recorder.devices import Device, Kind
from recorder.errors import DeviceUnusable
from recorder.feed import Buffer, Deliver

_RATES: Final = (48_000, 44_100, 16_000, 32_000, 8_000)
_BUFFERS_A_SECOND: Final = 20
_CLOSING_S: Final = 2.0
_BRIDGE: Final = "pulse"
# macOS has no monitor of its own: these drivers offer what is played as an input.
_VIRTUAL: Final = ("blackhole", "loopback", "soundflower", "vb-cable", "vb-audio")
_UNCLOSED: Final["weakref.WeakSet[PortAudioFeed]"] = weakref.WeakSet()


class PortAudio:
    """The devices that PortAudio lists; macOS, and Linux without a sound server."""

    cheap = False

    def devices(self) -> tuple[Device, ...]:
        """See `devices.System`; as of when PortAudio was started or refreshed."""
        listed = portaudio()
        default = listed.default.device[0]
        found = [
            Device(
                key=_key(entry),
                name=entry["name"],
                kind=_kind(entry["name"]),
                rate=int(entry["default_samplerate"]),
                default=number == default,
            )
            for number, entry in enumerate(listed.query_devices())
            if entry["max_input_channels"]
        ]
        return tuple(sorted(found, key=lambda device: device.kind != "microphone"))

    def open(self, device: Device) -> "PortAudioFeed":
        """See `devices.System`."""
        # Never by name: sounddevice takes any device whose name holds the words in that order.
        keys = [
            _key(entry) if entry["max_input_channels"] else None
            for entry in portaudio().query_devices()
        ]
        if device.key not in keys:
            raise DeviceUnusable(f"“{device.name}” is gone.", self.advice(device.kind))
        # The one channel of a virtual device would be the left alone.
        channels = (2, 1) if device.kind == "far end" else (1, 2)
        return PortAudioFeed(keys.index(device.key), device.rate, channels)

    def refresh(self) -> None:
        """See `devices.System`."""
        refresh()

    def advice(self, kind: Kind) -> str:
        """See `devices.System`."""
        if sys.platform == "darwin":
            if kind == "far end":
                return (
                    "macOS does not hand out what it plays: install BlackHole (existential.audio),"
                    " make a Multi-Output Device of it and your loudspeaker in Audio MIDI Setup,"
                    " and choose that as output of the call."
                )
            return (
                "In System Settings, Privacy & Security, Microphone: allow the terminal that you"
                " run this in; without it macOS gives silence."
            )
        if kind == "far end":
            return "The far end needs PulseAudio or PipeWire (its PulseAudio part)."
        return "Plug in a microphone; “alliance doctor” lists what is found."


class PortAudioFeed:
    """One input device, given as one channel of 16-bit samples at its own rate.

    `channels` says with how many it is opened, best first; `settings` are sounddevice's own for
    the host at hand.
    """

    def __init__(
        self,
        key: str | int,
        rate: int,
        channels: tuple[int, ...] = (1, 2),
        settings: Any = None,
    ) -> None:
        self._deliver: Deliver = lambda _: None
        self._stream, self.rate = _opened(key, rate, channels, settings, self._called)
        self._latency = float(self._stream.latency)
        _UNCLOSED.add(self)

    def start(self, deliver: Deliver) -> None:
        """See `feed.Feed`."""
        self._deliver = deliver
        with told():
            self._stream.start()

    def stop(self) -> None:
        """Close the device; a device that hangs is left to its own thread."""
        closing = threading.Thread(target=self._close, daemon=True)
        closing.start()
        closing.join(_CLOSING_S)

    def _close(self) -> None:
        with contextlib.suppress(Exception):  # it is gone already, one way or the other
            self._stream.abort()
            self._stream.close()
        _UNCLOSED.discard(self)

    def _called(self, data: Any, frames: int, _times: Any, status: Any) -> None:
        """On PortAudio's thread: copy, and nothing else."""
        now = clock.now()
        samples = np.frombuffer(data, np.int16).reshape(frames, -1)
        mono = samples[:, 0] if samples.shape[1] == 1 else samples.mean(axis=1).astype(np.int16)
        self._deliver(
            Buffer(
                mono.copy(),
                now - max(self._latency, frames / self.rate),
                bool(status.input_overflow),
            )
        )


def portaudio() -> Any:
    """sounddevice, which starts PortAudio.

    Raises:
        DeviceUnusable: PortAudio is not installed.
    """
    try:
        import sounddevice
    except OSError as error:
        raise DeviceUnusable(
            "PortAudio is missing.", "Install it: sudo apt-get install libportaudio2."
        ) from error
    _hush()
    return sounddevice


@cache
def _hush() -> object:
    """Keep ALSA, on Linux, from writing on the terminal, and so on the screen, by itself.

    Gives what must live as long as the process.
    """
    kind = ctypes.CFUNCTYPE(
        None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
    )
    silent = kind(lambda *_: None)
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # a system without ALSA
            ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(silent)
    return silent


def output(library: Any) -> int | None:
    """The sound server's own output in use where PortAudio lists it, else PortAudio's default."""
    for number, entry in enumerate(library.query_devices()):
        if entry["name"] == _BRIDGE and entry["max_output_channels"]:
            return number
    return None


def refresh() -> None:
    """Start PortAudio anew, so that it looks at the devices again; every stream must be stopped.

    Nothing happens while one is still being closed: to close it twice would end the process.
    """
    library = portaudio()
    if _UNCLOSED:
        return
    library._terminate()  # noqa: SLF001, its maker's way to see new devices
    library._initialize()  # noqa: SLF001


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Tell PortAudio's errors in a person's words.

    Raises:
        DeviceUnusable: whatever it was.
    """
    try:
        yield
    except (portaudio().PortAudioError, ValueError, OSError) as error:
        raise DeviceUnusable(
            "A device can't be opened.",
            "Check that it is plugged in, that no other program has it alone, and that this"
            " terminal may use the microphone.",
        ) from error


def _opened(
    key: str | int, own_rate: int, wanted: tuple[int, ...], settings: Any, called: Any
) -> tuple[Any, int]:
    """A stream at the device's own rate, else at one that it takes."""
    raw = portaudio().RawInputStream
    refused: DeviceUnusable | None = None
    for rate in dict.fromkeys((own_rate, *_RATES)):
        for channels in wanted:
            try:
                with told():
                    stream = raw(
                        device=key,
                        channels=channels,
                        samplerate=rate,
                        dtype="int16",
                        blocksize=rate // _BUFFERS_A_SECOND,
                        latency="high",
                        extra_settings=settings,
                        callback=called,
                    )
            except DeviceUnusable as error:
                refused = refused or error
            else:
                return stream, rate
    raise refused or DeviceUnusable("A device can't be opened.")


def _key(entry: Any) -> str:
    return f"{entry['name']}, {portaudio().query_hostapis(entry['hostapi'])['name']}"


def _kind(name: str) -> Kind:
    virtual = sys.platform == "darwin" and any(word in name.casefold() for word in _VIRTUAL)
    return "far end" if virtual else "microphone"

"""Windows: microphones through PortAudio, the far end by WASAPI loopback. Not run on Windows yet.

The PortAudio in sounddevice's wheel (19.7) has no loopback, so what a loudspeaker plays is
recorded through SoundCard. SoundCard also says what is plugged in now, where PortAudio looks only
once, when it is started. All of it is written by the two libraries' documents and sources and
Microsoft's; only the calls are tested, on a stand-in.
"""

import contextlib
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from recorder import clock
from recorder.devices import Device, Kind
from recorder.errors import DeviceUnusable
from recorder.feed import Buffer, Deliver, Feed
from recorder.portaudio import PortAudioFeed, portaudio, refresh
from recorder.sound import Samples

_RATE: Final = 48_000  # Windows converts whatever the device has
_HOST: Final = "Windows WASAPI"
_LOOK_S: Final = 0.02
_AGAIN_S: Final = 1.0
_CLOSING_S: Final = 2.0
_FULL: Final = 32_767
# SoundCard tells what Windows refuses with the one, formats that it does not know with the other.
_REFUSALS: Final = (RuntimeError, AssertionError)


class Windows:
    """WASAPI's devices, each once: MME, DirectSound and WDM-KS only list the same ones again."""

    cheap = True

    def __init__(self) -> None:
        listed = soundcard()
        # It warns of a break each time that something plays after a silence.
        warnings.simplefilter("ignore", listed.SoundcardRuntimeWarning)
        _keep_apartment()
        portaudio()

    def devices(self) -> tuple[Device, ...]:
        """See `devices.System`."""
        listed = soundcard()
        in_use: dict[Kind, str | None] = {
            "microphone": _id(listed.default_microphone),
            "far end": _id(listed.default_speaker),
        }
        with _told():
            there = listed.all_microphones(include_loopback=True)
        found = []
        for one in there:
            kind: Kind = "far end" if one.isloopback else "microphone"
            with contextlib.suppress(*_REFUSALS):  # it was pulled out just now
                default = one.id == in_use[kind]
                found.append(Device(one.id, one.name, kind, _RATE, default, one.isloopback))
        return tuple(sorted(found, key=lambda device: device.kind != "microphone"))

    def open(self, device: Device) -> Feed:
        """See `devices.System`."""
        _join_apartment()
        if device.kind == "far end":
            return LoopbackFeed(device.key)
        number = _number(device.name)
        if number is None:  # plugged in since PortAudio looked
            refresh()
            number = _number(device.name)
        if number is None:
            raise DeviceUnusable(f"“{device.name}” can't be opened.", self.advice("microphone"))
        settings = portaudio().WasapiSettings(auto_convert=True)
        return PortAudioFeed(number, device.rate, settings=settings)

    def refresh(self) -> None:
        """Nothing to do: Windows is asked each time."""

    def advice(self, kind: Kind) -> str:
        """See `devices.System`."""
        if kind == "far end":
            return "Plug in a loudspeaker or headphones, or switch one on in Settings, Sound."
        return (
            "Plug in a microphone; in Settings, Privacy & security, Microphone: let desktop apps"
            " use it."
        )


class LoopbackFeed:
    """What one loudspeaker plays, as one channel; nothing comes while nothing plays.

    Where Windows takes the stream away (another format, its sound started anew), it is opened
    again. Samples that Windows lost are not told: only the clock shows them.
    """

    rate = _RATE

    def __init__(self, key: str) -> None:
        self._key = key
        self._deliver: Deliver = lambda _: None
        self._stream = _opened(key)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="loopback", daemon=True)

    def start(self, deliver: Deliver) -> None:
        """See `feed.Feed`."""
        self._deliver = deliver
        self._thread.start()

    def stop(self) -> None:
        """See `feed.Feed`; a device that hangs is left to its own thread."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(_CLOSING_S)

    def _listen(self) -> None:
        """On a thread of its own, until it is over."""
        stream = self._stream
        while not self._over.is_set():
            with (
                contextlib.suppress(*_REFUSALS, DeviceUnusable),
                stream or _opened(self._key) as it,
            ):
                while not self._over.wait(_LOOK_S):
                    self._bring(it)
            stream = None
            self._over.wait(_AGAIN_S)

    def _bring(self, stream: Any) -> None:
        """Hand over what has come since the last look."""
        came = []
        # Asked while there is nothing, `record` would make up silence by a clock of its own.
        while stream._capture_available_frames():  # noqa: SLF001, there is no public way to ask
            came.append(stream.record())
        if came:
            samples = _mono(np.concatenate(came))
            self._deliver(Buffer(samples, clock.now() - len(samples) / self.rate))


def soundcard() -> Any:
    """SoundCard, which speaks to WASAPI."""
    import soundcard

    return soundcard


def _opened(key: str) -> Any:
    """A stream of what the loudspeaker `key` plays, with a second's buffer; not started.

    It has the loudspeaker's own channels, else two: with one of two, SoundCard says, comes noise.
    """
    with _told():
        there = soundcard().all_microphones(include_loopback=True)
        speaker = next((one for one in there if one.isloopback and one.id == key), None)
    if speaker is None:
        raise DeviceUnusable("The loudspeaker is gone.", "Plug it in again, or choose another.")
    with contextlib.suppress(*_REFUSALS):
        return speaker.recorder(_RATE, blocksize=_RATE)
    with _told():
        return speaker.recorder(_RATE, channels=2, blocksize=_RATE)


def _mono(frames: npt.NDArray[np.float32]) -> Samples:
    """The mean of the front pair: the others of a surround set would only thin it."""
    front = np.clip(frames[:, :2].mean(axis=1), -1, 1)
    samples: Samples = np.rint(front * _FULL).astype(np.int16)
    return samples


def _number(name: str) -> int | None:
    """PortAudio's number for the microphone `name`, None where it does not know it."""
    listed = portaudio()
    hosts = [host["name"] for host in listed.query_hostapis()]
    for number, entry in enumerate(listed.query_devices()):
        ours = hosts[entry["hostapi"]] == _HOST and entry["max_input_channels"]
        if ours and entry["name"] == name:
            return number
    return None


def _id(default: Callable[[], Any]) -> str | None:
    """What Windows calls the device in use; None where there is none."""
    try:
        return str(default().id)
    except _REFUSALS:
        return None


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Tell SoundCard's errors in a person's words.

    Raises:
        DeviceUnusable: whatever it was.
    """
    try:
        yield
    except _REFUSALS as error:
        raise DeviceUnusable(
            "Windows does not hand out its sound.",
            "Check that the service “Windows Audio” runs and that no other program has the"
            " loudspeaker alone.",
        ) from error


def _keep_apartment() -> None:
    """Let every thread of this process use COM.

    PortAudio and SoundCard set it up for the one thread that starts them, but ours are opened on
    threads that end.
    """
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.ole32.CoIncrementMTAUsage(ctypes.byref(ctypes.c_void_p()))


def _join_apartment() -> None:
    """Put this thread where every thread is, before PortAudio puts it where it would be alone."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.ole32.CoInitializeEx(None, 0)

"""What is asked of SoundCard and PortAudio on Windows; only the calls are checked.

Both libraries are stand-ins here, made after their documents: whether Windows answers like this
has not been tried.
"""

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pytest

from recorder import clock, loopback
from recorder.devices import Device, chosen
from recorder.errors import DeviceUnusable
from recorder.feed import Buffer, Feed
from recorder.loopback import Windows

HOSTS = ("MME", "Windows DirectSound", "Windows WASAPI", "Windows WDM-KS")
ARRAY = "Microphone Array (Realtek(R) Audio)"
HEADSET = "Casque (Jabra)"
SPEAKERS = "Haut-parleurs (Realtek(R) Audio)"


class SoundcardRuntimeWarning(RuntimeWarning):
    pass


@dataclass
class Stream:
    """SoundCard's `_Recorder`: packets of frames, or a refusal where the list holds None."""

    packets: deque[npt.NDArray[np.float32] | None]
    asked: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed.set()

    def _capture_available_frames(self) -> int:
        self.asked.set()
        if not self.packets:
            return 0
        if self.packets[0] is None:
            raise RuntimeError("Error 0x88890004")
        return len(self.packets[0])

    def record(self) -> npt.NDArray[np.float32]:
        packet = self.packets.popleft()
        assert packet is not None
        return packet


@dataclass
class Endpoint:
    """SoundCard's `_Microphone`."""

    id: str
    name: str
    isloopback: bool
    streams: deque[Stream] = field(default_factory=deque)
    takes: int | None = None
    asked: list[tuple[int, int | None, int]] = field(default_factory=list)

    def recorder(self, samplerate: int, channels: int | None = None, blocksize: int = 0) -> Stream:
        self.asked.append((samplerate, channels, blocksize))
        if channels != self.takes:
            raise AssertionError
        return self.streams.popleft()


@dataclass
class Machine:
    """A Windows machine: its endpoints as SoundCard lists them, its devices as PortAudio does."""

    endpoints: list[Endpoint] = field(default_factory=list)
    microphone: str | None = None
    speaker: str | None = None
    listed: list[dict[str, Any]] = field(default_factory=list)
    opened: list[dict[str, Any]] = field(default_factory=list)

    def plug(self, name: str, *, loopback: bool = False) -> Endpoint:
        endpoint = Endpoint(f"{{0.0.{int(not loopback)}}}.{name}", name, isloopback=loopback)
        self.endpoints.append(endpoint)
        return endpoint

    def look(self) -> None:
        """As PortAudio: each device under each host, inputs and outputs alike."""
        self.listed = [
            {
                "name": each.name[:31] if HOSTS[host] == "MME" else each.name,
                "hostapi": host,
                "max_input_channels": 0 if each.isloopback else 2,
                "default_samplerate": 48000.0,
            }
            for host in range(len(HOSTS))
            for each in self.endpoints
        ]

    def endpoint(self, key: str | None) -> Endpoint:
        for each in self.endpoints:
            if each.id == key:
                return each
        raise RuntimeError("Error 0x80070490")

    def open(self, **asked: Any) -> SimpleNamespace:
        self.opened.append(asked)
        nothing = lambda: None  # noqa: E731
        return SimpleNamespace(latency=0.05, start=nothing, abort=nothing, close=nothing)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    soundcard = SimpleNamespace(
        SoundcardRuntimeWarning=SoundcardRuntimeWarning,
        all_microphones=lambda include_loopback: [
            each for each in made.endpoints if include_loopback or not each.isloopback
        ],
        default_microphone=lambda: made.endpoint(made.microphone),
        default_speaker=lambda: made.endpoint(made.speaker),
    )
    sounddevice = SimpleNamespace(
        PortAudioError=type("PortAudioError", (Exception,), {}),
        WasapiSettings=lambda auto_convert: {"auto_convert": auto_convert},
        query_hostapis=lambda: tuple({"name": name} for name in HOSTS),
        query_devices=lambda: made.listed,
        RawInputStream=made.open,
        _terminate=lambda: None,
        _initialize=made.look,
    )
    monkeypatch.setitem(sys.modules, "soundcard", soundcard)
    monkeypatch.setitem(sys.modules, "sounddevice", sounddevice)
    monkeypatch.setattr(loopback, "_AGAIN_S", 0.01)
    return made


@pytest.fixture
def laptop(machine: Machine) -> Machine:
    """One with two microphones and two outputs, the first of each in use."""
    speakers = machine.plug(SPEAKERS, loopback=True)
    machine.plug(HEADSET, loopback=True)
    array = machine.plug(ARRAY)
    machine.plug(HEADSET)
    machine.microphone, machine.speaker = array.id, speakers.id
    machine.look()
    return machine


def far_end(machine: Machine, *streams: Stream) -> tuple[Device, Endpoint]:
    speakers = machine.endpoint(machine.speaker)
    speakers.streams.extend(streams)
    device = chosen(Windows().devices(), "far end", None)
    assert device is not None
    return device, speakers


def frames(*rows: tuple[float, ...]) -> npt.NDArray[np.float32]:
    return np.array(rows, np.float32)


def stream(*packets: npt.NDArray[np.float32] | None) -> Stream:
    return Stream(deque(packets))


def heard(feed: Feed, until: Callable[[list[Buffer]], bool]) -> list[Buffer]:
    """What the feed brings until enough has come."""
    came: list[Buffer] = []
    feed.start(came.append)
    end = time.monotonic() + 20
    while not until(came) and time.monotonic() < end:
        time.sleep(0.005)
    feed.stop()
    return came


@pytest.mark.usefixtures("laptop")
def test_each_device_is_listed_once_by_its_plain_name_microphones_first() -> None:
    assert [(device.kind, device.name) for device in Windows().devices()] == [
        ("microphone", ARRAY),
        ("microphone", HEADSET),
        ("far end", SPEAKERS),
        ("far end", HEADSET),
    ]
    assert len({device.key for device in Windows().devices()}) == 4


@pytest.mark.usefixtures("laptop")
def test_what_loudspeakers_play_is_a_far_end_that_pauses() -> None:
    for device in Windows().devices():
        assert device.pauses == (device.kind == "far end")


@pytest.mark.usefixtures("laptop")
def test_the_devices_in_use_are_flagged_one_of_each_kind() -> None:
    flagged = [(device.kind, device.name) for device in Windows().devices() if device.default]
    assert flagged == [("microphone", ARRAY), ("far end", SPEAKERS)]


@pytest.mark.usefixtures("machine")
def test_a_machine_without_any_device_has_an_empty_list() -> None:
    assert Windows().devices() == ()


def test_what_is_plugged_in_later_is_listed_without_a_refresh(laptop: Machine) -> None:
    system = Windows()
    laptop.plug("Yeti Nano")
    assert "Yeti Nano" in {device.name for device in system.devices()}


def test_a_microphone_is_opened_under_wasapi_and_converted_by_windows(laptop: Machine) -> None:
    system = Windows()
    headset = chosen(system.devices(), "microphone", HEADSET)
    assert headset is not None
    system.open(headset).stop()
    (asked,) = laptop.opened
    entry = laptop.listed[asked["device"]]
    assert (HOSTS[entry["hostapi"]], entry["name"]) == ("Windows WASAPI", HEADSET)
    assert entry["max_input_channels"]
    assert asked["extra_settings"] == {"auto_convert": True}
    assert (asked["samplerate"], asked["channels"], asked["dtype"]) == (48_000, 1, "int16")


def test_a_microphone_that_was_plugged_in_later_can_be_opened(laptop: Machine) -> None:
    system = Windows()
    laptop.plug("Yeti Nano")
    yeti = chosen(system.devices(), "microphone", "Yeti")
    assert yeti is not None
    system.open(yeti).stop()
    assert laptop.listed[laptop.opened[0]["device"]]["name"] == "Yeti Nano"


def test_a_microphone_that_is_gone_is_refused_with_advice(laptop: Machine) -> None:
    system = Windows()
    gone = Device("{0.0.1}.gone", "Gone", "microphone", 48_000)
    with pytest.raises(DeviceUnusable, match="Gone") as refused:
        system.open(gone)
    assert refused.value.advice
    assert not laptop.opened


def test_a_microphone_is_not_looked_for_while_another_is_being_closed(laptop: Machine) -> None:
    system = Windows()
    array = chosen(system.devices(), "microphone", ARRAY)
    assert array is not None
    first = system.open(array)
    laptop.plug("Yeti Nano")
    yeti = chosen(system.devices(), "microphone", "Yeti")
    assert yeti is not None
    with pytest.raises(DeviceUnusable):
        system.open(yeti)
    first.stop()
    system.open(yeti).stop()


def test_a_loudspeaker_that_is_gone_is_refused_with_advice(laptop: Machine) -> None:
    device, speakers = far_end(laptop)
    laptop.endpoints.remove(speakers)
    with pytest.raises(DeviceUnusable, match="gone") as refused:
        Windows().open(device)
    assert refused.value.advice


def test_what_plays_comes_as_one_channel_of_16_bits_with_its_time(laptop: Machine) -> None:
    packets = frames((0.5, 0.0), (-0.5, -0.5)), frames((1.0, 1.5), (0.0, 0.0))
    device, speakers = far_end(laptop, stream(*packets))
    before = clock.now()
    feed = Windows().open(device)
    came = heard(feed, bool)
    samples = np.concatenate([buffer.samples for buffer in came])
    assert samples.dtype == np.int16
    assert samples.tolist() == [8192, -16384, 32767, 0]
    assert before - 1 < came[0].at <= clock.now() - 4 / feed.rate
    assert speakers.asked == [(48_000, None, 48_000)]


def test_of_surround_sound_only_the_front_pair_is_kept(laptop: Machine) -> None:
    device, _ = far_end(laptop, stream(frames((0.5, 0.5, 0.0, 0.0, 0.0, 0.0))))
    (buffer,) = heard(Windows().open(device), bool)
    assert buffer.samples.tolist() == [16384]


def test_nothing_comes_while_nothing_plays(laptop: Machine) -> None:
    silent = stream()
    device, _ = far_end(laptop, silent)
    came = heard(Windows().open(device), lambda _: silent.asked.is_set())
    assert silent.asked.is_set()
    assert came == []


def test_a_stream_that_windows_takes_away_is_opened_again(laptop: Machine) -> None:
    first = stream(None)
    device, _ = far_end(laptop, first, stream(frames((0.25, 0.25))))
    (buffer,) = heard(Windows().open(device), bool)
    assert first.closed.is_set()
    assert buffer.samples.tolist() == [8192]


def test_a_stopped_feed_closes_its_stream_and_ends_its_thread(laptop: Machine) -> None:
    playing = stream(frames((0.5, 0.5)))
    device, _ = far_end(laptop, playing)
    feed = Windows().open(device)
    assert len(heard(feed, bool)) == 1
    assert playing.closed.is_set()
    assert [thread for thread in threading.enumerate() if thread.name == "loopback"] == []


def test_a_loudspeaker_of_an_unknown_format_is_asked_for_two_channels(laptop: Machine) -> None:
    device, speakers = far_end(laptop, stream())
    speakers.takes = 2
    Windows().open(device)
    assert [channels for _, channels, _ in speakers.asked] == [None, 2]


def test_a_refusal_by_windows_is_told_in_plain_words(laptop: Machine) -> None:
    device, speakers = far_end(laptop)
    speakers.takes = 7
    with pytest.raises(DeviceUnusable, match="does not hand out"):
        Windows().open(device)

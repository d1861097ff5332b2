"""What the sound server has, by plain names, and what a sound check hears there."""

import time

import numpy as np
import pytest
from soundserver import RATE, SoundServer

from recorder import devices, pulse, soundcheck, testsound
from recorder.bleed import Bleed
from recorder.devices import Device
from recorder.errors import DeviceUnusable
from recorder.soundcheck import Concern, concerns

pytestmark = pytest.mark.usefixtures("sound_server")


def _noise(seconds: int) -> np.ndarray:
    made = np.random.default_rng(3).normal(0, 2500, (RATE * seconds, 1))
    spoken = made * (np.arange(len(made)) % (RATE // 2) < RATE * 3 // 10)[:, None]
    return np.repeat(spoken.astype(np.int16), 2, axis=1)


def _devices() -> tuple[Device, Device]:
    found = pulse.Pulse().devices()
    microphone = devices.chosen(found, "microphone", "mic")
    far_end = devices.chosen(found, "far end", None)
    assert microphone is not None
    assert far_end is not None
    return microphone, far_end


_LATE_S = 0.06


def _echoing(decibels: float) -> np.ndarray:
    """The far end on the right; on the left, which the microphone hears, its softer echo."""
    far = np.concatenate([testsound.made(RATE)] * 6).astype(float)
    late = np.concatenate([np.zeros(int(_LATE_S * RATE)), far])[: len(far)]
    return np.stack([late * 10 ** (decibels / 20), far], axis=1).astype(np.int16)


def test_microphones_and_far_ends_are_told_apart_and_the_ones_in_use_are_known() -> None:
    found = pulse.Pulse().devices()
    assert {(one.key, one.kind) for one in found} == {
        ("mic", "microphone"),
        ("far", "microphone"),
        ("room.monitor", "far end"),
        ("speaker.monitor", "far end"),
    }
    assert [one.key for one in found if one.default] == ["mic", "speaker.monitor"]
    assert all(one.rate >= 16_000 for one in found)


def test_a_device_plugged_in_is_seen(sound_server: SoundServer) -> None:
    before = len(pulse.Pulse().devices())
    module = sound_server.control("load-module", "module-null-sink", "sink_name=usb")
    assert len(pulse.Pulse().devices()) == before + 1
    sound_server.control("unload-module", module)
    assert len(pulse.Pulse().devices()) == before


def test_the_system_of_this_machine_is_the_server_and_without_one_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert isinstance(devices.system(), pulse.Pulse)
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    with pytest.raises(DeviceUnusable, match="does not answer"):
        pulse.Pulse().devices()


def test_a_feed_brings_sound_in_the_order_and_at_the_time_it_was_captured() -> None:
    microphone, _ = _devices()
    came = []
    feed = pulse.Pulse().open(microphone)
    feed.start(came.append)
    until = time.monotonic() + 30
    while sum(len(one.samples) for one in came) < 2 * feed.rate and time.monotonic() < until:
        time.sleep(0.02)
    feed.stop()
    counted = np.cumsum([0, *(len(one.samples) for one in came[:-1])]) / feed.rate
    late = np.array([one.at for one in came]) - counted
    assert late.min() > late[-5:].min() - 0.05  # never early


@pytest.mark.parametrize("decibels", [-6, -20])
def test_the_echo_of_the_far_end_is_heard_at_its_loudness_and_delay(
    sound_server: SoundServer, decibels: int
) -> None:
    found = pulse.Pulse().devices()
    microphone, far_end = (devices.chosen(found, "microphone", key) for key in ("mic", "far"))
    assert microphone is not None
    levels = []
    with sound_server.playing(_echoing(decibels)):
        # A player that has just begun makes the server rewind what it had ready; that must be over.
        soundcheck.listen(pulse.Pulse(), microphone, far_end, 1.0, lambda _: None)
        heard = soundcheck.listen(pulse.Pulse(), microphone, far_end, 4.0, levels.append)
    assert heard.bleed.decibels == pytest.approx(decibels, abs=3)
    assert heard.bleed.delay == pytest.approx(_LATE_S, abs=0.02)
    assert all(len(one) == 2 for one in levels)
    assert levels


def test_a_far_end_that_stays_out_of_the_microphone_is_no_echo(
    sound_server: SoundServer,
) -> None:
    microphone, far_end = _devices()
    with (
        sound_server.playing(_noise(12)),
        sound_server.playing(_noise(12)[::-1].copy(), "speaker"),
    ):
        heard = soundcheck.listen(pulse.Pulse(), microphone, far_end, 3.0, lambda _: None)
    assert heard.bleed.decibels is None
    assert heard.microphone.voice


def test_nothing_but_silence_is_told() -> None:
    microphone, far_end = _devices()
    heard = soundcheck.listen(pulse.Pulse(), microphone, far_end, 1.5, lambda _: None)
    assert heard.bleed == Bleed()
    assert Concern.SILENT in concerns(heard)

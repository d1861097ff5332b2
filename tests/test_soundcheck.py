"""The figures of a sound check on made sound, its advice, and that devices are closed again.

The devices here are stand-ins that hand over made buffers; what a real sound server does with an
echo is tested where there is one.
"""

import threading
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder import clock, soundcheck
from recorder.bleed import Bleed
from recorder.devices import Device, Kind
from recorder.errors import DeviceUnusable
from recorder.feed import Buffer, Deliver
from recorder.sound import Samples
from recorder.soundcheck import Check, Concern, Finding, Heard, Listening, concerns

RATE: Final = 48_000
MICROPHONE: Final = Device("mic", "Built-in", "microphone", RATE, default=True)
FAR_END: Final = Device("out", "Loudspeaker", "far end", RATE, default=True)
WELL: Final = Finding(-12.0, -25.0, -60.0, zero=False, seconds=3.0)


def noise(decibels: float, seconds: float = 3.0, seed: int = 1) -> Samples:
    loud = 32768 * 10 ** (decibels / 20)
    made = np.random.default_rng(seed).standard_normal(int(seconds * RATE)) * loud
    return np.clip(np.rint(made), -32768, 32767).astype(np.int16)


def words(decibels: float, floor: float) -> Samples:
    """Bursts of 300 ms at `decibels`, with pauses of 200 ms that hiss at `floor`."""
    sound = noise(floor)
    speaking = np.arange(len(sound)) % (RATE // 2) < RATE * 3 // 10
    return np.where(speaking, noise(decibels, seed=2), sound)


def found(samples: Samples, size: int = 2_400) -> Finding:
    check = Check(RATE)
    for at in range(0, len(samples), size):
        check.take(Buffer(samples[at : at + size], at / RATE))
    return check.finding()


def named(finding: Finding) -> set[str]:
    return {concern.name for concern in concerns(Heard(finding))}


def test_speech_has_its_loudness_and_the_pauses_are_its_noise() -> None:
    finding = found(words(-25, -60))
    assert finding.loudness == pytest.approx(-25, abs=1)
    assert finding.floor == pytest.approx(-60, abs=1)
    assert finding.peak == pytest.approx(-25 + 13, abs=3)
    assert finding.voice
    assert not finding.zero
    assert named(finding) == set()


@given(size=st.integers(1, 20_000))
def test_the_size_of_the_buffers_changes_nothing(size: int) -> None:
    sound = words(-25, -60)[: RATE // 2]
    assert found(sound, max(size, 200)) == found(sound)


def test_even_noise_holds_no_voice() -> None:
    finding = found(noise(-50))
    assert finding.loudness == pytest.approx(-50, abs=1)
    assert finding.floor == pytest.approx(-50, abs=1)
    assert named(finding) == {"UNSPOKEN"}


def test_exact_zeros_are_told_from_quiet() -> None:
    assert found(np.zeros(RATE, np.int16)).zero
    assert not found(noise(-90)).zero
    assert named(found(np.zeros(RATE, np.int16))) == {"SILENT"}


def test_a_flat_top_is_counted_and_told() -> None:
    loud = words(-6, -60)
    finding = found(np.clip(loud.astype(np.int32) * 4, -32768, 32767).astype(np.int16))
    assert finding.clipped > 0.5
    assert "CLIPPED" in named(finding)
    assert found(words(-25, -60)).clipped == 0


def test_sound_off_centre_is_told_with_its_sign() -> None:
    finding = found(words(-25, -60) - np.int16(655))
    assert finding.offset == pytest.approx(-0.02, abs=0.001)
    assert named(finding) == {"OFF_CENTRE"}


@pytest.mark.parametrize(
    ("loudness", "floor", "told"),
    [(-58, -75, {"QUIET"}), (-20, -33, {"NOISY"}), (-45, -58, {"NOISY"}), (-25, -50, set())],
)
def test_quiet_voices_and_loud_rooms_are_told(
    loudness: float, floor: float, told: set[str]
) -> None:
    assert named(found(words(loudness, floor))) == told


def test_the_click_of_switching_on_does_not_count() -> None:
    sound = words(-25, -60)
    sound[:2_000] = 32_767
    assert named(found(sound)) == set()


def test_only_the_last_ten_seconds_count() -> None:
    sound = np.concatenate([noise(-3, 2), *(words(-25, -60) for _ in range(4))])
    assert found(sound).clipped == 0
    assert found(sound).seconds == pytest.approx(10)


def test_lost_samples_are_told() -> None:
    check = Check(RATE)
    for at in range(0, 3 * RATE, 2_400):
        check.take(Buffer(words(-25, -60)[at : at + 2_400], at / RATE, dropped=at == RATE))
    check.take(Buffer(noise(-60, 0.05), 3.0, dropped=True))
    assert check.finding().lost
    assert named(check.finding()) == {"LOST"}


def test_a_microphone_that_brings_nothing_is_told() -> None:
    assert named(Check(RATE).finding()) == {"ABSENT"}


@pytest.mark.parametrize(
    ("decibels", "told"),
    [(-6.0, {Concern.LOUD_ECHO}), (-28.0, {Concern.SOFT_ECHO}), (-40.0, set()), (None, set())],
)
def test_echo_has_advice_by_its_loudness(decibels: float | None, told: set[Concern]) -> None:
    bleed = Bleed(measured=True, decibels=decibels, delay=0.1, limit=-40)
    assert set(concerns(Heard(WELL, WELL, bleed))) == told


def test_a_check_keeps_less_than_a_frame_and_wipes_it() -> None:
    check = Check(RATE)
    check.take(Buffer(noise(-20, 1.0)[: RATE - 100], 0.0))
    rest = check._rest  # noqa: SLF001, no other way to see it
    assert 0 < len(rest) < RATE // 20
    check.wipe()
    assert not rest.any()


@dataclass
class Tone:
    """A feed that hands over all of a made sound when it is started."""

    samples: Samples
    rate: int = RATE
    stopped: bool = False

    def start(self, deliver: Deliver) -> None:
        now = clock.now()
        for at in range(0, len(self.samples), 4_800):
            deliver(Buffer(self.samples[at : at + 4_800], now + at / self.rate))

    def stop(self) -> None:
        self.stopped = True


@dataclass
class Desk:
    """A system whose devices bring made sound; one that is not there refuses."""

    feeds: dict[str, Tone]
    cheap: bool = True
    stuck: threading.Event = field(default_factory=threading.Event)

    def devices(self) -> tuple[Device, ...]:
        return (MICROPHONE, FAR_END)

    def open(self, device: Device) -> Tone:
        if device.key == "stuck":
            self.stuck.wait()
        if device.key not in self.feeds:
            raise DeviceUnusable("It is gone.", "Plug it in.")
        return self.feeds[device.key]

    def refresh(self) -> None:
        pass

    def advice(self, kind: Kind) -> str:
        return kind


def test_both_devices_are_measured_shown_and_closed() -> None:
    far = noise(-20, 4.0)
    echo = np.pad(far, (RATE // 10, 0))[: len(far)] // 10 + noise(-70, 4.0, 2)
    desk = Desk({"mic": Tone(echo.astype(np.int16)), "out": Tone(far)})
    shown = []
    heard = soundcheck.listen(desk, MICROPHONE, FAR_END, 0.3, shown.append)
    assert all(feed.stopped for feed in desk.feeds.values())
    assert {len(levels) for levels in shown} == {2}
    assert shown[-1][1].loudness == pytest.approx(-20, abs=1)
    assert heard.far_end is not None
    assert heard.far_end.loudness == pytest.approx(-20, abs=1)
    assert heard.bleed.decibels == pytest.approx(-20, abs=1)
    assert heard.bleed.delay == pytest.approx(0.1, abs=0.01)


def test_a_microphone_alone_is_measured_without_echo() -> None:
    desk = Desk({"mic": Tone(words(-25, -60))})
    heard = soundcheck.listen(desk, MICROPHONE, None, 0.2, lambda _: None)
    assert heard.far_end is None
    assert heard.bleed == Bleed()
    assert concerns(heard) == ()


def test_a_far_end_that_refuses_leaves_the_microphone_closed() -> None:
    desk = Desk({"mic": Tone(words(-25, -60))})
    with pytest.raises(DeviceUnusable, match="gone"), Listening(desk, MICROPHONE, FAR_END):
        pass
    assert desk.feeds["mic"].stopped


def test_a_device_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundcheck, "_OPENING_S", 0.05)
    desk = Desk({})
    hangs = Device("stuck", "Dock", "microphone", RATE)
    with pytest.raises(DeviceUnusable, match="Dock"), Listening(desk, hangs):
        pass
    desk.stuck.set()

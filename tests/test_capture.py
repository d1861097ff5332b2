"""Devices are lost and found again, whatever they do; each is told, and the sound is at its place.

No real time passes: the clock is ours, and so is the sound system (`faulty`), which does all that
real ones do wrong.
"""

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from faulty import FAR_END, HEADSET, LOOPBACK, MICROPHONE, TICK_S, Fault, Machine, Taken

from recorder import clock
from recorder.capture import Capture
from recorder.conversation import Cause
from recorder.devices import Device, Kind
from recorder.errors import DeviceUnusable
from recorder.line import Line
from recorder.meter import Level
from recorder.sound import RATE
from recorder.wire import Trouble


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    made = Machine()
    monkeypatch.setattr(clock, "now", lambda: made.now)
    yield made
    made.release.set()


@pytest.fixture
def begin(machine: Machine) -> Iterator[Callable[..., Taken]]:
    begun = []

    def start(microphone: str | None = None, *, call: bool = True) -> Taken:
        wanted: dict[Kind, str | None] = {"microphone": microphone}
        if call:
            wanted["far end"] = None
        told: list[tuple[Trouble, str]] = []
        line = Line(len(wanted))
        capture = Capture(machine, line, wanted, lambda *what: told.append(what))
        taken = Taken(machine, line, capture, told)
        taken.sound = [np.zeros(200 * RATE, np.int16) for _ in wanted]
        begun.append(capture)
        capture.start()
        return taken

    yield start
    for capture in begun:
        capture.stop()


Begin = Callable[..., Taken]


def _until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_what_devices_bring_is_on_the_line(machine: Machine, begin: Begin) -> None:
    taken = begin()
    loudest = [-96.0, -96.0]
    while machine.now < 120:
        taken.run(TICK_S)
        loudest = [
            max(pair[0], pair[1].peak) for pair in zip(loudest, taken.capture.levels, strict=True)
        ]
    assert loudest == pytest.approx([-4.3, -4.3], abs=0.1)
    assert taken.capture.names == ("Microphone", "Speakers")
    assert taken.told == []
    assert taken.lost == []
    taken.at_their_places(100.02, machine.now - 1, 0, 1)


@pytest.mark.parametrize("held", [0.1, 0.3, 0.9, 1.5, 1.9])
@pytest.mark.parametrize("since", [2.0, 2.5, 2.9, 3.0])
def test_bursts_are_no_trouble(machine: Machine, begin: Begin, held: float, since: float) -> None:
    """What comes late makes one look of the rate too few and the next too many."""
    taken = begin()
    taken.run(since)
    for _ in range(4):
        machine.faults["mic"].held = True
        taken.run(held)
        machine.faults["mic"].held = False
        taken.run(3.0 - held)
    assert taken.told == []
    assert taken.lost == []
    taken.at_their_places(100.1, machine.now - 1, 0, 1)


@pytest.mark.parametrize("seconds", [3.0, 4.0, 9.0])
@pytest.mark.parametrize("first", [0.0, 0.3, 0.65, 1.0])
def test_when_we_are_held_up_no_device_is_lost_nor_its_rate_another(
    machine: Machine, begin: Begin, seconds: float, first: float
) -> None:
    """A server brings nothing for a second after it was opened; what it kept comes in two parts."""
    for fault in machine.faults.values():
        fault.mute = True
    taken = begin()
    taken.run(0.9)
    for fault in machine.faults.values():
        fault.mute = False
    taken.run(3.1)
    for at in np.arange(machine.now, machine.now + seconds, TICK_S):
        for stream in machine.opened:
            stream.bring(float(at), Fault(held=True))
    machine.now += seconds
    for stream in machine.opened:
        stream.hand_over(round(len(stream.held) * first))
    taken.capture.tick(machine.now)
    taken.run(10)
    assert taken.told == []
    assert taken.lost == []
    taken.at_their_places(101.1, machine.now - 1, 0, 1)


@pytest.mark.parametrize("key", ["mic", "far"])
def test_a_device_that_says_nothing_is_lost_and_back(
    machine: Machine, begin: Begin, key: str
) -> None:
    taken = begin()
    taken.run(10)
    device = MICROPHONE if key == "mic" else FAR_END
    channel = int(key == "far")
    machine.faults[key] = Fault(mute=True, refuses=True)
    taken.run(6)
    assert taken.told == [(Trouble.DEVICE_LOST, device.name)]
    assert taken.capture.levels[channel] == Level(
        zero=False
    )  # nothing is heard, which is not silence
    assert next(stream for stream in machine.opened if stream.device == device).stopped.wait(10)
    machine.faults[key] = Fault()
    back = machine.now
    taken.run(10)
    assert taken.told[1:] == [(Trouble.DEVICE_BACK, device.name)]
    [gap] = taken.lost
    assert (gap.cause, gap.channel) == (Cause.DEVICE_LOST, channel)
    assert 5.9 < gap.samples / RATE < 8.5
    taken.at_their_places(back + 2.5, machine.now - 1, 0, 1)
    taken.at_their_places(100.1, machine.now - 1, 1 - channel)


def test_a_headset_that_becomes_a_telephone_is_opened_anew(machine: Machine, begin: Begin) -> None:
    """48,000 samples a second it says, 16,000 it brings."""
    taken = begin()
    taken.run(10)
    machine.faults["mic"].rate = 16_000
    taken.run(5)
    assert taken.told == []
    while not taken.told and machine.now < 130:
        taken.run(0.5)
    machine.faults["mic"].rate = None
    back = machine.now
    taken.run(20)
    assert [trouble for trouble, _ in taken.told] == [Trouble.DEVICE_CHANGED, Trouble.DEVICE_BACK]
    taken.at_their_places(back + 6, machine.now - 1, 0, 1)


def test_a_device_that_is_pulled_out_gives_way_to_the_other_and_comes_back(
    machine: Machine, begin: Begin
) -> None:
    machine.there = (MICROPHONE, HEADSET, FAR_END)
    taken = begin("Headset")
    taken.run(5)
    machine.there = (MICROPHONE, FAR_END)
    taken.look()
    taken.run(5)
    assert taken.capture.names == ("Microphone", "Speakers")
    machine.there = (MICROPHONE, HEADSET, FAR_END)
    taken.look()
    taken.run(5)
    assert taken.capture.names == ("Headset", "Speakers")
    assert taken.told == [
        (Trouble.DEVICE_LOST, "Headset"),
        (Trouble.DEVICE_BACK, "Microphone"),
        (Trouble.DEVICE_CHANGED, "Microphone"),
        (Trouble.DEVICE_BACK, "Headset"),
    ]
    assert all(gap.samples < RATE for gap in taken.lost)


def test_it_follows_the_device_in_use(machine: Machine, begin: Begin) -> None:
    taken = begin()
    taken.run(5)
    in_use = Device("head", "Headset", "microphone", 48_000, default=True)
    machine.there = (Device("mic", "Microphone", "microphone", 48_000), in_use, FAR_END)
    taken.look()
    taken.run(5)
    assert taken.capture.names == ("Headset", "Speakers")
    assert taken.told == [(Trouble.DEVICE_CHANGED, "Microphone"), (Trouble.DEVICE_BACK, "Headset")]


def test_a_wanted_device_that_refuses_never_takes_one_away_that_works(
    machine: Machine, begin: Begin
) -> None:
    machine.there = (MICROPHONE, HEADSET, FAR_END)
    taken = begin("Headset")
    taken.run(5)
    machine.faults["head"] = Fault(mute=True, refuses=True)
    taken.run(10)
    assert taken.capture.names == ("Microphone", "Speakers")
    told = len(taken.told)
    for _ in range(5):
        taken.look()
        taken.run(3)
    assert taken.told[told:] == []
    machine.there = (MICROPHONE, FAR_END)
    taken.look()
    taken.run(1)
    machine.there = (MICROPHONE, HEADSET, FAR_END)
    machine.faults["head"] = Fault()
    taken.look()
    taken.run(5)
    assert taken.capture.names == ("Headset", "Speakers")


def test_everything_gone_and_back(machine: Machine, begin: Begin) -> None:
    taken = begin()
    taken.run(8)
    machine.faults["mic"].mute = machine.faults["far"].mute = True
    there, machine.there = machine.there, ()
    taken.look()
    taken.run(7)
    machine.unlisted = True
    taken.run(5)
    machine.unlisted = False
    machine.there = there
    machine.faults["mic"] = machine.faults["far"] = Fault()
    back = machine.now
    taken.run(10)
    assert sorted(trouble.value for trouble, _ in taken.told) == sorted(
        2 * [Trouble.DEVICE_LOST.value, Trouble.DEVICE_BACK.value]
    )
    taken.at_their_places(back + 2.5, machine.now - 1, 0, 1)


def test_where_looking_disturbs_all_are_closed_before_it_looks_again(
    machine: Machine, begin: Begin
) -> None:
    machine.cheap = False
    taken = begin()
    taken.run(5)
    machine.faults["mic"] = Fault(mute=True, refuses=True)
    taken.run(5)
    machine.faults["mic"] = Fault()
    _until(lambda: all(stream.stopped.is_set() for stream in machine.opened[:1]))
    taken.run(8)
    assert machine.refreshed > 0
    assert [trouble for trouble, _ in taken.told].count(Trouble.DEVICE_LOST) == 1
    taken.at_their_places(machine.now - 3, machine.now - 1, 0, 1)


def test_where_looking_disturbs_it_never_looks_while_a_device_opens(
    machine: Machine, begin: Begin
) -> None:
    machine.cheap = False
    taken = begin()
    taken.run(5)
    machine.faults["mic"] = Fault(mute=True, hangs=True)
    taken.run(6)
    machine.release.set()
    machine.faults["mic"] = Fault()
    taken.run(6)
    assert taken.capture.names == ("Microphone", "Speakers")


def test_zeros_are_silence_and_no_trouble_here(machine: Machine, begin: Begin) -> None:
    machine.faults["mic"].zeros = True
    taken = begin()
    taken.run(10)
    assert taken.capture.levels[0].zero
    assert taken.told == []


def test_samples_that_the_system_lost_are_told(machine: Machine, begin: Begin) -> None:
    taken = begin()
    taken.run(3)
    machine.faults["mic"].dropped = True
    taken.run(TICK_S)
    assert (Trouble.SAMPLES_LOST, "Microphone") in taken.told


def test_a_far_end_that_pauses_is_never_lost(machine: Machine, begin: Begin) -> None:
    machine.there = (MICROPHONE, LOOPBACK)
    taken = begin()
    taken.run(6)
    machine.faults["loop"].mute = True
    taken.run(9)
    assert taken.capture.levels[1] == Level()
    machine.faults["loop"].mute = False
    since = machine.now
    taken.run(6)
    machine.faults["loop"].mute = True
    taken.run(5)
    assert taken.told == []
    assert taken.lost == []
    taken.at_their_places(since + 0.1, since + 5.9, 1)
    taken.at_their_places(100.1, machine.now - 1, 0)


def test_a_short_word_of_such_a_far_end_is_kept(machine: Machine, begin: Begin) -> None:
    machine.there = (MICROPHONE, LOOPBACK)
    machine.faults["loop"].mute = True
    taken = begin()
    taken.run(6)
    machine.faults["loop"].mute = False
    since = machine.now
    taken.run(1)
    machine.faults["loop"].mute = True
    taken.run(5)
    taken.at_their_places(since + 0.1, since + 0.9, 1)


@pytest.mark.parametrize("fault", [Fault(refuses=True), Fault(refuses_to_start=True)])
def test_what_refuses_at_the_start_is_told(machine: Machine, begin: Begin, fault: Fault) -> None:
    machine.faults["mic"] = fault
    with pytest.raises(DeviceUnusable):
        begin()
    assert all(stream.stopped.wait(10) for stream in machine.opened)


def test_what_is_wanted_and_missing_at_the_start_is_told(begin: Begin) -> None:
    with pytest.raises(DeviceUnusable, match="No single microphone is called “Headset”"):
        begin("Headset")


def test_a_device_whose_opening_hangs_is_given_up_and_closed_if_it_opens_yet(
    machine: Machine, begin: Begin
) -> None:
    taken = begin(call=False)
    taken.run(5)
    machine.faults["mic"] = Fault(mute=True, hangs=True)
    taken.run(30)
    assert [trouble for trouble, _ in taken.told] == [Trouble.DEVICE_LOST]
    before = len(machine.opened)
    machine.faults["mic"] = Fault()
    machine.release.set()
    _until(lambda: len(machine.opened) > before)
    taken.run(20)
    assert [trouble for trouble, _ in taken.told] == [Trouble.DEVICE_LOST, Trouble.DEVICE_BACK]
    _until(lambda: sum(not stream.stopped.is_set() for stream in machine.opened) == 1)
    taken.capture.stop()
    _until(lambda: all(stream.stopped.is_set() for stream in machine.opened))


def test_a_device_that_hangs_while_it_closes_holds_nobody_up(
    machine: Machine, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recorder.capture._CLOSING_S", 0.01)
    machine.stopping = lambda: machine.release.wait(30)
    taken = begin()
    taken.run(5)
    machine.faults["mic"] = Fault(mute=True)
    taken.run(5)
    taken.capture.stop()
    assert all(stream.stopped.wait(10) for stream in machine.opened)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_device_that_fails_to_close_ends_nothing(machine: Machine, begin: Begin) -> None:
    def fails() -> None:
        raise RuntimeError("It is gone already.")

    machine.stopping = fails
    taken = begin()
    taken.run(5)
    machine.faults["mic"] = Fault(mute=True)
    taken.run(5)
    taken.capture.stop()
    assert all(stream.stopped.wait(10) for stream in machine.opened)


def test_what_is_plugged_in_is_looked_at_while_it_runs(
    machine: Machine, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recorder.capture._LOOK_S", 0.001)
    taken = begin()
    machine.unlisted = True
    taken.run(1)
    machine.unlisted = False
    machine.there = (HEADSET, FAR_END)
    deadline = time.monotonic() + 10
    while taken.capture.names[0] != "Headset":
        taken.run(TICK_S)
        assert time.monotonic() < deadline
    assert (Trouble.DEVICE_LOST, "Microphone") in taken.told

"""What is pressed holds, though the recorder dies, is held up, or has not begun."""

import os
import signal
import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from soundserver import SoundServer
from test_deck import _begun, _chirps, _kept, _running, _samples, _stopped, _until

from recorder import clock, marks
from recorder.conversation import Cause, MarkKind
from recorder.feed import Buffer
from recorder.line import Line
from recorder.meter import Level
from recorder.sound import RATE
from recorder.station import Station
from recorder.tape import Tape
from recorder.vault import Vault
from recorder.wire import Began, Button, Ended, Event, Faulted, Running, Trouble

pytestmark = pytest.mark.usefixtures("sound_server")


def test_off_the_record_holds_though_the_recorder_dies_before_it_hears_it(
    opened: Vault, sound_server: SoundServer
) -> None:
    session = _begun(opened)
    with sound_server.playing(_chirps(60)), _running(opened, session) as running:
        _kept(running, 4)
        os.kill(running.process, signal.SIGSTOP)
        running.press(Button.OFF_THE_RECORD, back=60)
        os.kill(running.process, signal.SIGKILL)
        _until(running, Faulted, lambda event: event.trouble is Trouble.RECORDER_DIED)
        _until(running, Running, lambda event: event.state == "off the record")
        _stopped(running)
    assert not _samples(opened, session).any()


def test_a_stop_holds_though_the_recorder_dies_before_it_hears_it(
    opened: Vault, sound_server: SoundServer
) -> None:
    session = _begun(opened)
    with sound_server.playing(_chirps(60)), _running(opened, session) as running:
        kept = _kept(running, 2)
        os.kill(running.process, signal.SIGSTOP)
        running.press(Button.STOP)
        os.kill(running.process, signal.SIGKILL)
        ended = _until(running, Ended)
    assert ended.sealed
    assert ended.seconds < kept.seconds + 2


def test_a_pause_lies_where_it_was_pressed_though_the_recorder_is_held_up(
    opened: Vault, sound_server: SoundServer
) -> None:
    session = _begun(opened)
    with sound_server.playing(_chirps(60)), _running(opened, session) as running:
        began = _until(running, Began)
        _kept(running, 3)
        os.kill(running.process, signal.SIGSTOP)
        at = clock.now() - began.zero
        running.press(Button.PAUSE)
        wake = threading.Timer(3.0, os.kill, (running.process, signal.SIGCONT))
        wake.start()
        _until(running, Running, lambda event: event.state == "pause")
        ended = _stopped(running)
    assert ended.seconds < at + 0.5


def test_off_the_record_pressed_before_it_began_is_not_forgotten(opened: Vault) -> None:
    session = _begun(opened)
    with _running(opened, session) as running:
        _until(running, Running, lambda event: event.state == "starting")
        running.press(Button.OFF_THE_RECORD, back=60)
        _until(running, Running, lambda event: event.state == "off the record")
        _stopped(running)
    assert not _samples(opened, session).any()


def test_a_mark_outlives_a_vault_that_is_busy_at_the_stop(opened: Vault) -> None:
    session = _begun(opened)
    with _running(opened, session) as running:
        _kept(running, 2)
        opened.connection.execute("BEGIN IMMEDIATE")
        running.mark(MarkKind.NOTE, "kept?")
        running.press(Button.STOP)
        free = threading.Timer(2.0, opened.connection.execute, ("ROLLBACK",))
        free.start()
        _until(running, Ended)
        free.join()
    assert [mark.text for mark in marks.all_of(opened, session)] == ["kept?"]


def test_a_machine_that_slept_leaves_a_gap_of_that_name_and_length(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The clock that counts sleep goes on by a minute, the one that does not stays."""
    slept = [0.0]
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + slept[0])
    told: list[Event] = []
    line, reel = Line(1), SimpleNamespace(note=lambda *_, **__: None, stuck=None, seconds=0.0)
    mouth = SimpleNamespace(say=told.append)
    station = Station(line, Tape(1), reel, mouth)
    station.capture = SimpleNamespace(levels=(Level(zero=False),), names=("mic",))
    station._zeros = [None]  # noqa: SLF001, as `run` does
    line.join(0, RATE)
    block = np.ones(RATE // 20, np.int16)
    for number in range(200):  # ten seconds, then a minute of sleep, then three more
        asleep = 60.0 if number >= 140 else 0.0
        line.take(0, Buffer(block, real() - 10 + number / 20 + asleep))
        line.done(real() - 10 + number / 20 + asleep)
    _, lost = line.taken()
    station._watch(clock.now(), tmp_path)  # noqa: SLF001, a sleep can't be had otherwise
    assert [event for event in told if isinstance(event, Faulted)] == []
    slept[0] = 60.0
    station._watch(clock.now(), tmp_path)  # noqa: SLF001, a sleep can't be had otherwise
    assert [event.trouble for event in told if isinstance(event, Faulted)] == [Trouble.SUSPENDED]
    (gap,) = lost
    assert gap.samples / RATE == pytest.approx(60, abs=0.1)
    assert station._named(gap).cause is Cause.SUSPENDED  # noqa: SLF001, the same

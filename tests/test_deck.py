"""A recording in its own process, on real PortAudio and a private sound server."""

import os
import random
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import CHEAP, PASSPHRASE
from soundserver import RATE as PLAYED
from soundserver import SoundServer

from recorder import consents, deck, gaps, gate, marks, sessions, vault
from recorder.consents import Terms
from recorder.conversation import Cause, Given, Mark, MarkKind, Session
from recorder.deck import Deck
from recorder.errors import ConsentMissing, VaultBusy
from recorder.gate import Meeting
from recorder.paths import Home
from recorder.sessions import State
from recorder.sound import RATE
from recorder.vault import Vault
from recorder.wire import (
    Began,
    Button,
    Ended,
    Event,
    Faulted,
    Order,
    Removed,
    Running,
    Trouble,
)

pytestmark = pytest.mark.usefixtures("sound_server")
_PATIENCE_S = 60.0


def _begun(vault: Vault, setting: str = "call", given: Given = Given.ORAL) -> Session:
    meeting = Meeting("Zoé Quinquépal", "Bertrand", "fr", setting, Terms(given))
    return gate.begin(vault, meeting, datetime.now(UTC))[0]


@contextmanager
def _running(vault: Vault, session: Session, far: str | None = "far") -> Iterator[Deck]:
    with deck.recording(vault, session, "mic", far) as running:
        yield running


def _until(running: Deck, kind: type[Any], test: Any = lambda _: True) -> Any:
    """The first event of `kind` that passes `test`; fails when it does not come."""
    heard: list[Event] = []
    for event in running.events(_PATIENCE_S):
        heard.append(event)
        if isinstance(event, kind) and test(event):
            return event
    raise AssertionError([event for event in heard if not isinstance(event, Running)])


def _kept(running: Deck, seconds: float) -> Running:
    found: Running = _until(running, Running, lambda event: event.kept >= seconds)
    return found


def _stopped(running: Deck) -> Ended:
    running.press(Button.STOP)
    ended: Ended = _until(running, Ended)
    return ended


def _samples(vault: Vault, session: Session) -> np.ndarray:
    sound = sessions.sound_of(vault, session)
    assert sound is not None
    with sound:
        return np.stack([sound.read(c, 0, sound.samples) for c in range(sound.channels)])


def _chirps(seconds: int) -> np.ndarray:
    """A soft tone that never repeats, with a sharp marker each second, the same on both sides."""
    time = np.arange(seconds * PLAYED) / PLAYED
    tone = 3000 * np.sin(2 * np.pi * (200 * time + 5 * time**2))
    marker = (time % 1 < 0.01) * 15000 * np.sin(2 * np.pi * 1000 * time)
    sound = np.clip(tone + marker, -32000, 32000).astype(np.int16)
    return np.stack([sound, sound], axis=1)


def _at(samples: np.ndarray, played: np.ndarray) -> int:
    """Where `played` lies in `samples`, both at 16 kHz."""
    size = 1 << (len(samples) + len(played)).bit_length()
    spectrum = np.fft.rfft(samples.astype(float), size) * np.conj(
        np.fft.rfft(played.astype(float), size)
    )
    return int(np.argmax(np.fft.irfft(spectrum, size)[: len(samples)]))


def _unlike(heard: np.ndarray, truth: np.ndarray, places: range) -> tuple[int, float]:
    """By how many samples `truth` lies off in `heard`, and how much of that is something else."""
    turn = -2j * np.pi * np.fft.rfftfreq(len(truth))
    spectrum = np.fft.rfft(truth.astype(float))
    inner = slice(150, -150)

    def wrong(shift: float) -> float:
        moved = np.fft.irfft(spectrum * np.exp(turn * shift), len(truth))
        return float(np.sqrt(np.mean((heard - moved)[inner] ** 2)))

    whole = min(places, key=wrong)
    best = min(np.arange(whole - 1, whole + 1.01, 0.1), key=wrong)
    return whole, wrong(best) / float(np.sqrt(np.mean(truth.astype(float) ** 2)))


def test_what_is_said_is_kept_whole_from_the_first_sample_to_the_last(
    opened: Vault, sound_server: SoundServer
) -> None:
    import soxr

    played = _chirps(60)
    session = _begun(opened)
    with _running(opened, session) as running:
        _until(running, Began)
        with sound_server.playing(played) as player:
            player.wait()
        ended = _stopped(running)
    assert ended.sealed
    samples = _samples(opened, session)
    truth = soxr.resample(played[:, 0], PLAYED, RATE)
    places = [_at(channel, truth) for channel in samples]
    for channel, place, most in zip(samples, places, (0.02, 0.3), strict=True):
        assert len(channel) >= place + len(truth)
        off, reach = 0, 100
        for start in range(0, 60 * RATE, RATE // 4):
            part = slice(start, start + RATE // 4)
            off, wrong = _unlike(
                channel[place:][part], truth[part], range(off - reach, off + reach)
            )
            assert abs(off) < RATE * 0.009  # so the channels are less than 20 ms apart
            assert wrong < most  # the same but for having been resampled, the second to keep step
            reach = 10
    assert abs(places[0] - places[1]) < RATE * 0.018
    assert gaps.all_of(opened, session) == ()


def test_no_sample_is_kept_without_consent(opened: Vault) -> None:
    session = _begun(opened)
    with opened.writing():
        consents.withdraw(opened, session, datetime.now(UTC))
    with _running(opened, session) as running, pytest.raises(ConsentMissing):
        _until(running, Began)
    assert sessions.samples(opened, session) == 0
    assert not list(opened.home.audio.iterdir())


def test_a_pause_leaves_no_sample_and_is_told(opened: Vault, sound_server: SoundServer) -> None:
    session = _begun(opened)
    with ExitStack() as stack, _running(opened, session) as running:
        _until(running, Began)
        stack.enter_context(sound_server.playing(_chirps(30)))
        _kept(running, 3)
        running.press(Button.PAUSE)
        paused = _until(running, Running, lambda event: event.state == "pause")
        _until(running, Running, lambda event: event.seconds > paused.seconds + 2)
        running.press(Button.RESUME)
        _kept(running, paused.seconds + 4)
        _stopped(running)
    (gap,) = gaps.all_of(opened, session)
    assert (gap.cause, gap.channel) == (Cause.PAUSE, None)
    assert gap.end - gap.start > 2
    samples = _samples(opened, session)
    silent = samples[:, round(gap.start * RATE) : round(gap.end * RATE)]
    assert not silent.any()
    after = samples[0, round(gap.end * RATE) :]
    assert np.abs(after[: RATE // 10]).max() > 1000


def test_off_the_record_takes_out_the_last_seconds_too(
    opened: Vault, sound_server: SoundServer
) -> None:
    session = _begun(opened)
    with ExitStack() as stack, _running(opened, session) as running:
        _until(running, Began)
        stack.enter_context(sound_server.playing(_chirps(30)))
        _kept(running, 3)
        running.mark(MarkKind.NOTE, "à oublier", since=2.5)
        running.mark(MarkKind.MARK, since=0.5)
        _kept(running, 5)
        running.press(Button.OFF_THE_RECORD, back=4.0)
        removed = _until(running, Removed)
        running.press(Button.RESUME)
        _kept(running, removed.end + 2)
        ended = _stopped(running)
    assert removed.end - removed.start == pytest.approx(4, abs=0.1)
    (gap,) = gaps.all_of(opened, session)
    assert (gap.cause, gap.start) == (Cause.OFF_THE_RECORD, pytest.approx(removed.start, abs=0.01))
    assert gap.at.tzinfo is not None
    samples = _samples(opened, session)
    assert not samples[:, round(gap.start * RATE) : round(removed.end * RATE)].any()
    assert samples[0, : round(gap.start * RATE)].any()
    assert ended.seconds > removed.end
    assert [mark.text for mark in marks.all_of(opened, session) if mark.start > gap.start] == []


def test_marks_and_notes_are_kept_at_once(opened: Vault) -> None:
    session = _begun(opened)
    with _running(opened, session) as running:
        _until(running, Began)
        running.mark(MarkKind.CONSENT, since=0.0)
        running.mark(MarkKind.NOTE, "la \x1b[31mfille\u202e")
        for _ in running.events(_PATIENCE_S):
            found = marks.all_of(opened, session)
            if len(found) == 2:
                break
        os.kill(running.process, signal.SIGKILL)
        _until(running, Began)
        _stopped(running)
    first, second = marks.all_of(opened, session)
    assert (first.kind, first.start) == (MarkKind.CONSENT, 0.0)
    assert isinstance(second, Mark)
    assert second.text == "la fille"


def test_a_recorder_that_dies_is_started_again_and_the_gap_is_marked(
    opened: Vault, sound_server: SoundServer
) -> None:
    session = _begun(opened)
    with ExitStack() as stack, _running(opened, session) as running:
        _until(running, Began)
        stack.enter_context(sound_server.playing(_chirps(40)))
        _kept(running, 3)
        os.kill(running.process, signal.SIGKILL)
        fault = _until(running, Faulted, lambda event: event.trouble is Trouble.RECORDER_DIED)
        again = _until(running, Began)
        _kept(running, fault.seconds + 6)
        ended = _stopped(running)
    assert again.zero > 0
    assert ended.sealed
    found = {(gap.channel, gap.cause) for gap in gaps.all_of(opened, session)}
    assert found == {(0, Cause.INTERRUPTED), (1, Cause.INTERRUPTED)}
    samples = _samples(opened, session)
    loud = np.flatnonzero(np.abs(samples[0]) > 12_000)
    marks_at = loud[np.r_[True, np.diff(loud) > RATE // 2]] / RATE
    # Before and after the gap the markers stand a whole number of seconds apart.
    off = (marks_at - marks_at[0] + 0.5) % 1 - 0.5
    assert np.abs(off).max() < 0.03


def test_a_recorder_that_dies_off_the_record_comes_back_keeping_nothing(
    opened: Vault, sound_server: SoundServer
) -> None:
    session = _begun(opened)
    with ExitStack() as stack, _running(opened, session) as running:
        _until(running, Began)
        stack.enter_context(sound_server.playing(_chirps(40)))
        _kept(running, 3)
        running.press(Button.OFF_THE_RECORD, back=2.0)
        removed = _until(running, Removed)
        os.kill(running.process, signal.SIGKILL)
        _until(running, Began)
        again = _until(running, Running, lambda event: event.seconds > removed.end + 4)
        assert again.state == "off the record"
        running.press(Button.RESUME)
        _kept(running, again.seconds + 2)
        _stopped(running)
    samples = _samples(opened, session)
    assert samples[0, : round(removed.start * RATE)].any()
    assert not samples[:, round(removed.start * RATE) : round(again.seconds * RATE)].any()
    assert samples[0, round(again.seconds * RATE) :].any()
    off = [gap for gap in gaps.all_of(opened, session) if gap.cause is Cause.OFF_THE_RECORD]
    assert off[0].start == pytest.approx(removed.start, abs=0.01)
    assert off[-1].end >= again.seconds


def test_when_its_owner_is_gone_the_recorder_seals_and_ends(opened: Vault) -> None:
    session = _begun(opened)
    running = deck.recording(opened, session, "mic", "far")
    held = running.__enter__()
    _kept(held, 2)
    held.close()
    ended = _until(held, Ended)
    assert (ended.why, ended.sealed) == ("owner gone", True)
    assert sessions.work(opened, session).sealed
    running.__exit__(None, None, None)


def test_the_signals_that_end_a_terminal_do_not_end_it(opened: Vault) -> None:
    session = _begun(opened)
    with _running(opened, session) as running:
        _until(running, Began)
        for name in (signal.SIGHUP, signal.SIGINT):
            os.kill(running.process, name)
        _kept(running, 3)
        os.kill(running.process, signal.SIGTERM)
        ended = _until(running, Ended)
    assert (ended.why, ended.sealed) == ("terminated", True)


def test_two_recordings_at_once_are_refused(opened: Vault) -> None:
    first, second = _begun(opened), _begun(opened)
    with _running(opened, first) as running:
        _until(running, Began)
        with _running(opened, second) as late, pytest.raises(VaultBusy, match="Another recording"):
            _until(late, Began)
        _kept(running, 2)
        assert _stopped(running).sealed


def test_a_process_held_up_for_seconds_loses_nothing(
    opened: Vault, sound_server: SoundServer
) -> None:
    session = _begun(opened)
    with ExitStack() as stack, _running(opened, session) as running:
        _until(running, Began)
        stack.enter_context(sound_server.playing(_chirps(30)))
        _kept(running, 3)
        os.kill(running.process, signal.SIGSTOP)
        wake = threading.Timer(3.0, os.kill, (running.process, signal.SIGCONT))
        wake.start()
        _kept(running, 9)
        _stopped(running)
    assert gaps.all_of(opened, session) == ()
    loud = np.flatnonzero(np.abs(_samples(opened, session)[0]) > 12_000)
    spaces = np.diff(loud[np.r_[True, np.diff(loud) > RATE // 2]]) / RATE
    assert np.abs(spaces - 1).max() < 0.001


def test_a_microphone_that_goes_is_replaced_and_followed_when_it_is_back(
    opened: Vault, sound_server: SoundServer
) -> None:
    session = _begun(opened, "room")
    module = sound_server.control(
        "load-module",
        "module-remap-source",
        "source_name=headset",
        "master=room.monitor",
        "channels=1",
        "master_channel_map=front-left",
        "channel_map=mono",
        "remix=no",
    )
    with deck.recording(opened, session, "headset") as running:
        began = _until(running, Began)
        _kept(running, 2)
        sound_server.control("unload-module", module)
        gone = (Trouble.DEVICE_LOST, Trouble.DEVICE_CHANGED)
        fault = _until(running, Faulted, lambda event: event.trouble in gone)
        _until(running, Faulted, lambda event: event.trouble is Trouble.DEVICE_BACK)
        _kept(running, fault.seconds + 6)
        ended = _stopped(running)
    assert len(began.devices) == 1
    assert ended.sealed
    assert {gap.cause for gap in gaps.all_of(opened, session)} <= {Cause.DEVICE_LOST}


def _killed(folder: Path, moment: float) -> None:
    """Record in a home of its own and kill the recorder after `moment` seconds of the session."""
    home = Home(folder)
    opened, _ = vault.create(home, PASSPHRASE, "test", CHEAP)
    with opened:
        session = _begun(opened)
        running = Deck(Order(str(folder), opened.key.hex(), session.id, "mic", "far"))
        kept = 0.0
        for event in running.events(_PATIENCE_S):
            if isinstance(event, Running):
                kept = event.kept
                if event.seconds >= moment:
                    break
        os.kill(running.process, signal.SIGKILL)
        running.close()
    with vault.unlock(home, PASSPHRASE, "test") as opened:
        again = sessions.find(opened, session.id)
        assert consents.in_force(opened, again) is not None
        there = sessions.samples(opened, again)
        assert there / RATE >= max(kept, moment - 1.5)
        assert not there or _samples(opened, again).shape == (2, there)
        assert sessions.work(opened, again).state is State.UNFINISHED


def test_killed_at_any_moment_all_but_the_last_second_is_there(tmp_path: Path) -> None:
    chance = random.Random(20261123)  # noqa: S311, moments, not secrets
    moments = [0.0, *(chance.uniform(0, 3) for _ in range(19))]
    with ThreadPoolExecutor(5) as several:
        killed = [
            several.submit(_killed, tmp_path / str(number), moment)
            for number, moment in enumerate(moments)
        ]
    for one in killed:
        one.result()

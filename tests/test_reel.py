"""What is recorded is kept as it comes; a full disk or a busy vault costs nothing but time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from conftest import PASSPHRASE

from recorder import gaps, gate, marks, sessions, transcript, vault
from recorder.consents import Terms
from recorder.conversation import (
    Cause,
    Given,
    Mark,
    MarkKind,
    Session,
    Speaker,
    Utterance,
    Word,
)
from recorder.errors import DiskFull
from recorder.gate import Meeting
from recorder.reel import Reel
from recorder.sound import RATE, Block, Lost, Sound
from recorder.vault import Vault

AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
NOISE = np.random.default_rng(4).integers(-9_000, 9_000, (1, 400 * RATE), dtype=np.int16)


@pytest.fixture
def begun(opened: Vault) -> Session:
    session, _ = gate.begin(opened, Meeting("Leïla", "P", "fr", "room", Terms(Given.ORAL)), AT)
    return session


@pytest.fixture
def kept(opened: Vault, begun: Session) -> Iterator[Sound]:
    with sessions.new_sound(opened, begun) as made:
        yield made


@pytest.fixture
def reel(opened: Vault, begun: Session, kept: Sound) -> Reel:
    return Reel(opened, begun, kept)


def _second(number: int, until: float | None = None) -> Block:
    stop = number + 1 if until is None else until
    return number * RATE, NOISE[:, number * RATE : round(stop * RATE)]


def _fill(kept: Sound) -> None:
    """From now on there is no room on the disk."""
    pages = kept.connection.pragma("page_count")
    kept.connection.pragma("max_page_count", pages)


def _free(kept: Sound) -> None:
    kept.connection.pragma("max_page_count", 1_000_000)


def _holds(kept: Sound, start: float, stop: float) -> bool:
    low, high = round(start * RATE), round(stop * RATE)
    return bool(np.array_equal(kept.read(0, low, high), NOISE[0, low:high]))


def _silent(kept: Sound, start: float, stop: float) -> bool:
    return not kept.read(0, round(start * RATE), round(stop * RATE)).any()


def test_a_recording_is_sealed_with_its_length_and_its_gaps(
    opened: Vault, begun: Session, kept: Sound, reel: Reel
) -> None:
    reel.keep([_second(0), _second(1)], [])
    reel.keep([_second(3)], [Lost(2 * RATE, RATE, Cause.PAUSE)])
    reel.note("recorded", why="asked")
    assert reel.seconds == 4
    assert reel.seal()
    assert _holds(kept, 0, 2)
    assert sessions.work(opened, begun).sealed
    assert sessions.find(opened, begun.id).duration == 4
    [gap] = gaps.all_of(opened, begun)
    assert (gap.start, gap.end, gap.cause) == (2, 3, Cause.PAUSE)
    assert opened.row("SELECT detail FROM changes WHERE what = 'recorded'") == ('{"why": "asked"}',)


def test_a_full_disk_holds_nothing_up_and_what_waits_is_kept_once_there_is_room(
    kept: Sound, reel: Reel
) -> None:
    reel.keep([_second(0)], [])
    _fill(kept)
    for number in range(1, 5):
        reel.keep([_second(number)], [Lost(number * RATE, 5, Cause.OVERFLOW)])
        assert reel.stuck
    assert reel.seconds == 1
    assert not reel.seal()
    _free(kept)
    reel.keep([_second(5)], [])
    assert not reel.stuck
    assert _holds(kept, 0, 6)
    assert len(kept.gaps()) == 4
    assert reel.seal()


def test_more_than_five_minutes_that_wait_are_told(kept: Sound, reel: Reel) -> None:
    _fill(kept)
    for number in range(301):
        assert not reel.overflowing
        reel.keep([_second(number)], [])
    assert reel.overflowing


def test_marks_wait_for_a_busy_vault_and_are_told_once_kept(
    opened: Vault, begun: Session, reel: Reel
) -> None:
    told: list[Mark] = []
    opened.connection.set_busy_timeout(1)
    with vault.unlock(opened.home, PASSPHRASE, "other") as other, other.writing():
        for second in range(3):
            reel.mark(Mark("", MarkKind.NOTE, second, second, "à dire"), told.append)
        assert not reel.catch_up()
        assert not reel.seal()
        assert told == []
    assert reel.catch_up()
    assert [mark.id for mark in told] == ["m1", "m2", "m3"]
    assert marks.all_of(opened, begun) == tuple(told)
    assert reel.catch_up()
    assert len(marks.all_of(opened, begun)) == 3


def test_a_mark_that_the_process_before_had_kept_is_kept_once(
    opened: Vault, begun: Session, reel: Reel
) -> None:
    told: list[Mark] = []
    for start in (1.0, 1.0, 2.0):  # the first was written, but nobody was told before it died
        reel.mark(Mark(f"m{3 + start:.0f}", MarkKind.NOTE, start, start, "une fois"), told.append)
    assert reel.catch_up()
    assert [mark.id for mark in told] == ["m4", "m4", "m5"]
    assert marks.all_of(opened, begun) == (told[0], told[2])


def _spoken(opened: Vault, session: Session) -> None:
    words = tuple(Word(f"w{at}", f"mot{at}", at + 0.1, at + 0.9) for at in range(4))
    with opened.writing():
        transcript.keep(opened, session, [Utterance("u1", 0, Speaker.UNKNOWN, words)])


def test_what_goes_off_the_record_goes_out_of_sound_and_text(
    opened: Vault, begun: Session, kept: Sound, reel: Reel
) -> None:
    _spoken(opened, begun)
    reel.keep([_second(number) for number in range(4)], [])
    reel.mark(Mark("", MarkKind.NOTE, 1.5, 1.5, "secret"), lambda _: None)
    reel.remove(RATE, round(2.5 * RATE), lambda: None)
    assert reel.catch_up()
    assert _holds(kept, 0, 1)
    assert _silent(kept, 1, 2.5)
    assert _holds(kept, 2.5, 4)
    [said] = transcript.utterances_of(opened, begun)
    assert said.text == "mot0 mot3"
    assert marks.all_of(opened, begun) == ()
    assert [gap.cause for gap in kept.gaps()] == [Cause.OFF_THE_RECORD]


def test_off_the_record_also_holds_for_what_still_waits_for_room(kept: Sound, reel: Reel) -> None:
    """Only the stretch goes: what waits before and after it is still kept."""
    reel.keep([_second(0)], [])
    _fill(kept)
    reel.keep([_second(1), _second(2), _second(3)], [])
    gone: list[bool] = []
    reel.remove(round(1.5 * RATE), round(2.25 * RATE), lambda: gone.append(True))
    _free(kept)
    reel.keep([], [])
    assert reel.catch_up()
    assert _holds(kept, 0, 1.5)
    assert _silent(kept, 1.5, 2.25)
    assert _holds(kept, 2.25, 4)
    assert [(gap.start, gap.end) for gap in kept.gaps()] == [(1.5, 2.25)]


def test_off_the_record_on_a_full_disk_is_done_as_soon_as_there_is_room(
    opened: Vault, begun: Session, kept: Sound, reel: Reel, monkeypatch: pytest.MonkeyPatch
) -> None:
    _spoken(opened, begun)
    reel.keep([_second(number) for number in range(4)], [])
    cut = Sound.cut

    def full(*_: object) -> None:
        raise DiskFull("The disk is full.")

    with monkeypatch.context() as no_room:
        no_room.setattr(Sound, "cut", full)
        reel.remove(RATE, 2 * RATE, lambda: None)
        assert not reel.catch_up()
        assert not reel.seal()
    assert Sound.cut is cut
    assert reel.seal()
    assert _silent(kept, 1, 2)
    assert _holds(kept, 2, 4)
    assert "mot1" not in transcript.utterances_of(opened, begun)[0].text


def test_a_disk_that_is_full_at_the_end_leaves_it_unsealed(
    reel: Reel, opened: Vault, begun: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise DiskFull("The disk is full.")

    reel.keep([_second(0)], [])
    with monkeypatch.context() as no_room:
        no_room.setattr(Sound, "settle", full)
        assert not reel.seal()
    assert not sessions.work(opened, begun).sealed
    assert reel.seal()


def test_a_recorder_that_died_goes_on_where_its_sound_ends(
    opened: Vault, begun: Session, kept: Sound, reel: Reel
) -> None:
    reel.keep([_second(0), _second(1)], [])
    kept.connection.close()
    again = sessions.sound_of(opened, begun)
    assert again is not None
    with again:
        second = Reel(opened, replace(begun, language="fr"), again)
        assert second.seconds == 2
        second.keep([_second(3, 3.5)], [Lost(2 * RATE, RATE, Cause.INTERRUPTED)])
        assert second.seal()
        assert again.samples == round(3.5 * RATE)

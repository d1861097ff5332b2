"""What is read is what was kept, in its order, while it is still being recorded."""

from datetime import UTC, datetime

import numpy as np
import pytest

from recorder import gate, sessions
from recorder.consents import Terms
from recorder.conversation import Cause, Given, Session
from recorder.gate import Meeting
from recorder.playhead import Playhead, Stretch
from recorder.sound import RATE, Lost, Sound
from recorder.vault import Vault


@pytest.fixture
def session(opened: Vault) -> Session:
    meeting = Meeting("Zoé", "Bertrand", "fr", "call", Terms(Given.ORAL))
    return gate.begin(opened, meeting, datetime.now(UTC))[0]


def _all(head: Playhead) -> list[Stretch]:
    found = []
    while stretch := head.read():
        found.append(stretch)
    return found


def _noise(seconds: float, seed: int = 1) -> np.ndarray:
    chance = np.random.default_rng(seed)
    return chance.integers(-9000, 9000, (2, round(seconds * RATE))).astype(np.int16)


def test_nothing_is_read_before_the_sound_is_there(opened: Vault, session: Session) -> None:
    head = Playhead(opened, session)
    assert head.read() is None
    assert head.removed() == []
    with sessions.new_sound(opened, session):
        assert head.read() is None
        assert not head.over


def test_an_empty_file_is_left_to_whoever_makes_it(opened: Vault, session: Session) -> None:
    [row] = opened.rows("SELECT file FROM sounds")
    path = opened.home.audio / f"{row[0]}.db"
    path.touch()
    assert Playhead(opened, session).read() is None
    assert path.stat().st_size == 0


def test_what_is_kept_is_read_once_and_in_order(opened: Vault, session: Session) -> None:
    sound = _noise(5.5)
    head = Playhead(opened, session)
    read = []
    with sessions.new_sound(opened, session) as kept:
        for start in range(0, sound.shape[1], RATE // 2):
            kept.append([sound[:, start : start + RATE // 2]])
            read += _all(head)
    assert not any(stretch.leap for stretch in read)
    assert np.array_equal(np.concatenate([one.samples for one in read], axis=1), sound)
    head.close()


def test_a_short_hole_is_silence_and_a_long_one_is_leapt_over(
    opened: Vault, session: Session
) -> None:
    head = Playhead(opened, session)
    with sessions.new_sound(opened, session) as kept:
        places = (0, RATE * 2, RATE * 60)
        kept.keep([(place, _noise(1)) for place in places])
        read = _all(head)
    assert [one.start for one in read if one.leap] == [60 * RATE]
    before = np.concatenate([one.samples for one in read if not one.leap], axis=1)
    assert before.shape[1] == 3 * RATE
    assert not before[:, RATE : 2 * RATE].any()
    head.close()


def test_what_goes_off_the_record_is_told_once(opened: Vault, session: Session) -> None:
    head = Playhead(opened, session)
    with sessions.new_sound(opened, session) as kept:
        kept.append([_noise(4)])
        kept.keep([], [Lost(4 * RATE, RATE, Cause.PAUSE)])
        assert head.removed() == []
        kept.cut(RATE, 3 * RATE, Cause.OFF_THE_RECORD)
        assert head.removed() == [(1.0, 3.0)]
        assert head.removed() == []
    head.close()


def test_a_reader_does_not_keep_what_was_removed_in_the_log(
    opened: Vault, session: Session
) -> None:
    head = Playhead(opened, session)
    with sessions.new_sound(opened, session) as kept:
        kept.append([_noise(4)])
        assert head.read()
        kept.cut(0, 2 * RATE, Cause.OFF_THE_RECORD)
        [log] = opened.home.audio.glob("*-wal")
        assert log.stat().st_size == 0
    head.close()


def test_it_is_over_once_sealed_or_gone(opened: Vault, session: Session) -> None:
    head = Playhead(opened, session)
    sound: Sound = sessions.new_sound(opened, session)
    with sound, opened.writing():
        sessions.seal(opened, session)
    assert head.over
    assert Playhead(opened, Session(**{**_fields(session), "id": "other"})).over


def _fields(session: Session) -> dict[str, object]:
    return {name: getattr(session, name) for name in Session.__dataclass_fields__}

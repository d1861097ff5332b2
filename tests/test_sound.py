"""Sound is kept to the sample, unreadable on the disk, and whole whenever the process dies."""

import os
import subprocess
import sys
import textwrap
from itertools import pairwise
from pathlib import Path

import apsw
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recorder import keys, sound
from recorder.conversation import Cause
from recorder.errors import DiskFull, VaultDamaged
from recorder.sound import RATE, Lost, Samples

KEY = keys.new_key()


def _noise(samples: int, channels: int = 2, seed: int = 1) -> Samples:
    return np.random.default_rng(seed).integers(
        -(2**15), 2**15, (channels, samples), dtype=np.int16
    )


def test_what_was_kept_is_read_to_the_sample(tmp_path: Path) -> None:
    path, noise = tmp_path / "a.db", _noise(2 * RATE + 345)
    with sound.create(path, KEY, 2) as kept:
        kept.append(np.split(noise, [RATE, 2 * RATE], axis=1))
    with sound.load(path, KEY) as kept:
        assert kept.channels == 2
        assert kept.samples == noise.shape[1]
        for channel in (0, 1):
            assert np.array_equal(kept.read(channel, 0, kept.samples), noise[channel])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 3 * RATE), st.integers(0, 3 * RATE))
def test_any_stretch_is_read_and_beyond_the_end_is_silence(
    tmp_path_factory: pytest.TempPathFactory, start: int, stop: int
) -> None:
    noise = _noise(2 * RATE, 1)
    path = tmp_path_factory.getbasetemp() / "stretch.db"
    if not path.exists():
        with sound.create(path, KEY, 1) as kept:
            kept.append(np.split(noise, 2, axis=1))
    with sound.load(path, KEY) as kept:
        expected = np.pad(noise[0], (0, 2 * RATE))[start : max(start, stop)]
        assert np.array_equal(kept.read(0, start, stop), expected)


def test_no_sound_is_readable_on_the_disk(tmp_path: Path) -> None:
    tone = (8000 * np.sin(np.arange(RATE) / 7)).astype(np.int16)
    with sound.create(tmp_path / "a.db", KEY, 1) as kept:
        kept.append([tone[None]])
        stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"fLaC" not in stored
    assert tone[:64].tobytes() not in stored


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    sound.create(tmp_path / "a.db", KEY, 1).connection.close()
    with pytest.raises(VaultDamaged):
        sound.load(tmp_path / "a.db", keys.new_key())


def test_missing_sound_is_told(tmp_path: Path) -> None:
    with pytest.raises(VaultDamaged, match="missing"):
        sound.load(tmp_path / "none.db", KEY)


def test_killed_at_any_time_it_is_complete_up_to_the_last_block(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    code = f"""
        import numpy as np
        from pathlib import Path
        from recorder import sound
        kept = sound.create(Path({str(path)!r}), bytes.fromhex({KEY.hex()!r}), 1)
        number = 0
        while True:
            kept.append([np.full((1, {RATE}), number, np.int16)])
            number += 1
            print(number, flush=True)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        told = 0
        while told < 25:
            told = int(writer.stdout.readline())
        writer.kill()
    with sound.load(path, KEY) as kept:
        seconds = kept.samples // RATE
        assert seconds >= told
        assert kept.samples % RATE == 0
        assert [int(kept.read(0, at * RATE, at * RATE + 1)[0]) for at in range(seconds)] == list(
            range(seconds)
        )


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="mounts a small disk")
def test_a_full_disk_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", small], check=True)
    try:
        with sound.create(small / "a.db", KEY, 1) as kept:
            added = 0
            with pytest.raises(DiskFull):
                while True:
                    kept.append([_noise(RATE, 1, added)])
                    added += 1
            assert added > 10
            assert kept.samples == added * RATE
            last = kept.read(0, (added - 1) * RATE, added * RATE)
            assert np.array_equal(last, _noise(RATE, 1, added - 1)[0])
    finally:
        subprocess.run(["umount", small], check=True)


SECONDS = 4
LAID = _noise(SECONDS * RATE, 2, 5)


def _gapped(path: Path) -> sound.Sound:
    """Four seconds on two channels, in blocks of a second, the third cut in two."""
    kept = sound.create(path, KEY, 2)
    edges = [0, RATE, 2 * RATE, 2 * RATE + 700, 3 * RATE, SECONDS * RATE]
    kept.keep([(low, LAID[:, low:high]) for low, high in pairwise(edges)])
    return kept


_PLACE = st.integers(0, SECONDS * RATE) | st.sampled_from(
    [0, RATE, 2 * RATE, 2 * RATE + 700, SECONDS * RATE]
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(_PLACE, _PLACE).map(sorted), min_size=1, max_size=3))
def test_what_is_cut_is_gone_and_its_neighbours_are_as_before(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[list[int]]
) -> None:
    path = tmp_path_factory.mktemp("cut") / "a.db"
    left = LAID.copy()
    with _gapped(path) as kept:
        for start, stop in cuts:
            kept.cut(start, stop, Cause.OFF_THE_RECORD)
            left[:, start:stop] = 0
    with sound.load(path, KEY) as kept:
        for channel in (0, 1):
            assert np.array_equal(kept.read(channel, 0, SECONDS * RATE), left[channel])
        rows = kept.connection.execute("SELECT start, start + samples FROM blocks").fetchall()
        for start, stop in cuts:
            assert not [low for low, high in rows if low < stop and high > start]
        assert kept.whole()
        told = [(round(gap.start * RATE), round(gap.end * RATE)) for gap in kept.gaps()]
        assert told == sorted(map(tuple, cuts), key=lambda one: one[0])
        assert {(gap.cause, gap.channel) for gap in kept.gaps()} == {(Cause.OFF_THE_RECORD, None)}


def _stored(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sound.files(path)[:2] if file.exists())


def test_what_is_cut_leaves_no_page_in_the_file_or_its_log(tmp_path: Path) -> None:
    """Without encryption the same statements leave nothing: the FLAC frames are not found again."""
    path = tmp_path / "plain.db"
    connection = apsw.Connection(str(path))
    for line in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {line}").fetchall()
    connection.execute(sound._TABLES)  # noqa: SLF001
    with sound.Sound(connection, 2) as kept:
        kept.keep([(second * RATE, LAID[:, second * RATE :][:, :RATE]) for second in range(3)])
        secret = kept.connection.execute("SELECT flac FROM blocks WHERE start = ?", (RATE,))
        pieces = [flac[at : at + 40] for (flac,) in secret for at in range(200, 20_000, 1_000)]
        assert all(piece in _stored(path) for piece in pieces)
        kept.cut(RATE, 2 * RATE, Cause.OFF_THE_RECORD)
        assert not [piece for piece in pieces if piece in _stored(path)]
        assert kept.connection.execute("PRAGMA wal_checkpoint").fetchone()[1] == 0  # type: ignore[index]


def test_a_cut_that_is_cut_off_changes_nothing(tmp_path: Path) -> None:
    with _gapped(tmp_path / "a.db") as kept:
        kept.connection.execute(
            "CREATE TEMP TRIGGER stop BEFORE INSERT ON main.gaps"
            " BEGIN SELECT RAISE (ABORT, 'here'); END"
        )
        with pytest.raises(apsw.ConstraintError, match="here"):
            kept.cut(100, 3 * RATE, Cause.OFF_THE_RECORD)
        assert np.array_equal(kept.read(1, 0, SECONDS * RATE), LAID[1])
        assert kept.gaps() == ()


def test_killed_while_cutting_a_cut_is_whole_or_was_not(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with sound.create(path, KEY, 1) as kept:
        kept.append([np.full((1, RATE), 1 + number, np.int16) for number in range(60)])
    code = f"""
        from pathlib import Path
        from recorder import sound
        from recorder.conversation import Cause
        kept = sound.load(Path({str(path)!r}), bytes.fromhex({KEY.hex()!r}))
        for number in range(60):
            kept.cut(number * {RATE} + 10, number * {RATE} + 20, Cause.OFF_THE_RECORD)
            print(number, flush=True)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
    ) as cutter:
        assert cutter.stdout
        while cutter.stdout.readline() != "9\n":
            pass
        cutter.kill()
    with sound.load(path, KEY) as kept:
        cut = {round(gap.start * RATE) // RATE for gap in kept.gaps()}
        assert cut >= set(range(10))
        for number in range(60):
            there = kept.read(0, number * RATE, (number + 1) * RATE)
            expected = np.full(RATE, 1 + number)
            expected[10:20] *= number not in cut
            assert np.array_equal(there, expected)


def test_blocks_and_gaps_are_kept_together_or_not_at_all(tmp_path: Path) -> None:
    with sound.create(tmp_path / "a.db", KEY, 2) as kept:
        lost = Lost(RATE, 500, Cause.OVERFLOW, 1)
        kept.keep([(0, LAID[:, :RATE])], [lost])
        with pytest.raises(apsw.ConstraintError):
            kept.keep([(RATE, LAID[:, :RATE]), (0, LAID[:, :RATE])], [lost])
        assert kept.samples == RATE
        [gap] = kept.gaps()
        assert (gap.start, gap.end, gap.cause, gap.channel) == (
            1.0,
            1 + 500 / RATE,
            Cause.OVERFLOW,
            1,
        )


def test_a_gap_of_a_channel_is_silence_there_alone(tmp_path: Path) -> None:
    with sound.create(tmp_path / "a.db", KEY, 1) as kept:
        kept.keep([(2 * RATE, LAID[:1, :RATE])])
        assert kept.samples == 3 * RATE
        assert not kept.read(0, 0, 2 * RATE).any()
        kept.settle()
        assert np.array_equal(kept.read(0, 2 * RATE, 3 * RATE), LAID[0, :RATE])

"""Sound is kept to the sample, unreadable on the disk, and whole whenever the process dies."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recorder import keys, sound
from recorder.errors import DiskFull, VaultDamaged
from recorder.sound import RATE, Samples

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

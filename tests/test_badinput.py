"""Bad input: one clear line, exit 1, nothing changed in the vault."""

import os
import struct
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from conftest import PASSPHRASE, Alliance

from recorder import vault
from recorder.paths import Home
from recorder.sound import RATE

ROOT_ONLY = os.name != "posix" or os.geteuid() != 0


def _wav_header(*, rate: int, channels: int, size: int) -> bytes:
    frame = channels * 2
    layout = struct.pack(
        "<HHIIHH", 1, channels, rate, (rate * frame) & 0xFFFFFFFF, frame & 0xFFFF, 16
    )
    data = b"data" + struct.pack("<I", size)
    return (
        b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + struct.pack("<I", 16) + layout + data
    )


def _tone(path: Path, seconds: float = 2.0) -> Path:
    at = np.arange(int(seconds * RATE)) / RATE
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * 440 * at), RATE)
    return path


def _cut_in_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _empty(folder: Path) -> Path:
    path = folder / "empty.wav"
    path.touch()
    return path


def _truncated(folder: Path) -> Path:
    path = _tone(folder / "cut.wav", 10)
    _cut_in_half(path)
    return path


def _truncated_flac(folder: Path) -> Path:
    path = _tone(folder / "cut.flac", 10)
    _cut_in_half(path)
    return path


def _not_sound(folder: Path) -> Path:
    path = folder / "letter.mp3"
    path.write_bytes(os.urandom(20_000))
    return path


def _one_hertz(folder: Path) -> Path:
    path = folder / "slow.wav"
    path.write_bytes(_wav_header(rate=1, channels=1, size=32_000) + bytes(32_000))
    return path


def _many_channels(folder: Path) -> Path:
    path = folder / "wide.wav"
    path.write_bytes(_wav_header(rate=16_000, channels=65_535, size=262_140) + bytes(262_140))
    return path


def _not_a_number(folder: Path) -> Path:
    path = folder / "nan.wav"
    sound = np.zeros(RATE, np.float32)
    sound[100:103] = (np.nan, np.inf, -np.inf)
    soundfile.write(path, sound, RATE, subtype="FLOAT")
    return path


def _thirteen_hours(folder: Path) -> Path:
    path = folder / "long.flac"
    quiet = np.zeros(8000 * 600, np.int16)
    with soundfile.SoundFile(path, "w", 8000, 1, "PCM_16", format="FLAC") as file:
        for _ in range(13 * 6):
            file.write(quiet)
    return path


def _folder(folder: Path) -> Path:
    path = folder / "folder.wav"
    path.mkdir()
    return path


def _missing(folder: Path) -> Path:
    return folder / "nowhere.wav"


def _other_encoding(folder: Path) -> Path:
    path = folder / "latin.txt"
    path.write_bytes("Ana : Ça va, Éloïse ?\nZoé : Très bien.\n".encode("cp1252"))
    return path


def _arrow(folder: Path) -> Path:
    path = folder / "arrow.vtt"
    path.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>je vais --> là\n")
    return path


def _no_cue(folder: Path) -> Path:
    path = folder / "empty.vtt"
    path.write_text("WEBVTT\n")
    return path


def _newer_export(folder: Path) -> Path:
    path = folder / "new.json"
    path.write_text('{"schema": 99}')
    return path


BAD: list[tuple[Callable[[Path], Path], str]] = [
    (_empty, "empty"),
    (_truncated, "missing"),
    (_truncated_flac, "missing"),
    (_not_sound, "sound"),
    (_one_hertz, "1 Hz"),
    (_many_channels, "65,535 channels"),
    (_not_a_number, "no number"),
    (_thirteen_hours, "12 h"),
    (_folder, "folder"),
    (_missing, "no file"),
    (_other_encoding, "UTF-8"),
    (_arrow, "line 4"),
    (_no_cue, "Nobody says"),
    (_newer_export, "newer"),
]


@pytest.mark.parametrize(("make", "told"), BAD, ids=lambda part: getattr(part, "__name__", None))
def test_a_file_that_cannot_be_used(
    locked: Home, alliance: Alliance, tmp_path: Path, make: Callable[[Path], Path], told: str
) -> None:
    path = make(tmp_path)
    before = locked.vault.read_bytes()
    done = alliance("import", path, "--client", "Zoé", "--coach", "Ana", "--consent", "oral")
    _one_line(done, told)
    assert done.stdout == ""
    assert locked.vault.read_bytes() == before


def _one_line(done: subprocess.CompletedProcess[str], told: str) -> None:
    assert done.returncode == 1, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("alliance: ")]
    assert len(lines) == 1, done.stderr
    assert told.lower() in lines[0].lower()
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(ROOT_ONLY, reason="becomes another user")
def test_a_file_that_may_not_be_read(locked: Home, tmp_path: Path) -> None:
    path = _tone(tmp_path / "secret.wav")
    path.chmod(0)
    tmp_path.chmod(0o755)
    code = f"""
        import os
        from pathlib import Path
        from recorder import media  # before: another user may not read the packages
        import av, av.audio.resampler
        os.setuid(65534)
        try:
            media.check(Path({str(path)!r}))
        except Exception as error:
            print(type(error).__name__, error)
    """
    for folder in tmp_path.parents[:2]:
        folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("UnusableFile"), done.stderr
    assert "permi" in done.stdout
    assert locked


def test_a_wrong_passphrase(
    locked: Home, alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLIANCE_PASSPHRASE", "wrong")
    before = locked.vault.read_bytes()
    _one_line(alliance("sessions"), "does not open the vault")
    assert locked.vault.read_bytes() == before


def test_nobody_to_ask(locked: Home, alliance: Alliance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALLIANCE_PASSPHRASE")
    _one_line(alliance("sessions"), "ALLIANCE_PASSPHRASE")
    assert locked


def test_a_vault_of_a_newer_version(locked: Home, alliance: Alliance) -> None:
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        opened.run("PRAGMA user_version = 99")
    _one_line(alliance("sessions"), "newer version")


def test_a_vault_that_another_process_has_alone(locked: Home, alliance: Alliance) -> None:
    with vault.unlock(locked, PASSPHRASE, "process"):
        _one_line(alliance("key", "recovery"), "alliance process")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "nonsense"), "No session"),
        (("process", "nonsense"), "No session"),
        (("export", "nonsense", "--format", "md"), "No session"),
        (("erase", "nonsense", "--yes"), "No session"),
        (("erase", "--client", "Nobody", "--yes"), "No client"),
        (("search", "!?"), "no word"),
        (("models", "use", "nonsense"), "no model called"),
        (("models", "use", "small"), "alliance models fetch small"),
    ],
)
def test_an_answer_that_does_not_fit(
    locked: Home, alliance: Alliance, arguments: tuple[str, ...], told: str
) -> None:
    _one_line(alliance(*arguments), told)
    assert locked


def test_what_is_not_said_is_never_guessed(
    locked: Home, alliance: Alliance, tmp_path: Path
) -> None:
    stereo = tmp_path / "two.wav"
    soundfile.write(stereo, np.zeros((RATE, 2)), RATE)
    _one_line(alliance("import", stereo, "--client", "Zoé"), "--channels")
    talk = tmp_path / "talk.txt"
    talk.write_text("Ana : Bonjour.\nZoé : Bonjour.\n")
    _one_line(alliance("import", talk, "--client", "Zoé"), "--coach")
    assert locked


def test_wrong_usage_is_told_by_exit_2(alliance: Alliance) -> None:
    for arguments in (
        ("import",),
        ("export", "x", "--format", "exe"),
        ("nonsense",),
        ("erase",),
        ("erase", "x", "--client", "y"),
        ("models", "fetch"),
    ):
        assert alliance(*arguments).returncode == 2


@pytest.mark.parametrize(
    "tail",
    [">/dev/full", ">&-", "2>&-", "<&-", "| true"],
    ids=["full", "no out", "no err", "no in", "gone"],
)
def test_a_stream_that_is_closed_or_full_is_no_crash(
    locked: Home, tmp_path: Path, tail: str
) -> None:
    script = Path(sys.executable).with_name("alliance")
    done = subprocess.run(
        ["bash", "-c", f"{script} sessions --json {tail}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr
    assert locked


@pytest.mark.parametrize(
    ("place", "told"), [("~nobodyx/home", "vault"), ("a/file", "not a folder")]
)
def test_a_home_that_cannot_be(
    alliance: Alliance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, told: str
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "file").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALLIANCE_HOME", place if place[0] == "~" else str(tmp_path / place))
    monkeypatch.setenv("ALLIANCE_PASSPHRASE", PASSPHRASE)
    _one_line(alliance("sessions"), told)


def test_a_sound_file_that_is_damaged(locked: Home, alliance: Alliance, tmp_path: Path) -> None:
    sound = _tone(tmp_path / "a.wav", 30)
    session = alliance("import", sound, "--client", "Zoé", "--language", "en").stdout.strip()
    (kept,) = locked.audio.glob("*.db")
    for damage in (kept.read_bytes()[:-5000] + bytes(5000), b""):
        kept.write_bytes(damage)
        _one_line(alliance("process", session), "this session's sound can't be read")
        doctor = alliance("doctor")
        assert doctor.returncode == 1
        assert session in doctor.stdout


def test_another_model_that_is_not_there_costs_nothing(
    locked: Home, alliance: Alliance, clip: Callable[[str, int], Path]
) -> None:
    sound = clip("en", 20)
    session = alliance("import", sound, "--client", "Zoé", "--channels", "mono").stdout.strip()
    assert alliance("process", session).returncode == 0
    before = alliance("export", session, "--format", "json", "-o", "-").stdout
    _one_line(alliance("process", session, "--model", "small"), "alliance models fetch small")
    assert alliance("export", session, "--format", "json", "-o", "-").stdout == before
    assert locked


@pytest.mark.skipif(ROOT_ONLY, reason="mounts a small disk")
def test_a_full_disk(alliance: Alliance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", small], check=True)
    try:
        monkeypatch.setenv("ALLIANCE_HOME", str(small / "home"))
        monkeypatch.setenv("ALLIANCE_PASSPHRASE", PASSPHRASE)
        noise = np.random.default_rng(1).normal(0, 0.2, RATE * 400)
        soundfile.write(tmp_path / "noise.wav", noise, RATE)
        (tmp_path / "talk.txt").write_text("Ana : Bonjour.\nZoé : Bonjour.\n")
        talk = ("import", tmp_path / "talk.txt", "--client", "Zoé", "--coach", "Ana")
        first = alliance(*talk)
        assert first.returncode == 0, first.stderr
        _one_line(alliance("import", tmp_path / "noise.wav", "--client", "New"), "disk is full")
        assert alliance("sessions").stdout.split()[0] == first.stdout.strip()
        assert "New" not in alliance("clients").stdout
        assert len(list((small / "home" / "audio").iterdir())) == 0
        assert alliance(*talk).returncode == 0
    finally:
        subprocess.run(["umount", small], check=True)


def test_hostile_names_and_text_are_harmless(
    locked: Home, alliance: Alliance, tmp_path: Path
) -> None:
    name = "Z\u202eoé\x1b]0;pwned\x07\u200b\x9b31m"
    talk = tmp_path / "talk.txt"
    talk.write_text(f"Ana : \x1b[2JBonjour \u202e# x\n{name} : [b --> [0] <script>\x00\n", "utf-8")
    done = alliance("import", talk, "--client", name, "--coach", "Ana")
    if done.returncode:  # a NUL makes a file binary; the rest must still come in
        talk.write_text(talk.read_text("utf-8").replace("\x00", ""), "utf-8")
        done = alliance("import", talk, "--client", name, "--coach", "Ana")
    assert done.returncode == 0, done.stderr
    shown = alliance("show", done.stdout.strip()).stdout + alliance("clients").stdout
    assert "Zoé" in shown
    assert "<script>" in shown
    assert not set(shown) & set("\x1b\x9b\x07\u202e\u200b\x00")
    assert "pwned" not in shown
    assert locked

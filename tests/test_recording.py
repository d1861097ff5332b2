"""`alliance record` as a coach runs it, on a private sound server."""

import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soxr
from conftest import PASSPHRASE, Alliance
from person import at_terminal
from soundserver import RATE as PLAYED
from soundserver import SoundServer

from recorder import clients, consents, gaps, marks, sessions, vault
from recorder.conversation import Decision, Given, MarkKind
from recorder.paths import Home
from recorder.sound import RATE

pytestmark = pytest.mark.usefixtures("sound_server")
NAME = "../Zoé\x1b[31m\u202e 🦊 Quinquépal"


def test_a_recording_by_script_is_sealed_listed_and_found_nowhere_in_the_plain(
    locked: Home, alliance: Alliance, sound_server: SoundServer, tmp_path: Path
) -> None:
    sound = np.random.default_rng(5).integers(-9000, 9000, (PLAYED * 12, 2)).astype(np.int16)
    options = ("--mic", "mic", "--far-end", "far", "--setting", "call", "--consent", "written")
    with sound_server.playing(sound):
        done = alliance("record", "--no-live", "--client", NAME, "--seconds", "4", *options)
    assert done.returncode == 0, done.stderr
    session_id = done.stdout.strip()
    assert "to transcribe" in alliance("sessions").stdout
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        session = sessions.find(opened, session_id)
        consent = consents.in_force(opened, session)
        assert consent is not None
        assert consent.given is Given.WRITTEN
        assert "Quinquépal" in consent.text
        assert session.duration == pytest.approx(4, abs=1)
        (client,) = clients.all_clients(opened)
        kept = sessions.sound_of(opened, session)
        assert kept is not None
        with kept:
            heard = kept.read(0, RATE, 2 * RATE)
    assert client.name == "../Zoé 🦊 Quinquépal"
    assert heard.any()
    _search(tmp_path, heard, soxr.resample(sound[:, 0], PLAYED, RATE).astype(np.int16))


def _search(folder: Path, *sounds: np.ndarray) -> None:
    """No file holds a window of the sounds, or the client's name."""
    windows = [
        part.tobytes()
        for sound in sounds
        for part in np.split(sound[: 16 * 500], 500)
        if part.any()
    ]
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".wav":
            data = path.read_bytes()
            assert "Quinquépal".encode() not in data, path
            assert "Quinquépal".encode("utf-16-le") not in data, path
            assert not any(window in data for window in windows), path


def test_nothing_is_recorded_when_nobody_says_that_the_client_agrees(
    locked: Home, alliance: Alliance
) -> None:
    done = alliance("record", "--no-live", "--client", "Zoé", "--mic", "mic", "--seconds", "1")
    assert done.returncode == 1
    assert "nothing was recorded" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(locked.audio.glob("*"))
    assert alliance("clients").stdout == ""


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--mic", "a trumpet"), "a trumpet"),
        (("--purposes", "transcribe"), "does not agree to be recorded"),
        (("--purposes", "record,sell"), "sell"),
        (("--guardian", " "), "guardian"),
        (("--statement", "nowhere.txt"), "statement"),
        (("--statement", "empty.txt"), "statement is empty"),
        (("--keep-sound", "99999999999"), "number of days"),
    ],
)
def test_what_does_not_fit_is_told_in_one_line_and_nothing_is_kept(
    locked: Home, alliance: Alliance, tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    (tmp_path / "empty.txt").write_text(" \n\u200b")
    done = alliance(
        "record", "--no-live", "--client", "Zoé", "--consent", "oral", "--seconds", "1", *options
    )
    assert done.returncode == 1
    assert told in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert not list(locked.audio.glob("*"))
    assert alliance("clients").stdout == ""


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("name", ["", "\u200b\x1b[0m"])
def test_a_client_without_a_name_is_refused(alliance: Alliance, name: str) -> None:
    done = alliance("record", "--no-live", "--client", name, "--consent", "oral", "--seconds", "1")
    assert done.returncode == 1
    assert "name is empty" in done.stderr


def test_a_coach_at_a_terminal_asks_marks_pauses_and_stops(locked: Home) -> None:
    with at_terminal(
        "record", "--no-live", "--client", "Zoé", "--mic", "mic", "--language", "fr"
    ) as there:
        there.see("under 18")
        there.type("n\n")
        there.see("1, 2, 3 or 4:")
        there.type("1\n")
        there.see("Recording from")
        there.see("press y")
        there.type("y")
        there.see("consent kept")
        there.type("m")
        there.see("mark kept")
        there.type("4")
        there.see("topic kept")
        there.type("t")
        there.see("Note:")
        there.type("parle de son père\n")
        there.see("note kept")
        there.type(" ")
        there.see("PAUSE 0:0[2-9]")
        there.type(" ")
        there.see("REC")
        there.type("o")
        there.see("taken out")
        there.type(" ")
        there.see("REC")
        there.see(r"REC 0:\d\d")
        there.type("q")
        assert there.end() == 0, there.shown
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        (session,) = sessions.all_sessions(opened)
        kinds = [mark.kind for mark in marks.all_of(opened, session)]
        # The last minute went off the record, with its marks; that of the consent stays.
        assert kinds == [MarkKind.CONSENT]
        assert gaps.all_of(opened, session)
        assert sessions.work(opened, session).sealed


def test_a_terminal_that_can_only_print_is_not_drawn_on(
    locked: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    arguments = ("--client", "Zoé", "--mic", "mic", "--consent", "written", "--seconds", "1")
    with at_terminal("record", *arguments) as there:
        assert there.end() == 0, there.shown
    assert "REC 0:0" in there.shown
    assert "\x1b" not in there.shown
    assert locked.audio.exists()


def test_a_minor_is_recorded_with_the_consent_of_a_guardian_alone(locked: Home) -> None:
    with at_terminal(
        "record", "--no-live", "--client", "Tom", "--mic", "mic", "--seconds", "1"
    ) as there:
        there.see("under 18")
        there.type("y\n")
        there.see("Name:")
        there.type("\n")
        assert there.end() == 1
        assert "guardian" in there.shown
    with at_terminal(
        "record", "--no-live", "--client", "Tom", "--mic", "mic", "--seconds", "1"
    ) as there:
        there.see("under 18")
        there.type("y\n")
        there.see("Name:")
        there.type("Inès Martin\n")
        there.see("Inès Martin, who has parental responsibility")
        there.see("1, 2, 3 or 4:")
        there.type("2\n")
        assert there.end() == 0, there.shown
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        (session,) = sessions.all_sessions(opened)
        consent = consents.in_force(opened, session)
        assert consent is not None
        assert consent.guardian == "Inès Martin"


def _withdrawn(erase: str) -> None:
    """Record, withdraw while it runs, and answer whether to erase."""
    with at_terminal(
        "record", "--no-live", "--client", "Zoé", "--mic", "mic", "--consent", "oral"
    ) as there:
        there.see(r"REC 0:0[1-9]")
        there.type("w")
        there.see("withdraw the consent")
        there.type("y\n")
        there.see("Erase it now")
        there.type(f"{erase}\n")
        assert there.end() == 0, there.shown


def test_a_consent_withdrawn_stops_at_once_and_offers_to_erase(
    locked: Home, alliance: Alliance
) -> None:
    _withdrawn(erase="n")
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        (session,) = sessions.all_sessions(opened)
        chain = consents.all_of(opened, session)
        assert [one.decision for one in chain] == [Decision.GIVEN, Decision.WITHDRAWN]
        assert consents.unbroken(chain)
    done = alliance("process", session.id)
    assert done.returncode == 1
    assert "took it back" in done.stderr
    _withdrawn(erase="y")
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        assert sessions.all_sessions(opened) == (session,)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL", "SIGSTOP"])
def test_however_the_command_ends_or_freezes_the_recording_is_sealed(
    locked: Home, name: str, wait_for: Callable[..., None]
) -> None:
    with at_terminal(
        "record", "--no-live", "--client", "Zoé", "--mic", "mic", "--consent", "oral"
    ) as there:
        there.see(r"REC 0:0[1-9]")
        there.process.send_signal(getattr(signal, name))
        if name != "SIGSTOP":
            there.end()

        def sealed() -> bool:
            with vault.unlock(locked, PASSPHRASE, "test") as opened:
                (session,) = sessions.all_sessions(opened)
                return sessions.work(opened, session).sealed and session.duration > 0

        wait_for(sealed)

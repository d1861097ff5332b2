"""The list of sessions says what may be kept and until when; nothing goes by itself."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from conftest import PASSPHRASE, Alliance
from person import at_terminal

from recorder import consents, gate, vault
from recorder.consents import Terms
from recorder.conversation import Given, Session
from recorder.gate import Meeting
from recorder.paths import Home
from recorder.vault import Vault

NOW = datetime.now(UTC).astimezone()
AGREED = NOW - timedelta(days=7)
PAST, FUTURE = NOW.date() - timedelta(days=3), NOW.date() + timedelta(days=3)


def _agreed(opened: Vault, client: str, sound: date | None, text: date | None) -> Session:
    terms = Terms(Given.ORAL, keep_sound_until=sound, keep_text_until=text)
    # Long enough ago that what is due by now was a day to come when it was agreed.
    session, _ = gate.begin(opened, Meeting(client, "Ana", "fr", "room", terms), AGREED)
    return session


@pytest.fixture
def held(locked: Home) -> dict[str, Session]:
    """Sessions by what is peculiar to them."""
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        made = {
            "kept": _agreed(opened, "Zoé", FUTURE, FUTURE),
            "late": _agreed(opened, "Marc", PAST, FUTURE),
            "soundless": _agreed(opened, "Léa", PAST, None),
            "withdrawn": _agreed(opened, "Paul", PAST, PAST),
        }
        with opened.writing():
            opened.run("DELETE FROM sounds WHERE session = ?", (made["soundless"].id,))
            consents.withdraw(opened, made["withdrawn"], NOW)
    return made


def test_a_program_is_told_what_is_kept_and_what_is_due(
    held: dict[str, Session], alliance: Alliance
) -> None:
    done = alliance("sessions", "--json")
    entries = {entry["id"]: entry for entry in json.loads(done.stdout)}
    parts = ("consent", "keep_sound_until", "keep_text_until", "due")
    found = {key: tuple(entries[each.id][part] for part in parts) for key, each in held.items()}
    past, future = PAST.isoformat(), FUTURE.isoformat()
    assert found == {
        "kept": ("given", future, future, []),
        "late": ("given", past, future, ["sound"]),
        "soundless": ("given", None, None, []),
        "withdrawn": ("withdrawn", None, None, []),
    }


def test_a_coach_is_told_and_everything_is_still_there(
    held: dict[str, Session], alliance: Alliance
) -> None:
    done = alliance("sessions")
    left = (FUTURE - datetime.now(UTC).astimezone().date()).days
    lines = {line.split()[0]: line for line in done.stdout.splitlines()}
    shown = {key: lines[each.id] for key, each in held.items()}
    assert shown["kept"].endswith(f"sound {left} days")
    assert shown["late"].endswith("sound due")
    assert shown["soundless"].endswith("to tag")
    assert shown["withdrawn"].endswith("withdrawn")
    assert done.stderr.startswith("1 session(s) hold sound or text beyond the day agreed")
    assert "alliance erase" in done.stderr
    assert len(json.loads(alliance("sessions", "--json").stdout)) == len(held)


def test_a_long_name_gives_way_where_the_terminal_is_narrow(
    locked: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        _agreed(opened, "Zoé " + "Quinquépal " * 12, FUTURE, FUTURE)
    monkeypatch.setenv("COLUMNS", "80")
    with at_terminal("sessions") as there:
        line = there.see(r"[0-9a-f]{8} .*\r\n")
        assert there.end() == 0
    assert "Zoé Quin" in line
    assert "… " in line
    assert line.rstrip().endswith("days")
    assert len(line.rstrip()) <= 80

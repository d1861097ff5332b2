"""Session and consent are kept together or not at all, before a sample can be."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import speech

from recorder import clients, consents, gate, sessions
from recorder.cleaning import one_line
from recorder.consents import Terms
from recorder.conversation import Given, Speaker
from recorder.errors import AllianceError, ConsentMissing, UnusableAnswer
from recorder.gate import Meeting
from recorder.vault import Vault

AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
MEETING = Meeting("Leïla", "Paul", "fr", "call", Terms(Given.ORAL))
TABLES = ("clients", "sessions", "consents", "sounds", "changes")


def _rows(vault: Vault) -> list[int]:
    return [vault.number(f"SELECT count(*) FROM {table}") for table in TABLES]


def test_session_and_consent_are_there_before_any_sound(opened: Vault) -> None:
    session, client = gate.begin(opened, MEETING, AT)
    assert client is not None
    assert (client.name, client.language) == ("Leïla", "fr")
    assert sessions.find(opened, session.id) == session
    assert session.channels == (Speaker.COACH, Speaker.CLIENT)
    consent = consents.in_force(opened, session)
    assert consent is not None
    assert (consent.client, consent.controller, consent.at) == ("Leïla", "Paul", AT)
    work = sessions.work(opened, session)
    assert (work.has_sound, work.sealed) == (True, False)
    assert not list(opened.home.audio.glob("*"))


def test_a_known_client_is_not_new_and_lends_their_language(opened: Vault) -> None:
    gate.begin(opened, MEETING, AT)
    session, client = gate.begin(opened, replace(MEETING, client="LEÏLA", language=""), AT)
    assert client is None
    assert session.language == "fr"


def test_in_a_room_one_microphone_tells_nobody_apart(opened: Vault) -> None:
    session, _ = gate.begin(opened, replace(MEETING, setting="room"), AT)
    assert session.channels == (Speaker.UNKNOWN,)


@pytest.mark.parametrize(
    ("meeting", "error"),
    [
        (replace(MEETING, client=" \u200b\x1b[2J "), UnusableAnswer),
        (replace(MEETING, terms=Terms(Given.ORAL, ("transcribe",))), ConsentMissing),
        (replace(MEETING, terms=Terms(Given.ORAL, ())), ConsentMissing),
        (replace(MEETING, terms=Terms(Given.ORAL, ("record", "sell"))), UnusableAnswer),
        (replace(MEETING, terms=Terms(Given.ORAL, wording="\x00 \u2028")), UnusableAnswer),
    ],
)
def test_what_does_not_fit_leaves_nothing_behind(
    opened: Vault, meeting: Meeting, error: type[AllianceError]
) -> None:
    with pytest.raises(error) as caught:
        gate.begin(opened, meeting, AT)
    assert caught.value.advice
    assert _rows(opened) == [0] * len(TABLES)


@pytest.mark.parametrize("broken", ["sounds", "consents", "changes"])
def test_cut_off_anywhere_nothing_is_left_behind(opened: Vault, broken: str) -> None:
    opened.run(f"ALTER TABLE {broken} RENAME TO gone")
    with pytest.raises(Exception, match="no such table"):
        gate.begin(opened, MEETING, AT)
    opened.run(f"ALTER TABLE gone RENAME TO {broken}")
    assert _rows(opened) == [0] * len(TABLES)


ODD = (
    "../../etc/passwd",
    "C:\\Users\\x",
    "a/b\\c:d*e?f",
    "\x1b]0;owned\x07Léa",
    "x" * 300,
    "👩‍💻 Zoé",
    "\u202eeilA\u202c",
    "CON",
    "'; DROP TABLE clients; --",
    "{coach} {0} %s",
    "[red]Léa[/red]",
)


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_is_only_a_name(opened: Vault, name: str) -> None:
    before = {path for path in opened.home.root.parent.rglob("*") if "locks" not in path.parts}
    session, client = gate.begin(opened, replace(MEETING, client=name, coach=name), AT)
    assert client is not None
    assert client.name == session.coach == one_line(name)
    assert clients.named(opened, name) == client
    consent = consents.in_force(opened, session)
    assert consent is not None
    assert consent.text.count(one_line(name)) >= 2
    after = {path for path in opened.home.root.parent.rglob("*") if "locks" not in path.parts}
    assert after == before


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(speech(), min_size=4, max_size=4), st.sampled_from(("fr", "en", "")))
def test_whatever_is_typed_is_kept_clean_or_refused_clearly(
    opened: Vault, typed: list[str], language: str
) -> None:
    client, coach, guardian, wording = typed
    until = date(2027, 1, 2)
    terms = Terms(Given.WRITTEN, keep_text_until=until, guardian=guardian, wording=wording)
    try:
        session, _ = gate.begin(opened, Meeting(client, coach, language, "room", terms), AT)
    except UnusableAnswer:
        assert not one_line(client) or (wording and not one_line(wording))
        return
    consent = consents.in_force(opened, session)
    assert consent is not None
    for text in (consent.client, consent.controller, consent.guardian, session.coach):
        assert text == one_line(text)
    assert not {sign for sign in consent.text if ord(sign) < 32} - {"\n", "\t"}
    assert consents.unbroken(consents.all_of(opened, session))

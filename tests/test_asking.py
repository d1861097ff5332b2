"""Consent by keys: nothing is kept before it is given, and it is kept exactly as it was read."""

from datetime import UTC, datetime, timedelta

import pytest
from pressing import Hands, pressing, shown, typed, until_on, until_shown

from recorder import clients, consents, sessions
from recorder.conversation import Consent, Given, Session
from recorder.settings import Settings
from recorder.vault import Vault
from tui.screens.asking import Asking, Plan
from tui.screens.home import HomePage
from tui.screens.listen import Listen

PLAN = Plan(client="Leïla", coach="Bertrand", language="fr", setting="call")


@pytest.fixture(autouse=True)
def _no_recorder(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked at here is done before the recorder begins."""
    monkeypatch.setattr(Listen, "on_mount", lambda _page: None)
    monkeypatch.setattr(Listen, "_record", lambda _page: None)  # which its base begins


async def _ask(hands: Hands, plan: Plan = PLAN) -> None:
    hands.app.push_screen(Asking(plan))
    await until_shown(hands, "Read this aloud")


async def _tick(hands: Hands, *names: str) -> None:
    for name in names:
        hands.app.screen.query_one(f"#{name}").focus()
        await hands.press("space")


def _kept(vault: Vault) -> tuple[Session, Consent]:
    (session,) = sessions.all_sessions(vault)
    (consent,) = consents.all_of(vault, session)
    return session, consent


async def test_by_keys_alone_from_the_first_scope_to_the_recording(opened: Vault) -> None:
    chosen = Settings(interface="en", keep_sound_days=7)
    async with pressing(opened.home, opened, chosen=chosen) as hands:
        await _ask(hands)
        await hands.press("space", "tab", "space", "tab", "space")  # record, transcribe, analyse
        await hands.press("tab", "tab", "space")  # the rights
        await hands.press("tab", "tab", "tab", "tab", "space")  # aloud
        await until_shown(hands, "enregistrer cette conversation")
        await hands.press("ctrl+n")
        await until_on(hands, Listen)
        said = consents.asked("fr", "Bertrand", "Leïla", _terms(_kept(opened)[1]))
        session, consent = _kept(opened)
        assert consent.text == said.text
        assert consent.purposes == ("record", "transcribe", "analyse")
        assert consent.given is Given.ORAL
        assert consent.rights_told
        assert consent.keep_sound_until == datetime.now(UTC).astimezone().date() + timedelta(days=7)
        assert session.setting == "call"
        assert clients.with_id(opened, session.client).name == "Leïla"


def _terms(consent: Consent) -> consents.Terms:
    return consents.Terms(
        consent.given, consent.purposes, consent.keep_sound_until, consent.keep_text_until
    )


async def test_the_statement_follows_what_is_ticked(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await _ask(hands)
        assert "transcrite" not in shown(hands)
        await _tick(hands, "record", "transcribe")
        await until_shown(hands, "Elle sera transcrite.")
        await _tick(hands, "transcribe")
        assert "transcrite" not in shown(hands)


async def test_nothing_is_recorded_before_all_is_answered(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await _ask(hands)
        await hands.press("ctrl+n")
        assert isinstance(hands.app.screen, Asking)
        assert "must agree to be recorded" in shown(hands)
        await _tick(hands, "transcribe", "given")
        await hands.press("ctrl+n")
        assert isinstance(hands.app.screen, Asking)
        await _tick(hands, "record", "minor")
        await until_shown(hands, "give their name")
        await hands.press("ctrl+n")
        assert isinstance(hands.app.screen, Asking)
        assert not sessions.all_sessions(opened)
        assert not clients.all_clients(opened)


async def test_a_minor_is_recorded_with_the_guardian_by_name(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await _ask(hands)
        await _tick(hands, "record", "minor", "given")
        hands.app.screen.query_one("#guardian").focus()
        await typed(hands, "Inès")
        await until_shown(hands, "Inès, qui a l'autorité parentale")
        await hands.press("ctrl+n")
        await until_on(hands, Listen)
        _, consent = _kept(opened)
        assert consent.guardian == "Inès"
        assert not consent.rights_told


async def test_a_refusal_leaves_nothing(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await _ask(hands)
        await _tick(hands, "record", "given")
        await hands.press("ctrl+r")
        await until_on(hands, HomePage)
        assert not sessions.all_sessions(opened)
        assert not clients.all_clients(opened)
        assert not list(opened.home.audio.glob("*"))


async def test_two_presses_are_one_recording(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await _ask(hands)
        await _tick(hands, "record", "given")
        await hands.press("ctrl+n", "ctrl+n")
        await until_on(hands, Listen)
        assert len(sessions.all_sessions(opened)) == 1


async def test_names_are_shown_as_they_are(opened: Vault) -> None:
    plan = Plan(client="[red]Zoé[/red]", coach="Bertrand", language="en")
    async with pressing(opened.home, opened) as hands:
        await _ask(hands, plan)
        await until_shown(hands, "[red]Zoé[/red], Bertrand asks for your consent")

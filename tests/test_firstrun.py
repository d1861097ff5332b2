"""The first start: step by step, in the coach's language, and nothing half made."""

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import CHEAP
from pressing import Hands, pressing, shown, typed, until, until_on, until_shown
from textual.widgets import Checkbox, Input

from recorder import clients, recovery, sessions, settings, vault
from recorder.paths import Home
from recorder.settings import Settings
from tui.passphrase import Strength, strength
from tui.screens import firstrun
from tui.screens.firstrun import FirstRun, Step
from tui.screens.home import HomePage

WORDS = "lune agrafe"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firstrun, "COST", CHEAP)


async def _to_the_recovery_key(hands: Hands, name: str = "Bérénice") -> str:
    """The recovery key, as the screen spells it."""
    await hands.press("enter")
    await until(hands, lambda: _step(hands) is Step.NAME and bool(hands.app.screen.query(Input)))
    await typed(hands, name)
    await hands.press("enter")
    await until(hands, lambda: bool(hands.app.screen.query("#second")))
    await typed(hands, WORDS)
    await hands.press("enter")
    await typed(hands, WORDS)
    await hands.press("enter")
    await until(hands, lambda: bool(hands.app.screen.query("#key")))
    await hands.pause()
    return "".join(str(hands.app.screen.query_one("#key").render()).split())


def _step(hands: Hands) -> Step:
    assert isinstance(hands.app.screen, FirstRun)
    return hands.app.screen.step


async def _made(hands: Hands) -> None:
    hands.app.screen.query_one("#written", Checkbox).focus()
    await hands.press("space", "tab", "enter")
    await until(hands, lambda: bool(hands.app.screen.query("#sample")))


async def test_the_vault_opens_with_the_passphrase_and_with_the_key_that_was_shown(
    home: Home,
) -> None:
    async with pressing(home) as hands:
        spelled = await _to_the_recovery_key(hands)
        assert recovery.read(spelled)
        await _made(hands)
        await hands.press("tab", "enter")
        await until_on(hands, HomePage)
    for secret in (WORDS, spelled):
        vault.unlock(home, secret, "test").close()
    assert settings.load(home).coach == "Bérénice"
    assert spelled.replace("-", "").encode() not in b"".join(
        path.read_bytes() for path in home.root.rglob("*") if path.is_file()
    )


async def test_nothing_is_there_until_the_coach_has_kept_the_recovery_key(home: Home) -> None:
    async with pressing(home) as hands:
        await _to_the_recovery_key(hands)
        await hands.press("enter")
        assert _step(hands) is Step.RECOVERY
        assert not home.root.exists()
        await hands.press("escape")
        await until(hands, lambda: bool(hands.app.screen.query("#second")))
        await hands.press("ctrl+q")
    assert not home.root.exists()


async def test_the_language_changes_the_screen_at_once(home: Home) -> None:
    async with pressing(home) as hands:
        await until_shown(hands, "Welcome.")
        await hands.press("up")
        await until_shown(hands, "Bienvenue.")
        assert "rien ne quitte cet ordinateur" in shown(hands)
        await hands.press("down")
        await until_shown(hands, "Welcome.")
        await hands.press("up")
        await _to_the_recovery_key(hands)
        await until_shown(hands, "clé de secours")
        await _made(hands)
    assert settings.load(home).interface == "fr"


async def test_two_passphrases_that_differ_and_an_empty_name_are_told(home: Home) -> None:
    async with pressing(home) as hands:
        await hands.press("enter")
        await until(hands, lambda: bool(hands.app.screen.query("#name")))
        await hands.press("enter")
        await until_shown(hands, "A name is needed")
        await typed(hands, "B")
        await hands.press("enter")
        await until(hands, lambda: bool(hands.app.screen.query("#second")))
        await typed(hands, "abcabcabc")
        await until_shown(hands, "weak")
        await hands.press("enter")
        await typed(hands, "other")
        await hands.press("enter")
        await until_shown(hands, "The two differ.")
        assert _step(hands) is Step.PASSPHRASE


async def test_what_can_not_be_made_is_told_and_can_be_tried_again(home: Home) -> None:
    async with pressing(home) as hands:
        await _to_the_recovery_key(hands)
        home.root.write_text("in the way", "utf-8")
        hands.app.screen.query_one("#written", Checkbox).focus()
        await hands.press("space", "tab", "enter")
        await until_shown(hands, "can't be used")
        await hands.press("escape")
        home.root.unlink()
        await hands.press("enter")
        await until(hands, lambda: bool(hands.app.screen.query("#sample")))


async def test_a_name_that_tries_to_be_more_is_only_a_name(home: Home) -> None:
    async with pressing(home) as hands:
        await _to_the_recovery_key(hands, "[bold]Z[/")
        await _made(hands)
        assert "[bold]Z[/" in shown(hands)


async def test_the_sample_is_a_session_like_any_other_and_says_that_it_is_a_sample(
    home: Home,
) -> None:
    async with pressing(home, chosen=Settings(interface="en")) as hands:
        await _to_the_recovery_key(hands)
        await _made(hands)
        await hands.press("enter")
        await until_on(hands, HomePage)
    with vault.unlock(home, WORDS, "test") as opened:
        (client,) = clients.all_clients(opened)
        (session,) = sessions.all_sessions(opened)
    assert client.name == "Tess (sample)"
    assert session.duration > 200


class Chest:
    """A keyring in memory."""

    priority = 1.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def chest(monkeypatch: pytest.MonkeyPatch) -> Iterator[Chest]:
    import keyring

    there: Any = Chest()
    for name in ("get_password", "set_password"):
        monkeypatch.setattr(keyring, name, getattr(there, name))
    monkeypatch.setattr(keyring, "get_keyring", lambda: there)
    return there


async def test_the_keyring_is_offered_where_there_is_one_and_opens_the_vault(
    home: Home, chest: Chest
) -> None:
    async with pressing(home) as hands:
        await hands.press("enter")
        await until(hands, lambda: bool(hands.app.screen.query("#name")))
        await typed(hands, "B")
        await hands.press("enter")
        await until_shown(hands, "this computer's keyring")
        await typed(hands, WORDS)
        await hands.press("enter")
        await typed(hands, WORDS)
        await hands.press("tab", "space", "shift+tab", "enter")
        await until(hands, lambda: bool(hands.app.screen.query("#key")))
        await _made(hands)
    assert chest.kept
    async with pressing(home) as hands:
        await until_on(hands, HomePage)


@pytest.mark.parametrize(
    ("passphrase", "worth"),
    [
        ("", Strength.NONE),
        ("chat", Strength.WEAK),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", Strength.WEAK),
        ("abcdefghijklmnopqrstuvwxyz", Strength.WEAK),
        ("12345678901234567890", Strength.WEAK),
        ("ababababababababababab", Strength.WEAK),
        ("Montagne42!", Strength.FAIR),
        ("cheval batterie agrafe lune", Strength.STRONG),
    ],
)
def test_a_passphrase_is_weighed_by_what_comes_as_a_surprise(
    passphrase: str, worth: Strength
) -> None:
    assert strength(passphrase) is worth

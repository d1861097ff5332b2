"""The app as a whole: it begins at the door, tells its keys, survives what a person may do."""

import pytest
from conftest import PASSPHRASE
from pressing import pressing, shown, typed, until_on, until_shown

from recorder import vault
from recorder.errors import UnusableAnswer
from recorder.paths import Home
from recorder.settings import Settings
from recorder.vault import Vault
from tui import keymap
from tui.app import AllianceApp
from tui.screens.home import HomePage


async def test_a_locked_vault_opens_with_its_passphrase_and_not_with_another(
    locked: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ALLIANCE_PASSPHRASE")
    async with pressing(locked) as hands:
        await until_shown(hands, "Your passphrase")
        await typed(hands, "wrong")
        await hands.press("enter")
        await until_shown(hands, "does not open the vault")
        await typed(hands, PASSPHRASE)
        await hands.press("enter")
        await until_on(hands, HomePage)


async def test_the_environment_opens_it_unasked(locked: Home) -> None:
    async with pressing(locked) as hands:
        await until_on(hands, HomePage)


async def test_help_tells_the_live_keys_and_their_ids(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await hands.press("question_mark")
        await until_shown(hands, "app.quit")
        await hands.press("escape")
        await until_on(hands, HomePage)


async def test_keys_are_remapped_by_their_ids(opened: Vault) -> None:
    chosen = Settings(interface="en", keys={"app.help": "f9"})
    async with pressing(opened.home, opened, chosen=chosen) as hands:
        assert "f9 help" in shown(hands)
        await hands.press("f9")
        await until_shown(hands, "Keys of this page")


def test_an_unknown_id_of_a_key_names_the_nearest(home: Home) -> None:
    with pytest.raises(UnusableAnswer, match=r"app\.halp.*app\.help"):
        AllianceApp(home, Settings(keys={"app.halp": "f9"}))


def test_every_binding_has_an_id_of_its_own_page_and_a_description() -> None:
    found = list(keymap.bindings())
    assert found
    for binding in found:
        assert binding.id
        assert binding.description
    named = [binding.id for binding in found]
    assert len(named) == len(set(named))


async def test_french_speaks_french(opened: Vault) -> None:
    async with pressing(opened.home, opened, chosen=Settings(interface="fr")) as hands:
        assert "rien ne quitte cet ordinateur" in shown(hands)
        assert "quitter" in shown(hands)


def test_the_vault_is_let_go_when_the_app_ends(locked: Home) -> None:
    with vault.unlock(locked, PASSPHRASE, "test") as again, again.alone():
        pass

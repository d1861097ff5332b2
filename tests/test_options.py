"""The settings: each change counts at once, is kept, and can't lock anybody out."""

from pathlib import Path

import pytest
from conftest import PASSPHRASE
from pressing import Hands, pressing, shown, until, until_on, until_shown
from soundserver import SoundServer
from textual.widgets import Button, Input, OptionList, Select, TabbedContent

from models import downloads
from recorder import keys, settings, vault
from recorder.errors import VaultLocked
from recorder.keys import Cost, KeyFile
from recorder.settings import Settings
from recorder.vault import Vault
from tui.screens.options import Options
from tui.widgets.dialogs import Ask, Confirm, Failure
from tui.widgets.keypick import KeyGrab
from tui.widgets.modelpick import ModelPick
from tui.widgets.row import Choice


async def _leaf(hands: Hands, name: str) -> None:
    """The settings, open at a leaf."""
    await hands.app.push_screen(Options())
    await until(hands, lambda: bool(hands.app.screen.query(TabbedContent)))
    hands.app.screen.query_one(TabbedContent).active = name
    await hands.pause()


def _settled(opened: Vault, before: KeyFile) -> bool:
    """The key file has changed, and the change is at its end."""
    now = keys.load(opened.home.keys)
    return now != before and not now.following


async def test_o_opens_them_and_the_language_changes_at_once_and_is_kept(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await hands.press("o")
        await until_shown(hands, "language")
        hands.app.screen.query_one("#interface", Choice).choose("fr")
        await until_shown(hands, "couleurs")
        assert settings.load(opened.home).interface == "fr"
        hands.app.screen.query_one("#theme", Choice).choose("alliance-light")
        await until(hands, lambda: hands.app.theme == "alliance-light")
        await hands.press("escape")
        await until_shown(hands, "Personne ici pour l'instant.")
    assert settings.load(opened.home).theme == "alliance-light"


async def test_days_that_are_none_are_told_and_change_nothing(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await _leaf(hands, "general")
        typed = hands.app.screen.query_one("#keep_sound_days", Input)
        typed.focus()
        typed.value = "99999999"
        await hands.press("enter")
        await until_on(hands, Failure)
        await hands.press("escape")
        typed.value = "14"
        typed.focus()
        await hands.press("enter")
        await until(hands, lambda: settings.load(opened.home).keep_sound_days == 14)


async def test_a_microphone_is_chosen_from_those_there_are(
    opened: Vault, sound_server: SoundServer
) -> None:
    del sound_server
    async with pressing(opened.home, opened) as hands:
        await _leaf(hands, "general")
        select = hands.app.screen.query_one("#microphone", Select)
        await until(hands, lambda: len(select._options) > 1)  # noqa: SLF001, no public list
        name = str(select._options[1][1])  # noqa: SLF001
        select.value = name
        await until(hands, lambda: settings.load(opened.home).microphone == name)


async def test_a_key_is_given_another_and_a_clash_is_told(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await _leaf(hands, "keys")
        listed = hands.app.screen.query_one("KeyPick", OptionList)
        listed.focus()
        listed.highlighted = listed.get_option_index("home.new")
        await hands.press("enter")
        await until_on(hands, KeyGrab)
        await hands.press("i")
        await until_on(hands, Failure)
        assert "home.bring" in shown(hands)
        await hands.press("escape", "enter")
        await until_on(hands, KeyGrab)
        await hands.press("f6")
        await until(hands, lambda: settings.load(opened.home).keys == {"home.new": "f6"})
        await hands.press("delete")
        await until(hands, lambda: not settings.load(opened.home).keys)


async def test_the_passphrase_is_changed_and_the_old_one_opens_nothing(
    opened: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recorder.access.Cost", lambda: Cost(64, 1, 1))
    before = keys.load(opened.home.keys)
    async with pressing(opened.home, opened) as hands:
        await _leaf(hands, "access")
        for again in ("other", "new one"):
            hands.app.screen.query_one("#passphrase", Button).press()
            for words in ("new one", again):
                await until_on(hands, Ask)
                await hands.pause()
                hands.app.screen.query_one(Input).value = words
                await hands.press("enter")
            await until_on(hands, Options)
        await until(hands, lambda: _settled(opened, before))
    with pytest.raises(VaultLocked):
        vault.unlock(opened.home, PASSPHRASE, "test")
    vault.unlock(opened.home, "new one", "test").close()


async def test_a_new_recovery_key_counts_once_it_is_written_down(opened: Vault) -> None:
    before = keys.load(opened.home.keys)
    async with pressing(opened.home, opened) as hands:
        await _leaf(hands, "access")
        hands.app.screen.query_one("#recovery", Button).press()
        await until_on(hands, Confirm)
        await hands.press("n")
        await until_on(hands, Options)
        assert keys.load(opened.home.keys) == before
        hands.app.screen.query_one("#recovery", Button).press()
        await until_on(hands, Confirm)
        await hands.pause()
        spelled = str(hands.app.screen.query_one(".advice").render())
        await hands.press("y")
        await until(hands, lambda: _settled(opened, before))
    vault.unlock(opened.home, spelled, "test").close()


async def test_a_model_is_fetched_when_asked_with_progress_and_can_be_stopped(
    opened: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(_name: str, _folder: Path, progress: downloads.Progress) -> Path:
        done = 0
        while True:
            done += 1
            progress(done % 100, 100)

    monkeypatch.setattr(downloads, "fetch", slowly)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    async with pressing(opened.home, opened) as hands:
        await _leaf(hands, "model")
        listed = hands.app.screen.query_one(ModelPick).query_one(OptionList)
        listed.focus()
        listed.highlighted = listed.get_option_index("small")
        await hands.press("enter")
        await until_shown(hands, "484 MB from the network")
        await hands.press("y")
        await until_shown(hands, "small · Fetching")
        await hands.press("k")
        await until(hands, lambda: "Fetching" not in shown(hands))
        assert settings.load(opened.home).model == "base"


async def test_a_model_that_can_not_be_fetched_is_told(
    opened: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recorder.errors import ModelUnusable

    def fails(*_: object) -> Path:
        raise ModelUnusable("The model small could not be fetched: no route.", "Try again.")

    monkeypatch.setattr(downloads, "fetch", fails)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    async with pressing(opened.home, opened) as hands:
        await _leaf(hands, "model")
        listed = hands.app.screen.query_one(ModelPick).query_one(OptionList)
        listed.focus()
        listed.highlighted = listed.get_option_index("small")
        await hands.press("enter")
        await until_on(hands, Confirm)
        await hands.press("y")
        await until_on(hands, Failure)
        assert "no route" in shown(hands)


async def test_the_topics_can_be_read_with_their_questions(opened: Vault) -> None:
    chosen = Settings(interface="fr")
    async with pressing(opened.home, opened, chosen=chosen) as hands:
        await _leaf(hands, "topics")
        await until_shown(hands, "·")
        for size in ((20, 5), (80, 24)):
            await hands.resize_terminal(*size)
            await hands.pause()
        await until_shown(hands, "Thèmes")

"""Home: everyone at a glance, what is next, what was said found again, erased for good."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import shelved
from conftest import PASSPHRASE
from pressing import Hands, pressing, shown, typed, until, until_on, until_shown
from textual.widgets import Input, Select

from recorder import clients, consents, sessions, vault
from recorder.conversation import Given
from recorder.sessions import Stage
from recorder.settings import Settings
from recorder.vault import Vault
from tui.screens.arrival import ArrivalBox
from tui.screens.home import HomePage
from tui.screens.review import Review
from tui.widgets.dialogs import Failure
from tui.widgets.receipts import EraseBox, ReceiptBox

DONE = shelved.DONE


def _home(hands: Hands) -> HomePage:
    page = next(one for one in hands.app.screen_stack if isinstance(one, HomePage))
    assert isinstance(page, HomePage)
    return page


async def test_an_empty_home_welcomes_and_says_how_to_begin(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await until_shown(hands, "Nobody here yet.")
        assert "n prepares a conversation" in shown(hands)
        assert "s sample" in shown(hands)


async def test_each_session_says_how_far_it_is_and_how_long_its_sound_is_kept(
    opened: Vault,
) -> None:
    soon = shelved.TODAY.date() + timedelta(days=12)
    past = shelved.TODAY.date() - timedelta(days=3)
    shelved.session(opened, "Leïla", seconds=2, sound_until=soon)
    shelved.session(opened, "Marc", seconds=2, done=DONE, sound_until=past)
    shelved.session(opened, "Zoé", seconds=2, sealed=False)
    async with pressing(opened.home, opened) as hands:
        await until_shown(hands, "Zoé")
        rows = shown(hands).splitlines()
        assert any("to transcribe" in row and "sound: 12 days" in row for row in rows)
        assert any("to review" in row and "sound: due" in row for row in rows)
        assert "Zoé: cut off, 2 s kept. p goes on from there." in shown(hands)
        assert "1 conversation is kept beyond the day agreed." in shown(hands)


async def test_the_keys_that_are_told_are_those_of_the_settings(opened: Vault) -> None:
    chosen = Settings(interface="en", keys={"home.new": "f6"})
    async with pressing(opened.home, opened, chosen=chosen) as hands:
        await until_shown(hands, "f6 prepares a conversation")


async def test_what_was_said_is_found_without_accents_and_cut_around_the_words(
    opened: Vault,
) -> None:
    shelved.session(opened, "Leïla", said=("bla " * 60 + "la cordée éternelle",), done=DONE)
    shelved.session(opened, "Marc", done=DONE)
    async with pressing(opened.home, opened, size=(80, 24)) as hands:
        await until_shown(hands, "Leïla")
        await hands.press("slash")
        await typed(hands, "cordee")
        await until_shown(hands, "la cordée éternelle")
        assert "Marc" not in shown(hands)
        await hands.press("enter", "enter")
        await until_on(hands, Review)
        page = hands.app.screen
        assert isinstance(page, Review)
        await until(hands, lambda: page.words.cursor == "w61")
        await hands.press("escape")
        await until_on(hands, HomePage)
        await hands.press("escape")
        await until_shown(hands, "Marc")


@pytest.mark.parametrize("typed_in", ["[red]x[/", '"', "*", "\u202e", "a" * 300, "é" * 40])
async def test_nothing_typed_into_the_search_breaks_it(opened: Vault, typed_in: str) -> None:
    shelved.session(opened, "[bold]Z[/] {x}", done=DONE)
    async with pressing(opened.home, opened) as hands:
        await until_shown(hands, "[bold]Z[/] {x}")
        hands.app.screen.query_one("#search", Input).value = typed_in
        await hands.pause(0.3)
        await until(hands, lambda: not any(w.is_running for w in hands.app.workers))
        assert isinstance(hands.app.screen, HomePage)


async def test_a_session_is_erased_after_a_preview_and_with_a_receipt(opened: Vault) -> None:
    shelved.session(opened, "Leïla", seconds=2)
    kept = shelved.session(opened, "Marc", done=DONE)
    async with pressing(opened.home, opened) as hands:
        await until_shown(hands, "Leïla")
        await hands.press("x")
        await until_on(hands, EraseBox)
        assert "1 conversation" in shown(hands)
        await hands.press("enter")  # a hasty one
        await until_on(hands, HomePage)
        assert len(sessions.all_sessions(opened)) == 2
        await hands.press("x")
        await until_on(hands, EraseBox)
        await hands.press("y")
        await until_on(hands, ReceiptBox)
        await hands.press("escape")
        await until_on(hands, HomePage)
    with vault.unlock(opened.home, PASSPHRASE, "test") as again:
        assert sessions.all_sessions(again) == (kept,)
    assert not list(opened.home.audio.glob("*.db"))


async def test_a_client_goes_with_all_of_theirs(opened: Vault) -> None:
    shelved.session(opened, "Leïla", done=DONE)
    shelved.session(opened, "Leïla", done=DONE)
    async with pressing(opened.home, opened) as hands:
        await until_shown(hands, "2 conversations")
        await hands.press("home", "x")
        await until_on(hands, EraseBox)
        assert "the client's name" in shown(hands)
        await hands.press("y")
        await until_on(hands, ReceiptBox)
        await hands.press("escape")
        await until_shown(hands, "Nobody here yet.")


async def test_nothing_is_erased_while_another_has_the_vault_open(opened: Vault) -> None:
    shelved.session(opened, "Leïla", done=DONE)
    async with pressing(opened.home, opened) as hands:
        await until_shown(hands, "Leïla")
        with vault.unlock(opened.home, PASSPHRASE, "export"):
            await hands.press("x")
            await until_on(hands, EraseBox)
            await hands.press("y")
            await until_on(hands, Failure)
            assert "alliance export" in shown(hands)
        await hands.press("escape")
        await until_on(hands, HomePage)
        assert len(sessions.all_sessions(opened)) == 1


async def test_a_consent_taken_back_is_kept_and_shown(opened: Vault) -> None:
    session = shelved.session(opened, "Leïla", done=DONE)
    async with pressing(opened.home, opened) as hands:
        await until_shown(hands, "Leïla")
        await hands.press("c")
        await until_shown(hands, "Has Leïla taken the consent back?")
        await hands.press("y")
        await until_shown(hands, "consent withdrawn")
        assert consents.in_force(opened, session) is None
        await hands.press("p")
        await until_on(hands, Failure)


async def test_a_transcript_is_brought_in_by_a_few_answers(opened: Vault, tmp_path: Path) -> None:
    file = tmp_path / "appel.vtt"
    file.write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Claire>Bonjour, est-ce que vous allez bien ?\n\n"
        "00:02.000 --> 00:04.000\n<v Marc>Oui, je vais bien.\n",
        "utf-8",
    )
    chosen = Settings(interface="en", coach="Claire")
    async with pressing(opened.home, opened, chosen=chosen) as hands:
        await hands.press("i")
        await until_on(hands, ArrivalBox)
        box = hands.app.screen
        box.query_one("#path", Input).value = str(file)
        await hands.press("enter")
        await until(hands, lambda: box.query_one("#who", Select).value == "Claire")
        box.query_one("#client", Input).value = "Marc"
        await hands.press("ctrl+s")
        await until_shown(hands, "how the client consented")
        box.query_one("#given", Select).value = str(Given.WRITTEN)
        await hands.press("ctrl+s")
        await until_on(hands, HomePage)
        await until_shown(hands, "to draft")
    with vault.unlock(opened.home, PASSPHRASE, "test") as again:
        assert [one.name for one in clients.all_clients(again)] == ["Marc"]


async def test_a_file_that_can_not_be_used_is_told_and_changes_nothing(
    opened: Vault, tmp_path: Path
) -> None:
    async with pressing(opened.home, opened) as hands:
        await hands.press("i")
        await until_on(hands, ArrivalBox)
        for name, content, told in (
            ("no.wav", b"this is no sound at all", "no.wav"),
            ("[red]no.vtt", b"nothing", "[red]no.vtt"),
        ):
            file = tmp_path / name
            file.write_bytes(content)
            hands.app.screen.query_one("#path", Input).value = str(file)
            hands.app.screen.query_one("#path", Input).focus()
            await hands.press("enter")
            await until(
                hands,
                lambda told=told: told in str(hands.app.screen.query_one("#refused").render()),
            )
        await hands.press("escape")
        await until_on(hands, HomePage)
        assert clients.all_clients(opened) == ()


async def test_an_import_of_sound_can_be_cancelled_and_leaves_nothing(
    opened: Vault, clip: Callable[[str, int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from recorder import media

    real, slow = media.blocks, [0]

    def blocks(path: Path, channels: int) -> Any:
        for block in real(path, channels):
            slow[0] += 1
            time.sleep(0.05)
            yield block

    monkeypatch.setattr(media, "blocks", blocks)
    monkeypatch.setattr("recorder.intake._SECONDS_A_COMMIT", 1)
    file = clip("fr", 60)
    async with pressing(opened.home, opened) as hands:
        await hands.press("i")
        await until_on(hands, ArrivalBox)
        box = hands.app.screen
        box.query_one("#path", Input).value = str(file)
        await hands.press("enter")
        await until(hands, lambda: bool(box.query_one("#who").display))
        box.query_one("#who", Select).value = "coach-left"
        box.query_one("#client", Input).value = "Julien"
        box.query_one("#given", Select).value = str(Given.ORAL)
        await hands.press("ctrl+s")
        await until(hands, lambda: slow[0] > 2)
        await hands.press("escape")
        await until_on(hands, HomePage)
        assert sessions.all_sessions(opened) == ()
        assert clients.all_clients(opened) == ()
    assert not list(opened.home.audio.glob("*.db"))


async def test_processing_shows_how_far_it_is_can_be_stopped_and_goes_on(
    opened: Vault, tmp_path: Path
) -> None:
    """A transcript goes through topics and draft in a process of its own."""
    del tmp_path
    session = shelved.session(opened, "Leïla")
    async with pressing(opened.home, opened) as hands:
        await until_shown(hands, "to draft")
        await hands.press("p")
        await until_shown(hands, "being processed")
        await hands.press("x")
        await until_on(hands, Failure)
        await hands.press("escape")
        await until_shown(hands, "k stop")
        await hands.press("k")
        await until_shown(hands, "to draft")
        assert Stage.DRAFT not in sessions.work(opened, session).done
        await hands.press("p")
        await until(hands, lambda: Stage.DRAFT in sessions.work(opened, session).done)
        await until_shown(hands, "to review")


async def test_names_and_sizes_beyond_sense_break_nothing(opened: Vault) -> None:
    shelved.session(opened, "x" * 300, done=DONE)
    shelved.session(opened, "\x1b[31m[red]\u202eevil", done=DONE)
    async with pressing(opened.home, opened) as hands:
        await until_shown(hands, "xxxx")
        for size in ((20, 5), (1, 1), (80, 24)):
            await hands.resize_terminal(*size)
            await hands.pause()
        await until_shown(hands, "[red]evil")
        assert _home(hands).entries

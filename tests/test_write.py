"""Clauses are decided by keys beside their words; each decision is kept, and undone for good."""

from pathlib import Path

import numpy as np
import pytest
from keptsession import keep
from pictures import looks_as_kept
from pressing import Hands, pressing, shown, until, until_on, until_shown
from soundserver import SoundServer

from recorder import agreements, library, sessions
from recorder.conversation import Agreement, ClauseState, Maker, Party, Session
from recorder.settings import Settings
from recorder.sound import RATE
from recorder.vault import Vault
from tui.screens.preview import Preview
from tui.screens.versions import Versions
from tui.screens.write import Write
from tui.widgets.choosing import Choose, Compose
from tui.widgets.exportbox import ExportBox


def _now(opened: Vault, session: Session) -> Agreement:
    agreement = agreements.newest(opened, session)
    assert agreement is not None
    return agreement


async def _writing(hands: Hands, opened: Vault) -> Session:
    session = keep(opened)
    hands.app.push_screen(Write(session))
    await until_shown(hands, "to decide")
    return session


async def test_a_clause_stands_beside_the_words_that_it_rests_on(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await _writing(hands, opened)
        assert "arrêter de dire oui" in shown(hands)
        await until_shown(hands, "│ J'attends d'arrêter")
        await hands.press("down", "down")
        await until_shown(hands, "│ Elle dit : « tu vas encore")


async def test_accepted_rejected_and_brought_back(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _writing(hands, opened)
        await hands.press("a", "x")
        await until_shown(hands, "2 to decide")
        states = [clause.state for clause in _now(opened, session).clauses]
        assert states[:2] == [ClauseState.ACCEPTED, ClauseState.REJECTED]
        await hands.press("x")
        await until_shown(hands, "3 to decide")


async def test_undone_and_done_again_also_after_closing_the_app(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _writing(hands, opened)
        await hands.press("a", "a")
        await until_shown(hands, "2 to decide")
        await hands.press("u")
        await until_shown(hands, "3 to decide")
        hands.app.push_screen(Write(session))
        await hands.press("u")
        await until_shown(hands, "4 to decide")
        await hands.press("ctrl+r", "ctrl+r")
        await until_shown(hands, "2 to decide")


async def test_reworded_by_hand_it_says_so_and_keeps_what_the_draft_said(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _writing(hands, opened)
        await hands.press("e")
        await until_on(hands, Compose)
        await hands.press(*"Vraiment.", "enter")
        await until_on(hands, Write)
        await until(hands, lambda: _now(opened, session).clauses[0].by is Maker.COACH)
        first = _now(opened, session).clauses[0]
        assert first.text.endswith("Vraiment.")
        assert (first.state, bool(first.drafted)) == (ClauseState.EDITED, True)
        await until_shown(hands, "The draft said")


async def test_moved_to_another_topic_and_party(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _writing(hands, opened)
        await hands.press("p")
        await until_on(hands, Choose)
        await hands.press("end", "enter")
        await until(hands, lambda: _now(opened, session).clauses[0].party is Party.BOTH)
        await until_on(hands, Write)
        await hands.press("t")
        await until_on(hands, Choose)
        await hands.press("home", "enter")
        await until(hands, lambda: _now(opened, session).clauses[0].topic == "impact")


async def test_a_clause_of_ones_own(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _writing(hands, opened)
        await hands.press("n")
        await until_on(hands, Choose)
        await hands.press("home", "enter")
        await until_shown(hands, "About whom")
        await hands.press("enter")
        await until_on(hands, Compose)
        await hands.press(*"Deux soirs libres", "enter")
        await until(hands, lambda: len(_now(opened, session).clauses) == 5)
        own = _now(opened, session).clauses[0]
        assert (own.text, own.by) == ("Deux soirs libres", Maker.COACH)
        await until_shown(hands, "rests on no words")


async def test_agreed_needs_every_clause_decided(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _writing(hands, opened)
        await hands.press("S")
        await until_shown(hands, "undecided")
        await hands.press("escape")
        await hands.press("A", "S")
        await until_shown(hands, "agreed on")
        assert _now(opened, session).agreed is not None
        await hands.press("x")
        await until(hands, lambda: _now(opened, session).version == 2)
        await hands.press("d")
        await until_on(hands, Versions)
        await until_shown(hands, "From version 1 to version 2")


async def test_previewed_and_exported_from_the_page(opened: Vault, tmp_path: Path) -> None:
    async with pressing(opened.home, opened) as hands:
        await _writing(hands, opened)
        await hands.press("v")
        await until_on(hands, Preview)
        await until_shown(hands, "Leïla attend d'arrêter")
        await hands.press("escape", "o")
        await until_on(hands, ExportBox)
        await hands.press("enter", "ctrl+u", *str(tmp_path / "nowhere" / "a.md"), "enter")
        await until_shown(hands, "There is no folder")
        await hands.press("ctrl+u", *str(tmp_path / "a.md"), "enter")
        await until_on(hands, Write)
        assert "Leïla attend" in (tmp_path / "a.md").read_text("utf-8")


@pytest.mark.parametrize("key", list("aextpkSJK"))
async def test_without_a_clause_no_key_breaks_it(opened: Vault, key: str) -> None:
    session = keep(opened)
    with opened.writing():
        opened.run("DELETE FROM agreements")
    assert library.read(opened, session).agreement is None
    async with pressing(opened.home, opened) as hands:
        hands.app.push_screen(Write(session))
        await until_shown(hands, "No clause yet")
        await hands.press(key)
        await until_shown(hands, "No clause" if key != "S" else "The alliance has no clause")


@pytest.mark.parametrize(
    ("language", "size"), [("fr", (80, 24)), ("fr", (120, 40)), ("en", (120, 40))]
)
async def test_it_looks_as_kept(opened: Vault, language: str, size: tuple[int, int]) -> None:
    session = keep(opened)
    chosen = Settings(interface=language)
    async with pressing(opened.home, opened, chosen=chosen, size=size) as hands:
        hands.app.push_screen(Write(session))
        await until_shown(hands, "│ J'attends")
        await hands.press("a", "x")
        await until_shown(hands, "✗ 1")
        looks_as_kept(hands, f"write-{language}-{size[0]}")


async def test_a_quote_is_heard_from_its_place_and_stopped(
    opened: Vault, sound_server: SoundServer
) -> None:
    assert sound_server
    session = keep(opened)
    with opened.writing():
        sessions.promise_sound(opened, session)
    with sessions.new_sound(opened, session) as sound:
        sound.append([np.zeros((2, RATE), np.int16)] * 40)
    async with pressing(opened.home, opened) as hands:
        page = Write(session)
        hands.app.push_screen(page)
        await until_shown(hands, "to decide")
        await hands.press("space")
        await until(hands, lambda: page.playing is not None)
        await hands.press("space")
        await until(hands, lambda: page.playing is None)


async def test_without_sound_it_says_so(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await _writing(hands, opened)
        await hands.press("space")
        await until_shown(hands, "This session has no sound")

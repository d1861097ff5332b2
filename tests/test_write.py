"""Clauses are decided by keys beside their words; each decision is kept, and undone for good."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from keptsession import keep
from pictures import looks_as_kept
from pressing import Hands, pressing, shown, until, until_on, until_shown
from soundserver import SoundServer

from recorder import agreements, decisions, export, library, sessions
from recorder.conversation import (
    Agreement,
    ClauseState,
    Commitment,
    Maker,
    Outcome,
    Party,
    Session,
)
from recorder.edition import Edition
from recorder.settings import Settings
from recorder.sound import RATE
from recorder.vault import Vault
from tui.screens.preview import Preview
from tui.screens.promised import Promised
from tui.screens.versions import Versions
from tui.screens.write import Write
from tui.widgets.choosing import Choose, Compose
from tui.widgets.dialogs import Ask
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


async def test_what_became_of_a_commitment_is_kept_and_the_version_stays(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _writing(hands, opened)
        promise = Commitment("k1", "c4", Party.CLIENT, "j'appelle la mairie", said="jeudi")
        with opened.writing():
            agreements.keep(opened, session, replace(_now(opened, session), commitments=(promise,)))
        await hands.press("l")
        await until_on(hands, Promised)
        await until_shown(hands, "j'appelle la mairie")
        await hands.press("k")
        await until_shown(hands, "✓ Leïla")
        now = _now(opened, session)
        assert (now.commitments[0].outcome, now.version) == (Outcome.KEPT, 1)


async def test_a_clients_comments_stand_beside_their_clauses(opened: Vault, tmp_path: Path) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _writing(hands, opened)
        await hands.press("A")
        await until_shown(hands, "0 to decide")
        copy = export.export(library.read(opened, session), "txt", Edition(for_client=True))
        place = next(line for line in copy.decode().splitlines() if "[c1]" in line)
        returned = tmp_path / "copy.txt"
        returned.write_text(copy.decode().replace(place, f"{place} Pas à tout le monde."), "utf-8")
        await hands.press("i")
        await until_on(hands, Ask)
        await hands.press(*str(returned), "enter")
        await until_shown(hands, "Pas à tout le monde.")
        assert len(_now(opened, session).proposals) == 1


async def test_a_clause_that_says_more_than_its_words_says_so(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _writing(hands, opened)
        more = decisions.reword(_now(opened, session), "c1", "Leïla attend trois licornes.")
        agreements.change(opened, session, "reword", more)
        hands.app.push_screen(Write(session))
        await until_shown(hands, "Not in the words")
        assert "licornes" in shown(hands)


async def test_the_style_is_chosen_once_and_drafted_anew(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _writing(hands, opened)
        await hands.press("s")
        await until_shown(hands, "How do the clauses speak?")
        await hands.press("end", "enter")
        await until_shown(hands, "How is the client addressed?")
        await hands.press("end", "enter")
        await until(hands, lambda: _now(opened, session).style.address == "tu")
        await until_shown(hands, "Drafting anew")
        await until(hands, lambda: "Drafting anew" not in shown(hands))
        assert any("je" in one.text.casefold() for one in _now(opened, session).clauses)

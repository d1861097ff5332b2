"""The whole walk by key presses alone: from the first start to a signed page, and nothing left."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from conftest import CHEAP
from pressing import Hands, pressing, typed, until, until_on, until_shown
from soundserver import RATE as PLAYED
from soundserver import SoundServer
from textual.widgets import Checkbox, Input

from recorder import agreements, sessions, transcript
from recorder.conversation import ClauseState, Maker, Session
from recorder.paths import Home
from recorder.sessions import State
from recorder.vault import Vault
from tui.onair import Air
from tui.screens import firstrun
from tui.screens.asking import Asking
from tui.screens.home import HomePage
from tui.screens.listen import Listen
from tui.screens.prepare import Prepare
from tui.screens.review import Review
from tui.screens.write import Write
from tui.widgets.dialogs import Confirm
from tui.widgets.exportbox import ExportBox
from tui.widgets.kept import Kept
from tui.widgets.receipts import EraseBox, ReceiptBox

PHRASE = "lune agrafe moulin"


async def _first_start(hands: Hands) -> Vault:
    await until_shown(hands, "Welcome.")
    await hands.press("enter")
    await until(hands, lambda: bool(hands.app.screen.query(Input)), "the name")
    await typed(hands, "Bertrand")
    await hands.press("enter")
    await until(hands, lambda: bool(hands.app.screen.query("#second")), "the passphrase")
    await typed(hands, PHRASE)
    await hands.press("enter")
    await typed(hands, PHRASE)
    await hands.press("enter")
    await until(hands, lambda: bool(hands.app.screen.query("#written")), "the recovery key")
    hands.app.screen.query_one("#written", Checkbox).focus()
    await hands.press("space", "tab", "enter")
    await until(hands, lambda: bool(hands.app.screen.query("#sample")), "the end")
    await hands.press("tab", "enter")
    await until_on(hands, HomePage)
    vault: Vault = hands.app.screen.vault  # type: ignore[attr-defined]
    return vault


async def _consented(hands: Hands) -> Listen:
    await hands.press("n")
    await until_on(hands, Prepare)
    await typed(hands, "Nina")
    await until_shown(hands, "new client")
    await hands.press("ctrl+n")
    await until_on(hands, Asking)
    await hands.press("space", "tab", "space", "tab", "space")  # record, transcribe, analyse
    await hands.press("tab", "tab", "space")  # the rights
    await hands.press("tab", "tab", "tab", "tab", "space")  # aloud
    await hands.press("ctrl+n")
    await until_on(hands, Listen)
    page = hands.app.screen
    assert isinstance(page, Listen)
    await until(hands, lambda: page.on_air.air is Air.RECORDING, "recording")
    return page


async def _recorded(hands: Hands, page: Listen) -> None:
    await until(hands, lambda: bool(page.live.said.lines), "live words")
    await hands.press("y", "m", "3")
    await until(hands, lambda: page.on_air.seconds > 30, "half a minute")
    await hands.press("q")
    await until_on(hands, Confirm)
    await hands.press("y")
    await until_on(hands, Kept)
    await hands.press("enter")
    await until_on(hands, Review)


async def _reviewed(hands: Hands, vault: Vault, session: Session) -> None:
    def said() -> str:
        return " ".join(one.text for one in transcript.utterances_of(vault, session))

    def tagged() -> bool:
        return any(one.by is Maker.COACH for one in transcript.passages_of(vault, session))

    await until(
        hands, lambda: sessions.work(vault, session).state is State.TO_REVIEW, "the final pass"
    )
    await until_on(hands, Review)
    await until_shown(hands, said()[:20])
    await hands.press("home", "5")
    await until(hands, tagged, "a tag by hand")
    before = said()
    await hands.press("e")
    await typed(hands, "Well ")
    await hands.press("enter")
    await until(hands, lambda: said() != before, "the edit")
    await hands.press("u")
    await until(hands, lambda: said() == before, "the undo")


async def _written(hands: Hands, vault: Vault, session: Session, target: Path) -> None:
    await hands.press("w")
    await until_on(hands, Write)
    await hands.press("n", "enter")
    await until_shown(hands, "About whom")
    await hands.press("enter")
    await until_shown(hands, "What does the new clause say?")
    await typed(hands, "We speak plainly.")
    await hands.press("enter")
    await until_on(hands, Write)
    await hands.press("A")

    def decided() -> bool:
        agreement = agreements.newest(vault, session)
        clauses = agreement.clauses if agreement else ()
        return bool(clauses) and all(one.state is not ClauseState.DRAFT for one in clauses)

    await until(hands, decided, "every clause decided")
    await hands.press("o")
    await until_on(hands, ExportBox)
    hands.app.screen.query_one(Input).focus()
    await hands.press("ctrl+u")
    await typed(hands, str(target))
    await hands.press("enter")
    await until_on(hands, Write)


async def test_from_the_first_start_to_the_exported_alliance_and_its_erasure_by_keys(
    home: Home,
    sound_server: SoundServer,
    clip: Callable[[str, int], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(firstrun, "COST", CHEAP)
    spoken, rate = soundfile.read(clip("en", 60), dtype="int16")
    played = soxr.resample(spoken, rate, PLAYED).astype(np.int16)
    target = tmp_path / "alliance.md"
    async with pressing(home) as hands:
        vault = await _first_start(hands)
        page = await _consented(hands)
        with sound_server.playing(played):
            await _recorded(hands, page)
        (session,) = sessions.all_sessions(vault)
        await _reviewed(hands, vault, session)
        await _written(hands, vault, session, target)
        assert "We speak plainly." in target.read_text("utf-8")
        await hands.press("escape")
        await until_on(hands, Review)
        await hands.press("escape")
        await until_on(hands, HomePage)
        await hands.press("x")
        await until_on(hands, EraseBox)
        await hands.press("y")
        await until_on(hands, ReceiptBox)
        assert sessions.all_sessions(vault) == ()
    assert not list(home.audio.glob("*.db"))

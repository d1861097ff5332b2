"""Prepare: by keys alone, on a private sound server, with meters that keep nothing."""

import numpy as np
import pytest
from pressing import Hands, pressing, shown, typed, until, until_on, until_shown
from soundserver import RATE as PLAYED
from soundserver import SoundServer

from recorder import clients, holders, settings
from recorder.conversation import Client
from recorder.settings import Settings
from recorder.vault import Vault
from tui.screens.asking import Asking
from tui.screens.prepare import Prepare
from tui.widgets.dialogs import Failure
from tui.widgets.levels import Levels
from tui.widgets.row import Choice

pytestmark = pytest.mark.usefixtures("sound_server")
BERTRAND = Settings(interface="en", coach="Bertrand")


def _talk(seconds: float) -> np.ndarray:
    """Something like speech: bursts of noise on both channels, with pauses between."""
    times = np.arange(int(PLAYED * seconds)) / PLAYED
    noise = np.random.default_rng(3).normal(0, 2500, len(times))
    voice = (noise * (np.sin(2 * np.pi * 1.5 * times) > 0)).astype(np.int16)
    return np.stack([voice, np.roll(voice, PLAYED) // 2], axis=1)


async def _open(hands: Hands, client: Client | None = None) -> None:
    hands.app.push_screen(Prepare(client))
    await until_shown(hands, "Microphone")


def _heights(hands: Hands) -> tuple[float, ...]:
    return tuple(peak for peak, _ in hands.app.screen.query_one(Levels).heights)


async def test_meters_move_with_the_voice_and_no_sample_is_kept(
    opened: Vault, sound_server: SoundServer
) -> None:
    async with pressing(opened.home, opened, chosen=BERTRAND) as hands:
        await _open(hands)
        await until(hands, lambda: _heights(hands) == (-96.0,), "silence")
        await until_shown(hands, "nothing but zeros")
        with sound_server.playing(_talk(20)):
            await until(hands, lambda: any(peak > -30 for peak in _heights(hands)), "a voice")
            await until_shown(hands, "You are heard well")
        assert not list(opened.home.audio.glob("*"))


async def test_a_call_shows_both_sides_and_whether_one_comes_back(
    opened: Vault, sound_server: SoundServer
) -> None:
    async with pressing(opened.home, opened, chosen=BERTRAND) as hands:
        await _open(hands)
        assert "Far end" not in shown(hands)
        await typed(hands, "Zoé")
        await hands.press("tab", "right")
        await until_shown(hands, "Far end")
        talk = _talk(20)
        with sound_server.playing(talk, "speaker"), sound_server.playing(talk[::-1].copy()):
            await until(hands, lambda: len(_heights(hands)) == 2, "two meters")
            await until(hands, lambda: _heights(hands)[1] > -40, "the far end")
            await until_shown(hands, "No echo")


async def test_a_known_client_is_picked_from_the_list_with_their_language(opened: Vault) -> None:
    with opened.writing():
        clients.named_or_new(opened, "Zoé Martin", "fr")
        clients.named_or_new(opened, "[b]Léo[/b]", "fr")
    async with pressing(opened.home, opened, chosen=BERTRAND) as hands:
        await _open(hands)
        await until_shown(hands, "Zoé Martin")
        assert "[b]Léo[/b]" in shown(hands)
        await typed(hands, "zo")
        await until(hands, lambda: "Léo" not in shown(hands))
        await hands.press("down", "enter")
        await until_shown(hands, "known client")
        assert hands.app.screen.query_one("#language", Choice).value == "fr"


async def test_a_name_of_nobody_is_a_new_client(opened: Vault) -> None:
    async with pressing(opened.home, opened, chosen=BERTRAND) as hands:
        await _open(hands)
        await typed(hands, "Nina")
        await until_shown(hands, "new client")
        await hands.press("ctrl+n")
        await until_on(hands, Asking)
        assert "Nina" in shown(hands)
        await hands.press("escape")
        await until_on(hands, Prepare)
        await until_shown(hands, "Nina")  # what was typed is there again
        assert not clients.all_clients(opened)


async def test_without_a_name_it_says_which_is_missing(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await _open(hands)
        await hands.press("ctrl+n")
        await until_on(hands, Failure)
        await until_shown(hands, "client's name is missing")
        await hands.press("escape")
        await until_on(hands, Prepare)
        await typed(hands, "Nina")
        await hands.press("ctrl+n")
        await until_shown(hands, "Your own name is missing")
        await hands.press("escape")
        await until_on(hands, Prepare)
        await typed(hands, "Bertrand")
        await hands.press("ctrl+n")
        await until_on(hands, Asking)
    assert settings.load(opened.home).coach == "Bertrand"


async def test_nobody_is_asked_while_another_recording_runs(opened: Vault) -> None:
    async with pressing(opened.home, opened, chosen=BERTRAND) as hands:
        await _open(hands)
        await typed(hands, "Nina")
        with holders.recording(opened.home.locks):
            await hands.press("ctrl+n")
            await until_shown(hands, "Another recording is running")


async def test_a_microphone_that_is_not_there_is_told_and_waited_for(opened: Vault) -> None:
    chosen = Settings(interface="en", coach="Bertrand", microphone="a trumpet")
    async with pressing(opened.home, opened, chosen=chosen) as hands:
        await _open(hands)
        await until_shown(hands, "a trumpet (not plugged in)")
        await until_shown(hands, "No single microphone is called")


async def test_the_soft_sound_is_heard_on_the_far_end(
    opened: Vault, sound_server: SoundServer
) -> None:
    async with pressing(opened.home, opened, chosen=BERTRAND) as hands:
        await _open(hands)
        await typed(hands, "Zoé")
        await hands.press("tab", "right")
        await until(hands, lambda: len(_heights(hands)) == 2, "two meters")
        with sound_server.playing(_talk(20)):
            await until_shown(hands, "not measured yet")
            await hands.press("ctrl+t")
            await until(hands, lambda: _heights(hands)[1] > -50, "the soft sound")
            await until_shown(hands, "No echo")

"""The transcript is read and put right by keys; each change is kept, and undone for good."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import PASSPHRASE, Alliance
from keptsession import keep
from pictures import looks_as_kept
from pressing import Hands, pressing, shown, typed, until, until_on, until_shown
from soundserver import SoundServer

from recorder import agreements, desk, places, sessions, transcript, vault
from recorder.conversation import Maker, Session, Speaker
from recorder.paths import Home
from recorder.settings import Settings
from recorder.vault import Vault
from tui.screens.review import Review
from tui.widgets.choosing import Choose, Compose
from tui.widgets.dialogs import Ask, Confirm, Failure
from tui.widgets.replacing import Replacing
from tui.widgets.transcriptlist import TranscriptList

Clip = Callable[[str, int], Path]


async def _reviewing(hands: Hands, opened: Vault, session: Session | None = None) -> Session:
    session = session or keep(opened)
    hands.app.push_screen(Review(session))
    await until_on(hands, Review)
    await until_shown(hands, "J'attends")
    return session


def _words(hands: Hands) -> TranscriptList:
    return hands.app.screen.query_one(TranscriptList)


def _texts(opened: Vault, session: Session) -> list[str]:
    return [one.text for one in transcript.utterances_of(opened, session)]


async def test_it_shows_who_said_what_when_and_about_what(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await _reviewing(hands, opened)
        screen = shown(hands)
        assert "00:05" in screen or "00:04" in screen
        assert "Leïla" in screen
        assert "[3 " in screen  # a topic's key stands beside its name: no colour is needed


async def test_a_text_is_changed_where_it_stands(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _reviewing(hands, opened)
        await hands.press("ctrl+down", "e")
        await hands.press(*"Non.", "space", "enter")
        await until_shown(hands, "Non. J'attends d'arrêter")
        one = transcript.utterances_of(opened, session)[1]
        assert (one.text[:7], one.by) == ("Non. J'", Maker.COACH)
        assert "✍" in shown(hands)
        await hands.press("u")
        await until(hands, lambda: "Non. J'" not in shown(hands))
        await hands.press("ctrl+r")
        await until_shown(hands, "Non. J'attends")


async def test_escape_leaves_a_text_as_it_was(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _reviewing(hands, opened)
        before = _texts(opened, session)
        await hands.press("e", "x", "y", "escape")
        await until(hands, lambda: _words(hands).has_focus)
        assert _texts(opened, session) == before


async def test_split_flip_join_and_swap(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _reviewing(hands, opened)
        await hands.press("ctrl+down", "right", "right", "d")
        assert len(_texts(opened, session)) == 9
        await hands.press("f")
        assert transcript.utterances_of(opened, session)[2].speaker is Speaker.COACH
        await hands.press("ctrl+up", "j")
        assert len(_texts(opened, session)) == 8
        first = transcript.utterances_of(opened, session)[0].speaker
        await hands.press("F")
        await until_on(hands, Confirm)
        await hands.press("y")
        await until(
            hands, lambda: transcript.utterances_of(opened, session)[0].speaker is not first
        )


async def test_tags_by_single_keys_and_their_spans_by_words(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _reviewing(hands, opened)
        await hands.press("shift+right", "shift+right", "2")
        await until_shown(hands, "[2 ")
        on = desk.on_desk(opened, session)
        [tag] = [one for one in on.passages if one.topic == "values"]
        assert (len(tag.words), tag.by) == (3, Maker.COACH)
        while "2 " not in shown(hands).rsplit("[", 1)[-1][:3]:
            await hands.press("tab")
        await hands.press("greater_than_sign")
        on.refresh()
        assert len(on.passage(tag.id).words) == 4
        await hands.press("t")
        await until_on(hands, Choose)
        await hands.press("down", "enter")
        await until_on(hands, Review)
        on.refresh()
        assert "values" not in [one.topic for one in on.passages]
        await hands.press("u", "u", "u")
        on.refresh()
        assert "values" not in [one.topic for one in on.passages]


async def test_chosen_words_become_a_clause(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _reviewing(hands, opened)
        await hands.press("ctrl+down", "shift+right", "shift+right", "k")
        await until_on(hands, Choose)
        await hands.press("enter")
        await until_on(hands, Compose)
        await hands.press("enter")
        await until_on(hands, Review)
        agreement = agreements.newest(opened, session)
        assert agreement
        [clause] = [one for one in agreement.clauses if one.by is Maker.COACH]
        assert (clause.text, clause.topic) == ("J'attends d'arrêter de", "expectations")
        assert len(clause.quote) == 3


async def test_a_reason_is_given_when_asked(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await _reviewing(hands, opened)
        await hands.press("ctrl+down", "i")
        await until_shown(hands, "speak for it")


async def test_sifted_by_topic_speaker_and_doubt(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await _reviewing(hands, opened)
        await hands.press("p")
        await until(hands, lambda: "J'attends" not in shown(hands))
        await hands.press("p")
        await until(hands, lambda: "Qu'est-ce" not in shown(hands))
        await hands.press("p", "z")
        await until(hands, lambda: "Qu'est-ce" not in shown(hands))
        await hands.press("z", "T")
        await until_on(hands, Choose)
        await hands.press("down", "down", "down", "enter")
        await until_on(hands, Review)
        await until_shown(hands, "only:")
        assert "petite voix" not in shown(hands)


async def test_words_are_found_and_names_replaced(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        session = await _reviewing(hands, opened)
        await hands.press("slash")
        await until_on(hands, Ask)
        await typed(hands, "petite")
        await hands.press("enter")
        await until_on(hands, Review)
        place = _words(hands).cursor
        assert place == "w27" or "petite" in _texts(opened, session)[4]
        await hands.press("r")
        await until_on(hands, Replacing)
        await typed(hands, "grosse")
        await hands.press("enter")
        await until_shown(hands, "grosse voix")


async def test_it_opens_at_the_word_where_one_was(opened: Vault) -> None:
    session = keep(opened)
    async with pressing(opened.home, opened) as hands:
        await _reviewing(hands, opened, session)
        await hands.press("ctrl+down", "right", "right")
        place = _words(hands).cursor
        said = transcript.utterances_of(opened, session)
        await until(hands, lambda: places.found(opened, session, said) == place)
    assert place == said[1].words[2].id


@pytest.mark.parametrize(
    ("language", "size"), [("fr", (80, 24)), ("en", (120, 40)), ("en", (20, 5))]
)
async def test_review_looks(opened: Vault, language: str, size: tuple[int, int]) -> None:
    chosen = Settings(interface=language)
    session = keep(opened)
    async with pressing(opened.home, opened, chosen=chosen, size=size) as hands:
        hands.app.push_screen(Review(session))
        await until(hands, lambda: bool(hands.app.screen.query(TranscriptList)))
        await hands.press("ctrl+down", "shift+right", "shift+right")
        await hands.pause()
        looks_as_kept(hands, f"review-{language}-{size[0]}")


async def test_whatever_was_said_is_shown_harmlessly(opened: Vault) -> None:
    session = keep(opened)
    on = desk.on_desk(opened, session)
    on.respell("u1", "[red]x[/] \x1b[31m\u202e " + "W" * 10_000 + " 漢字漢字 [@click=app.quit]y[/]")
    async with pressing(opened.home, opened) as hands:
        hands.app.push_screen(Review(session))
        await until_shown(hands, "[red]x[/]")
        await hands.press("end", "home", "down", "pagedown", "pageup")
        assert "\x1b" not in shown(hands)


async def test_the_word_is_heard_at_a_key_followed_and_stopped(
    locked: Home, alliance: Alliance, clip: Clip, sound_server: SoundServer
) -> None:
    options = ("--client", "Zoé", "--channels", "coach-left", "--language", "fr")
    name = alliance("import", clip("fr", 20), *options).stdout.strip()
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        session = sessions.find(opened, name)
        async with pressing(locked, opened) as hands:
            page = Review(session)
            hands.app.push_screen(page)
            await until_on(hands, Review)
            # The final pass begins by itself, is stopped, and goes on where it was.
            await until(hands, lambda: page.passes)
            await hands.press("g")
            await until(hands, lambda: not page.passes)
            await hands.press("g")
            await until(hands, lambda: bool(page.on_desk.utterances) and not page.passes)
            words = _words(hands)
            with sound_server.overhearing("speaker.monitor") as chunks:
                await hands.press("s", "s", "home", "space")
                await until_shown(hands, "▶ 1.5 ×")
                await until(hands, lambda: any(np.abs(one).max() > 500 for _, one in chunks))
                first = words.cursor
                await until(hands, lambda: words.sounding not in ("", first))
                assert words.cursor == words.sounding
                await hands.press("space")
                await until_shown(hands, "■ 1.5 ×")


async def test_without_sound_it_says_so(opened: Vault) -> None:
    async with pressing(opened.home, opened) as hands:
        await _reviewing(hands, opened)
        await hands.press("space")
        await until_on(hands, Failure)
        assert "There is no sound." in shown(hands)

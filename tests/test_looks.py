"""How the screens look, in both languages, narrow and wide, empty and full."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
import shelved
from onstage import WHEN, Stage, agreed, stage
from pictures import looks_as_kept
from pressing import Hands, pressing, until, until_shown

from models import news
from models.coverage import Coverage, Covered, State
from models.listener import Pace
from recorder import marks, space
from recorder.bleed import Bleed
from recorder.conversation import Mark, MarkKind, Speaker, Word
from recorder.paths import Home
from recorder.settings import Settings
from recorder.soundcheck import Finding, Heard
from recorder.vault import Vault
from recorder.wire import Ended, Faulted, Marked, Trouble
from tui import standing
from tui.screens import asking
from tui.screens.asking import Asking, Plan
from tui.screens.listen import Listen
from tui.screens.prepare import Prepare, judgement

__all__ = ["stage"]
NARROW, WIDE = (80, 24), (120, 40)


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_help_looks(opened: Vault, language: str) -> None:
    chosen = Settings(interface=language)
    async with pressing(opened.home, opened, chosen=chosen, size=NARROW) as hands:
        await hands.press("question_mark")
        await until_shown(hands, "app.quit")
        looks_as_kept(hands, f"help-{language}")


@pytest.mark.parametrize(("language", "size"), [("fr", NARROW), ("en", WIDE)])
async def test_prepare_looks(
    opened: Vault, language: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Prepare, "_listen", lambda *_: None)
    monkeypatch.setattr(space, "free", lambda _home: 63_000_000_000)
    chosen = Settings(interface=language, coach="Bertrand")
    async with pressing(opened.home, opened, chosen=chosen, size=size) as hands:
        page = Prepare(plan=Plan(client="Leïla Benali", setting="call"))
        hands.app.push_screen(page)
        await until_shown(hands, "Leïla")
        bleed = Bleed(measured=True, decibels=-18.0, delay=0.04, limit=-40.0)
        well = Finding(-12.0, -25.0, -60.0, zero=False, seconds=3.0)
        page.post_message(Prepare.Opened(("Micro interne", "Haut-parleur")))
        page.post_message(Prepare.Measured(((-14.0, False), (-31.0, False))))
        page.post_message(Prepare.Judged(judgement(Heard(well, well, bleed))))
        await until_shown(hands, "−31 dB")
        await until_shown(hands, "!")
        looks_as_kept(hands, f"prepare-{language}-{size[0]}")


@pytest.mark.parametrize(("language", "size"), [("fr", NARROW), ("en", WIDE)])
async def test_consent_looks(
    opened: Vault, language: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "now", lambda: WHEN)
    chosen = Settings(interface=language, coach="Bertrand")
    plan = Plan("Leïla Benali", "Bertrand", language, "call")
    async with pressing(opened.home, opened, chosen=chosen, size=size) as hands:
        hands.app.push_screen(Asking(plan))
        await until_shown(hands, "Bertrand")
        await hands.press("space", "tab", "space")
        await until_shown(hands, "transcri")
        looks_as_kept(hands, f"consent-{language}-{size[0]}")


def _words(text: str, start: float) -> tuple[Word, ...]:
    return tuple(
        Word("", word, start + place / 3, start + place / 3 + 0.3, 0.9)
        for place, word in enumerate(text.split())
    )


_SAID = {
    "fr": (
        "Qu'est-ce que vous attendez de moi, comme coach ?",
        "Pas des conseils. Plutôt les questions que je n'ose pas me poser.",
        "Donc des questions, et de l'audace.",
        "Voilà. Et qu'on me dise les choses",
        "sans détour, mais pas",
    ),
    "en": (
        "What do you expect of me as your coach?",
        "No advice. Rather the questions that I don't dare to ask myself.",
        "Questions, then, and some daring.",
        "Exactly. And tell me things",
        "straight, but not",
    ),
}


@asynccontextmanager
async def _on_stage(
    opened: Vault, stage: Stage, language: str, size: tuple[int, int]
) -> AsyncIterator[tuple[Hands, Listen]]:
    """The page in the middle of a conversation."""
    session, new = agreed(opened, language)
    chosen = Settings(interface=language, coach="Bertrand")
    async with pressing(opened.home, opened, chosen=chosen, size=size) as hands:
        page = Listen(session, new=new)
        hands.app.push_screen(page)
        asked, answer, again, more, tail = _SAID[language]
        stage.begin()
        stage.run(754, (-14.0, -27.0))
        stage.say(Marked("m1", MarkKind.TOPIC, 700.0, 700.0, "safety"))
        stage.voice.say(
            news.Loading(news.Part.SPEECH, 1.0),
            news.Heard(0, Speaker.COACH, _words(asked, 700.0), ()),
            news.Heard(1, Speaker.CLIENT, _words(answer, 712.0), ()),
            news.Heard(0, Speaker.COACH, _words(again, 730.0), ()),
            news.Heard(1, Speaker.CLIENT, _words(more, 745.0), _words(tail, 747.6)),
            news.Following(754.0, 1.2, Pace.LOOKING, gentle=False),
            Covered(
                754.0,
                (
                    Coverage("impact", State.ANSWERED, 134.0),
                    Coverage("values", State.ASKED, 21.0),
                    Coverage("expectations", State.ANSWERED, 48.0),
                ),
            ),
        )
        await until_shown(hands, tail[:8])
        await until_shown(hands, "✓")
        await until(hands, lambda: bool(page.on_air.marks))
        yield hands, page


@pytest.mark.parametrize(("language", "size"), [("fr", NARROW), ("en", WIDE), ("fr", WIDE)])
async def test_listen_looks(
    opened: Vault, stage: Stage, language: str, size: tuple[int, int]
) -> None:
    async with _on_stage(opened, stage, language, size) as (hands, _page):
        await until_shown(hands, "● REC  12:34")
        looks_as_kept(hands, f"listen-{language}-{size[0]}")


async def test_listen_paused_looks(opened: Vault, stage: Stage) -> None:
    async with _on_stage(opened, stage, "en", NARROW) as (hands, _page):
        stage.run(760, state="pause")
        await until_shown(hands, "‖ PAUSE  12:40")
        looks_as_kept(hands, "listen-paused")


async def test_listen_calm_looks(opened: Vault, stage: Stage) -> None:
    async with _on_stage(opened, stage, "fr", NARROW) as (hands, page):
        await hands.press("c")
        await until(hands, lambda: page.has_class("-calm"))
        looks_as_kept(hands, "listen-calm")


async def test_listen_with_a_fault_looks(opened: Vault, stage: Stage) -> None:
    async with _on_stage(opened, stage, "fr", NARROW) as (hands, _page):
        stage.say(Faulted(Trouble.DEVICE_LOST, 754.0, "Casque"))
        await until_shown(hands, "(Casque)")
        looks_as_kept(hands, "listen-fault")


async def test_listen_kept_looks(opened: Vault, stage: Stage) -> None:
    async with _on_stage(opened, stage, "fr", NARROW) as (hands, page):
        with opened.writing():
            for kind in (MarkKind.NOTE, MarkKind.TOPIC, MarkKind.TOPIC):
                marks.add(opened, page.session, Mark("", kind, 1.0, 1.0, "values"))
        stage.say(Ended(2654.0, sealed=True, why="asked"))
        await until_shown(hands, "44:14 gardé")
        await until_shown(hands, "Relire")
        looks_as_kept(hands, "listen-kept")


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_home_looks(
    opened: Vault, language: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    today = datetime(2026, 11, 27, 14, 5, tzinfo=UTC)
    monkeypatch.setattr(shelved, "TODAY", today)
    monkeypatch.setattr(standing, "today", today.date)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    soon, past = today.date() + timedelta(days=12), today.date() - timedelta(days=3)
    shelved.session(opened, "Leïla Bensaïd", seconds=62, sound_until=soon)
    before = today - timedelta(days=40)
    shelved.session(
        opened, "Leïla Bensaïd", seconds=62, done=shelved.DONE, sound_until=past, started=before
    )
    shelved.session(opened, "Marc", done=shelved.DONE, started=before)
    shelved.session(opened, "Zoé Laurent", seconds=3, sealed=False)
    chosen = Settings(interface=language)
    async with pressing(opened.home, opened, chosen=chosen, size=size) as hands:
        await until_shown(hands, "Zoé")
        await hands.pause()
        looks_as_kept(hands, f"home-{language}-{size[0]}")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_an_empty_home_looks(opened: Vault, language: str) -> None:
    chosen = Settings(interface=language)
    async with pressing(opened.home, opened, chosen=chosen, size=NARROW) as hands:
        await until_shown(hands, "prépare" if language == "fr" else "prepares")
        await hands.pause()
        looks_as_kept(hands, f"home-empty-{language}")


async def test_the_settings_look(opened: Vault) -> None:
    chosen = Settings(interface="fr", coach="Bérénice")
    async with pressing(opened.home, opened, chosen=chosen, size=NARROW) as hands:
        await hands.press("o")
        await until_shown(hands, "Bérénice")
        await hands.pause()
        looks_as_kept(hands, "settings-fr")


async def test_the_first_start_looks(home: Home) -> None:
    async with pressing(home, chosen=Settings(interface="fr"), size=NARROW) as hands:
        await until_shown(hands, "Bienvenue.")
        looks_as_kept(hands, "firstrun-fr")

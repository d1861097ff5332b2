"""How the screens look, in both languages, narrow and wide, empty and full."""

import pytest
from onstage import WHEN
from pictures import looks_as_kept
from pressing import pressing, until_shown

from recorder import space
from recorder.bleed import Bleed
from recorder.settings import Settings
from recorder.soundcheck import Finding, Heard
from recorder.vault import Vault
from tui.screens import asking
from tui.screens.asking import Asking, Plan
from tui.screens.prepare import Prepare, judgement

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

"""The app under a pilot's hands: keys are pressed, conditions waited for, screens read as text."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from recorder.paths import Home
from recorder.settings import Settings
from recorder.vault import Vault
from tui.app import AllianceApp

PATIENCE_S = 60.0
Hands = Pilot[Any]


@asynccontextmanager
async def pressing(
    home: Home,
    opened: Vault | None = None,
    *,
    chosen: Settings | None = None,
    size: tuple[int, int] = (120, 40),
) -> AsyncIterator[Hands]:
    """The app over `home`, `opened` or at the door, in English unless `chosen` says otherwise."""
    app = AllianceApp(home, chosen or Settings(interface="en"), opened)
    async with app.run_test(size=size) as hands:
        await hands.pause()
        yield hands


async def until(hands: Hands, so: Callable[[], bool], what: str = "") -> None:
    """Wait until it is so; fails, with what the screen shows, when it is not within a minute."""
    end = time.monotonic() + PATIENCE_S
    while not so():
        assert time.monotonic() < end, f"{what} {hands.app.screen_stack}\n{shown(hands)}"
        await hands.pause()
        await asyncio.sleep(0.02)


async def until_shown(hands: Hands, text: str) -> None:
    """Wait until `text` stands on the screen."""
    await until(hands, lambda: text in shown(hands), f"waiting for {text!r}")


async def until_on(hands: Hands, page: type[Screen[Any]]) -> None:
    """Wait until `page` is the screen in front."""
    await until(hands, lambda: isinstance(hands.app.screen, page), page.__name__)


async def typed(hands: Hands, text: str) -> None:
    """Type `text` where the focus is."""
    await hands.press(*("space" if letter == " " else letter for letter in text))


def shown(hands: Hands) -> str:
    """What the screen shows, as lines of text."""
    app = hands.app
    width, height = app.size
    strips = app.screen._compositor.render_strips()  # noqa: SLF001, there is no public way
    return "\n".join(strip.text.rstrip() for strip in strips[:height]) if width else ""

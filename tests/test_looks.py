"""How the screens look, in both languages, narrow and wide, empty and full."""

import pytest
from pictures import looks_as_kept
from pressing import pressing, until_shown

from recorder.settings import Settings
from recorder.vault import Vault

NARROW, WIDE = (80, 24), (120, 40)


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_help_looks(opened: Vault, language: str) -> None:
    chosen = Settings(interface=language)
    async with pressing(opened.home, opened, chosen=chosen, size=NARROW) as hands:
        await hands.press("question_mark")
        await until_shown(hands, "app.quit")
        looks_as_kept(hands, f"help-{language}")

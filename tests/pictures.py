"""Pictures of the screens, compared with those that were looked at and kept.

`make pictures` draws them anew; whoever does that looks at each one that changed.
"""

import os
from pathlib import Path
from typing import Final

from pressing import Hands

KEPT: Final = Path(__file__).parent / "data" / "pictures"


def looks_as_kept(hands: Hands, name: str) -> None:
    """The screen is the picture `name`, to the last cell."""
    picture = KEPT / f"{name}.svg"
    drawn = hands.app.export_screenshot(title="alliance")
    if os.environ.get("PICTURES") == "draw":
        KEPT.mkdir(exist_ok=True)
        picture.write_text(drawn + "\n", "utf-8")
    assert picture.read_text("utf-8") == drawn + "\n", f"{name} looks different: make pictures"

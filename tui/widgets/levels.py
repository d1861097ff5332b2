"""Levels as bars, one line a channel: how loud it is, and whether it is overdriven."""

from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from recorder.cleaning import one_line
from tui import bars
from tui.catalogue import _

_LEAST_CELLS: Final = 4
_MOST_CELLS: Final = 40
_LOUD_DB: Final = -6.0

Heights = tuple[tuple[float, bool], ...]
"""Each channel's peak in dB below full scale, and whether a flat top was seen."""


class Levels(Widget):
    """The channels' meters; `names` are for people, `heights` what was measured last."""

    DEFAULT_CSS = """
    Levels { height: auto; width: 1fr; }
    """

    names: reactive[tuple[str, ...]] = reactive((), layout=True)
    heights: reactive[Heights] = reactive(())

    def render(self) -> Content:
        """One line a channel."""
        names = [one_line(name) for name in self.names]
        widest = max(map(len, names), default=0)
        lines = []
        for place, name in enumerate(names):
            height = self.heights[place] if place < len(self.heights) else None
            lines.append(self._line(name.ljust(widest), height))
        return Content("\n").join(lines)

    def _line(self, name: str, height: tuple[float, bool] | None) -> Content:
        told = _told(height)
        room = self.content_size.width - len(name) - len(told) - 4
        cells = max(_LEAST_CELLS, min(_MOST_CELLS, room))
        full = bars.filled(height[0], cells) if height else 0
        loud = height is not None and (height[1] or height[0] > _LOUD_DB)
        return Content.assemble(
            (name, "$foreground 60%"),
            "  ",
            ("━" * full, "$error" if loud else "$success"),
            ("╌" * (cells - full), "$foreground 35%"),
            "  ",
            (told, "bold $text-error" if height and height[1] else "$foreground 60%"),
        )


def _told(height: tuple[float, bool] | None) -> str:
    if height is None:
        return "–"
    peak, clipped = height
    return _("overdriven") if clipped else f"{peak:.0f} dB".replace("-", "−")

"""How long the conversation has been going on, with marks at ten minutes and at an hour."""

from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.catalogue import _

MARKS: Final = (10, 60)
"""Minutes: the shortest and the longest discovery conversation."""
_MOST_MARKED: Final = 60


class Elapsed(Widget):
    """The time as a line from 0 to 60 minutes; to 120 once the hour is over."""

    DEFAULT_CSS = """
    Elapsed { height: 1; width: 1fr; }
    """

    seconds: reactive[int] = reactive(0)

    def render(self) -> Content:
        """The line, with its marks as numbers on it."""
        minutes = self.seconds / 60
        last = _MOST_MARKED if minutes <= _MOST_MARKED else 2 * _MOST_MARKED
        end = _("{minutes} min").format(minutes=last)
        cells = max(10, self.content_size.width - len(end) - 1)
        here = min(cells, round(minutes / last * cells))
        line = [*("━" * here), *("─" * (cells - here))]
        styles = ["$primary" if place < here else "$foreground 35%" for place in range(cells)]
        for mark in MARKS:
            at = round(mark / last * cells) - 1
            if mark < last and at < cells:
                for place, letter in enumerate(str(mark), start=at):
                    line[place] = letter
                    styles[place] = "bold $accent" if minutes >= mark else "$foreground 60%"
        parts = [(letter, style) for letter, style in zip(line, styles, strict=True)]
        over = "bold $accent" if minutes >= last else "$foreground 60%"
        return Content.assemble(*parts, " ", (end, over))

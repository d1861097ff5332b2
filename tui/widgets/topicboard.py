"""The board of topics: which were asked about, which answered, and the key that marks each."""

from dataclasses import dataclass
from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from recorder.cleaning import one_line
from tui.catalogue import _
from tui.openquestions import Touch

KEYS: Final = "1234567890ab"
"""The key that marks each topic, in their order."""
_COLUMN: Final = 36
_MINUTE: Final = 60


_SIGNS: Final = {
    Touch.UNTOUCHED: ("·", "$foreground 60%"),
    Touch.MARKED: ("+", "$accent"),
    Touch.ASKED: ("?", "$text-warning"),
    Touch.ANSWERED: ("✓", "$text-success"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One topic on the board; `seconds` were spent on it."""

    name: str
    touch: Touch = Touch.UNTOUCHED
    seconds: float = 0.0


class TopicBoard(Widget):
    """The topics in the guide's order, in as many columns as there is room for."""

    DEFAULT_CSS = """
    TopicBoard {
        height: auto;
        width: 1fr;
        link-style: none;
        link-color: $foreground;
        link-background-hover: $panel;
    }
    """

    topics: reactive[tuple[Shown, ...]] = reactive((), layout=True)

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """As many lines as the columns need."""
        return -(-len(self.topics) // self._columns(width))

    def render(self) -> Content:
        """Down the columns, as one reads."""
        columns = self._columns(self.content_size.width)
        height = -(-len(self.topics) // columns)
        width = self.content_size.width // columns - 1
        entries = [self._entry(place, one, width) for place, one in enumerate(self.topics)]
        lines = [Content(" ").join(entries[row::height]) for row in range(height)]
        return Content("\n").join(lines)

    def _columns(self, width: int) -> int:
        return max(1, min(3, width // _COLUMN))

    def _entry(self, place: int, one: Shown, width: int) -> Content:
        key = KEYS[place] if place < len(KEYS) else " "
        sign, style = _SIGNS[one.touch]
        spent = _spent(one.seconds)
        room = max(4, width - len(spent) - 5)
        name = one_line(one.name)
        name = name if len(name) <= room else f"{name[: room - 1]}…"
        seen = "" if one.touch is Touch.UNTOUCHED else "bold"
        click = Style.from_meta({"@click": f"screen.topic({place})"})
        return Content.assemble(
            (key, "bold $footer-key-foreground"),
            " ",
            (sign, style),
            " ",
            (name.ljust(room), seen),
            " ",
            (spent, "$foreground 60%"),
        ).stylize(click)


def _spent(seconds: float) -> str:
    """Seconds in at most six letters; "" for none."""
    if not seconds:
        return " " * 6
    if seconds < _MINUTE:
        return _("{number} s").format(number=round(seconds)).rjust(6)
    return _("{number} min").format(number=round(seconds / _MINUTE)).rjust(6)

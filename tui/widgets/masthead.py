"""The line at the top: where one is, and that everything stays here."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from recorder.cleaning import one_line
from tui.catalogue import _


class Masthead(Widget):
    """One line: the page and what it is about on the left, a promise on the right."""

    DEFAULT_CSS = """
    Masthead {
        dock: top;
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $foreground;
    }
    """

    where: reactive[tuple[str, ...]] = reactive(())

    def render(self) -> Content:
        """The places from the widest to the narrowest."""
        places = [Content.styled(_("Alliance"), "bold $primary")]
        places += [Content(one_line(place)) for place in self.where if place]
        left = Content(" · ").join(places)
        right = _("nothing leaves this computer")
        room = self.size.width - left.cell_length - len(right)
        if room < 2:  # noqa: PLR2004, two spaces at least
            return left
        return Content.assemble(left, " " * room, (right, "dim"))

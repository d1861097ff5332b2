"""What changed from one version of the alliance to the next, word by word."""

from collections.abc import Iterator
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Label, Static

from recorder import agreements, phrases
from recorder.cleaning import one_line
from recorder.conversation import Session
from recorder.differences import Difference, Kind, Sign, differences
from recorder.vault import Vault
from tui import catalogue
from tui.catalogue import N_, _
from tui.page import Page

_SIGNS: Final = {Kind.ADDED: "+", Kind.REMOVED: "−", Kind.CHANGED: "~", Kind.SAME: " "}
_STYLES: Final = {
    Sign.KEPT: "",
    Sign.ADDED: "underline $success",
    Sign.REMOVED: "strike $error",
}


class Versions(Page):
    """Two versions that follow one another; left and right go to others."""

    DEFAULT_CSS = """
    Versions {
        & VerticalScroll { padding: 1 4; }
        & Label { padding: 1 4 0 4; text-style: bold; }
        & Static { width: 1fr; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "go(-1)", N_("older"), id="versions.older", tooltip=N_("Older versions")),
        Binding("right", "go(1)", N_("newer"), id="versions.newer", tooltip=N_("Newer versions")),
    ]

    def __init__(self, vault: Vault, session: Session) -> None:
        super().__init__()
        self._session = session
        self._numbers = agreements.versions(vault, session)
        self._at = len(self._numbers) - 1

    def body(self) -> ComposeResult:
        """Which versions, and their differences."""
        yield Label(id="which")
        with VerticalScroll(can_focus=False):
            yield Static(id="changes")

    def on_mount(self) -> None:
        """Begin with the newest."""
        self._show()

    def action_go(self, by: int) -> None:
        """To older or newer versions."""
        self._at = max(min(1, len(self._numbers) - 1), min(self._at + by, len(self._numbers) - 1))
        self._show()

    def _show(self) -> None:
        title, text = self.query_one("#which", Label), self.query_one("#changes", Static)
        if self._at < 1:
            title.update(Content(_("There is only one version.")))
            return
        old, new = (
            agreements.version(self.vault, self._session, self._numbers[place])
            for place in (self._at - 1, self._at)
        )
        when = f" ({catalogue.day(new.agreed)})" if new.agreed else ""
        title.update(
            Content(
                _("From version {old} to version {new}").format(old=old.version, new=new.version)
                + when
            )
        )
        lines = [self._line(one) for one in differences(old, new)]
        text.update(Content("\n\n").join(lines))

    def _line(self, one: Difference) -> Content:
        clause = one.after or one.before
        name = phrases.topic_name(clause.topic, self._session.language) if clause else ""
        return Content.assemble(
            (f"{_SIGNS[one.kind]} ", "bold"),
            (f"{name}: ", "dim"),
            *_runs(one),
        )


def _runs(one: Difference) -> Iterator[tuple[str, str]]:
    for run in one.runs:
        yield f"{one_line(run.text)} ", _STYLES[run.sign]

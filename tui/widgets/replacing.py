"""Find and replace: a name that was heard wrong, put right throughout."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Checkbox, Input, Label

from recorder.cleaning import one_line
from tui.catalogue import N_, _
from tui.widgets.dialogs import Dialog
from tui.widgets.keybar import KeyBar


@dataclass(frozen=True, slots=True)
class Replacement:
    """Write `new` for `old`; `remember` keeps it as a name for later."""

    old: str
    new: str
    remember: bool


class Replacing(Dialog[Replacement | None]):
    """What to look for, what to write instead, and whether to remember it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("cancel"), id="replace.cancel"),
    ]

    def __init__(self, old: str = "", new: str = "") -> None:
        super().__init__()
        self._old, self._new = one_line(old), one_line(new)

    def compose(self) -> ComposeResult:
        """Two lines and a box."""
        with Vertical():
            yield Label(Content(_("Replace in the whole conversation")), classes="title")
            yield Input(self._old, placeholder=_("what was heard"), id="old")
            yield Input(self._new, placeholder=_("what it should be"), id="new")
            yield Checkbox(_("Remember it for this client"), id="remember")
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with what is not known yet."""
        self.query_one("#new" if self._old else "#old").focus()

    def action_leave(self) -> None:
        """Close and change nothing."""
        self.dismiss(None)

    @on(Input.Submitted, "#old")
    def _on_to_new(self) -> None:
        self.query_one("#new").focus()

    @on(Input.Submitted, "#new")
    def _answered(self) -> None:
        old, new = (one_line(self.query_one(name, Input).value) for name in ("#old", "#new"))
        self.dismiss(Replacement(old, new, self.query_one("#remember", Checkbox).value))

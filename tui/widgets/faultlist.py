"""Everything that went wrong while recording, with its time."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Label, Static

from recorder.cleaning import one_line
from recorder.wire import Faulted
from tui import faults, terminal
from tui.catalogue import N_, _
from tui.widgets.dialogs import Dialog
from tui.widgets.keybar import KeyBar


class FaultList(Dialog[None]):
    """The faults, the newest first."""

    DEFAULT_CSS = """
    FaultList VerticalScroll { height: auto; max-height: 16; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,f", "close", N_("close"), id="faults.close"),
    ]

    def __init__(self, found: Sequence[Faulted]) -> None:
        super().__init__()
        self._found = tuple(found)

    def compose(self) -> ComposeResult:
        """One line each."""
        with Vertical():
            yield Label(_("What went wrong"), classes="title")
            with VerticalScroll():
                yield Static(Content("\n").join(map(line, reversed(self._found))))
        yield KeyBar()

    def action_close(self) -> None:
        """Close it."""
        self.dismiss(None)


def line(fault: Faulted) -> Content:
    """A fault in one line: when, what, which device."""
    name = f" ({one_line(fault.device)})" if fault.device else ""
    at = terminal.minutes(fault.seconds)
    return Content.assemble((at, "bold"), f"  {_(faults.TOLD[fault.trouble])}{name}")

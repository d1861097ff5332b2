"""Every key of a page in words, drawn from the bindings that are live there."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Label, Static

from tui.catalogue import N_, _
from tui.widgets.dialogs import Dialog
from tui.widgets.keybar import KeyBar


class Help(Dialog[None]):
    """The keys of the page below, what each does, and the id by which it can be given another."""

    DEFAULT_CSS = """
    Help > VerticalScroll {
        width: 84;
        max-width: 95%;
        height: auto;
        max-height: 90%;
        padding: 1 2;
        background: $surface;
        border: round $primary;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1", "close", N_("close"), id="help.close"),
    ]

    def __init__(self, bindings: Iterable[ActiveBinding]) -> None:
        super().__init__()
        self._live = [one for one in bindings if one.binding.id]

    def compose(self) -> ComposeResult:
        """One line a key."""
        with VerticalScroll():
            yield Label(_("Keys of this page"), classes="title")
            yield Static(Content("\n").join(self._lines()))
            yield Static(
                Content(_('Another key: in settings.toml, [keys] "id" = "key".')), classes="muted"
            )
        yield KeyBar()

    def action_close(self) -> None:
        """Close it."""
        self.dismiss(None)

    def _lines(self) -> list[Content]:
        by_action: dict[str, list[ActiveBinding]] = {}
        for one in self._live:
            by_action.setdefault(one.binding.action, []).append(one)
        shown = []
        for same in by_action.values():
            keys = " ".join(self.app.get_key_display(one.binding) for one in same)
            binding = same[0].binding
            words = _(binding.tooltip) or _(binding.description)
            shown.append((keys, words, binding.id or ""))
        width = max((len(keys) for keys, *_rest in shown), default=0)
        return [
            Content.assemble(
                (keys.ljust(width), "bold $accent"), "  ", words, "  ", (identity, "dim")
            )
            for keys, words, identity in shown
        ]

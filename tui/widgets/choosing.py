"""Small dialogs to choose one of several things, and to write more than a line."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label, OptionList, TextArea
from textual.widgets.option_list import Option

from recorder.cleaning import cleaned, one_line
from tui.catalogue import N_
from tui.widgets.dialogs import Dialog
from tui.widgets.keybar import KeyBar


class Choose(Dialog[str | None]):
    """One of several answers, each (id, words); gives the id, None when it is left."""

    DEFAULT_CSS = """
    Choose OptionList { height: auto; max-height: 16; border: none; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("cancel"), id="choose.cancel"),
    ]

    def __init__(self, title: str, answers: Sequence[tuple[str, str]], chosen: str = "") -> None:
        super().__init__()
        self._title, self._answers, self._chosen = title, answers, chosen

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical():
            yield Label(Content(cleaned(self._title)), classes="title")
            yield OptionList(*(Option(Content(one_line(w)), id=name) for name, w in self._answers))
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin at what is so now."""
        names = [name for name, _words in self._answers]
        answers = self.query_one(OptionList)
        answers.highlighted = names.index(self._chosen) if self._chosen in names else 0
        answers.focus()

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _answered(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)


class Compose(Dialog[str | None]):
    """A few lines of text, wrapped as one types; gives them on one line, None when it is left."""

    DEFAULT_CSS = """
    Compose TextArea { height: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,enter", "keep", N_("keep"), id="compose.keep", priority=True),
        Binding("escape", "leave", N_("cancel"), id="compose.cancel", priority=True),
    ]

    def __init__(self, title: str, value: str = "", advice: str = "") -> None:
        super().__init__()
        self._title, self._value, self._advice = title, value, advice

    def compose(self) -> ComposeResult:
        """The question and room to write."""
        with Vertical():
            yield Label(Content(cleaned(self._title)), classes="title")
            if self._advice:
                yield Label(Content(cleaned(self._advice)), classes="advice")
            yield TextArea(one_line(self._value), soft_wrap=True, tab_behavior="focus")
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin at the end of what is there."""
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        area.focus()

    def action_keep(self) -> None:
        """Close with what is written."""
        self.dismiss(one_line(self.query_one(TextArea).text))

    def action_leave(self) -> None:
        """Close and keep nothing."""
        self.dismiss(None)

"""The client's name: typed, or picked from those who are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, OptionList

from recorder.cleaning import one_line
from recorder.conversation import Client
from tui.catalogue import N_, _


class ClientName(Vertical):
    """A line to type a name on, and below it the known clients whose names hold what is typed."""

    DEFAULT_CSS = """
    ClientName {
        height: auto;
        & Horizontal { height: 1; }
        & Input { width: 1fr; }
        & Label { width: auto; padding: 0 1; color: $text-muted; }
        & OptionList { height: auto; max-height: 4; display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "down",
            "pick",
            N_("known clients"),
            id="clientname.pick",
            tooltip=N_("Pick one of the clients that are known"),
        ),
    ]

    @dataclass
    class Recognised(Message):
        """This client was named; None for somebody new."""

        client: Client | None

    def __init__(self, name: str, known: Sequence[Client]) -> None:
        super().__init__()
        self._typed_first, self._known = one_line(name), known

    @property
    def value(self) -> str:
        """The name as it is now."""
        return one_line(self.query_one(Input).value)

    def compose(self) -> ComposeResult:
        """The line, what is known of the name, the names it could be."""
        with Horizontal():
            yield Input(self._typed_first, compact=True, placeholder=_("name"))
            yield Label("")
        yield OptionList(compact=True)

    def on_mount(self) -> None:
        """See whether the first name is known; where there is none, begin here."""
        self._look()
        if not self._typed_first:
            self.query_one(Input).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to pick while names are listed."""
        del parameters
        return action != "pick" or bool(
            self.query(OptionList) and self.query_one(OptionList).display
        )

    def action_pick(self) -> None:
        """Go down to the names."""
        listed = self.query_one(OptionList)
        if listed.has_focus:
            listed.action_cursor_down()
        else:
            listed.focus()
            listed.action_first()

    @on(Input.Changed)
    def _look(self) -> None:
        typed = self.value.casefold()
        match = next((one for one in self._known if one.name.casefold() == typed), None)
        told = _("new client") if typed and not match else ""
        self.query_one(Label).update(_("known client") if match else told)
        near = [one for one in self._known if typed in one.name.casefold()]
        listed = self.query_one(OptionList)
        listed.set_options([Content(one_line(one.name)) for one in near])
        listed.display = bool(near) and match is None
        self.refresh_bindings()
        self.post_message(self.Recognised(match))

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        typed = self.query_one(Input)
        typed.value = str(event.option.prompt)
        typed.focus()
        self.screen.focus_next()

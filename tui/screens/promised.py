"""The ledger: who promised what by when, and what became of it."""

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from recorder import agreements, decisions, library, phrases
from recorder.cleaning import one_line
from recorder.conversation import Commitment, Conversation, Outcome, Session
from tui import catalogue
from tui.catalogue import N_, _
from tui.page import Page

_MARKS: Final = {Outcome.OPEN: "○", Outcome.KEPT: "✓", Outcome.NOT_KEPT: "✗"}


class Promised(Page):
    """The commitments of one alliance; what became of each is kept at once."""

    DEFAULT_CSS = """
    Promised {
        & Label { padding: 1 2; }
        & OptionList {
            height: 1fr; border: none; padding: 0 2; background: $background;
            &:focus { border: none; background-tint: $foreground 0%; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "become('kept')", N_("kept"), id="promised.kept", tooltip=N_("It was kept")),
        Binding(
            "x",
            "become('not kept')",
            N_("not kept"),
            id="promised.unkept",
            tooltip=N_("It was not kept"),
        ),
        Binding("o", "become('open')", N_("open"), id="promised.open", tooltip=N_("Still open")),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def body(self) -> ComposeResult:
        """The commitments, one under the other."""
        yield Label(id="told")
        yield OptionList()

    def on_mount(self) -> None:
        """Show them."""
        self._read()
        self.query_one(OptionList).focus()

    def action_become(self, outcome: str) -> None:
        """What became of the chosen one."""
        ledger = self.query_one(OptionList)
        now = agreements.newest(self.vault, self._session)
        if ledger.highlighted is None or now is None:
            return
        chosen = ledger.get_option_at_index(ledger.highlighted).id or ""
        with self.told():
            changed = decisions.come_of(now, chosen, Outcome(outcome))
            agreements.change(self.vault, self._session, "outcome", changed)
            self._read()

    def _read(self) -> None:
        conversation = library.read(self.vault, self._session)
        self.where = (conversation.client.name, _("Commitments"))
        ledger, before = self.query_one(OptionList), self.query_one(OptionList).highlighted
        lines = conversation.agreement.commitments if conversation.agreement else ()
        ledger.set_options(Option(_line(one, conversation), id=one.id) for one in lines)
        ledger.highlighted = min(before or 0, len(lines) - 1) if lines else None
        words = "" if lines else _("Nobody promised anything yet.")
        self.query_one("#told", Label).update(Content(words))


def _line(one: Commitment, conversation: Conversation) -> Content:
    who = phrases.party_name(one.party, conversation)
    when = catalogue.day(one.due) if one.due else one_line(one.said)
    details = [
        (words, text)
        for words, text in (
            (_("by when"), when),
            (_("how it is seen to"), one.check),
            (_("if it is not kept"), one.otherwise),
        )
        if text
    ]
    return Content.assemble(
        (f"{_MARKS[one.outcome]} ", "$accent"),
        (f"{one_line(who)}: ", "bold"),
        one_line(one.what),
        *((f"\n    {words}: {one_line(text)}", "dim") for words, text in details),
    )

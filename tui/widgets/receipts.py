"""What an erasure would take, asked before it does; and the receipt of what went."""

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Label

from recorder.cleaning import cleaned, one_line
from recorder.erasure import Receipt
from tui.catalogue import N_, _, moment, plural
from tui.widgets.dialogs import Confirm, Dialog
from tui.widgets.keybar import KeyBar

_TABLES: Final = {
    "utterances": N_("utterances"),
    "words": N_("words"),
    "passages": N_("passages"),
    "clauses": N_("clauses"),
    "commitments": N_("commitments"),
    "consents": N_("consents"),
    "marks": N_("marks"),
    "gaps": N_("gaps"),
}


def told(receipt: Receipt) -> str:
    """What goes, or went, line by line."""
    rows = ", ".join(
        f"{number} {_(_TABLES[table])}"
        for table, number in receipt.rows.items()
        if number and table in _TABLES
    )
    lines = [
        plural("{number} conversation", "{number} conversations", len(receipt.sessions)),
        rows,
        _("sound: {size} MB, and the key that opens it").format(
            size=f"{receipt.sound_bytes / 1e6:.1f}"
        )
        if receipt.sound_bytes
        else "",
        _("the client's name and all that goes with it") if receipt.client else "",
    ]
    text = "\n".join(f"· {line}" for line in lines if line)
    if receipt.exports:
        text += "\n\n" + _("Not in our reach, for you to delete; these files were exported:")
        text += "".join(f"\n  {one_line(file)}" for file in receipt.exports)
    return text


class EraseBox(Confirm):
    """Asks whether what is listed shall go for good; not erasing is at hand."""

    def __init__(self, whose: str, preview: Receipt) -> None:
        advice = told(preview) + "\n\n" + _("This can't be undone. Backups are for you to erase.")
        super().__init__(
            _("Erase for good: {whose}?").format(whose=one_line(whose)), advice, _("Erase it")
        )

    def on_mount(self) -> None:
        """A hasty enter erases nothing."""
        self.query_one("#no", Button).focus()


class ReceiptBox(Dialog[None]):
    """Says what went, and when."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "close", N_("close"), id="receipt.close"),
    ]

    def __init__(self, receipt: Receipt) -> None:
        super().__init__()
        self._receipt = receipt

    def compose(self) -> ComposeResult:
        """The receipt."""
        with Vertical():
            when = moment(self._receipt.at)
            yield Label(Content(_("Erased, {when}").format(when=when)), classes="title")
            yield Label(Content(cleaned(told(self._receipt))), classes="advice")
            yield Button(_("Close"), variant="primary")
        yield KeyBar()

    def action_close(self) -> None:
        """Close it."""
        self.dismiss(None)

    @on(Button.Pressed)
    def _pressed(self) -> None:
        self.dismiss(None)

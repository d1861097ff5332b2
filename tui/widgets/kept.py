"""What a recording came to, told once it is sealed."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Label

from recorder.conversation import Cause, Gap, Mark, MarkKind
from recorder.wire import Ended
from tui import faults, terminal
from tui.catalogue import N_, _, plural
from tui.widgets.dialogs import Dialog
from tui.widgets.keybar import KeyBar


class Kept(Dialog[None]):
    """The length, the marks, what is missing and why; then on to the review."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,escape", "close", N_("review"), id="kept.close"),
    ]

    def __init__(self, ended: Ended, marks: Sequence[Mark], gaps: Sequence[Gap]) -> None:
        super().__init__()
        self._ended, self._lines = ended, lines(ended, marks, gaps)

    def compose(self) -> ComposeResult:
        """What was kept, line by line."""
        with Vertical():
            kept = _("{time} kept, encrypted").format(time=terminal.minutes(self._ended.seconds))
            yield Label(Content(kept), classes="title")
            for line in self._lines:
                yield Label(line)
            yield Button(_("Review"), variant="primary")
        yield KeyBar()

    def action_close(self) -> None:
        """Go on."""
        self.dismiss(None)

    @on(Button.Pressed)
    def _pressed(self) -> None:
        self.dismiss(None)


def lines(ended: Ended, marks: Sequence[Mark], gaps: Sequence[Gap]) -> list[Content]:
    """What there is to tell beside the length; what is amiss first."""
    amiss = [_(faults.WHYS[ended.why])] if ended.why in faults.WHYS else []
    if ended.unwritten:
        missing = _("{number} s of sound could not be written.")
        amiss.append(missing.format(number=round(ended.unwritten)))
    if ended.undone:
        amiss.append(_("Marks, or what went off the record, could not be written: look again."))
    if not ended.sealed:
        amiss.append(
            _("It could not be sealed; it is listed as unfinished, with all of its sound.")
        )
    off = sum(gap.cause is Cause.OFF_THE_RECORD for gap in gaps)
    paused = sum(gap.cause is Cause.PAUSE for gap in gaps)
    notes = sum(mark.kind is MarkKind.NOTE for mark in marks)
    marked = sum(mark.kind in (MarkKind.MARK, MarkKind.TOPIC) for mark in marks)
    told = [
        (marked, plural("{number} mark", "{number} marks", marked)),
        (notes, plural("{number} note", "{number} notes", notes)),
        (paused, plural("{number} pause", "{number} pauses", paused)),
        (off, plural("off the record once", "off the record {number} times", off)),
    ]
    lost = len(gaps) - off - paused
    if lost:
        amiss.append(plural("{number} gap in the sound", "{number} gaps in the sound", lost))
    found = [Content.styled(f"! {line}", "bold $text-error") for line in amiss]
    return [*found, *(Content(words) for number, words in told if number)]

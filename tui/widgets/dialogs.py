"""Small questions over a page: yes or no, a line of text, and what went wrong."""

from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label

from recorder.cleaning import cleaned, one_line
from recorder.errors import AllianceError
from tui.catalogue import N_, _, told
from tui.widgets.keybar import KeyBar

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer], Generic[Answer]):
    """A box over the page; escape leaves it without an answer."""

    VERTICAL_BREAKPOINTS = [(0, "-short"), (12, "-tall")]  # noqa: RUF012, so it is typed
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > Vertical {
            width: 72;
            max-width: 95%;
            height: auto;
            max-height: 95%;
            padding: 1 2;
            background: $surface;
            border: round $primary;
        }
        & .title { text-style: bold; width: 1fr; margin-bottom: 1; }
        & .advice { width: 1fr; color: $text-muted; margin-bottom: 1; }
        & Button { width: 1fr; margin-top: 1; }
        &.-short > Vertical { padding: 0; border: none; max-width: 100%; }
        &.-short .title { margin: 0; }
        &.-short Button { display: none; }  /* the keys answer, and the bar shows them */
    }
    """


class Confirm(Dialog[bool]):
    """Asks yes or no; what can't be undone is said in `advice`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", N_("yes"), id="confirm.yes"),
        Binding("n,escape", "answer(False)", N_("no"), id="confirm.no"),
    ]

    def __init__(self, title: str, advice: str = "", yes: str = "") -> None:
        super().__init__()
        self._title, self._advice, self._yes = title, advice, yes

    def compose(self) -> ComposeResult:
        """The question and its two answers."""
        with Vertical():
            yield Label(Content(cleaned(self._title)), classes="title")
            if self._advice:
                yield Label(Content(cleaned(self._advice)), classes="advice")
            yield Button(self._yes or _("Yes"), id="yes", variant="primary")
            yield Button(_("No"), id="no")
        yield KeyBar()

    def action_answer(self, answer: bool) -> None:  # noqa: FBT001, Textual passes it so
        """Close with `answer`."""
        self.dismiss(answer)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")


class Ask(Dialog[str | None]):
    """Asks for a line of text; None when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("cancel"), id="ask.cancel"),
    ]

    def __init__(
        self, title: str, value: str = "", advice: str = "", *, secret: bool = False
    ) -> None:
        super().__init__()
        self._title, self._value, self._advice, self._secret = title, value, advice, secret

    def compose(self) -> ComposeResult:
        """The question and a line to answer it."""
        with Vertical():
            yield Label(Content(cleaned(self._title)), classes="title")
            if self._advice:
                yield Label(Content(cleaned(self._advice)), classes="advice")
            yield Input(one_line(self._value), password=self._secret)
        yield KeyBar()

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    @on(Input.Submitted)
    def _answered(self, event: Input.Submitted) -> None:
        self.dismiss(event.value if self._secret else one_line(event.value))


class Failure(Dialog[None]):
    """Says what went wrong, that nothing was lost, and what to do."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "close", N_("close"), id="failure.close"),
    ]

    def __init__(self, error: AllianceError) -> None:
        super().__init__()
        self._error = error

    def compose(self) -> ComposeResult:
        """The error's title and advice."""
        with Vertical():
            yield Label(Content(cleaned(told(self._error.title))), classes="title")
            yield Label(Content(cleaned(told(self._error.advice))), classes="advice")
            yield Button(_("Close"), variant="primary")
        yield KeyBar()

    def action_close(self) -> None:
        """Close it."""
        self.dismiss(None)

    @on(Button.Pressed)
    def _pressed(self) -> None:
        self.dismiss(None)

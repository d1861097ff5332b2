"""The door: the passphrase, or the recovery key, opens the vault."""

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label, LoadingIndicator
from textual.worker import Worker, WorkerState

from recorder import vault
from recorder.errors import AllianceError
from tui import unlocking
from tui.catalogue import N_, _, told
from tui.page import Page

if TYPE_CHECKING:
    from recorder.vault import Vault

_HOLDER: Final = "alliance"  # the name that other processes see


class Unlock(Page):
    """Asks for the passphrase until it opens the vault."""

    CSS_PATH = "unlock.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("open"), id="unlock.open", tooltip=N_("Open the vault")),
    ]

    def body(self) -> ComposeResult:
        """One line to type."""
        with Vertical(id="door"):
            yield Label(_("Your passphrase opens what you keep here."), classes="title")
            yield Input(password=True, placeholder=_("passphrase, or the recovery key"))
            yield Label("", id="refused", classes="error")
            yield LoadingIndicator()

    def on_mount(self) -> None:
        """Wait for it; the system's keyring may know it already."""
        self._open("")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if event.value:
            event.input.disabled = True
            self.query_one(LoadingIndicator).display = True
            self._open(event.value)

    @work(thread=True, exclusive=True, exit_on_error=False, group="unlock")
    def _open(self, secret: str) -> "Vault | None":
        """A second of deliberate work, on a thread; without `secret`, what opens it unasked."""
        home = self.alliance.home
        opened = vault.unlock(home, secret, _HOLDER) if secret else unlocking.unasked(home, _HOLDER)
        if opened and (trouble := unlocking.finished(opened)):
            self.notify(told(trouble.title), severity="warning", markup=False)
        return opened

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Go in, or say that it did not open."""
        event.prevent_default()  # the page's own road would open a box for a wrong passphrase
        if event.state is WorkerState.SUCCESS and event.worker.result is not None:
            self.alliance.enter(event.worker.result)
        elif event.state in (WorkerState.SUCCESS, WorkerState.ERROR):
            self._ask_again(event.worker.error)

    def _ask_again(self, error: BaseException | None) -> None:
        typed = self.query_one(Input)
        typed.disabled = False
        typed.value = ""
        typed.focus()
        self.query_one(LoadingIndicator).display = False
        if isinstance(error, AllianceError):
            self.query_one("#refused", Label).update(
                Content(f"{told(error.title)} {told(error.advice)}")
            )
        elif error is not None:
            raise error

"""A box that says what is being done, until it is done: for what must not be walked away from."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label, LoadingIndicator
from textual.worker import Worker, WorkerState

from recorder.cleaning import cleaned
from recorder.errors import AllianceError
from tui.widgets.dialogs import Dialog

if TYPE_CHECKING:
    from tui.app import AllianceApp

Result = TypeVar("Result")


class Busy(Dialog[Result | None], Generic[Result]):
    """Does something on a thread and closes with its result; None where it failed, and was told.

    Nothing else is done meanwhile, so it may use the open vault.
    """

    DEFAULT_CSS = """
    Busy LoadingIndicator { height: 1; }
    """

    def __init__(self, title: str, task: Callable[[], Result]) -> None:
        super().__init__()
        self._title, self._task_at_hand = title, task

    def compose(self) -> ComposeResult:
        """What is being done."""
        with Vertical():
            yield Label(Content(cleaned(self._title)), classes="title")
            yield LoadingIndicator()

    def on_mount(self) -> None:
        """Begin."""
        self._do()

    def may_quit(self) -> bool:
        """Not before it is done."""
        return False

    @work(thread=True, exit_on_error=False, group="busy")
    def _do(self) -> Result:
        return self._task_at_hand()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Close, with the result or with what went wrong."""
        event.stop()
        if event.state is WorkerState.SUCCESS:
            self.dismiss(event.worker.result)
        elif event.state is WorkerState.ERROR:
            error = event.worker.error
            if not isinstance(error, AllianceError):
                raise error or AssertionError
            self.dismiss(None)
            cast("AllianceApp", self.app).tell_failure(error)

"""A page: one of the things that a coach does, on the whole screen, its keys below.

Home, Prepare, Consent, Listen, Review, Write and the few around them are pages; a page is one file
in `screens/` and its rules in the `.tcss` of the same name.
"""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from recorder.errors import AllianceError
from tui.catalogue import N_
from tui.widgets.keybar import KeyBar
from tui.widgets.masthead import Masthead

if TYPE_CHECKING:
    from recorder.vault import Vault
    from tui.app import AllianceApp

NARROW: Final = 100
"""Below so many columns a page puts one thing under the other."""


class Page(Screen[None]):
    """A page; what fails on it is told in a person's words and changes nothing.

    A page gives its own parts in `body`. Each of its bindings has an id (“page.what”), a
    description for the bar of keys and a tooltip for the help, both marked by `N_`.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]  # noqa: RUF012, so it is typed
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("back"), id="page.back", tooltip=N_("Go back")),
    ]

    where: reactive[tuple[str, ...]] = reactive(())
    """What this page is about, as the masthead shows it: a client's name, a day."""

    @property
    def alliance(self) -> "AllianceApp":
        """The app, by its own type."""
        return cast("AllianceApp", self.app)

    @property
    def vault(self) -> "Vault":
        """The open vault."""
        return self.alliance.vault

    def compose(self) -> ComposeResult:
        """The masthead, the page's own parts, the keys."""
        yield Masthead().data_bind(Page.where)
        yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """What is between the masthead and the keys."""
        yield from ()

    @contextlib.contextmanager
    def told(self) -> Iterator[None]:
        """Show what goes wrong in the block and go on: for keys and buttons.

        Workers need none: what they raise is shown the same way.
        """
        try:
            yield
        except AllianceError as error:
            self.alliance.tell_failure(error)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The one road for what fails in a worker."""
        if event.state is not WorkerState.ERROR:
            return
        error = event.worker.error
        if isinstance(error, AllianceError):
            self.alliance.tell_failure(error)
        elif isinstance(error, Exception):
            raise error

    def action_leave(self) -> None:
        """Go back to the page before."""
        if len(self.app.screen_stack) > 2:  # noqa: PLR2004, Textual's own blank one and Home
            self.app.pop_screen()

"""Home: clients and their sessions, and what is to be done next with each."""

from recorder.conversation import Session
from tui.page import Page


class HomePage(Page):
    """The clients and their sessions."""

    def __init__(self, begin: Session | None = None) -> None:
        """Home; the session to `begin` with is processed and shown at once."""
        super().__init__()
        self._begin_with = begin

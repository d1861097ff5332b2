"""Home: clients and their sessions, and what is to be done next with each."""

from tui.page import Page


class HomePage(Page):
    """The clients and their sessions."""

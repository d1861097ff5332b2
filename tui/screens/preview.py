"""The alliance as it will be exported, to be read before it leaves."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from recorder import export
from recorder.cleaning import cleaned
from recorder.conversation import Conversation
from recorder.edition import Edition
from tui.page import Page


class Preview(Page):
    """The plain text of the alliance; nothing is written anywhere."""

    DEFAULT_CSS = """
    Preview VerticalScroll { padding: 1 4; align-horizontal: center; }
    Preview Static { width: 1fr; max-width: 84; }
    """

    def __init__(self, conversation: Conversation) -> None:
        super().__init__()
        self._conversation = conversation

    def body(self) -> ComposeResult:
        """The text."""
        self.where = (self._conversation.client.name,)
        text = export.export(self._conversation, "txt", Edition(transcript=False)).decode()
        with VerticalScroll():
            yield Static(Content(cleaned(text)))

    def on_mount(self) -> None:
        """Keys scroll it."""
        self.query_one(VerticalScroll).focus()

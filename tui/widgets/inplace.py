"""A text changed where it stands: enter keeps it, so does a click beside it."""

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from recorder.cleaning import one_line


class InPlace(TextArea):
    """A box for one utterance's text, laid over it."""

    DEFAULT_CSS = """
    InPlace {
        layer: above;
        display: none;
        border: none;
        padding: 0;
        background: $surface;
        &.-open { display: block; }
    }
    """

    @dataclass
    class Kept(Message):
        """The utterance `name` is to say `text`."""

        name: str
        text: str

    @dataclass
    class Left(Message):
        """Nothing was changed."""

    def __init__(self) -> None:
        super().__init__(soft_wrap=True, tab_behavior="focus", show_line_numbers=False)
        self._utterance = ""

    def open(self, name: str, text: str, before: int) -> None:
        """Change `text` of the utterance `name`; the cursor stands after `before` characters."""
        self._utterance = name
        self.text = one_line(text)
        self.move_cursor((0, before))
        self.add_class("-open")
        self.focus()

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("enter", "escape"):
            event.stop()
            event.prevent_default()
            self._close(keep=event.key == "enter")
            return
        await super()._on_key(event)

    def on_blur(self) -> None:
        """A click beside it loses nothing."""
        self._close(keep=True)

    def _close(self, *, keep: bool) -> None:
        if not self.has_class("-open"):
            return
        self.remove_class("-open")
        name, text = self._utterance, one_line(self.text)
        self.post_message(self.Kept(name, text) if keep else self.Left())

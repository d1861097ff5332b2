"""The words as they are said: settled ones stay, the newest may still change and are dim."""

from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from recorder.cleaning import one_line
from recorder.conversation import Speaker
from tui.catalogue import N_, _
from tui.said import PAUSE_S, Line, Said

_SHOWN: Final = 40
_NAMES: Final = {Speaker.COACH: N_("Coach"), Speaker.CLIENT: N_("Client"), Speaker.UNKNOWN: ""}


class LiveWords(VerticalScroll):
    """The last lines of what was said; it keeps to the end."""

    DEFAULT_CSS = """
    LiveWords {
        height: 1fr;
        scrollbar-size-vertical: 0;
        & > Static { height: auto; }
    }
    """

    def __init__(self) -> None:
        super().__init__(can_focus=False)

    def compose(self) -> ComposeResult:
        """One text for all lines."""
        yield Static()

    def on_mount(self) -> None:
        """Keep to the end."""
        self.anchor()

    def show(self, said: Said) -> None:
        """Draw what was said."""
        self.query_one(Static).update(drawn(said))


def drawn(said: Said) -> Content:
    """The newest lines, each with who speaks, the uncertain tails dim."""
    shown = []
    waiting = dict(said.tails)
    newest = {line.channel: line for line in said.lines}
    for line in said.lines[-_SHOWN:]:
        tail = None
        if newest[line.channel] is line and line.channel in waiting:
            ahead = waiting[line.channel]
            if ahead.start - line.end <= PAUSE_S:
                tail = waiting.pop(line.channel)
        shown.append((line.start, _one(line, tail)))
    shown += [(line.start, _one(None, line)) for line in waiting.values()]
    return Content("\n").join(text for _start, text in sorted(shown, key=lambda pair: pair[0]))


def _one(line: Line | None, tail: Line | None) -> Content:
    either = line or tail
    assert either is not None  # noqa: S101, there is one of them
    style = "bold $primary" if either.speaker is Speaker.COACH else "bold $secondary"
    return Content(" ").join(
        Content.styled(one_line(text), how)
        for text, how in (
            (_(_NAMES[either.speaker]), style),
            (_text(line), ""),
            (_text(tail), "italic $foreground 60%"),
        )
        if text
    )


def _text(line: Line | None) -> str:
    return " ".join(word.text for word in line.words) if line else ""

"""The words as they are said: settled ones stay, the newest may still change and are dim."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from recorder.cleaning import one_line
from recorder.conversation import Speaker, Word
from tui.catalogue import N_, _

_PAUSE_S: Final = 1.2  # after it a new line begins
_SHOWN: Final = 40
_KEPT: Final = 80
_NAMES: Final = {Speaker.COACH: N_("Coach"), Speaker.CLIENT: N_("Client"), Speaker.UNKNOWN: "–"}


@dataclass(slots=True)
class Line:
    """What one channel said without a long pause, from `start` to `end` (seconds)."""

    channel: int
    speaker: Speaker
    start: float
    end: float
    words: list[Word]


@dataclass(slots=True)
class Said:
    """The newest of what was said, by lines; older ones are let go, they are in the record."""

    lines: list[Line] = field(default_factory=list)
    tails: dict[int, Line] = field(default_factory=dict)

    def hear(
        self, channel: int, speaker: Speaker, settled: Sequence[Word], tail: Sequence[Word]
    ) -> None:
        """Add what is settled, and put the uncertain tail of the channel in place of the last."""
        for word in settled:
            self._add(channel, speaker, word)
        self.tails.pop(channel, None)
        if tail:
            self.tails[channel] = _line(channel, speaker, tail[0])
            self.tails[channel].words = list(tail)
        self.lines.sort(key=lambda line: line.start)
        del self.lines[:-_KEPT]

    def skip(self, channel: int, speaker: Speaker, start: float, end: float) -> None:
        """Say that a stretch was not followed."""
        self.lines.append(Line(channel, speaker, start, end, [Word("", "[…]", start, end)]))
        self.lines.sort(key=lambda line: line.start)

    def forget(self, start: float, end: float) -> None:
        """Take out what was said from `start` to `end`."""
        for line in (*self.lines, *self.tails.values()):
            line.words = [
                word
                for word in line.words
                if (word.end or 0.0) <= start or (word.start or 0.0) >= end
            ]
        self.lines = [line for line in self.lines if line.words]
        self.tails = {channel: line for channel, line in self.tails.items() if line.words}

    def _add(self, channel: int, speaker: Speaker, word: Word) -> None:
        last = next((line for line in reversed(self.lines) if line.channel == channel), None)
        if last is None or (word.start or 0.0) - last.end > _PAUSE_S:
            self.lines.append(_line(channel, speaker, word))
            return
        last.words.append(word)
        last.end = max(last.end, word.end or 0.0)


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
            if ahead.start - line.end <= _PAUSE_S:
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
            (_text(tail), "italic $text-muted"),
        )
        if text
    )


def _text(line: Line | None) -> str:
    return " ".join(word.text for word in line.words) if line else ""


def _line(channel: int, speaker: Speaker, word: Word) -> Line:
    return Line(channel, speaker, word.start or 0.0, word.end or 0.0, [word])

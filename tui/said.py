"""What was said so far, in lines, as live text brings it: settled words and the uncertain tail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from recorder.conversation import Speaker, Word

PAUSE_S: Final = 1.2
"""After so long a pause a new line begins."""
_KEPT: Final = 80


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
        if last is None or (word.start or 0.0) - last.end > PAUSE_S:
            self.lines.append(_line(channel, speaker, word))
            return
        last.words.append(word)
        last.end = max(last.end, word.end or 0.0)


def _line(channel: int, speaker: Speaker, word: Word) -> Line:
    return Line(channel, speaker, word.start or 0.0, word.end or 0.0, [word])

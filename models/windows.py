"""Stretches of speech put together into the windows that Whisper hears at a time."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.voice import RATE, Span

LONGEST = 28 * RATE
"""Samples in the longest window: with the silence after it, Whisper's thirty at most."""

BATCH = 4
"""Windows heard at a time."""

_KEPT = 2 * RATE  # a pause up to this long stays as it is: it tells sentences apart
_MARGIN = 7 * RATE // 20  # of a longer one, this much stays on either side


@dataclass(frozen=True, slots=True)
class Window:
    """What Whisper hears at a time: `pieces` of one channel, end to end.

    `speech` are the spans inside the pieces in which someone speaks; both are in order. `channel`
    counts from 0.
    """

    pieces: tuple[Span, ...]
    speech: tuple[Span, ...]
    channel: int = 0

    def __len__(self) -> int:
        return sum(map(len, self.pieces))

    def session_sample(self, offset: int) -> int:
        """The sample of the session that lies `offset` samples into the window."""
        for piece in self.pieces:
            if offset < len(piece):
                return piece.start + max(0, offset)
            offset -= len(piece)
        return self.pieces[-1].end

    def halves(self) -> tuple["Window", ...]:
        """Two windows cut in the longest pause of the middle half, or this one if it has none."""
        middle = range(len(self) // 4, 3 * len(self) // 4)
        pauses = [
            (after.start - before.end, index + 1)
            for index, (before, after) in enumerate(pairwise(self.speech))
            if self._offset(before.end) in middle
        ]
        if not pauses:
            return (self,)
        cut = max(pauses)[1]
        return tuple(
            Window(_pieces(spans, self.pieces[0].start, self.pieces[-1].end), spans, self.channel)
            for spans in (self.speech[:cut], self.speech[cut:])
        )

    def _offset(self, sample: int) -> int:
        return sum(min(len(p), max(0, sample - p.start)) for p in self.pieces)


def windows(
    spans: Sequence[Span], length: int, channel: int = 0, margin: int = _MARGIN
) -> list[Window]:
    """`spans` of speech in a `channel` of `length` samples, merged into windows of up to 28 s.

    The same spans give the same windows, so that a run that was ended goes on where it was. Pauses
    up to 2 s stay whole, of longer ones `margin` samples (0.35 s) on either side.
    """
    found: list[Window] = []
    group: list[Span] = []
    for span in _of_bearable_length(spans):
        if group and sum(map(len, _pieces([*group, span], 0, length, margin))) > LONGEST:
            found.append(Window(_pieces(group, 0, length, margin), tuple(group), channel))
            group = []
        group.append(span)
    if group:
        found.append(Window(_pieces(group, 0, length, margin), tuple(group), channel))
    return found


def batches(found: Sequence[Window]) -> list[tuple[int, ...]]:
    """The indexes of `found`, in fours of like length: all in a batch are padded to its longest."""
    order = sorted(range(len(found)), key=lambda index: (-len(found[index]), index))
    return [tuple(order[at : at + BATCH]) for at in range(0, len(order), BATCH)]


def _of_bearable_length(spans: Sequence[Span]) -> list[Span]:
    """Spans cut into equal parts where one alone would fill more than a window."""
    cut: list[Span] = []
    for span in spans:
        parts = math.ceil(len(span) / (LONGEST - 2 * _MARGIN))
        edges = [span.start + len(span) * part // parts for part in range(parts + 1)]
        cut.extend(Span(start, end) for start, end in pairwise(edges))
    return cut


def _pieces(
    spans: Sequence[Span], first: int, last: int, margin: int = _MARGIN
) -> tuple[Span, ...]:
    """The sound to hear for `spans`, never before sample `first` nor after `last`."""
    pieces: list[Span] = []
    for span in spans:
        if pieces and span.start - pieces[-1].end <= _KEPT - margin:
            pieces[-1] = Span(pieces[-1].start, min(last, span.end + margin))
        else:
            pieces.append(Span(max(first, span.start - margin), min(last, span.end + margin)))
    return tuple(pieces)

"""What a channel said before a silence, sound and words: else each turn would begin from nil."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.voice import RATE, Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MARGIN = 7 * RATE // 20  # of silence around each piece, as in the final pass's windows
_MOST = 20 * RATE


@dataclass(frozen=True, slots=True)
class Piece:
    """Sound (float32, 16 kHz), where in it someone speaks, and the words that were heard."""

    samples: "NDArray[np.float32]"
    speech: tuple[Span, ...]
    words: tuple[str, ...]


class Earlier:
    """The newest pieces of one channel, twenty seconds at most."""

    def __init__(self) -> None:
        self._pieces: tuple[Piece, ...] = ()

    def keep(
        self, samples: "NDArray[np.float32]", speech: Sequence[Span], words: Sequence[str]
    ) -> None:
        """Remember what was said in `samples`, less the silence around it."""
        if not (speech and words):
            return
        start = max(0, speech[0].start - _MARGIN)
        end = min(len(samples), speech[-1].end + _MARGIN)
        spans = tuple(Span(span.start - start, span.end - start) for span in speech)
        piece = Piece(samples[start:end].copy(), spans, tuple(words))
        self._pieces = _newest((*self._pieces, piece), _MOST)

    def within(self, seconds: float) -> Piece:
        """The newest pieces that fit into `seconds`, end to end."""
        samples = np.zeros(0, np.float32)
        speech: list[Span] = []
        words: list[str] = []
        for piece in _newest(self._pieces, int(seconds * RATE)):
            at = len(samples)
            speech += [Span(span.start + at, span.end + at) for span in piece.speech]
            words += piece.words
            samples = np.concatenate([samples, piece.samples])
        return Piece(samples, tuple(speech), tuple(words))

    def forget(self) -> None:
        """Forget it all."""
        self._pieces = ()


def _newest(pieces: Sequence[Piece], most: int) -> tuple[Piece, ...]:
    kept: list[Piece] = []
    for piece in reversed(pieces):
        most -= len(piece.samples)
        if most < 0:
            break
        kept.insert(0, piece)
    return tuple(kept)

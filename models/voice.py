"""Where in the sound somebody speaks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 16_000
"""Samples a second of all sound that models hear."""

_PIECE = 600 * RATE  # an hour in one piece would need over a gigabyte
_FLOOR = 10 ** (-60 / 20)  # quieter than -60 dBFS is never speech
_FRAME = RATE // 50
_THRESHOLD = 0.5
_PAUSE_MS = 250  # shorter ones are inside words ("p", "t") or between them
_MARGIN_MS = 100  # soft beginnings and ends that the detector misses


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of sound, from sample `start` up to and without sample `end`, at 16 kHz."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


def speech_spans(samples: "NDArray[np.float32]") -> list[Span]:
    """Where someone speaks in one channel (float32, -1 to 1, 16 kHz), in order, not overlapping.

    Silero VAD (https://github.com/snakers4/silero-vad) as it ships in faster-whisper. Sound below
    -60 dBFS never reaches it, nor anything that listens to the spans.
    """
    spans: list[Span] = []
    for start, piece in _audible_pieces(samples):
        for found in _detected(piece):
            span = Span(start + found.start, start + found.end)
            if spans and span.start <= spans[-1].end:
                spans[-1] = Span(spans[-1].start, span.end)
            else:
                spans.append(span)
    return spans


def _audible_pieces(
    samples: "NDArray[np.float32]",
) -> Iterator[tuple[int, "NDArray[np.float32]"]]:
    for start in range(0, len(samples), _PIECE):
        piece = samples[start : start + _PIECE]
        if _loudest(piece) >= _FLOOR:
            yield start, piece


def _loudest(piece: "NDArray[np.float32]") -> float:
    """Root mean square of the loudest fiftieth of a second."""
    whole = len(piece) // _FRAME * _FRAME
    if not whole:
        return 0.0
    frames = piece[:whole].reshape(-1, _FRAME)
    return float(np.sqrt(np.einsum("ij,ij->i", frames, frames).max() / _FRAME))


def _detected(piece: "NDArray[np.float32]") -> list[Span]:
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        threshold=_THRESHOLD, min_silence_duration_ms=_PAUSE_MS, speech_pad_ms=_MARGIN_MS
    )
    return [Span(found["start"], found["end"]) for found in get_speech_timestamps(piece, options)]

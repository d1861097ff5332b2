"""On a call, the far voice comes back through the near microphone: found and set apart.

Two steps. Before Whisper: a stretch of one channel whose energy the other channel explains is not
speech of its own. After it: words that both channels have at the same time, alike in text and
quiet where the other is loud, are set apart, never deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import numpy as np

from models.guards import plain_word
from models.voice import RATE, Span
from models.wordtimes import HeardWord

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Levels = NDArray[np.float32]
    Mask = NDArray[np.bool_]

_FRAME = RATE // 100
_REACH = 15  # frames either way that a voice may come late or ring on
_MARGIN = 8.0  # dB above the usual bleed that still count as bleed
_FAINTEST = -40.0  # dB; fainter bleed no detector of speech minds
_STRONGEST = -3.0  # dB; above it the channels hold the same sound, and none is an echo
_NOISE_MARGIN = 6.0  # dB above the quietest tenth of the sound
_CLOSE = 25  # frames of quiet inside a word or between two
_SHORTEST = 12  # frames; less is a click or a mismatch
_EDGE = 10  # frames of soft beginning and end
_ALIGNED = 0.5  # seconds between a word and its echo
_ALIKE = 0.75  # share of letters in common
_SILENT = -120.0


@dataclass(frozen=True, slots=True)
class Cleared:
    """One channel without the bleed of the other.

    `samples` is the sound with the bleed silenced, `spans` its own speech, `bleed` the spans set
    apart, `gain` how loud the other channel is in this one (dB), `None` where it is not heard.
    """

    samples: "NDArray[np.float32]"
    spans: list[Span]
    bleed: list[Span]
    gain: float | None


@dataclass(frozen=True, slots=True)
class Parted:
    """The words of one channel: those `kept`, and those set apart as `echoes` of the other."""

    kept: tuple[HeardWord, ...]
    echoes: tuple[HeardWord, ...]


def cleared(
    channels: Sequence["NDArray[np.float32]"], spans: Sequence[Sequence[Span]]
) -> list[Cleared]:
    """Each of two channels of the same length (float32, 16 kHz) without the bleed of the other.

    `spans` is the speech found in each. How loud the bleed is, is measured: the usual level of
    this channel against the other while the other speaks.
    """
    loud = [levels(samples) for samples in channels]
    return [
        _cleared(channels[own], spans[own], loud[own], loud[1 - own], spans[1 - own])
        for own in (0, 1)
    ]


def levels(samples: "NDArray[np.float32]") -> "Levels":
    """Loudness of each hundredth of a second, dB of full scale, -120 for silence."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    power = np.einsum("ij,ij->i", frames, frames) / _FRAME
    with_floor: Levels = np.maximum(10 * np.log10(power + 1e-12), _SILENT).astype(np.float32)
    return with_floor


def part_echoes(
    words: Sequence[Sequence[HeardWord]],
    loud: Sequence["Levels"],
    gains: Sequence[float | None],
) -> list[Parted]:
    """The words of two channels, those that echo the other channel set apart.

    `loud` are the `levels` of each channel's sound as it came, `gains` those of `cleared`.
    """
    return [_parted(words[own], words[1 - own], loud, own, gains[own]) for own in (0, 1)]


def _cleared(
    samples: "NDArray[np.float32]",
    spans: Sequence[Span],
    own: "Levels",
    other: "Levels",
    others: Sequence[Span],
) -> Cleared:
    gain = _gain(own, other, _mask(others, len(own)))
    if gain is None:
        return Cleared(samples, list(spans), [], None)
    explained = own <= _reached(other) + (gain + _MARGIN)
    audible = own > np.quantile(own, 0.1) + _NOISE_MARGIN
    speech = _mask(spans, len(own))
    mine = _smoothed(speech & audible & ~explained) & speech
    foreign = _runs(~mine & (speech | _mask(others, len(own))))
    quiet = samples.copy()
    for run in foreign:
        quiet[run.start : run.end] = 0.0
    return Cleared(quiet, _runs(mine), _runs(speech & ~mine), gain)


def _gain(own: "Levels", other: "Levels", speaking: "Mask") -> float | None:
    """How loud the other channel is in this one, dB; `None` where too faint to matter."""
    if not speaking.any():
        return None
    voiced = speaking & (other >= np.median(other[speaking]))
    here, there = _reached(own), _reached(other)
    if np.median(here[voiced]) <= np.quantile(here, 0.1) + _NOISE_MARGIN:
        return None  # what is here while the other speaks is this channel's own noise
    gain = float(np.median((here - there)[voiced]))
    return gain if _FAINTEST <= gain <= _STRONGEST else None


def _reached(level: "Levels") -> "Levels":
    """The loudest within reach of each frame: bleed comes late and rings on."""
    padded = np.pad(level, _REACH, constant_values=_SILENT)
    found: Levels = np.lib.stride_tricks.sliding_window_view(padded, 2 * _REACH + 1).max(axis=1)
    return found


def _mask(spans: Sequence[Span], frames: int) -> "Mask":
    mask = np.zeros(frames, dtype=np.bool_)
    for span in spans:
        mask[span.start // _FRAME : -(-span.end // _FRAME)] = True
    return mask


def _runs(mask: "Mask") -> list[Span]:
    """Where `mask` holds, in samples."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [Span(int(a) * _FRAME, int(b) * _FRAME) for a, b in edges.reshape(-1, 2)]


def _smoothed(mask: "Mask") -> "Mask":
    """Small holes closed, then small islands gone, then soft edges given back."""
    out = mask.copy()
    for hole in _runs(~mask):
        inside = hole.start > 0 and hole.end < len(mask) * _FRAME
        if inside and len(hole) <= _CLOSE * _FRAME:
            out[hole.start // _FRAME : hole.end // _FRAME] = True
    for island in _runs(out):
        if len(island) < _SHORTEST * _FRAME:
            out[island.start // _FRAME : island.end // _FRAME] = False
    for run in _runs(out):
        out[max(0, run.start // _FRAME - _EDGE) : run.end // _FRAME + _EDGE] = True
    return out


def _parted(
    mine: Sequence[HeardWord],
    theirs: Sequence[HeardWord],
    loud: Sequence["Levels"],
    own: int,
    gain: float | None,
) -> Parted:
    if gain is None:
        return Parted(tuple(mine), ())
    echoes = {
        at
        for at, word in enumerate(mine)
        if _explained(word, loud[own], loud[1 - own], gain)
        and any(_alike(word, other) for other in theirs)
    }
    return Parted(
        tuple(word for at, word in enumerate(mine) if at not in echoes),
        tuple(word for at, word in enumerate(mine) if at in echoes),
    )


def _explained(word: HeardWord, own: "Levels", other: "Levels", gain: float) -> bool:
    """Whether the other channel was loud enough for all that this one has while `word` lasts."""
    start, end = int(word.start * RATE) // _FRAME, -(-int(word.end * RATE) // _FRAME)
    here, there = own[start:end], other[max(0, start - _REACH) : end + _REACH]
    return bool(len(here) and len(there) and here.max() <= there.max() + gain + _MARGIN)


def _alike(word: HeardWord, other: HeardWord) -> bool:
    if word.start > other.end + _ALIGNED or other.start > word.end + _ALIGNED:
        return False
    left, right = plain_word(word.text), plain_word(other.text)
    return SequenceMatcher(None, left, right).ratio() >= _ALIKE

"""The speech part of the walk in its order, from the sound of each channel to who said what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.echoes import Cleared, cleared, levels, part_echoes
from models.utterances import Spoken, turns, utterances
from models.voice import speech_spans
from models.windows import Window, windows
from models.wordtimes import HeardWord

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Prepared:
    """One channel made ready to be heard.

    `samples` (float32, 16 kHz) has the other channel's bleed silenced, `windows` is what to hear;
    `loudness` (dB, a hundredth of a second each) and `gain` tell echoes later.
    """

    samples: "Samples"
    windows: tuple[Window, ...]
    loudness: "Samples"
    gain: float | None


def prepare(channels: Sequence["Samples"]) -> list[Prepared]:
    """Where each channel's own speech is, and in which windows it is heard.

    `channels` are one or two of the same length. The same sound gives the same windows.
    """
    spans = [speech_spans(samples) for samples in channels]
    clear = (
        cleared(channels, spans)
        if len(channels) > 1
        else [Cleared(channels[0], spans[0], [], None)]
    )
    return [
        Prepared(
            own.samples, tuple(windows(own.spans, len(samples), channel)), levels(samples), own.gain
        )
        for channel, (own, samples) in enumerate(zip(clear, channels, strict=True))
    ]


def attribute(
    words: Sequence[Sequence[HeardWord]], prepared: Sequence[Prepared]
) -> tuple[list[Spoken], list[Spoken]]:
    """Who said what: the utterances in the order they start, and the echoes set apart.

    `words` are those of each channel, in order.
    """
    if len(words) == 1:
        return utterances(words[0]), []
    parted = part_echoes(words, [own.loudness for own in prepared], [own.gain for own in prepared])
    echoes = [
        echo for channel, one in enumerate(parted) for echo in utterances(one.echoes, channel)
    ]
    return turns([one.kept for one in parted]), echoes

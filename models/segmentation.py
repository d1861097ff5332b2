"""Who is heard together and who in turn, within ten seconds of sound at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from models.voice import RATE, Span
from models.voiceprints import Samples, network, side_by_side

FRAME = 270
"""Samples from one frame to the next."""

FRAMES = 589
"""Frames in a glance."""

LENGTH = 10 * RATE
"""Samples of a glance: the length that the network was trained on."""

PEOPLE = 3
"""How many people a glance can tell apart."""

_HEARD = 991  # samples that one frame hears
_SETS = np.array(
    # Nobody, each alone, and the pairs, in the network's order.
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]],
    np.float32,
)

Chances = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Glance:
    """What ten seconds from frame `first` on tell of up to three people.

    `active` (589 frames, 3 people): the chance that each speaks, 0 to 1, `together` (589,) that two
    do. Who is who is settled within the glance alone.
    """

    first: int
    active: Chances
    together: Chances


class Segmentation:
    """PyanNet with powerset classes (Plaquet and Bredin, Interspeech 2023), segmentation 3.0."""

    name = "pyannote-segmentation-3.0"

    def __init__(self, network_: Any) -> None:
        self._network = network_

    @classmethod
    def load(cls) -> Self:
        """The network installed with the program; raises ModelUnusable when it is damaged."""
        return cls(network("segmentation.onnx"))

    def glances(self, samples: Samples, spans: Sequence[Span], hop: int) -> Iterator[Glance]:
        """A glance every `hop` frames of the channel, in order, where one of `spans` is in it."""
        firsts = [
            first
            for first in range(0, max(1, frames_in(len(samples))), hop)
            if _speaks(spans, Span(first * FRAME, first * FRAME + LENGTH))
        ]
        yield from side_by_side(lambda first: self._looked(samples, first), firsts)

    def _looked(self, samples: Samples, first: int) -> Glance:
        sound = np.zeros((1, 1, LENGTH), np.float32)
        heard = samples[first * FRAME : first * FRAME + LENGTH]
        sound[0, 0, : len(heard)] = heard
        chances = np.exp(self._network.run(None, {"sound": sound})[0][0])
        return Glance(first, chances @ _SETS, chances[:, _SETS.sum(axis=1) > 1].sum(axis=1))


def frames_in(length: int) -> int:
    """How many whole frames `length` samples have."""
    return max(0, (length - _HEARD) // FRAME + 1)


def frame_at(second: float) -> int:
    """The frame whose middle is nearest to `second` of the channel; it may lie past either end."""
    return round((second * RATE - _HEARD / 2) / FRAME)


def second_of(frame: int) -> float:
    """The second of the channel at the middle of `frame`."""
    return (frame * FRAME + _HEARD / 2) / RATE


def _speaks(spans: Sequence[Span], stretch: Span) -> bool:
    return any(span.start < stretch.end and stretch.start < span.end for span in spans)

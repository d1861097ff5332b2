"""How loud sound is, and whether it is clipped, silent or off centre; keeps no sample."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from recorder.sound import Samples

FLOOR_DB: Final = -96.0
"""The least that 16 bits can say."""
_FULL: Final = 32768.0
_CLIPPED: Final = 32_700
_RUN: Final = 3  # one sample at full scale may be music; three in a row are a flat top


@dataclass(frozen=True, slots=True)
class Level:
    """A moment's loudness in dB below full scale, -96 to 0.

    `clipped` says whether a flat top was seen, `zero` whether every sample is exactly 0, `offset`
    how far the middle lies off centre, as a fraction of full scale.
    """

    peak: float = FLOOR_DB
    loudness: float = FLOOR_DB
    clipped: bool = False
    zero: bool = True
    offset: float = 0.0


def level(samples: Samples) -> Level:
    """The level of `samples` (int16, one channel)."""
    if not len(samples):
        return Level()
    values = samples.astype(np.float64)
    middle = float(values.mean())
    return Level(
        decibels(float(np.abs(values).max()) / _FULL),
        decibels(float(np.sqrt(np.mean((values - middle) ** 2))) / _FULL),
        _flat_top(samples),
        not samples.any(),
        middle / _FULL,
    )


def decibels(amplitude: float) -> float:
    """An amplitude, 1 at full scale, in dB; not below -96."""
    return max(FLOOR_DB, float(20 * np.log10(max(amplitude, 1e-9))))


def _flat_top(samples: Samples) -> bool:
    high = np.abs(samples.astype(np.int32)) >= _CLIPPED
    if not high.any():
        return False
    runs = np.convolve(high, np.ones(_RUN), "valid") if len(high) >= _RUN else np.zeros(1)
    return bool((runs == _RUN).any())

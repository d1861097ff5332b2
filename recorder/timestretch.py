"""Speech faster or slower at its own pitch, a stretch at a time.

WSOLA: Verhelst and Roelands, "An overlap-add technique based on waveform similarity (WSOLA) for
high quality time-scale modification of speech", ICASSP 1993. Each piece is taken from where it
goes on best from the one before, within some milliseconds of where the speed wants it.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

SLOWEST: Final = 0.5
FASTEST: Final = 2.0
_PIECE_S: Final = 0.04
_REACH_S: Final = 0.01


class TimeStretch:
    """Takes sound as it comes and gives it back at `speed` (0.5 to 2, 1 as it was)."""

    def __init__(self, speed: float, rate: int) -> None:
        self._speed = min(max(speed, SLOWEST), FASTEST)
        self._step = round(rate * _PIECE_S / 2)
        self._reach = round(rate * _REACH_S)
        self._window = np.hanning(2 * self._step + 1)[:-1].astype(np.float32)
        self._heard = np.zeros(self._reach, np.float32)  # nothing before the start
        self._place = float(self._reach)
        self._next: Samples | None = None
        self._tail = np.zeros(self._step, np.float32)

    def feed(self, samples: Samples) -> Samples:
        """Take `samples` (one channel) and give what can be given by now."""
        if self._speed == 1.0:
            return samples
        self._heard = np.concatenate([self._heard, samples])
        made = []
        while self._place + self._reach + 3 * self._step <= len(self._heard):
            made.append(self._piece())
        keep = int(self._place) - self._reach
        self._heard, self._place = self._heard[keep:], self._place - keep
        return np.concatenate(made) if made else np.zeros(0, np.float32)

    def finish(self) -> Samples:
        """Give what is left, once all was taken."""
        if self._speed == 1.0:
            return np.zeros(0, np.float32)
        return self.feed(np.zeros(self._reach + 3 * self._step, np.float32))

    def _piece(self) -> Samples:
        """The next half a piece of the result, the other half waiting for what follows."""
        at = round(self._place)
        if self._next is not None:
            around = self._heard[at - self._reach : at + self._reach + 2 * self._step]
            at += self._best(around, self._next)
        piece = self._heard[at : at + 2 * self._step] * self._window
        made = self._tail + piece[: self._step]
        self._tail = piece[self._step :]
        self._next = self._heard[at + self._step : at + 3 * self._step].copy()
        self._place += self._step * self._speed
        return made

    def _best(self, around: Samples, wanted: Samples) -> int:
        """How far from the middle of `around` what is most like `wanted` lies."""
        alike = np.correlate(around, wanted, "valid")
        power = np.cumsum(np.concatenate([[0.0], around.astype(np.float64) ** 2]))
        loud = np.sqrt(power[2 * self._step :] - power[: -2 * self._step] + 1e-6)
        return int(np.argmax(alike / loud)) - self._reach

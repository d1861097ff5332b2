"""One channel's sound on its way from the device's rate to 16 kHz, each sample at its place."""

from typing import Final

import numpy as np
import soxr

from recorder.sound import RATE, Samples

_TUNED: Final = 1.01  # the resampler is told the greatest ratio that it will be asked for
_DRAIN_S: Final = 0.05


class Track:
    """Samples in at `rate`, samples out at 16 kHz from `start` on (samples of the line).

    With `tunable` its rate can be corrected while it runs (libsoxr's variable-rate resampler, whose
    errors lie some 50 dB below the sound); without, at 16 kHz the samples come out unchanged.
    """

    def __init__(self, rate: int, start: int, *, tunable: bool) -> None:
        self._rate = rate
        self._tunable = tunable
        self._tuning = 0.0
        self._restart(start)

    def _restart(self, start: int) -> None:
        self.place = float(start)  # of the next sample that comes in
        self.done = start
        """Up to where samples were given out."""
        self._soxr: soxr.ResampleStream | None = None
        if self._tunable:
            self._soxr = soxr.ResampleStream(self._rate * _TUNED, RATE, 1, dtype="int16", vr=True)
            self.tune(self._tuning)
        elif self._rate != RATE:
            self._soxr = soxr.ResampleStream(self._rate, RATE, 1, dtype="int16")

    def tune(self, fraction: float) -> None:
        """Take the input's rate to be higher by `fraction` from now on."""
        self._tuning = fraction
        if self._soxr is not None and self._tunable:
            self._soxr.set_io_ratio(self._rate * (1 + fraction), RATE, 0)

    def take(self, samples: Samples) -> Samples:
        """What `samples` give; it belongs at `done` as it was before."""
        self.place += len(samples) * RATE / (self._rate * (1 + self._tuning))
        return self._given(samples)

    def jump(self, place: int) -> Samples:
        """Go on at `place`; gives what was still held back, which belongs at `done` before."""
        end = round(self.place)
        given = [np.zeros(0, np.int16)]
        while self._soxr is not None and self.done < end:
            given.append(self._given(np.zeros(int(self._rate * _DRAIN_S), np.int16)))
        tail = np.concatenate(given)
        tail = tail[: len(tail) - max(0, self.done - end)]
        self._restart(place)
        return tail

    def _given(self, samples: Samples) -> Samples:
        out = samples if self._soxr is None else self._soxr.resample_chunk(samples)
        self.done += len(out)
        return np.asarray(out, np.int16)

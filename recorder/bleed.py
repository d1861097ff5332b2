"""How loud the far end comes back in the microphone, and how late: from sound, without a guess.

For each quarter of a second of the microphone the far end of half a second before and after is
laid beside it, both are whitened by their own spectra (the generalized cross-correlation with the
phase transform of Knapp & Carter 1976, on smoothed spectra), and for every delay at once the gain
is fitted by least squares. Whitening by the microphone's spectrum makes loud stretches of it, the
coach speaking, count little. Only sums over delays are kept, which fade as new sound comes, and
a second of samples, four at most where one device lags.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from recorder.meter import decibels
from recorder.sound import RATE, Samples

Numbers = npt.NDArray[np.float64]

_SPAN: Final = 4_096  # of the microphone at a time, in samples: about a syllable
_MOST: Final = RATE // 2  # the longest delay looked for, either way
_EDGE: Final = 512
_AROUND: Final = 2 * (_MOST + _EDGE) + _SPAN
_SIZE: Final = 32_768
_PATIENCE: Final = 2 * RATE  # so long a far end may lag behind; a silent one may bring nothing
_KEPT: Final = 4 * RATE
_FINE: Final = 2  # delays are told in steps of so many samples: nothing above 4 kHz is compared
_LOW_HZ: Final = 300.0  # hum is the same on both sides, and small loudspeakers play nothing lower
_HIGH_HZ: Final = 3_600.0
_FAINT: Final = 0.01  # of the usual power: delays at which the far end was silent say nothing
_SLOPE_HZ: Final = 100.0
_SMOOTH_HZ: Final = 150.0  # wider than a voice's harmonics, narrower than its vowels' peaks
_QUIET_DB: Final = -60.0  # of the far end: nobody speaks there
_DEAF_DB: Final = -85.0  # of the microphone: only the last bit stirs
_LEAST_SPANS: Final = 6  # three quarters of a second, half overlapping
_FADE: Final = 0.985  # with every span: after nine seconds two thirds are forgotten
# Times the highest chance likeness at another delay: of 600 stretches (2, 3 and 6 s) of two voices
# without echo the highest reached 2.5.
_STANDS_OUT: Final = 2.8
_EARLY_S: Final = 0.02  # a delay can seem less than 0 by the error of two devices' times
_ROOM_S: Final = 0.1  # how long an echo rings on
_BEFORE_S: Final = 0.05  # so far a voice is like itself, by its pitch
_FIRST_S: Final = 0.0025


@dataclass(frozen=True, slots=True)
class Bleed:
    """The far end in the microphone.

    `measured` is false where the far end was silent, or too short. `decibels` is how loud it comes
    back, relative to the far end itself (-20 is twenty decibels softer), between 300 and 3600 Hz,
    None where it does not stand out; then it is softer than `limit`. `delay` is in seconds.
    """

    measured: bool = False
    decibels: float | None = None
    delay: float | None = None
    limit: float = 0.0


@dataclass(slots=True)
class _Strip:
    """A channel's newest samples and where on the line they lie."""

    start: int = 0
    samples: Numbers = field(default_factory=lambda: np.zeros(0))

    @property
    def end(self) -> int:
        return self.start + len(self.samples)

    def lay(self, place: int, samples: Samples) -> None:
        """Put `samples` at `place`, with silence before where nothing came."""
        late = self.end - place
        fresh = samples[late:] if late > 0 else samples
        missing = min(max(0, -late), _AROUND)
        if -late > _AROUND:
            self.start, self.samples = place - missing, np.zeros(0)
        self.samples = np.concatenate([self.samples, np.zeros(missing), fresh / 32768.0])
        self.forget(self.end - _KEPT)

    def cut(self, start: int, length: int) -> Numbers:
        """So many samples from `start`, silence where there are none."""
        out = np.zeros(length)
        first, last = max(start, self.start), min(start + length, self.end)
        if last > first:
            out[first - start : last - start] = self.samples[first - self.start : last - self.start]
        return out

    def forget(self, before: int) -> None:
        """Let go of what lies before `before`, overwritten."""
        gone = min(max(0, before - self.start), len(self.samples))
        kept = self.samples[gone:].copy()
        self.samples.fill(0.0)
        self.start, self.samples = self.start + gone, kept


class Echo:
    """Listens to both channels on one line, as `line` lays them, and tells what comes back."""

    def __init__(self) -> None:
        self._microphone, self._far_end = _Strip(), _Strip()
        self._at = 0
        self._spans = 0
        self._fits = np.zeros(2 * _MOST // _FINE + 1)
        self._powers = np.zeros_like(self._fits)
        self._own = np.zeros(2 * _taps(_FIRST_S) + 1)

    def take(self, channel: int, place: int, samples: Samples) -> None:
        """Sound (int16, 16 kHz) that lies at `place` (samples); channel 1 is the far end."""
        (self._far_end if channel else self._microphone).lay(place, samples)
        patience = self._microphone.end - _PATIENCE
        while self._microphone.end >= self._at + _SPAN and (
            self._far_end.end >= self._at + _SPAN + _MOST + _EDGE or self._at < patience
        ):
            self._next()

    def found(self) -> Bleed:
        """What was found so far."""
        if self._spans < _LEAST_SPANS:
            return Bleed()
        gains = self._gains()
        peak = int(np.argmax(gains))
        delay = (peak * _FINE - _MOST) / RATE
        elsewhere = gains.copy()
        elsewhere[max(0, peak - _taps(_BEFORE_S)) : peak + _taps(_ROOM_S)] = 0.0
        chance = float(elsewhere.max())
        limit = decibels(_STANDS_OUT * chance)
        if gains[peak] < _STANDS_OUT * chance or delay < -_EARLY_S:
            return Bleed(measured=True, limit=limit)
        own = float(np.sum((self._own / self._own.max()) ** 2))
        loud = decibels(float(np.sqrt(_energy(gains, peak, chance) / own)))
        return Bleed(measured=True, decibels=loud, delay=max(0.0, delay), limit=limit)

    def wipe(self) -> None:
        """Hear out what came last, then overwrite the samples."""
        while self._microphone.end >= self._at + _SPAN:
            self._next()
        for strip in (self._microphone, self._far_end):
            strip.forget(strip.end)

    def _next(self) -> None:
        """Compare one span."""
        near = self._microphone.cut(self._at, _SPAN)
        far = self._far_end.cut(self._at - _MOST - _EDGE, _AROUND)
        self._at += _SPAN // 2
        for strip in (self._microphone, self._far_end):
            strip.forget(self._at - _MOST - _EDGE)
        if _loudness(far[_EDGE:-_EDGE]) > _QUIET_DB and _loudness(near) > _DEAF_DB:
            self._compare(near, far)
            self._spans += 1

    def _gains(self) -> Numbers:
        """How much of the far end comes back at each delay, from half a second early on."""
        usual = float(np.median(self._powers))
        gains: Numbers = np.abs(self._fits) / (self._powers + _FAINT * usual + 1e-30)
        return gains

    def _compare(self, near: Numbers, far: Numbers) -> None:
        near_spectrum = np.fft.rfft(near * _SPAN_WINDOW, _SIZE)
        far_spectrum = np.fft.rfft(far * _TAPER, _SIZE)
        weights = _BAND / np.sqrt(np.sqrt(_smooth(near_spectrum) * _smooth(far_spectrum)))
        white = _time(far_spectrum * weights)
        self._fits *= _FADE
        self._powers *= _FADE
        self._own *= _FADE
        self._fits += _time(near_spectrum * far_spectrum.conj() * weights**2)[_LAGS]
        squares = np.fft.rfft(white**2).conj()
        self._powers += np.fft.irfft(_WINDOW_SPECTRUM * squares)[_LAGS]
        # What the far end alone would give, laid where it comes back as far as known by now.
        start = _MOST + _EDGE // _FINE - int(np.argmax(self._gains()))
        length, first = _SPAN // _FINE, _taps(_FIRST_S)
        like = white[start : start + length] * _WINDOW
        self._own += np.correlate(white[start - first : start + length + first], like, "valid")


def _loudness(sound: Numbers) -> float:
    return decibels(float(np.sqrt(np.mean(sound**2))))


def _time(spectrum: npt.NDArray[np.complex128]) -> Numbers:
    """The sound of `spectrum` at 8 kHz."""
    return np.asarray(np.fft.irfft(spectrum[: len(spectrum) // _FINE + 1], _SIZE // _FINE))


def _smooth(spectrum: npt.NDArray[np.complex128]) -> Numbers:
    """The power of `spectrum`, smoothed; never 0."""
    power = np.abs(spectrum) ** 2
    width = int(_SMOOTH_HZ * _SIZE / RATE)
    total = np.cumsum(np.pad(power, (width + 1, width), mode="edge"))
    smooth: Numbers = (total[2 * width + 1 :] - total[: -2 * width - 1]) / (2 * width + 1)
    smooth += 1e-4 * smooth[_BAND > 0].mean() + 1e-12
    return smooth


def _energy(gains: Numbers, peak: int, chance: float) -> float:
    """The squared gains of the first arrival and of what rings after it, less the noise's."""
    start, end, block = peak - _taps(_FIRST_S), peak + _taps(_ROOM_S), 2 * _taps(_FIRST_S)
    blocks = [gains[at : at + block] for at in range(max(0, start), end, block)]
    noise = float(np.median(gains)) ** 2 / 0.455  # of a normal distribution: median to variance
    return float(sum((part**2 - noise).sum() for part in blocks if part.max(initial=0) > chance))


def _taps(seconds: float) -> int:
    return int(seconds * RATE / _FINE)


def _taper() -> Numbers:
    taper = np.ones(_AROUND)
    rise = np.hanning(2 * _EDGE)[:_EDGE]
    taper[:_EDGE], taper[-_EDGE:] = rise, rise[::-1]
    return taper


def _band() -> Numbers:
    hertz = np.fft.rfftfreq(_SIZE, 1 / RATE)
    inside = np.minimum(hertz - _LOW_HZ, _HIGH_HZ - hertz) / _SLOPE_HZ
    return np.asarray(np.sin(np.clip(inside, 0, 1) * np.pi / 2) ** 2)


_BAND: Final = _band()
_TAPER: Final = _taper()
_SPAN_WINDOW: Final = np.hanning(_SPAN)
_WINDOW: Final = _SPAN_WINDOW[::_FINE]
_WINDOW_SPECTRUM: Final = np.fft.rfft(_WINDOW, _SIZE // _FINE)
# The far end starts `_MOST + _EDGE` before the microphone's span: there the delay is longest.
_LAGS: Final = -(_MOST + _EDGE) // _FINE + np.arange(2 * _MOST // _FINE + 1) - _MOST // _FINE

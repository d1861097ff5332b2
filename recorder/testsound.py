"""A soft sound to find out how loud the loudspeaker comes back in the microphone.

Bursts of noise in the band of speech: they hold every pitch at once, so that a second or two tell
as much as a minute of talk, and their soft edges and gaps make them gentle.
"""

import contextlib
from collections.abc import Iterator
from typing import Final

import numpy as np

from recorder.portaudio import output, portaudio, told
from recorder.sound import Samples

SECONDS: Final = 2.5
_RATE: Final = 48_000
_BURST_S: Final = 0.35
_GAP_S: Final = 0.15
_EDGE_S: Final = 0.06
_LOW_HZ: Final = 250.0
_HIGH_HZ: Final = 3_800.0
_LOUDNESS: Final = 0.03  # of full scale, -30 dB: softer than a voice on a call


def made(rate: int = _RATE) -> Samples:
    """The sound, one channel, the same each time."""
    count = int(SECONDS * rate)
    spectrum = np.fft.rfft(np.random.default_rng(0).standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / rate)
    spectrum[(hertz < _LOW_HZ) | (hertz > _HIGH_HZ)] = 0.0
    noise = np.fft.irfft(spectrum, count)
    noise *= _LOUDNESS / np.sqrt(np.mean(noise**2))
    within = (np.arange(count) / rate) % (_BURST_S + _GAP_S)
    rise = np.clip(np.minimum(within, _BURST_S - within) / _EDGE_S, 0.0, 1.0)
    samples: Samples = np.rint(noise * np.sin(rise * np.pi / 2) ** 2 * 32767).astype(np.int16)
    return samples


@contextlib.contextmanager
def playing() -> Iterator[None]:
    """Play it once through the output in use while the block runs.

    Raises:
        DeviceUnusable: there is no output, or it refuses.
    """
    library = portaudio()
    with told():
        library.play(made(), _RATE, device=output(library))
    try:
        yield
    finally:
        with told():
            library.stop()

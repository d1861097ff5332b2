"""Two short clips with known words, and the model that hears them."""

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.voice import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DATA = Path(__file__).parent / "data"

FRENCH = (
    "Vous m'avez écrit que vous aviez déjà été accompagnée. "
    "Là-dedans, qu'est-ce que vous gardez, et qu'est-ce que vous jetez ?"
)
ENGLISH = (
    "Somebody who tastes it and tells me what's missing. "
    'Not, "and how do you feel about the sauce".'
)


def sound(name: str) -> "NDArray[np.float32]":
    """The clip `french` or `english`: float32, 16 kHz."""
    from faster_whisper.audio import decode_audio

    return np.asarray(decode_audio(str(_DATA / f"{name}.ogg"), sampling_rate=RATE))


def silence(seconds: float, level: float = 1e-4) -> "NDArray[np.float32]":
    """Faint noise, as between turns."""
    noise = np.random.default_rng(7).standard_normal(int(seconds * RATE))
    return (noise * level).astype(np.float32)


def plain(text: str) -> list[str]:
    """The words of `text` without case and punctuation."""
    return re.findall(r"\w+", unicodedata.normalize("NFC", text.lower()))

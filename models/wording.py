"""How a text is worded: its words, pairs of words and parts of words, each hashed to a column.

Vectors of meaning miss what single words give away ("interrupt", "la prochaine fois"), and these
columns keep it. Hashing needs no list of words, as in Weinberger and others, "Feature Hashing for
Large Scale Multitask Learning" (2009).
"""

import re
import zlib
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Columns = npt.NDArray[np.int64]

# Words and pairs fill the lower half of the columns, parts of words the upper.
_HALF = 2**16
COLUMNS = 2 * _HALF
_PARTS = (3, 4)
_FEWEST = 2

_WORDS = re.compile(r"\w+|\?")


def columns(text: str) -> Columns:
    """The columns that `text` fills, each once, in rising order; none for a text without words.

    A part of a word is three or four characters of it, its beginning and end marked by a space,
    so that "engager" and "engagement" share what they have in common.
    """
    words = _WORDS.findall(text.lower())
    pairs = [f"{one} {two}" for one, two in pairwise(words)]
    parts = [
        f" {word} "[start : start + size]
        for word in words
        for size in _PARTS
        for start in range(len(word) + 3 - size)
    ]
    return np.array(sorted(_hashed([*words, *pairs], 0) | _hashed(parts, _HALF)), np.int64)


def rarity(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """How rare each column is among `texts`: inverse document frequency, above 1.

    It is 0 where fewer than two texts fill the column, so that nothing is learned from a slip.
    """
    filled = np.zeros(COLUMNS)
    for text in texts:
        filled[columns(text)] += 1
    rare = 1 + np.log((1 + len(texts)) / (1 + filled))
    return np.asarray(np.where(filled < _FEWEST, 0, rare), np.float32)


def weighed(filled: Columns, rare: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The weight of each filled column by its rarity; each half has unit length by itself."""
    weights = rare[filled]
    for half in (filled < _HALF, filled >= _HALF):
        length = float(np.sqrt((weights[half] ** 2).sum()))
        if length:
            weights[half] /= length
    return np.asarray(weights, np.float32)


def _hashed(grams: Iterable[str], offset: int) -> set[int]:
    return {offset + zlib.crc32(gram.encode()) % _HALF for gram in grams}

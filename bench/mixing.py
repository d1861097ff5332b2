"""One microphone between two people, made from conversations whose channels are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from models.utterances import Spoken
from models.voice import RATE

Samples = npt.NDArray[np.float32]

_MARGIN = 0.05  # seconds kept around a turn
_BEFORE = 0.5
_AUDIBLE = 1e-3


@dataclass(frozen=True)
class Turn:
    """What one person (0 coach, 1 client) said at a time: its sound, start, and words in it."""

    person: int
    start: float
    sound: Samples
    words: tuple[tuple[str, float, float], ...]

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.sound) / RATE


@dataclass(frozen=True)
class Room:
    """How a room sounds: share of overlap, noise (dB below speech), echo (seconds to -60 dB)."""

    name: str
    overlap: float = 0.0
    snr: float | None = None
    rt60: float = 0.0


ROOMS = (
    Room("clean"),
    Room("noise 15 dB, RT60 0.4 s", snr=15, rt60=0.4),
    Room("15 % overlap", overlap=0.15),
    Room("all three", overlap=0.15, snr=15, rt60=0.5),
)


@dataclass(frozen=True)
class Scene:
    """One channel with its truth: words (text, start, end, person), turns (start, end, person).

    `alone` is the sound of each person before room and noise.
    """

    mono: Samples
    words: list[tuple[str, float, float, int]]
    turns: list[tuple[float, float, int]]
    alone: Samples


def cut(sound: Sequence[Samples], labels: Sequence[dict], spoken: Sequence[Spoken]) -> list[Turn]:
    """The turns of a two-channel conversation, with the words heard in their own channel."""
    turns = []
    for label in labels:
        person = int(label["speaker"] == "client")
        start, end = max(0.0, label["start"] - _MARGIN), label["end"] + _MARGIN
        words = tuple(
            (word.text, word.start - start, word.end - start)
            for one in spoken
            if one.channel == person
            for word in one.words
            if start <= (word.start + word.end) / 2 <= end
        )
        piece = sound[person][int(start * RATE) : int(end * RATE)]
        turns.append(Turn(person, start, piece, words))
    return turns


def swapped(first: Sequence[Turn], mine: int, second: Sequence[Turn], other: int) -> list[Turn]:
    """A conversation of one person of `first` with one of `second`, turn by turn."""
    made, at = [], _BEFORE
    ours = [turn for turn in first if turn.person == mine]
    theirs = [turn for turn in second if turn.person == other]
    for pair in zip(ours, theirs, strict=False):
        for person, turn in enumerate(pair):
            made.append(Turn(person, at, turn.sound, turn.words))
            at += turn.seconds + 0.3
    return made


def scene(turns: Sequence[Turn], room: Room, seed: int = 1) -> Scene:
    """The turns in a room, the client farther from the microphone and 3 dB quieter."""
    chance = np.random.default_rng(seed)
    starts = _overlapped(turns, room.overlap, chance)
    length = int((max(s + t.seconds for s, t in zip(starts, turns, strict=True)) + 1) * RATE)
    alone = np.zeros((2, length), np.float32)
    for start, turn in zip(starts, turns, strict=True):
        first = int(start * RATE)
        alone[turn.person, first : first + len(turn.sound)] += turn.sound
    placed = alone * np.array([[1.0], [0.7]])
    if room.rt60:
        placed = np.stack(
            [
                _echoed(one, room.rt60, direct, chance)
                for one, direct in zip(placed, (3, 0), strict=True)
            ]
        )
    mono = placed.sum(axis=0)
    if room.snr is not None:
        mono = mono + _noise(mono, room.snr, chance)
    mono = mono * min(1.0, 0.9 / np.abs(mono).max())
    pairs = list(zip(starts, turns, strict=True))
    words = [(w[0], s + w[1], s + w[2], t.person) for s, t in pairs for w in t.words]
    spans = [(s + _MARGIN, s + t.seconds - _MARGIN, t.person) for s, t in pairs]
    return Scene(mono.astype(np.float32), sorted(words, key=lambda w: w[1]), sorted(spans), alone)


def _overlapped(turns: Sequence[Turn], share: float, chance: np.random.Generator) -> list[float]:
    """When each turn starts if so great a share of speech is to lie over the other's."""
    if not share:
        return [turn.start for turn in turns]
    changes = sum(a.person != b.person for a, b in pairwise(turns))
    mean = share * sum(turn.seconds for turn in turns) / max(changes, 1)
    starts, ends, before = [], {0: 0.0, 1: 0.0}, None
    for turn in turns:
        over = 0.0
        if before is not None and before.person != turn.person:
            over = min(chance.uniform(0.4, 1.6) * mean, 0.6 * min(turn.seconds, before.seconds))
        last = max(ends.values())
        starts.append(max(last - over if over else last + 0.3, ends[turn.person] + 0.1))
        ends[turn.person], before = starts[-1] + turn.seconds, turn
    return starts


def _echoed(sound: Samples, rt60: float, direct: float, chance: np.random.Generator) -> Samples:
    """The sound in a room: the voice itself, `direct` dB over a decaying tail of noise."""
    length = int(1.2 * rt60 * RATE)
    tail = chance.standard_normal(length) * 10 ** (-3 * np.arange(length) / RATE / rt60)
    tail[: int(0.003 * RATE)] = 0
    tail *= 10 ** (-direct / 20) / np.sqrt((tail**2).sum())
    tail[0] = 1
    size = 1 << (len(sound) + length).bit_length()
    made = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]
    return made / np.sqrt((tail**2).sum())


def _noise(sound: Samples, snr: float, chance: np.random.Generator) -> Samples:
    """Noise as of a room, falling by 3 dB an octave, so far below the speech."""
    spectrum = np.fft.rfft(chance.standard_normal(len(sound)))
    made = np.fft.irfft(spectrum / np.sqrt(np.arange(len(spectrum)) + 50), len(sound))
    loud = np.mean(sound[np.abs(sound) > _AUDIBLE] ** 2)
    return made * np.sqrt(loud / 10 ** (snr / 10) / np.mean(made**2))

"""How soon and how rightly live text comes: sound replayed on a clock that hearing moves.

    PYTHONPATH=. python bench/live.py [--seconds 120] [--policies a,b,c] [--models DIR] [PATH…]

Each PATH is a two-channel sound file (left coach, right client) with a .json of its turns beside
it; without one, the samples that come with the program. Nothing waits: the clock of the replay is
that of the sound, and it goes on by the time that each hearing really took, so a model that is too
slow falls behind here as it would live. True ends of words are those of the final pass.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np
import transcription
from faster_whisper import WhisperModel
from faster_whisper.audio import decode_audio
from padded import PaddedAgreement

from models.ear import Ear, ShortWhisper
from models.guards import plain_word
from models.listener import GENTLE, Listener, Listeners, Manner, Telling
from models.pipeline import prepare
from models.settling import Rule
from models.speech import Whisper
from models.voice import RATE
from models.weights import ensure
from models.wordtimes import HeardWord
from recorder import paths as paths_
from recorder.sound import BLOCK

_STEP = BLOCK
_CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}
_PER_CENT = 100

POLICIES = {
    "a": ("as it is: three looks agree, 20 s before heard again", Manner()),
    "g": ("on battery", GENTLE),
    "b": ("alignment alone", Manner(rule=Rule(agreeing=1))),
    "c": ("pauses, a look in between", Manner(rule=Rule(agreeing=0))),
    "e": ("nothing heard before kept", Manner(kept=0, recalled=0)),
    "t": ("30 words before given as text", Manner(context=30)),
    "d": ("two looks agree, padded windows", None),
}


@dataclass
class Followed:
    """What was shown and settled of one channel, and when."""

    settled: list[tuple[HeardWord, float]] = field(default_factory=list)
    first: list[tuple[str, float, float]] = field(default_factory=list)  # word, start, shown at
    tail: list[str] = field(default_factory=list)
    shown: int = 0
    changed: int = 0

    def take(self, told: Telling) -> None:
        """Count what a telling shows anew and what it changes."""
        words = [*told.settled, *told.tail]
        now = [plain_word(word.text) for word in words]
        same = SequenceMatcher(None, self.tail, now, autojunk=False).get_matching_blocks()
        kept = {block.b + i for block in same for i in range(block.size)}
        self.changed += len(self.tail) - len(kept)
        self.shown += len(now) - len(kept)
        self.first += [(now[i], words[i].start, told.at) for i in range(len(now)) if i not in kept]
        self.settled += [(word, told.at) for word in told.settled]
        self.tail = now[len(told.settled) :]


@dataclass
class Figures:
    """What one policy gave, over all sound; `clock` tells how long a hearing took."""

    clock: Callable[[], float]
    first: list[float] = field(default_factory=list)
    settled: list[float] = field(default_factory=list)
    truth: Any = field(default_factory=transcription.Errors)
    final: Any = field(default_factory=transcription.Errors)
    shown: int = 0
    changed: int = 0
    skipped: float = 0.0
    busy: float = 0.0
    cpu: float = 0.0
    seconds: float = 0.0

    def row(self, name: str, final: Any) -> str:
        """One line of the table."""
        share = self.truth.wrong / self.truth.words / (final.wrong / final.words)
        return (
            f"| {name} | {_spread(self.first)} | {_spread(self.settled)} | {self.truth} "
            f"({share:.2f}) | {self.final} | {_PER_CENT * self.changed / self.shown:.1f} % "
            f"| {self.busy / self.seconds:.2f} | {self.cpu / self.seconds:.2f} "
            f"| {self.skipped:.0f} |"
        )


def _spread(delays: Sequence[float]) -> str:
    return f"{np.median(delays):.2f} / {np.percentile(delays, 95):.2f}"


def replay(
    sound: Sequence[np.ndarray],
    listeners: Any,
    figures: Figures,
) -> Iterator[tuple[int, Telling]]:
    """Everything told while the sound is replayed, a block of the recorder's at a time."""
    at, now = 0, 0.0
    cpu = time.process_time()
    while at < len(sound[0]):
        now = max(now, (at + _STEP) / RATE)
        upto = min(len(sound[0]), int(now * RATE))
        for samples, listener in zip(sound, listeners.channels, strict=True):
            listener.feed(samples[at:upto])
        at = upto
        begun = figures.clock()
        found = listeners.ready(now)
        took = figures.clock() - begun
        now += took
        figures.busy += took
        if found:
            yield found
    for channel, listener in enumerate(listeners.channels):
        told = listener.finish(now)
        if told:
            now = told.at
            yield channel, told
    figures.cpu += time.process_time() - cpu


def follow(
    sound: Sequence[np.ndarray],
    listeners: Any,
    final: Sequence[Sequence[HeardWord]],
    references: Sequence[str],
    figures: Figures,
) -> None:
    """Replay one file and add its figures."""
    channels = [Followed() for _ in sound]
    for channel, told in replay(sound, listeners, figures):
        channels[channel].take(told)
        if told.skipped:
            figures.skipped += told.skipped[1] - told.skipped[0]
    figures.seconds += len(sound[0]) / RATE
    for followed, words, reference in zip(channels, final, references, strict=True):
        text = transcription.plain(" ".join(word.text for word, _ in followed.settled))
        figures.truth.add(reference, text)
        figures.final.add(transcription.plain(" ".join(word.text for word in words)), text)
        figures.shown += followed.shown
        figures.changed += followed.changed
        _delays(followed, words, figures)


def _delays(followed: Followed, final: Sequence[HeardWord], figures: Figures) -> None:
    """How long after its end each settled word that the final pass has too was shown, settled."""
    ours = [plain_word(word.text) for word, _ in followed.settled]
    theirs = [plain_word(word.text) for word in final]
    for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        for i in range(block.size):
            end = final[block.b + i].end
            word, at = followed.settled[block.a + i]
            seen = [
                when
                for text, start, when in followed.first
                if text == ours[block.a + i] and abs(start - word.start) < 1 and when <= at
            ]
            figures.settled.append(at - end)
            figures.first.append(min(seen, default=at) - end)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--policies", default="a,g,b,c,e,d")
    parser.add_argument("--models", type=Path)
    parser.add_argument("--clock", choices=tuple(_CLOCKS), default="wall")
    asked = parser.parse_args()
    paths = asked.paths or [Path(__file__).resolve().parent.parent / "tui" / "samples"]
    folder = ensure("base", asked.models or paths_.models())
    cases = list(_cases(paths, asked.seconds, folder))
    whole: Any = transcription.Errors()
    for _, _, final, references in cases:
        for words, reference in zip(final, references, strict=True):
            whole.add(reference, transcription.plain(" ".join(word.text for word in words)))
    print(f"{sum(len(c[0][0]) for c in cases) / RATE:.0f} s in two channels; final pass {whole}")
    print(f"load of the machine {os.getloadavg()[0]:.1f}")
    ear, clock = ShortWhisper(folder, 2), _CLOCKS[asked.clock]
    for letter in asked.policies.split(","):
        name, manner = POLICIES[letter]
        figures = Figures(clock)
        for sound, language, final, references in cases:
            made = _listeners(manner, ear, folder, language, clock)
            follow(sound, made(len(sound)), final, references, figures)
        print(figures.row(f"({letter}) {name}", whole), flush=True)
    print(f"load of the machine {os.getloadavg()[0]:.1f}", end="; ")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _listeners(
    manner: Manner | None, ear: Ear, folder: Path, language: Any, clock: Callable[[], float]
) -> Callable[[int], Any]:
    if manner is None:
        model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)
        return lambda count: Listeners(
            [PaddedAgreement(model, language, clock) for _ in range(count)]
        )
    return lambda count: Listeners([Listener(ear, language, manner, clock) for _ in range(count)])


def _cases(paths: list[Path], seconds: float, folder: Path) -> Iterator[tuple[Any, ...]]:
    """Sound, language, the final pass's words and the true text of each channel."""
    whisper = Whisper(folder, 2)
    for path, truth in transcription.sounds(paths):
        turns = [turn for turn in truth["turns"] if turn["end"] < seconds]
        end = int((max(turn["end"] for turn in turns) + 0.5) * RATE)
        sound = [s[:end] for s in decode_audio(str(path), sampling_rate=RATE, split_stereo=True)]
        final = transcription.heard_words(whisper, prepare(sound), truth["language"])
        references = [
            transcription.plain(" ".join(t["text"] for t in turns if t["speaker"] == speaker))
            for speaker in ("coach", "client")
        ]
        yield sound, truth["language"], final, references


if __name__ == "__main__":
    main()

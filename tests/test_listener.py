"""Live text is near the final pass's, invents nothing and never falls behind without saying so."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from clips import ENGLISH, plain, silence, sound

from models.ear import Hearing, ShortWhisper, Sound
from models.listener import GENTLE, Listener, Listeners, Manner, Pace, Telling
from models.speech import Whisper
from models.voice import RATE, speech_spans
from models.weights import ensure
from models.windows import windows
from models.wordtimes import HeardWord
from recorder.conversation import Language
from recorder.errors import ModelUnusable

_STEP = RATE // 10
_MOST = 28 * RATE


@pytest.fixture(scope="module")
def folder(shared_cache: Path) -> Path:
    return ensure("base", shared_cache / "models")


@pytest.fixture(scope="module")
def whisper(folder: Path) -> ShortWhisper:
    return ShortWhisper(folder, threads=2)


class _Clock:
    """Time that goes on only when something takes it."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class _SlowEar:
    """Hears a new word in each second of speech, and takes its time."""

    def __init__(self, clock: _Clock, takes: float) -> None:
        self.clock = clock
        self.takes = takes
        self.heard: list[Sound] = []

    def hear(self, sound: Sound, language: Language | None) -> Hearing:
        assert language == "fr"
        self.heard.append(sound)
        self.clock.now += self.takes
        count = len(sound.samples) // RATE
        words = [HeardWord(f"w{len(self.heard)}x{n}", n, n + 0.5, 0.9) for n in range(count)]
        return Hearing(tuple(words[len(sound.said) :]))


def _replayed(
    listener: Listener, samples: np.ndarray, clock: _Clock | None = None
) -> Iterator[Telling]:
    """What is told while the sound runs; time that hearing takes passes on `clock`."""
    at, now = 0, 0.0
    while at < len(samples):
        now = max(now, (at + _STEP) / RATE)
        upto = min(len(samples), round(now * RATE))
        listener.feed(samples[at:upto])
        at = upto
        before = clock.now if clock else 0.0
        told = listener.ready(now)
        now += clock.now - before if clock else 0.0
        if told:
            yield told
    last = listener.finish(now)
    if last:
        yield last


def _settled(told: list[Telling]) -> list[HeardWord]:
    return [word for each in told for word in each.settled]


def _talk(seconds: float) -> np.ndarray:
    """French speech with hardly a pause."""
    clip = sound("french")
    spans = speech_spans(clip)
    once = clip[spans[0].start : spans[-1].end]
    return np.tile(once, int(seconds * RATE / len(once)) + 1)[: int(seconds * RATE)]


@pytest.mark.parametrize(("name", "language"), [("french", "fr"), ("english", "en")])
def test_live_text_is_near_that_of_the_final_pass(
    folder: Path, whisper: ShortWhisper, name: str, language: Language
) -> None:
    clip = np.concatenate([silence(1), sound(name), silence(2)])
    final = Whisper(folder, 2).hear([clip], windows(speech_spans(clip), len(clip)), language)
    expected = plain(" ".join(word.text for each in final for word in each.words))
    told = list(_replayed(Listener(whisper, language, clock=_Clock()), clip))
    heard = plain(" ".join(word.text for word in _settled(told)))
    assert len(set(expected) & set(heard)) >= 0.75 * len(set(expected))
    assert abs(len(heard) - len(expected)) <= 0.25 * len(expected)
    assert all(a.start <= b.start for a, b in pairwise(_settled(told)))
    assert told[-1].tail == ()


def test_words_are_shown_before_the_speech_has_ended(whisper: ShortWhisper) -> None:
    clip = np.concatenate([silence(1), sound("english"), silence(2)])
    end = speech_spans(clip)[-1].end / RATE
    told = list(_replayed(Listener(whisper, "en", clock=_Clock()), clip))
    assert any(each.at < end and (each.tail or each.settled) for each in told)


def _clicks(seconds: int) -> np.ndarray:
    made = silence(seconds)
    chance = np.random.default_rng(3)
    for at in chance.integers(0, len(made) - 400, seconds * 5):
        made[at : at + 400] += chance.standard_normal(400) * np.exp(-np.arange(400) / 60) * 0.3
    return made


def _music(seconds: int) -> np.ndarray:
    time = np.arange(seconds * RATE) / RATE
    root = 220 * 2 ** (np.floor(time * 2) % 8 / 12)
    phase = 2 * np.pi * np.cumsum(root) / RATE
    chord = sum(np.sin(phase * ratio) for ratio in (1, 1.25, 1.5))
    return (0.1 * chord * (0.6 + 0.4 * np.cos(2 * np.pi * 2 * time))).astype(np.float32)


@pytest.mark.parametrize(
    "quiet",
    [
        np.zeros(12 * RATE, np.float32),
        silence(12),
        silence(12, level=0.05),
        _clicks(12),
        _music(12),
    ],
    ids=["muted", "silence", "noise", "clicks", "music"],
)
def test_what_is_no_speech_settles_nothing(whisper: ShortWhisper, quiet: np.ndarray) -> None:
    assert _settled(list(_replayed(Listener(whisper, "fr", clock=_Clock()), quiet))) == []


def test_silence_is_never_listened_to() -> None:
    clock = _Clock()
    ear = _SlowEar(clock, 0.1)
    assert list(_replayed(Listener(ear, "fr", clock=clock), silence(30), clock)) == []
    assert ear.heard == []


def test_a_slower_model_looks_more_rarely() -> None:
    counts = []
    for takes in (0.1, 0.6, 1.5):
        clock = _Clock()
        ear = _SlowEar(clock, takes)
        list(_replayed(Listener(ear, "fr", clock=clock), _talk(20), clock))
        counts.append(len(ear.heard))
    assert counts[0] > counts[1] > counts[2]


def test_a_slow_model_hears_pauses_only_and_says_so() -> None:
    clock = _Clock()
    told = list(_replayed(Listener(_SlowEar(clock, 5), "fr", clock=clock), _talk(60), clock))
    assert Pace.PAUSES in {each.pace for each in told}


def test_a_model_that_is_far_too_slow_pauses_live_text_and_queues_nothing() -> None:
    clock = _Clock()
    ear = _SlowEar(clock, 40)
    told = list(_replayed(Listener(ear, "fr", clock=clock), _talk(300), clock))
    behind = [each for each in told if each.pace is Pace.BEHIND]
    assert behind
    assert any(each.skipped and each.skipped[1] > each.skipped[0] for each in behind)
    assert max(len(heard.samples) for heard in ear.heard) <= _MOST
    assert len(ear.heard) <= 300 / 40 + 1


def test_sound_that_nobody_asks_for_is_left_out_not_kept() -> None:
    listener = Listener(_SlowEar(_Clock(), 0), "fr", clock=_Clock())
    for _ in range(20):
        listener.feed(_talk(10))
    told = listener.ready(200.0)
    assert told is not None
    assert told.skipped is not None
    assert told.skipped[0] == 0
    assert 170 < told.skipped[1] <= 200
    assert told.pace is Pace.BEHIND


def test_live_text_comes_back_after_its_rest() -> None:
    ear = _SlowEar(_Clock(), 0)
    listener = Listener(ear, "fr", clock=_Clock())
    listener.feed(_talk(30))
    listener.ready(30.0)
    listener.feed(_talk(5))
    assert listener.ready(35.0) is None
    listener.feed(silence(14))
    assert listener.ready(49.0) is None
    listener.feed(_talk(4))
    told = listener.ready(53.0)
    assert told is not None
    assert told.pace is Pace.LOOKING


def test_the_lag_is_how_far_the_sound_heard_lies_behind() -> None:
    clock = _Clock()
    listener = Listener(_SlowEar(clock, 0.7), "fr", clock=clock)
    listener.feed(_talk(3))
    told = listener.ready(3.2)
    assert told is not None
    assert told.lag == pytest.approx(0.9)
    assert told.at == pytest.approx(3.9)


def test_a_leap_settles_what_was_said_and_goes_on_at_its_place() -> None:
    listener = Listener(_SlowEar(_Clock(), 0), "fr", clock=_Clock())
    listener.feed(_talk(3))
    told = listener.leap(60 * RATE, 60.0)
    assert told is not None
    assert len(told.settled) == 3
    listener.feed(_talk(3))
    told = listener.finish(63.0)
    assert told is not None
    assert all(word.start >= 60 for word in told.settled)


def test_what_is_withdrawn_is_neither_settled_nor_context() -> None:
    ear = _SlowEar(_Clock(), 0)
    listener = Listener(ear, "fr", clock=_Clock())
    listener.feed(_talk(6))
    told = listener.withdraw(3.0, 6.0, 6.0)
    assert told is not None
    assert told.settled
    assert all(word.end <= 3.0 for word in told.settled)
    assert listener.withdraw(0.0, 6.0, 6.0) is None
    listener.feed(_talk(3))
    told = listener.finish(9.0)
    assert told is not None
    assert all(word.start >= 6.0 for word in told.settled)
    assert ear.heard[-1].context == ear.heard[-1].said == ()


def test_known_words_are_neither_heard_again_nor_lost(whisper: ShortWhisper) -> None:
    clip = sound("english")
    spans = tuple(speech_spans(clip))
    whole = whisper.hear(Sound(clip, spans), "en").words
    known = tuple(word.text for word in whole[:5])
    rest = whisper.hear(Sound(clip, spans, said=known), "en").words
    assert plain(" ".join(w.text for w in rest)) == plain(" ".join(w.text for w in whole[5:]))


def test_what_makes_no_sense_in_the_language_given_is_heard_in_the_other(
    whisper: ShortWhisper,
) -> None:
    clip = sound("english")
    spans = tuple(speech_spans(clip))
    told = whisper.hear(Sound(clip, spans, whole=True), "fr")
    assert told.spoken is not None
    assert told.spoken.language == "en"
    assert told.words
    unasked = whisper.hear(Sound(clip, spans, whole=True), None)
    assert set(plain(ENGLISH)) & set(plain(" ".join(word.text for word in unasked.words)))


def test_french_and_english_mixed_settle_both(whisper: ShortWhisper) -> None:
    clip = np.concatenate(
        [silence(1), sound("french"), silence(1), sound("english"), silence(1), sound("french")]
    )
    told = list(_replayed(Listener(whisper, "fr", clock=_Clock()), clip))
    said = plain(" ".join(word.text for word in _settled(told)))
    assert said.count("écrit") == 2
    turn = (len(sound("french")) / RATE + 2, (len(sound("french")) + len(sound("english"))) / RATE)
    assert any(turn[0] <= word.start <= turn[1] for word in _settled(told))
    assert {told.spoken.language for told in told if told.spoken} == {"fr", "en"}


def test_a_gentle_manner_looks_more_rarely() -> None:
    counts = []
    for manner in (Manner(), GENTLE):
        clock = _Clock()
        ear = _SlowEar(clock, 0.3)
        list(_replayed(Listener(ear, "fr", manner, clock), _talk(20), clock))
        counts.append(len(ear.heard))
    assert counts[1] <= counts[0] / 2


def test_the_channel_with_most_unsettled_speech_is_heard_first() -> None:
    clock = _Clock()
    short, long = (Listener(_SlowEar(clock, 0.1), "fr", clock=clock) for _ in range(2))
    short.feed(np.concatenate([silence(3), _talk(1)]))
    long.feed(_talk(4))
    both = Listeners([short, long])
    first, second = both.ready(4.0), both.ready(4.0)
    assert first is not None
    assert second is not None
    assert (first[0], second[0]) == (1, 0)
    assert both.ready(4.0) is None


def test_finishing_settles_what_is_left() -> None:
    listener = Listener(_SlowEar(_Clock(), 0), "fr", clock=_Clock())
    listener.feed(_talk(3))
    told = listener.finish(3.0)
    assert told is not None
    assert len(told.settled) == 3
    assert listener.finish(3.0) is None


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable):
        ShortWhisper(tmp_path)

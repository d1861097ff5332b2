"""The far voice in the near microphone is set apart; each person's own words stay."""

import numpy as np
import pytest
from clips import silence, sound

from models.echoes import cleared, levels, part_echoes
from models.voice import RATE, Span, speech_spans
from models.wordtimes import HeardWord

_BLEED = np.float32(10 ** (-15 / 20))


def _call() -> tuple[list[np.ndarray], int, int]:
    """The coach's question, then the client's answer; the lengths of both in samples."""
    question, answer = sound("french"), sound("english")
    coach = np.concatenate([question, silence(len(answer) / RATE + 1, 3e-4)])
    client = np.concatenate([silence(len(question) / RATE, 3e-4), answer, silence(2, 3e-4)])
    length = min(len(coach), len(client))
    return [coach[:length], client[:length]], len(question), len(answer)


def test_clean_channels_stay_as_they_are() -> None:
    channels, _, _ = _call()
    spans = [speech_spans(samples) for samples in channels]
    for own, clear in enumerate(cleared(channels, spans)):
        assert clear.gain is None
        assert clear.spans == spans[own]
        assert clear.bleed == []


@pytest.mark.parametrize("late", [0, 800])
def test_bleed_is_no_speech_of_ones_own(late: int) -> None:
    channels, question, _ = _call()
    echo = np.concatenate([np.zeros(late, np.float32), channels[1]])[: len(channels[1])]
    channels[0] = channels[0] + echo * _BLEED
    spans = [speech_spans(samples) for samples in channels]
    assert any(span.end > question + RATE for span in spans[0])
    coach, client = cleared(channels, spans)
    assert coach.gain == pytest.approx(-15, abs=4)
    assert max(span.end for span in coach.spans) <= question + RATE // 2
    answer = slice(question + RATE, question + 4 * RATE)
    assert np.std(coach.samples[answer]) < 0.1 * np.std(channels[0][answer])
    own = sum(len(span) for span in spans[0] if span.end <= question + RATE // 2)
    assert sum(map(len, coach.spans)) >= 0.85 * own
    assert client.spans == spans[1]
    assert all(span.start >= question - RATE // 2 for span in coach.bleed[-1:])


def test_the_sound_that_came_in_is_not_touched() -> None:
    channels, _, _ = _call()
    channels[0] = channels[0] + channels[1] * _BLEED
    before = channels[0].copy()
    cleared(channels, [speech_spans(samples) for samples in channels])
    assert np.array_equal(before, channels[0])


def test_the_same_sound_on_both_channels_is_no_echo() -> None:
    clip = sound("english")
    spans = speech_spans(clip)
    assert [each.gain for each in cleared([clip, clip], [spans, spans])] == [None, None]


def test_silent_channels_are_fine() -> None:
    quiet = np.zeros(RATE, np.float32)
    assert [each.spans for each in cleared([quiet, quiet], [[], []])] == [[], []]


def _levels(loud: Span, level: float) -> np.ndarray:
    found = np.full(500, -70.0, np.float32)
    found[loud.start : loud.end] = level
    return found


def test_an_echoed_word_is_set_apart_and_kept() -> None:
    mine = (HeardWord("Bonjour", 1.05, 1.4, 0.5), HeardWord("Oui.", 3.0, 3.3, 0.9))
    theirs = (HeardWord("bonjour,", 1.0, 1.35, 0.9),)
    own = np.maximum(_levels(Span(100, 140), -35), _levels(Span(300, 330), -20))
    parted = part_echoes([mine, theirs], [own, _levels(Span(95, 140), -20)], [-15.0, None])
    assert parted[0].echoes == mine[:1]
    assert parted[0].kept == mine[1:]
    assert parted[1].kept == theirs


@pytest.mark.parametrize(
    ("text", "level", "start"), [("Bonjour", -20, 1.0), ("Jamais", -35, 1.0), ("Bonjour", -35, 3.0)]
)
def test_a_word_that_is_loud_or_other_or_elsewhere_is_no_echo(
    text: str, level: float, start: float
) -> None:
    mine = (HeardWord(text, start, start + 0.4, 0.9),)
    theirs = (HeardWord("bonjour", 1.0, 1.4, 0.9),)
    at = int(start * 100)
    loud = [_levels(Span(at, at + 40), level), _levels(Span(100, 140), -20)]
    assert part_echoes([mine, theirs], loud, [-15.0, None])[0].echoes == ()


def test_levels_are_those_of_full_scale() -> None:
    tone = np.sin(np.arange(RATE) * 2 * np.pi * 1000 / RATE).astype(np.float32)
    assert levels(tone) == pytest.approx(np.full(100, -3.01), abs=0.05)
    assert levels(np.zeros(RATE, np.float32)).max() == -120

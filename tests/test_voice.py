"""Speech is found where it is, and only there."""

from itertools import pairwise

import numpy as np
import pytest
from clips import silence, sound

from models.voice import RATE, Span, speech_spans


def test_speech_is_found_between_silences() -> None:
    clip = sound("english")
    samples = np.concatenate([silence(5), clip, silence(5)])
    spans = speech_spans(samples)
    assert spans
    assert spans[0].start >= 4.9 * RATE
    assert spans[-1].end <= 5.1 * RATE + len(clip)
    assert sum(map(len, spans)) > 0.6 * len(clip)


def test_spans_are_in_order_and_apart() -> None:
    samples = np.concatenate([sound("french"), silence(1), sound("english")])
    spans = speech_spans(samples)
    assert all(len(span) > 0 for span in spans)
    assert all(a.end < b.start for a, b in pairwise(spans))
    assert spans[-1].end <= len(samples)


@pytest.mark.parametrize("level", [0.0, 1e-4])
def test_near_silence_is_never_speech(level: float) -> None:
    assert speech_spans(silence(3, level)) == []


def test_no_sound_is_no_speech() -> None:
    assert speech_spans(np.zeros(0, np.float32)) == []
    assert speech_spans(np.zeros(10, np.float32)) == []


def test_speech_quieter_than_the_floor_is_left_alone() -> None:
    assert speech_spans(sound("english") * np.float32(1e-4)) == []


def test_a_span_knows_its_length() -> None:
    assert len(Span(3, 10)) == 7

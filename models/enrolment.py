"""Which of the voices in a channel is the coach's."""

import numpy as np

from models.diarization import Diarization
from models.voiceprints import Vectors

_LEAST_READ = 2.0  # seconds of the statement in which somebody is clearly heard
_MOSTLY = 0.75  # of them, what one voice must have: the client's "yes" may fall inside
_CLEARLY = 1.0  # log odds
_STEP = 0.1  # seconds

_LIKE = 0.7  # cosine; one person in two rooms was at 0.85 to 0.92, two people at 0.57 to 0.79
_LIKER = 0.08  # by how much the coach's voice must be nearer than the next

Stretch = tuple[float, float]


def coach_voice(
    heard: Diarization, consent: Stretch | None = None, enrolled: Vectors | None = None
) -> int | None:
    """The voice of the coach, counted from 0; None where that is not sure.

    `consent` is when the coach read the consent statement (seconds), `enrolled` (192,) the
    coach's voiceprint from earlier sessions. Where both say something and not the same, nobody
    is named.
    """
    if not len(heard.voices):
        return None
    said = {
        voice
        for voice in (
            None if consent is None else _reader(heard, consent),
            None if enrolled is None else _enrolled(heard, enrolled),
        )
        if voice is not None
    }
    return said.pop() if len(said) == 1 else None


def enrolment(heard: Diarization, voice: int) -> Vectors:
    """The voiceprint (192,) of one voice of a session, to know it again in the next.

    A print of a voice is biometric data: keep the coach's alone, only where the coach asked for
    it, and where it can be erased.
    """
    return np.array(heard.voices[voice])


def _reader(heard: Diarization, stretch: Stretch) -> int | None:
    """The voice that is heard nearly all through a stretch."""
    if len(heard.voices) == 1:
        return 0
    start, end = stretch
    times = [start + _STEP * step for step in range(int((end - start) / _STEP))]
    seconds = [0.0] * len(heard.voices)
    for time in times:
        evidence = heard.between(time, time + _STEP)
        first, second = sorted(evidence, reverse=True)[:2]
        if first - second >= _CLEARLY:
            seconds[int(evidence.argmax())] += _STEP
    most = max(seconds)
    if most < _LEAST_READ or most < _MOSTLY * sum(seconds):
        return None
    return seconds.index(most)


def _enrolled(heard: Diarization, print_: Vectors) -> int | None:
    """The voice that is like the print, and clearly more so than the others."""
    alike = [float(one) for one in heard.voices @ print_]
    best = max(alike)
    others = sorted(alike)[:-1]
    if best < _LIKE or (others and best - others[-1] < _LIKER):
        return None
    return alike.index(best)

"""Which of the voices in a channel is the coach's."""

from collections.abc import Iterable, Sequence

import numpy as np

from models.diarization import Diarization, Known
from models.voice import RATE
from models.voiceprints import Samples, Vectors, Voiceprinter, features
from recorder.answers import Answer
from recorder.conversation import Speaker

_LEAST_READ = 2.0  # seconds of the statement in which somebody is clearly heard
_MOSTLY = 0.75  # of them, what one voice must have: the client's "yes" may fall inside
_CLEARLY = 1.0  # log odds
_STEP = 0.1  # seconds

_OWN = 0.65  # cosine of a piece to the one most like all; one person's were at 0.72 or more
_LEAST_ENROLLED = 10.0  # seconds
_FOUND = 30.0

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
            coach_among(heard.voices, enrolled),
        )
        if voice is not None
    }
    return said.pop() if len(said) == 1 else None


def coach_by_hand(
    heard: Diarization, by_hand: Sequence[Known], found: int | None = None
) -> int | None:
    """The voice of the coach, by what was said by hand (`voice` 0 is the coach's) and by `found`.

    Each stretch counts for as long as it lasts for the voice that is heard in it, so that one flip
    against all the rest does not turn a session round; what was found counts as half a minute.
    """
    votes = np.zeros(len(heard.voices))
    for one in by_hand:
        evidence = heard.between(one.start, one.end)
        if evidence.any():
            own = int(evidence.argmax())
            for voice in range(len(votes)):
                votes[voice] += (one.end - one.start) * ((voice == own) == (one.voice == 0))
    if found is not None:
        votes[found] += _FOUND
    return int(votes.argmax()) if votes.any() else None


def coach_among(voices: Vectors, enrolled: Vectors | None) -> int | None:
    """Which of `voices` (voices, 192) is like the coach's print, and clearly more than others."""
    if enrolled is None or not len(voices):
        return None
    alike = [float(one) for one in voices @ enrolled]
    best = max(alike)
    others = sorted(alike)[:-1]
    if best < _LIKE or (others and best - others[-1] < _LIKER):
        return None
    return alike.index(best)


def people(coach: int | None, voices: int) -> dict[int, Speaker]:
    """Who each of so many voices is; empty where it is not known which one is the coach's."""
    if coach is None:
        return {}
    return {voice: Speaker.COACH if voice == coach else Speaker.CLIENT for voice in range(voices)}


def known(answers: Iterable[Answer]) -> tuple[Known, ...]:
    """What the coach answered, as voices: the coach's is number 0, the client's number 1."""
    return tuple(
        Known(one.start, one.end, int(one.speaker is Speaker.CLIENT))
        for one in answers
        if one.speaker is not Speaker.UNKNOWN
    )


def enrolment(pieces: Sequence[Samples], printer: Voiceprinter) -> tuple[Vectors, float] | None:
    """The voiceprint (192,) of the one who speaks in `pieces`, and of how many seconds it is.

    `pieces` are float32, 16 kHz, one person's each. Those unlike the rest are left out: they may be
    somebody else. None where under ten seconds are left, too little to be sure of.

    A print of a voice is biometric data: keep the coach's alone, only where the coach asked for
    it, and where it can be erased.
    """
    prints = printer.prints([features(piece) for piece in pieces])
    seconds = np.array([len(piece) / RATE for piece in pieces])
    pairs = prints @ prints.T
    alike = pairs[(pairs @ seconds).argmax()] >= _OWN if len(pieces) else seconds > 0
    if seconds[alike].sum() < _LEAST_ENROLLED:
        return None
    return _mean(prints[alike], seconds[alike]), float(seconds[alike].sum())


def _mean(prints: Vectors, seconds: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> Vectors:
    whole = (prints * seconds[:, None]).sum(axis=0)
    return np.asarray(whole / max(float(np.linalg.norm(whole)), 1e-9), np.float32)


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

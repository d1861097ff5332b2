"""The coach is the one who read the consent statement, or whose voice is known; else nobody."""

import numpy as np
from rooms import heard, room

from models.diarization import Diarization
from models.enrolment import coach_voice, enrolment
from models.segmentation import frame_at


def _voice(language: str, person: int) -> int:
    """The number that a person's voice was given."""
    one = room(language)
    start, end, _ = max((t for t in one.turns if t[2] == person), key=lambda t: t[1] - t[0])
    return int(heard(language).between(start, end).argmax())


def _long(language: str, person: int) -> tuple[float, float]:
    start, end, _ = max(
        (t for t in room(language).turns if t[2] == person), key=lambda t: t[1] - t[0]
    )
    return start, end


def test_who_reads_the_consent_is_the_coach() -> None:
    for language in ("fr", "en"):
        found = heard(language)
        assert coach_voice(found, consent=_long(language, 0)) == _voice(language, 0)
        assert coach_voice(found, consent=_long(language, 1)) == _voice(language, 1)


def test_a_stretch_that_both_share_names_nobody() -> None:
    one = room("en")
    assert coach_voice(heard("en"), consent=(one.turns[0][0], one.turns[-1][1])) is None


def test_a_moment_is_no_reading() -> None:
    start, _ = _long("en", 0)
    assert coach_voice(heard("en"), consent=(start, start + 0.5)) is None


def test_a_voice_enrolled_in_one_session_is_known_in_another() -> None:
    # In the samples one synthetic voice is Owen, coach of the English, and Julien of the French.
    owen = enrolment(heard("en"), _voice("en", 0))
    assert coach_voice(heard("fr"), enrolled=owen) == _voice("fr", 1)


def test_a_stranger_is_not_taken_for_the_coach() -> None:
    stranger = np.random.default_rng(1).standard_normal(192).astype(np.float32)
    stranger /= np.linalg.norm(stranger)
    assert coach_voice(heard("en"), enrolled=stranger) is None


def test_where_the_two_ways_differ_nobody_is_named() -> None:
    client = enrolment(heard("en"), _voice("en", 1))
    assert coach_voice(heard("en"), _long("en", 0), client) is None
    assert coach_voice(heard("en"), _long("en", 1), client) == _voice("en", 1)


def test_knowing_nothing_or_hearing_nobody_names_nobody() -> None:
    assert coach_voice(heard("en")) is None
    frames = frame_at(10)
    nobody = Diarization(
        np.zeros((0, 192), np.float32), np.zeros((frames, 0), np.float32), np.zeros(frames, "f4")
    )
    assert coach_voice(nobody, consent=(1, 9)) is None

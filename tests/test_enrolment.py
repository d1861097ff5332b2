"""The coach is the one who read the consent statement, or whose voice is known; else nobody."""

import functools

import numpy as np
from rooms import heard, room

from models.diarization import Diarization, Known
from models.enrolment import coach_voice, enrolment, known, people
from models.segmentation import frame_at
from models.voice import RATE
from models.voiceprints import Samples, Vectors, Voiceprinter
from recorder.answers import Answer
from recorder.conversation import Speaker


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


def _pieces(language: str, person: int) -> list[Samples]:
    one = room(language)
    return [
        one.mono[int(start * RATE) : int(end * RATE)]
        for start, end, who in one.turns
        if who == person and end - start > 2
    ]


@functools.cache
def _printer() -> Voiceprinter:
    return Voiceprinter.load()


def _enrolled(language: str, person: int) -> Vectors:
    found = enrolment(_pieces(language, person), _printer())
    assert found is not None
    return found[0]


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
    owen = _enrolled("en", 0)
    assert coach_voice(heard("fr"), enrolled=owen) == _voice("fr", 1)


def test_a_stranger_is_not_taken_for_the_coach() -> None:
    stranger = np.random.default_rng(1).standard_normal(192).astype(np.float32)
    stranger /= np.linalg.norm(stranger)
    assert coach_voice(heard("en"), enrolled=stranger) is None


def test_where_the_two_ways_differ_nobody_is_named() -> None:
    client = _enrolled("en", 1)
    assert coach_voice(heard("en"), _long("en", 0), client) is None
    assert coach_voice(heard("en"), _long("en", 1), client) == _voice("en", 1)


def test_knowing_nothing_or_hearing_nobody_names_nobody() -> None:
    assert coach_voice(heard("en")) is None
    frames = frame_at(10)
    nobody = Diarization(
        np.zeros((0, 192), np.float32), np.zeros((frames, 0), np.float32), np.zeros(frames, "f4")
    )
    assert coach_voice(nobody, consent=(1, 9)) is None


def test_of_a_few_words_no_voice_is_kept() -> None:
    assert enrolment(_pieces("en", 0)[:1], _printer()) is None
    assert enrolment([], _printer()) is None


def test_what_is_somebody_elses_is_left_out_of_a_voice() -> None:
    own, others = _pieces("en", 0), _pieces("en", 1)
    alone = enrolment(own, _printer())
    mixed = enrolment([*own, max(others, key=len)], _printer())
    assert alone is not None
    assert mixed is not None
    assert float(mixed[0] @ alone[0]) > 0.999


def test_answers_are_voices_and_the_coachs_is_the_first() -> None:
    given = [
        Answer(1, 2, Speaker.CLIENT),
        Answer(3, 4, Speaker.COACH),
        Answer(5, 6, Speaker.UNKNOWN),
    ]
    assert known(given) == (Known(1, 2, 1), Known(3, 4, 0))
    assert people(1, 3) == {0: Speaker.CLIENT, 1: Speaker.COACH, 2: Speaker.CLIENT}
    assert people(None, 2) == {}

"""Words go to the voice that is heard, across a boundary only with evidence, else to nobody."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms import diarizer, heard, room

from models.attribution import provisional, whose
from models.diarization import Diarization
from models.segmentation import frame_at
from models.voice import RATE
from models.wordtimes import HeardWord

_TWO = np.eye(2, 192, dtype=np.float32)


def _words(text: str, step: float = 0.4) -> list[HeardWord]:
    return [HeardWord(w, n * step, (n + 1) * step, 0.9) for n, w in enumerate(text.split())]


def _heard(words: list[HeardWord], lean: list[float]) -> Diarization:
    """A room in which each word has so much more evidence (log odds) for voice 0."""
    frames = frame_at(words[-1].end) + 50 if words else 50
    evidence = np.zeros((frames, 2), np.float32)
    for word, one in zip(words, lean, strict=True):
        evidence[max(0, frame_at(word.start)) : frame_at(word.end) + 1, 0] = one
    return Diarization(_TWO, evidence, np.zeros(frames, np.float32))


def _voices(text: str, lean: list[float]) -> list[int | None]:
    words = _words(text)
    return [one.voice for one in whose(words, _heard(words, lean))]


def _alone(word: HeardWord, turns: list[tuple[float, float, int]]) -> bool:
    return sum(start < word.end and word.start < end for start, end, _ in turns) <= 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_words_of_a_room_go_to_who_said_them(language: str) -> None:
    one = room(language)
    found = [each.voice for each in whose(one.words, heard(language))]
    first = one.people[0]  # voices are numbered as they are first heard
    said_by = [None if voice is None else (voice + first) % 2 for voice in found]
    pairs = list(zip(one.words, said_by, one.people, strict=True))
    alone = [said == person for word, said, person in pairs if _alone(word, one.turns)]
    assert sum(alone) / len(alone) >= 0.98
    wrong = [said == 1 - person for _, said, person in pairs]
    assert sum(wrong) / len(wrong) <= 0.02


def test_weak_doubt_does_not_cut_a_sentence() -> None:
    assert _voices("we could meet on Monday then", [5, 5, -1, 5, 5, 5]) == [0] * 6


def test_clear_sound_cuts_it() -> None:
    assert _voices("we could yes on Monday then", [8, 8, -16, 8, 8, 8]) == [0, 0, 1, 0, 0, 0]


def test_a_change_falls_at_the_end_of_the_sentence() -> None:
    found = _voices("is that good? Yes it is", [6, 6, 1, -1, -6, -6])
    assert found == [0, 0, 0, 1, 1, 1]


def test_without_evidence_nobody_is_named() -> None:
    assert _voices("who said this", [0, 0, 0]) == [None] * 3


def test_one_voice_says_everything_and_no_voice_nothing() -> None:
    words = _words("all of it")
    nothing = np.zeros(60, np.float32)
    one = Diarization(_TWO[:1], np.zeros((60, 1), np.float32), nothing)
    assert [each.voice for each in whose(words, one)] == [0] * 3
    none = Diarization(_TWO[:0], np.zeros((60, 0), np.float32), nothing)
    assert [each.voice for each in whose(words, none)] == [None] * 3
    assert whose([], one) == whose([], _heard([], [])) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_new_utterance_is_known_by_the_voices_so_far(language: str) -> None:
    one, found = room(language), heard(language)
    first = one.people[0]
    for start, end, person in one.turns:
        if end - start > 2:
            sound = one.mono[int(start * RATE) : int(end * RATE)]
            told = provisional(diarizer().print_of(sound), found.voices)
            assert told.voice == (person + first) % 2


def test_a_new_utterance_without_a_print_is_nobodys() -> None:
    assert provisional(np.zeros(192, np.float32), _TWO).voice is None
    assert provisional(_TWO[0], _TWO[:0]).voice is None
    assert provisional(_TWO[0], _TWO[:1]).voice == 0


@settings(deadline=None)
@given(st.lists(st.floats(-20, 20), min_size=1, max_size=30))
def test_certainty_is_a_chance_and_nobody_means_little_of_it(lean: list[float]) -> None:
    words = _words("word " * len(lean))
    for one in whose(words, _heard(words, lean)):
        assert 0.5 - 1e-9 <= one.certainty <= 1
        assert (one.voice is None) == (one.certainty < 0.65)

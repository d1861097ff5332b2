"""Text changed in place: words that stay keep ids and times, and nothing typed is harmful."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import speech

from recorder import rewriting
from recorder.cleaning import one_line
from recorder.conversation import Maker, Speaker, Utterance, Word
from recorder.errors import UnusableAnswer

SAID = "je veux euh que Marque me le dise".split()
WORDS = tuple(Word(f"w{at}", text, float(at), at + 0.5, 0.9) for at, text in enumerate(SAID))
UTTERANCE = Utterance("u1", 0, Speaker.CLIENT, WORDS, suspect=True, model="m")


def _now(text: str, words: tuple[Word, ...] = WORDS) -> tuple[Word, ...]:
    return rewriting.respelled(words, text, (f"n{number}" for number in count()))


def test_a_corrected_word_keeps_its_place_and_says_who_made_it() -> None:
    now = _now("je veux euh que Marc me le dise")
    assert [word.id for word in now] == [word.id for word in WORDS]
    assert now[4] == Word("w4", "Marc", 4.0, 4.5, None, Maker.COACH)
    assert now[:4] + now[5:] == WORDS[:4] + WORDS[5:]


def test_a_word_taken_out_moves_nothing() -> None:
    assert _now("je veux que Marque me le dise") == WORDS[:2] + WORDS[3:]


def test_more_words_share_the_time_of_those_they_stand_for() -> None:
    now = _now("je veux euh que Jean-Marc Aurèle me le dise")
    assert [word.id for word in now] == ["w0", "w1", "w2", "w3", "w4", "n0", "w5", "w6", "w7"]
    assert (now[4].start, now[5].end) == (4.0, 4.5)
    assert now[4].end == now[5].start == pytest.approx(4.3)


def test_a_new_word_stands_between_its_neighbours() -> None:
    now = _now("je veux euh que Marque me le dise bien")
    assert now[-1] == Word("n0", "bien", 7.5, 7.5, None, Maker.COACH)
    assert (_now("Oui je veux")[0].start, _now("Oui je veux")[0].end) == (0.0, 0.0)


def test_without_times_there_are_none() -> None:
    plain = tuple(Word(word.id, word.text, None, None) for word in WORDS)
    assert all(word.start is None for word in _now("tout autre chose", plain))


@given(st.lists(speech(), max_size=4).map(" ".join), speech())
def test_any_text_is_harmless_and_said_as_typed(before: str, text: str) -> None:
    words = tuple(
        Word(f"w{at}", said, float(at), at + 1.0) for at, said in enumerate(before.split())
    )
    now = _now(text, words)
    assert " ".join(word.text for word in now).split() == one_line(text).split() or now == words
    assert len({word.id for word in now}) == len(now)
    times = [time for word in now for time in (word.start, word.end)]
    assert times == sorted(times, key=lambda time: time or 0.0)
    kept = {word.id: word for word in words}
    for word in now:
        assert word.by is Maker.COACH or word == kept[word.id]


def test_split_and_joined_it_says_the_same() -> None:
    one, other = rewriting.split(UTTERANCE, "w3", "u2")
    assert (one.text, other.text) == ("je veux euh", "que Marque me le dise")
    assert (other.id, other.by, one.by) == ("u2", Maker.COACH, Maker.COACH)
    assert rewriting.joined(one, other).words == WORDS


@pytest.mark.parametrize("word", ["w0", "w99"])
def test_it_is_not_split_where_nothing_would_be_left(word: str) -> None:
    with pytest.raises(UnusableAnswer):
        rewriting.split(UTTERANCE, word, "u2")


def test_two_microphones_are_not_joined() -> None:
    with pytest.raises(UnusableAnswer):
        rewriting.joined(UTTERANCE, Utterance("u2", 1, Speaker.COACH, WORDS))


def test_who_is_unknown_stays_unknown_when_all_are_swapped() -> None:
    unknown = Utterance("u1", 0, Speaker.UNKNOWN, WORDS)
    assert rewriting.swapped(unknown) == unknown
    assert rewriting.swapped(UTTERANCE).speaker is Speaker.COACH
    assert rewriting.swapped(UTTERANCE).speaker_by is Maker.COACH


def test_what_the_coach_trusts_is_no_longer_suspect() -> None:
    now = rewriting.trusted(UTTERANCE)
    assert not now.suspect
    assert now.by is Maker.COACH

"""The guards catch invented speech and leave what people say alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.guards import doubtful, looped, plain_word, sparse, subtitler, token_cap, unheard
from models.voice import RATE, Span
from models.wordtimes import HeardWord


@given(
    st.lists(st.sampled_from("abcdefgh"), max_size=8),
    st.lists(st.sampled_from("ijkl"), min_size=2, max_size=6, unique=True),
    st.lists(st.sampled_from("mnop"), max_size=8),
)
def test_a_run_said_three_times_is_a_loop_wherever_it_stands(
    before: list[str], run: list[str], after: list[str]
) -> None:
    assert looped([*before, *run * 3, *after])


def test_case_and_punctuation_do_not_hide_a_loop() -> None:
    assert looped("Je vois, je vois. Je vois !".split())


@pytest.mark.parametrize(
    "said",
    [
        "Non, non, non, je ne veux pas.",
        "Oui oui, d'accord, oui oui.",
        "I want it and I want it now.",
        "Somebody who tastes it and tells me what's missing.",
        "Vous m'avez écrit que vous aviez déjà été accompagnée.",
        "",
    ],
)
def test_what_people_say_is_no_loop(said: str) -> None:
    assert not looped(said.split())


def test_one_word_over_and_over_is_a_loop() -> None:
    assert looped(["merci"] * 4)


@given(st.lists(st.integers(0, 10**6).map(lambda n: f"w{n}"), unique=True, max_size=60))
def test_words_that_differ_are_never_a_loop(words: list[str]) -> None:
    assert not looped(words)


def test_the_cap_leaves_room_for_fast_speech_and_ends_a_loop() -> None:
    assert token_cap(1) >= 10
    assert 28 * 6 <= token_cap(28) <= 28 * 10


def test_low_probability_is_doubted_sooner_in_silence() -> None:
    assert doubtful(-1.2, 0.1)
    assert doubtful(-0.8, 0.9)
    assert not doubtful(-0.8, 0.1)
    assert not doubtful(-0.2, 0.9)


@pytest.mark.parametrize(
    "said",
    [
        "Sous-titres réalisés par la communauté d'Amara.org",
        "Merci d'avoir regardé cette vidéo !",
        "Thanks for watching!",
    ],
)
def test_subtitlers_lines_are_known(said: str) -> None:
    assert subtitler(said.split())


@pytest.mark.parametrize("said", ["Merci.", "Thank you.", "Okay.", "Je regarde ça."])
def test_a_clients_own_words_are_not_taken_for_them(said: str) -> None:
    assert not subtitler(said.split())


def test_a_plain_word_keeps_its_letters() -> None:
    assert plain_word("« L'Été ! »") == "l été"


def _word(start: float, end: float) -> HeardWord:
    return HeardWord("oui", start, end, 0.9)


def test_few_tokens_for_much_speech_are_sparse() -> None:
    assert sparse(12, 12.0)
    assert not sparse(30, 12.0)
    assert not sparse(2, 1.5)


def test_speech_after_the_last_word_is_unheard() -> None:
    speech = [Span(0, 2 * RATE), Span(3 * RATE, 4 * RATE), Span(5 * RATE, 6 * RATE)]
    words = [_word(0.0, 0.9), _word(0.9, 1.9)]
    assert unheard(words, speech) == [speech[1:]]


def test_one_long_word_does_not_cover_what_came_after_it() -> None:
    [[rest]] = unheard([_word(0.0, 9.0)], [Span(0, 9 * RATE)])
    assert rest.end == 9 * RATE
    assert rest.start < 2 * RATE


@given(st.lists(st.floats(0.05, 1.0), min_size=1, max_size=20))
def test_speech_full_of_words_is_all_heard(lengths: list[float]) -> None:
    words, at = [], 0.0
    for length in lengths:
        words.append(_word(at, at + length))
        at += length
    assert unheard(words, [Span(0, int(at * RATE))]) == []

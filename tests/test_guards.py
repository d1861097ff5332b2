"""The guards catch invented speech and leave what people say alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.guards import (
    crowded,
    doubtful,
    looped,
    plain_word,
    said_once,
    sparse,
    subtitler,
    token_cap,
    unheard,
)
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


def _said(texts: list[str], start: float, step: float) -> tuple[HeardWord, ...]:
    """Words that begin `step` seconds apart."""
    begins = [start + step * place for place in range(len(texts))]
    return tuple(
        HeardWord(text, at, at + max(step, 0.02), 0.9)
        for text, at in zip(texts, begins, strict=True)
    )


_RUN = st.lists(st.sampled_from("abcdefgh"), min_size=4, max_size=20, unique=True)


@given(_RUN, st.floats(0.12, 0.6), st.floats(0, 0.02))
def test_a_copy_whose_words_begin_together_is_not_said(
    run: list[str], step: float, piled: float
) -> None:
    spoken = _said(run, 1.0, step)
    assert said_once([*spoken, *_said(run, spoken[-1].end, piled)]) == spoken
    late = _said(run, 1.0 + piled * len(run), step)
    assert said_once([*_said(run, 1.0, piled), *late]) == late


@given(_RUN, st.floats(0.12, 0.6), st.floats(0.12, 0.6), st.floats(0, 3))
def test_what_takes_its_time_twice_stays(
    run: list[str], step: float, other: float, pause: float
) -> None:
    once = _said(run, 1.0, step)
    words = (*once, *_said(run, once[-1].end + pause, other))
    assert said_once(words) == words


def test_a_copy_is_known_by_its_letters_and_leaves_what_stands_around_it() -> None:
    before = _said(["Non."], 0.0, 0.3)
    spoken = _said("Je vais lui dire".split(), 1.0, 0.2)
    copy = _said("je vais lui dire.".split(), 1.8, 0.0)
    after = _said(["Voilà."], 2.5, 0.3)
    assert said_once([*before, *spoken, *copy, *after]) == (*before, *spoken, *after)


def test_a_copy_is_not_said_though_its_last_word_begins_later() -> None:
    spoken = _said("Same as on the pass.".split(), 0.5, 0.2)
    piled = _said("Same as on the".split(), 1.5, 0.0)
    assert said_once([*spoken, *piled, HeardWord("pass.", 1.75, 1.9, 0.9)]) == spoken


def test_words_that_begin_all_at_once_have_no_sound() -> None:
    loop = "n'as pas faite et si tu n'as faite et si".split()
    assert not looped(loop)  # it is a little different each time
    assert crowded((*_said(["Donc,", "des", "questions."], 1.0, 0.3), *_said(loop, 2.0, 0.01)))


@given(st.lists(st.sampled_from("abcdefgh"), max_size=30), st.floats(0.05, 0.6))
def test_words_that_take_their_time_are_not_crowded(said: list[str], step: float) -> None:
    assert not crowded(_said(said, 1.0, step))
    assert not crowded(_said(said[:3], 1.0, 0.0))


def test_three_words_twice_and_words_that_differ_stay() -> None:
    for text in ("je vois bien je vois bien", "je vais lui dire je vais lui parler"):
        words = _said(text.split(), 1.0, 0.01)
        assert said_once(words) == words


def test_nothing_said_is_nothing_once() -> None:
    assert said_once([]) == ()


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

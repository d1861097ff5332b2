"""The guards catch invented speech and leave what people say alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.guards import doubtful, looped, plain_word, subtitler, token_cap


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

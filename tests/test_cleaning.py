"""Cleaning takes out what harms a terminal or hides from the eye, and nothing else."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.cleaning import cleaned, one_line

JOINER = "\N{ZERO WIDTH JOINER}"
# Of the format characters these alone are seen: number signs of scripts we do not speak.
SEEN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
SEEN_FORMATS |= {"\U000110bd", "\U000110cd"}
NASTY = "\x1b\x07\x9b\x9c\x9d\x90\x98[]\\;0m\n\r\t\x00\x85\u200b\u200d\u202e\u2028\ufeff\ud800"
anything = st.text(st.characters(codec=None, categories=None))
nasty = st.text(st.sampled_from(f"{NASTY}aé😀💻\ufe0f "), max_size=40)


def harmful(text: str) -> set[str]:
    kept = {"\n", "\t", JOINER} | SEEN_FORMATS
    gone = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {character for character in text if unicodedata.category(character) in gone} - kept


@given(anything | nasty)
def test_no_control_or_invisible_character_comes_through(text: str) -> None:
    assert not harmful(cleaned(text))
    assert not harmful(one_line(text)) | ({"\n", "\t"} & set(one_line(text)))


def test_every_character_there_is_comes_through_harmless() -> None:
    everything = " ".join(map(chr, range(sys.maxunicode + 1)))
    assert not harmful(cleaned(everything))
    assert JOINER not in cleaned(everything)


@given(anything | nasty)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)
    assert one_line(one_line(text)) == one_line(text)
    assert cleaned(one_line(text)) == one_line(text)


@given(anything | nasty)
def test_one_line_is_one_line_without_spaces_to_spare(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert "  " not in line
    assert line == line.strip()


@pytest.mark.parametrize(
    "text",
    [
        "Où étiez-vous l'été dernier ? À l'Haÿ-les-Roses, « chez l’ami » – 20 € d’œufs…",
        "It's a naïve façade, isn't it? 100% — “yes”.",
        "J'adore 👩‍💻 et 🏳️‍🌈, ❤️ 👍🏽 👨‍👩‍👧 !",
        "tab\tand\nnewline",
        "[0] [/b] <v Marc> {x} --> | * # `",
    ],
)
def test_ordinary_text_is_kept(text: str) -> None:
    assert cleaned(text) == text


@given(st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "S", "Zs"])))
def test_western_letters_and_signs_are_kept(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\x1b]0;title\x07Bonjour", "Bonjour"),
        ("\x1b]8;;http://x\x1b\\lien\x1b]8;;\x1b\\", "lien"),
        ("\x9d0;title\x9cBonjour", "Bonjour"),
        ("\x1b[2J\x1b[31mrouge\x1b[0m", "rouge"),
        ("\x9b31mrouge", "rouge"),
        ("\x1bP$qm\x1b\\Bonjour", "Bonjour"),
        ("\x1b(BBonjour\x1bc", "Bonjour"),
    ],
)
def test_an_escape_sequence_goes_whole(text: str, left: str) -> None:
    assert cleaned(text) == left


def test_an_escape_sequence_without_end_takes_no_speech_with_it() -> None:
    assert cleaned("\x1b]Bonjour Marc.\nÇa va ?\x07") == "Bonjour Marc.\nÇa va ?"
    assert cleaned("\x98Bonjour Marc.\nÇa va ?") == "Bonjour Marc.\nÇa va ?"


def test_the_joiner_stays_between_pictures_only() -> None:
    assert cleaned(f"👩{JOINER}💻") == f"👩{JOINER}💻"
    assert cleaned(f"Ma{JOINER}rc 👩{JOINER} {JOINER}💻") == "Marc 👩 💻"


@pytest.mark.parametrize("break_", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_break_becomes_a_newline(break_: str) -> None:
    assert cleaned(f"a{break_}b") == "a\nb"
    assert one_line(f"a{break_}b") == "a b"


def test_two_spellings_of_one_name_become_one() -> None:
    assert one_line("E\u0301loi\u0308se") == one_line("Élo\u200bïse\u202e ") == "Éloïse"

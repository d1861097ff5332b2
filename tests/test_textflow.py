"""Words in lines: all of them, in order, none wider than the line, wide letters counted as two."""

from hypothesis import given
from hypothesis import strategies as st
from invented import speech
from rich.cells import cell_len

from recorder.cleaning import one_line
from tui.widgets.textflow import at_column, lines


@given(st.lists(speech(), max_size=6).map(" ".join), st.integers(2, 60))
def test_every_word_is_there_once_and_fits(said: str, width: int) -> None:
    words = one_line(said).split()
    pieces = [piece for line in lines(words, width) for piece in line]
    for number, word in enumerate(words):
        assert "".join(piece.text for piece in pieces if piece.word == number) == word
    assert [piece.word for piece in pieces] == sorted(piece.word for piece in pieces)
    assert all(piece.end <= width for piece in pieces)


def test_letters_that_are_two_columns_wide() -> None:
    [first, second] = lines(["漢字", "漢字"], 8)
    assert [piece.column for piece in (*first, *second)] == [0, 0]
    assert first[0].end == cell_len("漢字") == 4
    assert len(lines(["漢字", "漢字"], 9)) == 1


def test_a_column_finds_its_word_or_the_nearest() -> None:
    [line] = lines(["oui", "non"], 20)
    assert [at_column(line, column).text for column in (0, 2, 4, 30, -3)] == [
        "oui",
        "oui",
        "non",
        "non",
        "oui",
    ]

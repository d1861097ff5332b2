"""Words laid out in lines of a width; pure, so that ten thousand are laid out once and kept."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len, chop_cells


class Piece(NamedTuple):
    """A word, or a part of one too wide for a line: its number, its text, its first column."""

    word: int
    text: str
    column: int

    @property
    def end(self) -> int:
        """The column after its last."""
        return self.column + cell_len(self.text)


Line = tuple[Piece, ...]


def lines(words: Sequence[str], width: int) -> list[Line]:
    """`words` in lines of at most `width` columns, a space between two; at least one line."""
    width = max(2, width)
    found: list[Line] = []
    line: list[Piece] = []
    column = 0
    for number, part, wide in _parts(words, width):
        if line and column + 1 + wide > width:
            found.append(tuple(line))
            line, column = [], 0
        column += 1 if line else 0
        line.append(Piece(number, part, column))
        column += wide
    return [*found, tuple(line)]


def at_column(line: Line, column: int) -> Piece:
    """The piece of `line` at `column`, else the one nearest to it."""
    return min(line, key=lambda piece: max(piece.column - column, column - piece.end + 1, 0))


def _parts(words: Sequence[str], width: int) -> Iterator[tuple[int, str, int]]:
    """Number, text and columns of each word, or of its parts where it is too wide."""
    for number, word in enumerate(words):
        wide = cell_len(word)
        if wide <= width:
            yield number, word, wide
        else:
            for part in chop_cells(word, width):
                yield number, part, cell_len(part)

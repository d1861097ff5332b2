"""Words laid out in lines of a width; pure, so that ten thousand are laid out once and kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells


@dataclass(frozen=True, slots=True)
class Piece:
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
    found: list[Line] = []
    line: list[Piece] = []
    column = 0
    for number, part in _parts(words, max(2, width)):
        wide = cell_len(part)
        if line and column + 1 + wide > max(2, width):
            found.append(tuple(line))
            line, column = [], 0
        column += 1 if line else 0
        line.append(Piece(number, part, column))
        column += wide
    return [*found, tuple(line)]


def at_column(line: Line, column: int) -> Piece:
    """The piece of `line` at `column`, else the one nearest to it."""
    return min(line, key=lambda piece: max(piece.column - column, column - piece.end + 1, 0))


def _parts(words: Sequence[str], width: int) -> Iterator[tuple[int, str]]:
    for number, word in enumerate(words):
        if cell_len(word) <= width:
            yield number, word
        else:
            for part in chop_cells(word, width):
                yield number, part

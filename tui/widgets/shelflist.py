"""The list of Home: clients with their sessions below them, or what a search found; one widget."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from recorder.cleaning import one_line
from recorder.conversation import Client
from recorder.search import Found
from recorder.shelf import Entry
from tui import standing, terminal
from tui.catalogue import N_, moment, plural
from tui.widgets.excerpt import excerpt

_WHEN, _LENGTH, _STATE, _NEXT, _WIDE = 20, 9, 24, 24, 100
_EDGES: Final = 4
Row = Client | Entry | Found


class ShelfList(OptionList):
    """One row a client, session or hit; `row` is the one that the cursor is on."""

    DEFAULT_CSS = """
    ShelfList {
        border: none;
        background: $background;
        padding: 0 1;
        height: 1fr;
        &:focus { border: none; background-tint: $foreground 0%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", N_("open"), id="home.open", tooltip=N_("Review what was said")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []
        self._at_work: dict[str, str] = {}
        self._looked_for = ""

    @property
    def row(self) -> Row | None:
        """What the cursor is on."""
        place = self.highlighted
        return self._rows[place] if place is not None and place < len(self._rows) else None

    def show_shelf(
        self, clients: Sequence[Client], entries: Sequence[Entry], running: dict[str, str]
    ) -> None:
        """List every client with their sessions; `running` says what is done with a session now."""
        rows: list[Row] = []
        for client in clients:
            rows += [client, *(entry for entry in entries if entry.client == client)]
        self._at_work, self._looked_for = running, ""
        self._fill(rows)

    def show_found(self, found: Sequence[Found], words: str) -> None:
        """List what was found of `words`."""
        self._looked_for = words
        self._fill(list(found))

    def go_to(self, identity: str) -> None:
        """Put the cursor on the session with that id."""
        for place, row in enumerate(self._rows):
            if _identity(row) == identity:
                self.highlighted = place

    def on_resize(self) -> None:
        """Lay the columns out anew."""
        self._fill(self._rows)

    def _fill(self, rows: list[Row]) -> None:
        """Show `rows`, the cursor on what it was on."""
        before, place = (_identity(self.row) if self.row else ""), self.highlighted
        self._rows = rows
        width = max(self.size.width - _EDGES, 8)
        today = standing.today()
        self.set_options([Option(self._line(row, width, today)) for row in rows])
        names = [_identity(row) for row in rows]
        if before in names:
            self.highlighted = names.index(before)
        elif rows:
            fallback = next((n for n, row in enumerate(rows) if not isinstance(row, Client)), 0)
            self.highlighted = fallback if place is None else min(place, len(rows) - 1)

    def _line(self, row: Row, width: int, today: date) -> Content:
        if isinstance(row, Client):
            number = sum(isinstance(o, Entry) and o.client == row for o in self._rows)
            tail = plural("{number} conversation", "{number} conversations", number)
            name = Content.styled(one_line(row.name), "bold $primary")
            name = name.truncate(max(width - len(tail) - 2, 4), ellipsis=True)
            gap = " " * max(width - name.cell_length - len(tail), 1)
            return Content.assemble(name, gap, (tail, "$text-muted")).truncate(width)
        if isinstance(row, Found):
            head = f"{one_line(row.client)[:20]} · {terminal.minutes(row.start)}  "
            text = excerpt(row.text, self._looked_for, max(width - len(head), 8))
            return Content.assemble((head, "$text-muted"), text).truncate(width, ellipsis=True)
        return self._session(row, width, today)

    def _session(self, entry: Entry, width: int, today: date) -> Content:
        state = self._at_work.get(entry.session.id) or standing.state(entry)
        kept = standing.countdown(entry, today)
        columns = [
            (moment(entry.session.started), _WHEN, ""),
            (standing.length(entry.session.duration), _LENGTH, "$text-muted"),
            (state, _STATE, "bold"),
        ]
        if width >= _WIDE:
            columns.append((standing.action(entry), _NEXT, ""))
        late = standing.due(entry, today)
        columns.append((f"! {kept}" if late else kept, 0, "$text-warning" if late else ""))
        cells = [
            Content.styled(text, style).truncate(wide - 1, ellipsis=True)
            if wide
            else Content.styled(text, style)
            for text, wide, style in columns
        ]
        padded = [
            cell.pad_right(max(wide - cell.cell_length, 0)) if wide else cell
            for cell, (_text, wide, _style) in zip(cells, columns, strict=True)
        ]
        return Content.assemble("  ", *padded).truncate(width, ellipsis=True)


def _identity(row: Row) -> str:
    if isinstance(row, Client):
        return row.id
    return row.session.id if isinstance(row, Entry) else f"{row.session} {row.utterance}"

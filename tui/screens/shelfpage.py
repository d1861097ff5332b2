"""What is on the shelf, as Home shows it: the list, what needs a look, the search."""

from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from recorder import clients, holders, search, sessions, shelf, vault
from recorder.cleaning import one_line
from recorder.search import Found
from recorder.sessions import State
from recorder.shelf import Entry
from recorder.sound import RATE
from tui import standing
from tui.catalogue import _, plural
from tui.page import Page
from tui.widgets.gauge import Gauge
from tui.widgets.shelflist import ShelfList

if TYPE_CHECKING:
    from textual.timer import Timer

    from recorder.conversation import Client, Session

_PAUSE_S: Final = 0.15  # in typing, before what is typed is looked for
_HOLDER: Final = "alliance"


class ShelfPage(Page):
    """Shows the shelf and what a search finds on it; what is done with either is Home's."""

    VERTICAL_BREAKPOINTS = [(0, "-short"), (12, "-tall")]  # noqa: RUF012, so it is typed

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()
        self.clients: tuple[Client, ...] = ()
        self.processed: Session | None = None
        self._typing: Timer | None = None

    def body(self) -> ComposeResult:
        """The search, what needs a look, the list, the one that the cursor is on."""
        yield Input(placeholder=_("Search everything that was said"), id="search", compact=True)
        yield Static(id="notices")
        with Vertical(id="welcome"):
            yield Static(_("Nobody here yet."), classes="title")
            yield Static(id="ways")
        yield ShelfList()
        yield Static(id="detail")
        yield Gauge()

    def on_screen_resume(self) -> None:
        """Something may have changed while another page was shown."""
        if self.is_mounted:
            self.fill()

    async def recompose(self) -> None:
        """In another language, with the same in it."""
        await super().recompose()
        self.fill()

    def fill(self) -> None:
        """Read the shelf and show it."""
        with self.told():
            self.entries = shelf.entries(self.vault)
            self.clients = clients.all_clients(self.vault)
        self.where = (_("Home"),)
        empty = not self.clients
        self.set_class(empty, "-empty")
        self.query_one("#ways", Static).update(Content("\n".join(self._ways())))
        if not self.words():
            self.query_one(ShelfList).show_shelf(self.clients, self.entries, self._at_work())
        self._tell_notices()
        if not empty and not isinstance(self.focused, Input):
            self.query_one(ShelfList).focus()
        self.refresh_bindings()

    def _ways(self) -> list[str]:
        """How to begin, by the keys as they are."""
        ways = (
            _("{new} prepares a conversation and asks for the consent."),
            _("{bring} brings in a recording or a transcript that you have."),
            _("{sample} opens a sample conversation between invented people."),
        )
        return [way.format(**self.keys()) for way in ways]

    def keys(self) -> dict[str, str]:
        """The key of each thing that this page does, as it is now."""
        found = {}
        for one in (*type(self).BINDINGS, *ShelfList.BINDINGS):
            if isinstance(one, Binding) and one.id:
                key = self.alliance.chosen.keys.get(one.id, one.key).split(",")[0]
                shown = self.app.get_key_display(Binding(key, one.action))
                found[one.id.removeprefix("home.")] = shown
        return found

    def _at_work(self) -> dict[str, str]:
        return {self.processed.id: _("being processed")} if self.processed else {}

    def _tell_notices(self) -> None:
        """What was cut off, and what is kept beyond the day agreed."""
        lines = []
        cut = [one for one in self.entries if one.work.state is State.UNFINISHED]
        for one in cut:
            if self.processed and one.session.id == self.processed.id:
                continue
            name = one_line(one.client.name)[:40]
            elsewhere = holders.worked_on(self.vault.home.locks, one.session.id)
            kept = 0 if elsewhere else sessions.samples(self.vault, one.session)
            length = standing.length(kept / RATE)
            words = _cut_off(kept, elsewhere=elsewhere)
            lines.append(words.format(name=name, length=length, **self.keys()))
        today = standing.today()
        late = sum(standing.due(one, today) for one in self.entries)
        if late:
            words = plural(
                "{number} conversation is kept beyond the day agreed.",
                "{number} conversations are kept beyond the day agreed.",
                late,
            )
            erases = _("{erase} erases; nothing goes by itself.").format(**self.keys())
            lines.append(f"{words} {erases}")
        notices = self.query_one("#notices", Static)
        notices.update(Content("\n".join(f"! {line}" for line in lines)))
        notices.set_class(bool(lines), "-on")

    @property
    def entry(self) -> Entry | None:
        """The session that the cursor is on, or that a hit is in."""
        row = self.query_one(ShelfList).row
        if isinstance(row, Entry):
            return row
        if isinstance(row, Found):
            return next((one for one in self.entries if one.session.id == row.session), None)
        return None

    @on(OptionList.OptionHighlighted)
    def _looked_at(self) -> None:
        entry = self.entry
        lines = []
        if entry:
            today = standing.today()
            busy = self.processed is not None and self.processed.id == entry.session.id
            following = _("{stop} stops it; what is done is kept") if busy else ""
            lines = [
                following.format(**self.keys()) or standing.following(entry, self.keys()),
                standing.kept_until(entry, today),
            ]
        self.query_one("#detail", Static).update(Content("\n".join(filter(None, lines))))
        self.refresh_bindings()

    # Searching.

    def action_search(self) -> None:
        """Type what to look for."""
        self.query_one("#search", Input).focus()

    def action_back(self) -> None:
        """Leave the search."""
        self.query_one("#search", Input).value = ""
        self.query_one(ShelfList).focus()
        self.fill()

    def words(self) -> str:
        """What is looked for, "" for nothing."""
        found = self.query("#search")
        return found.first(Input).value.strip() if found else ""

    @on(Input.Changed, "#search")
    def _typed(self) -> None:
        if self._typing:
            self._typing.stop()
        self._typing = self.set_timer(_PAUSE_S, self._look)

    @on(Input.Submitted, "#search")
    def _submitted(self) -> None:
        self.query_one(ShelfList).focus()

    def _look(self) -> None:
        if search.terms(self.words()):
            self._find(self.words())
        elif not self.words():
            self.fill()

    @work(thread=True, exclusive=True, exit_on_error=False, group="search")
    def _find(self, words: str) -> tuple[str, tuple[Found, ...]]:
        """On a thread, with a way into the vault of its own: the screen goes on using the other."""
        with vault.unlock_by_key(self.vault.home, self.vault.key, _HOLDER) as beside:
            return words, search.search(beside, words)

    def show_found(self, words: str, found: tuple[Found, ...]) -> None:
        """List what was found, if it is still looked for."""
        if words != self.words():
            return
        self.query_one(ShelfList).show_found(found, words)
        if not found:
            self.query_one("#detail", Static).update(Content(_("Nobody said that.")))
        self.refresh_bindings()


def _cut_off(kept: int, *, elsewhere: bool) -> str:
    """What to tell of a session that was never ended."""
    if elsewhere:
        return _("{name}: being recorded or processed by another program.")
    if kept:
        return _("{name}: cut off, {length} kept. {process} goes on from there.")
    return _("{name}: cut off before anything was kept. {erase} takes it away.")

"""The transcript: one list of lines, drawn as they come into sight, however long it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from recorder.cleaning import one_line
from recorder.conversation import Maker, Speaker, Utterance
from recorder.phrases import clock
from tui.catalogue import N_
from tui.widgets.textflow import Line, at_column, lines

_INDENT: Final = 7
_HEADING: Final[Line] = ()
_PARTS: Final = (
    "time coach client unknown label own inside hit chosen sounding doubt cursor".split()
)


@dataclass(frozen=True, slots=True)
class Label:
    """A topic on an utterance, as it is shown: "2 values", with a tick where the coach set it."""

    text: str
    colour: int
    by: Maker


@dataclass(frozen=True, slots=True)
class Shown:
    """What the list shows: utterances, how their speakers are called, their labels by id."""

    utterances: tuple[Utterance, ...] = ()
    names: tuple[tuple[Speaker, str], ...] = ()
    labels: tuple[tuple[str, tuple[Label, ...]], ...] = ()


def _key(key: str, action: str, words: str, tooltip: str) -> Binding:
    name = action.replace("(-1)", "_back").replace("(1)", "_on")
    name = name.replace("('", "_").replace("')", "").replace("-", "")
    return Binding(key, action, words, show=False, id=f"transcript.{name}", tooltip=tooltip)


class TranscriptList(ScrollView, can_focus=True):
    """Utterances one can go through word by word; tells which word one is at."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"transcript--{part}" for part in _PARTS}
    DEFAULT_CSS = """
    TranscriptList {
        background: $background;
        color: $foreground;
        scrollbar-size-vertical: 1;
        & > .transcript--time { color: $text-muted; }
        & > .transcript--coach { color: $primary; text-style: bold; }
        & > .transcript--client { color: $secondary; text-style: bold; }
        & > .transcript--unknown { color: $text-muted; text-style: bold; }
        & > .transcript--label { color: $accent; }
        & > .transcript--own { color: $accent; text-style: bold; }
        & > .transcript--inside { background: $panel; }
        & > .transcript--chosen { background: $primary 40%; }
        & > .transcript--hit { text-style: underline; color: $warning; }
        & > .transcript--sounding { text-style: bold underline; color: $accent; }
        & > .transcript--doubt { color: $text-muted; text-style: italic; }
        & > .transcript--cursor { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("left", "step(-1)", N_("word before"), N_("To the word before")),
        _key("right", "step(1)", N_("next word"), N_("To the next word")),
        _key("up", "line(-1)", N_("line above"), N_("To the line above")),
        _key("down", "line(1)", N_("line below"), N_("To the line below")),
        _key("pageup", "leaf(-1)", N_("page up"), N_("A page up")),
        _key("pagedown", "leaf(1)", N_("page down"), N_("A page down")),
        _key("ctrl+up", "turn(-1)", N_("utterance before"), N_("To the utterance before")),
        _key("ctrl+down", "turn(1)", N_("next utterance"), N_("To the next utterance")),
        _key("home", "edge(0)", N_("start"), N_("To the start of the conversation")),
        _key("end", "edge(-1)", N_("end"), N_("To the end of the conversation")),
        _key("shift+left", "choose(-1)", N_("choose back"), N_("Choose one word more to the left")),
        _key("shift+right", "choose(1)", N_("choose on"), N_("Choose one word more to the right")),
    ]

    cursor: reactive[str] = reactive("", init=False)
    """The id of the word one is at."""
    sounding: reactive[str] = reactive("", init=False)
    """The id of the word that is heard now."""
    inside: reactive[frozenset[str]] = reactive(frozenset(), init=False)
    """The ids of the words of the passage one is at."""
    hits: reactive[frozenset[str]] = reactive(frozenset(), init=False)
    """The ids of words that were looked for."""

    @dataclass
    class Moved(Message):
        """One is at another word."""

        word: str

    def __init__(self) -> None:
        super().__init__()
        self._shown = Shown()
        self._lines: list[tuple[int, Line]] = []
        self._first: list[int] = []
        self._at: dict[str, tuple[int, int]] = {}
        self._order: list[str] = []
        self._anchor = ""
        self._laid: dict[str, tuple[Utterance, int, list[Line]]] = {}

    def show(self, shown: Shown) -> None:
        """Show this; the cursor stays at its word, else at the one in its place."""
        before = self._order.index(self.cursor) if self.cursor in self._at else 0
        self._shown = shown
        self._order = [word.id for one in shown.utterances for word in one.words]
        self._at = {
            word.id: (place, number)
            for place, one in enumerate(shown.utterances)
            for number, word in enumerate(one.words)
        }
        self._anchor = self._anchor if self._anchor in self._at else ""
        self._lay_out()
        if self.cursor not in self._at and self._order:
            self.cursor = self._order[min(before, len(self._order) - 1)]
        elif not self._order:
            self.cursor = ""

    @property
    def chosen(self) -> tuple[str, ...]:
        """The words chosen from the anchor to the cursor, empty where none are."""
        if not self._anchor or self.cursor not in self._at:
            return ()
        ends = sorted((self._order.index(self._anchor), self._order.index(self.cursor)))
        return tuple(self._order[ends[0] : ends[1] + 1])

    def choose_none(self) -> None:
        """Choose no words."""
        self._anchor = ""
        self.refresh()

    def utterance(self) -> Utterance | None:
        """The utterance one is at."""
        place = self._at.get(self.cursor)
        return self._shown.utterances[place[0]] if place else None

    def go(self, word: str) -> None:
        """To `word`, if it is shown."""
        if word in self._at:
            self._anchor = ""
            self.cursor = word

    def region_of(self, name: str) -> Region | None:
        """Where the text of the utterance `name` stands in this widget, if it is in sight."""
        for place, one in enumerate(self._shown.utterances):
            if one.id == name and self._lines:
                top = self._first[place] + 1 - self.scroll_offset.y
                height = len(self._laid[name][2])
                return Region(_INDENT, top, max(10, self.size.width - _INDENT), height)
        return None

    def on_resize(self) -> None:
        """Other lines for another width."""
        self._lay_out()
        self.call_after_refresh(self._reveal)

    def watch_cursor(self) -> None:
        """Bring it into sight and tell."""
        self._reveal()
        self.refresh()
        self.post_message(self.Moved(self.cursor))

    def watch_sounding(self, before: str, now: str) -> None:
        """Draw what changed."""
        for word in (before, now):
            if word in self._at and self._lines:
                line = self._line_of(word)
                self.refresh(Region(0, line - self.scroll_offset.y, self.size.width, 2))

    def watch_inside(self) -> None:
        """Draw it."""
        self.refresh()

    def watch_hits(self) -> None:
        """Draw them."""
        self.refresh()

    def action_step(self, by: int) -> None:
        """So many words on."""
        self._anchor = ""
        self._go(by)

    def action_choose(self, by: int) -> None:
        """Choose from here to so many words on."""
        self._anchor = self._anchor or self.cursor
        self._go(by)

    def action_line(self, by: int) -> None:
        """So many lines down, in the same column."""
        if self.cursor not in self._at or not self._lines:
            return
        self._anchor = ""
        line = self._line_of(self.cursor)
        number = self._at[self.cursor][1]
        column = next(piece.column for piece in self._lines[line][1] if piece.word == number)
        target = line
        steps = abs(by)
        while steps and 0 <= target + (1 if by > 0 else -1) < len(self._lines):
            target += 1 if by > 0 else -1
            steps -= bool(self._lines[target][1])
        self._go_to(target, column)

    def action_leaf(self, by: int) -> None:
        """A page down."""
        self.action_line(by * max(1, self.size.height - 2))

    def action_turn(self, by: int) -> None:
        """So many utterances on."""
        if self.cursor in self._at:
            self._anchor = ""
            place = self._at[self.cursor][0] + by
            place = max(0, min(place, len(self._shown.utterances) - 1))
            self.cursor = self._shown.utterances[place].words[0].id

    def action_edge(self, at: int) -> None:
        """To the first word (0) or the last (-1)."""
        self._anchor = ""
        if self._order:
            self.cursor = self._order[at]

    def on_click(self, event: events.Click) -> None:
        """To the word that was clicked."""
        line = event.y + self.scroll_offset.y
        if 0 <= line < len(self._lines):
            self._anchor = ""
            self._go_to(line, event.x - _INDENT)

    def render_line(self, y: int) -> Strip:
        """One line as it is drawn."""
        width = self.size.width
        number = y + self.scroll_offset.y
        if not 0 <= number < len(self._lines):
            return Strip.blank(width, self.rich_style)
        place, line = self._lines[number]
        utterance = self._shown.utterances[place]
        segments = self._words(utterance, line) if line else self._heading(utterance)
        return Strip(segments).adjust_cell_length(width, self.rich_style).crop(0, width)

    def _heading(self, utterance: Utterance) -> list[Segment]:
        """When, who, about what; a pencil where the coach wrote, a question mark where in doubt."""
        names, labels = dict(self._shown.names), dict(self._shown.labels)
        time = "" if utterance.start is None else clock(utterance.start)
        segments = [
            Segment(time.rjust(_INDENT - 1) + " ", self._style("time")),
            Segment(one_line(names.get(utterance.speaker, "?")), self._style(utterance.speaker)),
        ]
        if Maker.COACH in (utterance.by, utterance.speaker_by):
            segments.append(Segment(" ✍", self._style("time")))
        if utterance.suspect:
            segments.append(Segment(" ?", self._style("doubt")))
        for label in labels.get(utterance.id, ()):
            part = "own" if label.by is Maker.COACH else "label"
            ticked = f"  [{one_line(label.text)}{' ✓' * (part == 'own')}]"
            segments.append(Segment(ticked, self._style(part)))
        return segments

    def _words(self, utterance: Utterance, line: Line) -> list[Segment]:
        plain = self.rich_style + (self._style("doubt") if utterance.suspect else Style())
        segments = [Segment(" " * _INDENT, self.rich_style)]
        chosen = set(self.chosen)
        for at, piece in enumerate(line):
            word = utterance.words[piece.word].id
            between = plain
            if at and word in self.inside and utterance.words[line[at - 1].word].id in self.inside:
                between += self._style("inside")
            segments += [Segment(" ", between)] if at else []
            segments.append(Segment(piece.text, plain + self._marked(word, chosen)))
        return segments

    def _marked(self, word: str, chosen: set[str]) -> Style:
        parts = (
            ("inside", word in self.inside),
            ("hit", word in self.hits),
            ("chosen", word in chosen),
            ("sounding", word == self.sounding),
            ("cursor", word == self.cursor),
        )
        return Style.combine([Style(), *(self._style(name) for name, so in parts if so)])

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"transcript--{part}", partial=True)

    def _lay_out(self) -> None:
        self._lines, self._first = [], []
        if not self.size.width:  # not on the screen yet
            return
        width = max(2, self.size.width - _INDENT - 1)
        kept = {}
        for place, one in enumerate(self._shown.utterances):
            known = self._laid.get(one.id)
            if known is None or known[0] is not one or known[1] != width:
                known = (one, width, lines([one_line(word.text) for word in one.words], width))
            kept[one.id] = known
            self._first.append(len(self._lines))
            self._lines.append((place, _HEADING))
            self._lines += [(place, line) for line in known[2]]
        self._laid = kept
        self.virtual_size = Size(self.size.width, len(self._lines))
        self.refresh()

    def _line_of(self, word: str) -> int:
        place, number = self._at[word]
        first = self._first[place] + 1
        for at, line in enumerate(self._laid[self._shown.utterances[place].id][2]):
            if any(piece.word == number for piece in line):
                return first + at
        return first

    def _go(self, by: int) -> None:
        if self.cursor in self._at:
            at = self._order.index(self.cursor) + by
            self.cursor = self._order[max(0, min(at, len(self._order) - 1))]

    def _go_to(self, number: int, column: int) -> None:
        place, line = self._lines[number]
        if not line:  # a heading stands for the line below it
            place, line = self._lines[min(number + 1, len(self._lines) - 1)]
        if line:
            utterance = self._shown.utterances[place]
            self.cursor = utterance.words[at_column(line, column).word].id

    def _reveal(self) -> None:
        if self.cursor in self._at and self._lines:
            line = self._line_of(self.cursor)
            heading = self._first[self._at[self.cursor][0]]
            top = heading if line - heading < self.size.height - 1 else line
            region = Region(0, top, max(1, self.size.width), line - top + 1)
            self.scroll_to_region(region, animate=False, force=True)


def labels_of(
    utterances: Sequence[Utterance], tagged: Sequence[tuple[frozenset[str], Label]]
) -> tuple[tuple[str, tuple[Label, ...]], ...]:
    """The labels of each utterance: of the passages, as word ids, that hold any of its words."""
    homes = {word.id: one.id for one in utterances for word in one.words}
    found: dict[str, dict[Label, None]] = {}
    for words, label in tagged:
        for name in {homes[word] for word in words if word in homes}:
            found.setdefault(name, {})[label] = None
    return tuple((name, tuple(labels)) for name, labels in found.items())

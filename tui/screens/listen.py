"""Listen: the recording under way, in sight whatever else is; marks, notes, the guide."""

from dataclasses import dataclass
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Digits, Input, Static
from textual.worker import Worker, WorkerState, get_current_worker

from models import listening, news
from models.coverage import Covered
from recorder import clients, consents, guide
from recorder.conversation import Client, MarkKind, Session
from recorder.errors import AllianceError
from recorder.wire import Event, Marked, Removed, Running
from tui import catalogue, terminal
from tui.catalogue import N_, _
from tui.following import LiveText
from tui.openquestions import Touch, still_open, touched
from tui.screens.steering import Steering
from tui.widgets.elapsed import Elapsed
from tui.widgets.faultlist import FaultList, line
from tui.widgets.guidebook import Guidebook
from tui.widgets.levels import Levels
from tui.widgets.livewords import LiveWords
from tui.widgets.recband import RecBand
from tui.widgets.topicboard import Shown, TopicBoard

_SIGHT_S: Final = 0.25
_WORDS_S: Final = 0.2  # five times a second: nobody reads faster
_NEVER: Final = (Touch.UNTOUCHED, 0.0)
_MARKED: Final = {
    MarkKind.CONSENT: N_("the yes"),
    MarkKind.MARK: N_("a mark"),
    MarkKind.TOPIC: N_("a topic"),
    MarkKind.NOTE: N_("a note"),
}


class Listen(Steering):
    """The recording's state, the words, the guide and its board."""

    CSS_PATH = "listen.tcss"
    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (12, "-low"), (32, "-high")]  # noqa: RUF012, typed
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "n",
            "another",
            N_("other question"),
            id="listen.another",
            tooltip=N_("Suggest another question that is still open"),
        ),
        Binding(
            "g", "turn(1)", N_("guide"), id="listen.guide", tooltip=N_("The guide's next section")
        ),
        Binding(
            "G",
            "turn(-1)",
            N_("guide, back"),
            id="listen.guide_back",
            tooltip=N_("The guide's section before"),
            show=False,
        ),
        Binding(
            "down",
            "scroll_guide(1)",
            N_("guide, down"),
            id="listen.guide_down",
            tooltip=N_("Further down in the guide"),
            show=False,
        ),
        Binding(
            "up",
            "scroll_guide(-1)",
            N_("guide, up"),
            id="listen.guide_up",
            tooltip=N_("Further up in the guide"),
            show=False,
        ),
        Binding(
            "c",
            "calm",
            N_("calm"),
            id="listen.calm",
            tooltip=N_("Show only the recording, the time and the next question"),
        ),
        Binding(
            "f",
            "faults",
            N_("faults"),
            id="listen.faults",
            tooltip=N_("Everything that went wrong, with its time"),
        ),
    ]

    def __init__(
        self,
        session: Session,
        microphone: str = "",
        far_end: str = "",
        *,
        spoken: bool = False,
        new: Client | None = None,
    ) -> None:
        super().__init__(session, microphone, far_end, spoken=spoken, new=new)
        self._guide = guide.sections(self.language)
        self._turned = self._other = 0
        self.live = LiveText(session.channels)
        self._stale = True

    def body(self) -> ComposeResult:
        """The state first and always; then what helps to listen."""
        yield RecBand(id="rec", classes="-large")
        yield Static(id="fault")
        yield Digits("0:00", id="clock")
        with Horizontal(id="how"):
            yield Levels()
            yield Elapsed()
        yield Static(id="next")
        with Horizontal(id="main"):
            with Vertical(id="left"):
                yield LiveWords()
                yield Static(id="pace")
            with Vertical(id="right"):
                yield TopicBoard()
                yield Guidebook()
        yield Static(id="told")
        yield Input(id="note", compact=True, placeholder=_("a note: enter keeps it, escape not"))

    def on_mount(self) -> None:
        """Show the guide, and keep the recording in sight."""
        with self.told():
            self.where = (clients.with_id(self.vault, self.session.client).name,)
        both = len(self.session.channels) > 1
        self.query_one(Levels).names = (_("you"), _("client")) if both else (_("microphone"),)
        self.query_one("#note").display = False
        self._show_guide()
        self._show_board()
        self._show()
        self.set_interval(_SIGHT_S, self._keep_in_sight)
        self.set_interval(_WORDS_S, self._show_words)
        self._begin_to_follow()

    def learnt(self, event: Event | None) -> None:
        """Show what changed."""
        if isinstance(event, Removed):
            self.live.said.forget(event.start, event.end)  # a dead listener would not say so
            self._stale = True
            told = _("{start}–{end} was taken out; nothing is kept until you press space.")
            start, end = terminal.minutes(event.start), terminal.minutes(event.end)
            self._say(told.format(start=start, end=end))
        elif isinstance(event, Marked):
            at, what = terminal.minutes(event.start), _(_MARKED[event.kind])
            self._say(_("{what} kept at {time}").format(what=what, time=at))
        if isinstance(event, Marked | Removed):
            self._show_board()
        if isinstance(event, Running):
            self.query_one(Levels).heights = self.on_air.heights
        self._show()

    # Live text, on a thread that tells what comes.

    @dataclass
    class Heard(Message):
        """The listener told this."""

        event: news.Event

    def _begin_to_follow(self) -> None:
        """Live text, as far as the client agreed to it."""
        with self.told():
            consent = consents.in_force(self.vault, self.session)
            if consent and "transcribe" in consent.purposes:
                self._follow(topics="analyse" in consent.purposes)
            else:
                self.live.gone = _("The client did not agree to a transcript.")

    @work(thread=True, exit_on_error=False, group="follow")
    def _follow(self, *, topics: bool) -> None:
        worker = get_current_worker()
        model = self.alliance.chosen.model
        self.alone.clear()
        try:
            with listening.listening(self.vault, self.session, model=model, topics=topics) as live:
                while not (worker.is_cancelled or live.over or self.on_air.ended):
                    for event in live.events(_WORDS_S):
                        self.post_message(self.Heard(event))
        finally:
            self.alone.set()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Whatever befalls live text, the recording goes on, and it says so."""
        if event.worker.group == "follow" and event.state is WorkerState.ERROR:
            event.prevent_default()
            error = event.worker.error
            self.live.gone = _("It broke off.")
            if isinstance(error, AllianceError):
                self.live.gone = f"{catalogue.told(error.title)} {catalogue.told(error.advice)}"
            self._stale = True

    def on_listen_heard(self, event: Heard) -> None:
        """Learn it; it is shown when its turn comes."""
        self.live.take(event.event)
        self._stale = True
        if isinstance(event.event, Covered):
            self._show_board()

    def _show_words(self) -> None:
        """What was said, and how far behind it is."""
        if self._stale:
            self._stale = False
            self.query_one(LiveWords).show(self.live.said)
            self.query_one("#pace", Static).update(Content(self.live.line()))

    # What is shown.

    def _show(self) -> None:
        """The state, the time, the faults; keys that can be pressed now."""
        on_air = self.on_air
        self.query_one(Elapsed).seconds = int(on_air.seconds)
        self.query_one("#clock", Digits).update(terminal.minutes(on_air.seconds))
        fault = self.query_one("#fault", Static)
        fault.display = on_air.unseen is not None
        if on_air.unseen:
            fault.update(Content.assemble("! ", line(on_air.unseen)))
        self._keep_in_sight()
        self.refresh_bindings()

    def _keep_in_sight(self) -> None:
        """Put the band on whatever is in front, and keep all of them true."""
        front = self.app.screen
        if front is not self and self.on_air.ended is None and not front.query(RecBand):
            front.mount(RecBand())
        for screen in self.app.screen_stack:
            for band in screen.query(RecBand):
                band.air, band.seconds = self.on_air.air, int(self.on_air.seconds)

    def _say(self, told: str) -> None:
        self.query_one("#told", Static).update(Content(told))

    def _touches(self) -> dict[str, Touch]:
        marked = [mark.text for mark in self.on_air.marks if mark.kind is MarkKind.TOPIC]
        states = self.live.states
        return {
            topic.id: touched(states.get(topic.id, _NEVER)[0], topic.id, marked)
            for topic in self.topics
        }

    def _show_board(self) -> None:
        """How far each topic is covered, and what to ask next."""
        touches = self._touches()
        self.query_one(TopicBoard).topics = tuple(
            Shown(topic.name, touches[topic.id], self.live.states.get(topic.id, _NEVER)[1])
            for topic in self.topics
        )
        questions = still_open(self.topics, touches)
        shown = Content.styled(_("Every question of the guide is answered."), "$foreground 60%")
        if questions:
            topic, question = questions[self._other % len(questions)]
            about = _("Still open · {topic}").format(topic=topic.name)
            shown = Content.assemble((about, "$foreground 60%"), "\n", (question, "bold"))
        self.query_one("#next", Static).update(shown)

    def _show_guide(self) -> None:
        place = self._turned % len(self._guide)
        told = f"{place + 1}/{len(self._guide)}"
        topics = {topic.id: topic for topic in self.topics}
        self.query_one(Guidebook).show(self._guide[place], told, topics, list(topics))

    def action_another(self) -> None:
        """Suggest the next question that is open."""
        self._other += 1
        self._show_board()

    def action_turn(self, by: int) -> None:
        """Turn the guide; where there is room for words or the guide alone, show the guide."""
        if self.has_class("-narrow") and not self.has_class("-guide"):
            self.add_class("-guide")
            return
        self._turned += by
        if self.has_class("-narrow") and self._turned % len(self._guide) == 0:
            self.remove_class("-guide")
        self._show_guide()

    def action_scroll_guide(self, by: int) -> None:
        """Scroll the guide by half of what is seen."""
        book = self.query_one(Guidebook)
        book.scroll_relative(y=by * max(1, book.size.height // 2), animate=False)

    def action_calm(self) -> None:
        """Show only the recording, the time and the next question; and all of it again."""
        self.toggle_class("-calm")

    def action_faults(self) -> None:
        """List the faults; they are put aside by that."""
        self.on_air.seen = len(self.on_air.faults)
        self._show()
        self.app.push_screen(FaultList(self.on_air.faults))

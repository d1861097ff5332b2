"""Listen: the recording under way, in sight whatever else is; marks, notes, the guide."""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Digits, Input, Static

from recorder import clients, codebook, guide
from recorder.conversation import Client, Language, MarkKind, Session
from recorder.wire import Button, Event, Marked, Removed, Running
from tui import faults, terminal
from tui.catalogue import N_, _
from tui.openquestions import Touch, still_open, touched
from tui.screens.taping import Taping
from tui.widgets.elapsed import Elapsed
from tui.widgets.faultlist import FaultList, line
from tui.widgets.guidebook import Guidebook
from tui.widgets.levels import Levels
from tui.widgets.livewords import LiveWords
from tui.widgets.recband import RecBand
from tui.widgets.topicboard import KEYS, Shown, TopicBoard

_SIGHT_S: Final = 0.25
_UNSHIFTED: Final = dict(
    zip(
        "1234567890",
        (
            *("ampersand", "é", "quotation_mark", "apostrophe", "left_parenthesis"),
            *("minus", "è", "underscore", "ç", "à"),
        ),
        strict=True,
    )
)
"""What the keys of the digits give on a French keyboard, so that nobody has to hold shift."""


_STEERING: Final = frozenset(
    {"pause", "off_the_record", "mark", "topic", "note", "withdraw", "stop"}
)
_MARKED: Final = {
    MarkKind.CONSENT: N_("the yes"),
    MarkKind.MARK: N_("a mark"),
    MarkKind.TOPIC: N_("a topic"),
    MarkKind.NOTE: N_("a note"),
}


def _topic_keys() -> Iterator[Binding]:
    for place, key in enumerate(KEYS):
        keys = f"{key},{_UNSHIFTED[key]}" if key in _UNSHIFTED else key
        yield Binding(
            keys,
            f"topic({place})",
            N_("mark a topic"),
            id=f"listen.topic{place + 1}",
            tooltip=N_("Mark this moment with the topic that has this key on the board"),
            show=False,
        )


class Listen(Taping):
    """The recording's state, the words, the guide and its board, as `Taping` records."""

    CSS_PATH = "listen.tcss"
    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (12, "-low"), (32, "-high")]  # noqa: RUF012, typed
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,y",
            "yes",
            N_("the yes is said"),
            id="listen.yes",
            tooltip=N_("The client has said yes, aloud: keep where"),
        ),
        Binding(
            "space",
            "pause",
            N_("pause"),
            id="listen.pause",
            tooltip=N_("Pause, and go on: what is said in a pause is not kept"),
        ),
        Binding(
            "o",
            "off_the_record",
            N_("off the record"),
            id="listen.off",
            tooltip=N_("Off the record: the last minute is taken out, and nothing kept from here"),
        ),
        Binding(
            "m", "mark", N_("mark"), id="listen.mark", tooltip=N_("Mark this moment to find it")
        ),
        *_topic_keys(),
        Binding(
            "t",
            "note",
            N_("note"),
            id="listen.note",
            tooltip=N_("Type a note while the recording goes on"),
        ),
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
        Binding(
            "w",
            "withdraw",
            N_("consent withdrawn"),
            id="listen.withdraw",
            tooltip=N_("The client takes the consent back: nothing more is kept"),
        ),
        Binding("q", "stop", N_("stop"), id="listen.stop", tooltip=N_("End the recording")),
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
        language: Language = "en" if session.language == "en" else "fr"
        self._guide, self._topics = guide.sections(language), codebook.topics(language)
        self._turned = self._other = 0
        self._noting: float | None = None
        for key, found in self._bindings.key_to_bindings.items():
            self._bindings.key_to_bindings[key] = [self._named(one) for one in found]

    def _named(self, binding: Binding) -> Binding:
        """A topic's key with the topic's name, for the help and the palette."""
        if not binding.action.startswith("topic("):
            return binding
        place = int(binding.action.removeprefix("topic(").removesuffix(")"))
        name = self._topics[place].name if place < len(self._topics) else ""
        return replace(binding, description=name, tooltip=name)

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

    def learnt(self, event: Event | None) -> None:
        """Show what changed."""
        if isinstance(event, Removed):
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
        return {topic.id: touched(Touch.UNTOUCHED, topic.id, marked) for topic in self._topics}

    def _show_board(self) -> None:
        """How far each topic is covered, and what to ask next."""
        touches = self._touches()
        self.query_one(TopicBoard).topics = tuple(
            Shown(topic.name, touches[topic.id]) for topic in self._topics
        )
        questions = still_open(self._topics, touches)
        shown = Content.styled(_("Every question of the guide is answered."), "$text-muted")
        if questions:
            topic, question = questions[self._other % len(questions)]
            about = _("Still open · {topic}").format(topic=topic.name)
            shown = Content.assemble((about, "$text-muted"), "\n", (question, "bold"))
        self.query_one("#next", Static).update(shown)

    def _show_guide(self) -> None:
        place = self._turned % len(self._guide)
        told = f"{place + 1}/{len(self._guide)}"
        topics = {topic.id: topic for topic in self._topics}
        self.query_one(Guidebook).show(self._guide[place], told, topics, list(topics))

    # What is pressed.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes sense now; before the recorder is there, nothing but to look."""
        del parameters
        if action == "yes":
            return self.on_air.spoken and self.on_air.began
        if action == "leave":
            return self._noting is not None
        if action == "faults":
            return bool(self.on_air.faults)
        if action in _STEERING and (self.running is None or self.on_air.over):
            return None
        return True

    def action_pause(self) -> None:
        """Pause, or go on."""
        self.press(Button.RESUME if self.on_air.held else Button.PAUSE)

    def action_off_the_record(self) -> None:
        """Keep nothing from here on, and take out the last minute."""
        self.press(Button.OFF_THE_RECORD, back=faults.BACK_S)

    def action_mark(self) -> None:
        """Mark this moment."""
        self._mark(MarkKind.MARK)

    def action_yes(self) -> None:
        """The client's yes was said, from the beginning to now."""
        self._mark(MarkKind.CONSENT, since=0.0)

    def action_topic(self, place: int) -> None:
        """Mark this moment with a topic."""
        if place < len(self._topics):
            self._mark(MarkKind.TOPIC, self._topics[place].id)

    def _mark(self, kind: MarkKind, text: str = "", since: float | None = None) -> None:
        if self.running and not self.on_air.over:
            self.running.mark(kind, text, since)

    def action_note(self) -> None:
        """Type a note; it belongs to the moment at which it was begun."""
        if self._noting is None:
            self._noting = self.on_air.seconds
            typed = self.query_one("#note", Input)
            typed.display = True
            typed.focus()

    @on(Input.Submitted, "#note")
    def _noted(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self._mark(MarkKind.NOTE, event.value, self._noting)
        self.action_leave()

    def action_leave(self) -> None:
        """Put the note away; the page itself is left by stopping."""
        typed = self.query_one("#note", Input)
        typed.value, typed.display, self._noting = "", False, None
        self.set_focus(None)
        self.refresh_bindings()

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

    def action_calm(self) -> None:
        """Show only the recording, the time and the next question; and all of it again."""
        self.toggle_class("-calm")

    def action_faults(self) -> None:
        """List the faults; they are put aside by that."""
        self.on_air.seen = len(self.on_air.faults)
        self._show()
        self.app.push_screen(FaultList(self.on_air.faults))

    def action_withdraw(self) -> None:
        """Keep nothing from here on, and ask whether the consent is withdrawn."""
        self._held_before = self.on_air.held
        self.press(Button.PAUSE)
        self.ask(
            _("Does the client take the consent back?"),
            _("Nothing is kept while you answer. Yes ends the recording for good."),
            "withdraw_it",
        )

    def withdraw_it_not(self) -> None:
        """They do not: go on as before."""
        if not self._held_before:
            self.press(Button.RESUME)

    def action_stop(self) -> None:
        """Ask once, then stop."""
        self.ask(_("End the recording?"), _("It goes on until you say yes."), "stop")

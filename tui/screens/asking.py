"""Consent: the statement to read aloud, what the client agrees to, and how they said so."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar, Final, Literal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Checkbox, Input, Label, RadioSet, Select, Static
from textual.worker import Worker, WorkerState

from recorder import consents, gate
from recorder.cleaning import one_line
from recorder.consents import Statement, Terms
from recorder.conversation import Client, Given, Session
from recorder.errors import ConsentMissing
from recorder.gate import Meeting
from tui.catalogue import N_, _, day, plural
from tui.page import Page
from tui.widgets.row import Choice, Row, Tick

_SCOPES: Final = {
    "record": N_("record this conversation"),
    "transcribe": N_("transcribe it"),
    "analyse": N_("find its topics and draft the alliance"),
    "share": N_("show passages to the coach's supervisor"),
}
_WAYS: Final = {
    Given.ORAL: N_("aloud"),
    Given.WRITTEN: N_("in writing"),
    Given.MESSAGE: N_("by message"),
}
_DAYS: Final = (7, 30, 90, 365)


@dataclass(frozen=True, slots=True)
class Plan:
    """A conversation that is prepared; a device that is "" is the one in use."""

    client: str = ""
    coach: str = ""
    language: str = ""
    setting: Literal["room", "call"] = "room"
    microphone: str = ""
    far_end: str = ""


class Asking(Page):
    """Asks for the client's consent; nothing is kept before it is given."""

    CSS_PATH = "asking.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+n",
            "agreed",
            N_("they agree: record"),
            id="asking.agreed",
            tooltip=N_("Keep the consent and begin to record"),
        ),
        Binding(
            "ctrl+r",
            "refused",
            N_("they refuse"),
            id="asking.refused",
            tooltip=N_("The client does not agree: leave, and keep nothing"),
        ),
    ]

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._plan = plan
        self._said: Statement | None = None
        self._agreed = False

    def body(self) -> ComposeResult:
        """What is read, then what is answered."""
        chosen = self.alliance.chosen
        with VerticalScroll(id="form", can_focus=False):
            yield Label(_("Read this aloud, or hand it over:"), classes="title")
            yield Static(id="statement")
            with Horizontal(id="answers"):
                with Vertical():
                    yield Label(_("They agree that you …"), classes="muted")
                    for scope, words in _SCOPES.items():
                        yield Tick(Content(_(words)), id=scope, compact=True)
                with Vertical():
                    yield Label(_("Besides"), classes="muted")
                    yield Tick(Content(_("told their rights")), id="rights", compact=True)
                    yield Tick(Content(_("under 18")), id="minor", compact=True)
                    yield Input(id="guardian", compact=True, placeholder=_("name of the guardian"))
            yield Row(_("Keep the sound"), _until("sound", chosen.keep_sound_days))
            yield Row(_("Keep the text"), _until("text", chosen.keep_text_days))
            ways = Choice("given", tuple(_WAYS), [_(words) for words in _WAYS.values()], None)
            yield Row(_("They said yes"), ways)
            with Horizontal(id="buttons"):
                yield Button(_("Record"), id="agreed", variant="primary", compact=True)
                yield Button(_("They do not agree"), id="refused", compact=True)
            yield Static(id="missing", classes="muted")

    def on_mount(self) -> None:
        """Show the statement."""
        self.where = (self._plan.client, _("Consent"))
        self.query_one("#record").focus()
        self._changed()

    @property
    def _terms(self) -> Terms:
        """What is ticked now."""
        minor = self.query_one("#minor", Checkbox).value
        given = self.query_one("#given", Choice).value
        return Terms(
            given=Given(given) if given else Given.UNSTATED,
            purposes=tuple(one for one in _SCOPES if self.query_one(f"#{one}", Checkbox).value),
            keep_sound_until=_last(self.query_one("#sound", Select).value),
            keep_text_until=_last(self.query_one("#text", Select).value),
            guardian=one_line(self.query_one("#guardian", Input).value) if minor else "",
            rights_told=self.query_one("#rights", Checkbox).value,
        )

    @on(Checkbox.Changed)
    @on(Select.Changed)
    @on(Input.Changed)
    @on(RadioSet.Changed)
    def _changed(self) -> None:
        """The statement says what is ticked; it is kept as it stands here."""
        plan, terms = self._plan, self._terms
        self._said = consents.asked(plan.language, plan.coach, plan.client, terms)
        self.query_one("#statement", Static).update(Content(self._said.text))
        self.query_one("#guardian").display = self.query_one("#minor", Checkbox).value
        missing = self._missing(terms)
        self.query_one("#missing", Static).update(missing)
        self.query_one("#agreed", Button).disabled = bool(missing)
        self.refresh_bindings()

    def _missing(self, terms: Terms) -> str:
        """What must be answered before anything can be recorded; "" where nothing."""
        if "record" not in terms.purposes:
            return _("To record, they must agree to be recorded.")
        if terms.given is Given.UNSTATED:
            return _("Choose how they said yes.")
        if self.query_one("#minor", Checkbox).value and not terms.guardian:
            return _("A minor can't be recorded without a guardian's consent: give their name.")
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is recorded before all is answered."""
        del parameters
        if action == "agreed":
            return None if self._said is None or self._missing(self._terms) else True
        return True

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    @on(Button.Pressed, "#agreed")
    def action_agreed(self) -> None:
        """Keep session and consent, then record."""
        terms = self._terms
        with self.told():
            if self._said is None or self._missing(terms):
                raise ConsentMissing(_("The client has not agreed yet."), self._missing(terms))
            if not self._agreed:
                self._agreed = True  # once: two presses are not two recordings
                self._begin(terms, self._said)

    @work(thread=True, exit_on_error=False, group="begin")
    def _begin(self, terms: Terms, said: Statement) -> tuple[Session, Client | None]:
        plan = self._plan
        meeting = Meeting(plan.client, plan.coach, plan.language, plan.setting, terms, said)
        return gate.begin(self.vault, meeting, now())

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Both are kept: record."""
        if event.state is WorkerState.ERROR:
            self._agreed = False
        elif event.state is WorkerState.SUCCESS and event.worker.result is not None:
            from tui.screens.listen import Listen

            session, new = event.worker.result
            plan = self._plan
            spoken = self._terms.given is Given.ORAL
            page = Listen(session, plan.microphone, plan.far_end, spoken=spoken, new=new)
            self.app.switch_screen(page)

    @on(Button.Pressed, "#refused")
    def action_refused(self) -> None:
        """Leave; nothing was kept."""
        self.notify(_("They did not agree. Nothing was kept."), markup=False)
        super().action_leave()

    def action_leave(self) -> None:
        """Back to what was prepared."""
        from tui.screens.prepare import Prepare

        self.app.switch_screen(Prepare(plan=self._plan))


def _until(name: str, usual: int) -> "Select[int]":
    """How long to keep something, in days; 0 for no limit."""
    options: list[tuple[Content, int]] = []
    for days in sorted({*_DAYS, usual} - {0}):
        last = _last(days)
        words = plural("{number} day", "{number} days", days)
        options.append((Content(f"{words} · {day(last)}" if last else words), days))
    options.append((Content(_("no limit")), 0))
    return Select(options, value=usual, allow_blank=False, id=name, compact=True)


def _last(days: object) -> date | None:
    """The last day of something kept for `days` from today, None for no limit."""
    return consents.last_day(days, now()) if isinstance(days, int) else None


def now() -> datetime:
    """This moment, in the zone of this computer."""
    return datetime.now(UTC).astimezone()

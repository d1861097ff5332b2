"""Bringing in a file: whose conversation it is, who is who in it, how the client consented."""

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label, Select
from textual.worker import Worker, WorkerState

from recorder import exported, intake, transcripts, vault
from recorder.cleaning import one_line
from recorder.conversation import Client, Given, Session
from recorder.errors import AllianceError, UnusableAnswer
from recorder.exported import Exported
from recorder.intake import Arrival
from recorder.transcripts import Transcript
from tui.catalogue import N_, _, told
from tui.widgets.dialogs import Dialog
from tui.widgets.gauge import Gauge
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from recorder.media import SoundFacts
    from recorder.vault import Vault
    from tui.app import AllianceApp

_HOLDER: Final = "import"
_WHO_IS_WHERE: Final = {
    "mono": N_("everybody on one channel"),
    "coach-left": N_("you on the left, the client on the right"),
    "coach-right": N_("the client on the left, you on the right"),
}
_TONGUES: Final = {"": N_("told from the words"), "fr": N_("French"), "en": N_("English")}
_GIVEN: Final = {
    Given.ORAL: N_("aloud"),
    Given.WRITTEN: N_("in writing"),
    Given.MESSAGE: N_("by message"),
    Given.UNSTATED: N_("not stated"),
}


class Cancelled(AllianceError):
    """The coach cancelled it; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Look:
    """A file that was found usable."""

    path: Path
    seen: "SoundFacts | Transcript | Exported"

    def take(self, opened: "Vault", arrival: Arrival, progress: intake.Progress) -> Session:
        """Keep it as a session."""
        if isinstance(self.seen, Transcript):
            said = " ".join(line.text for line in self.seen.lines)
            from models.language import language_of

            arrival = replace(arrival, language=arrival.language or language_of(said) or "")
            return intake.take_transcript(opened, self.path, self.seen, arrival)
        if isinstance(self.seen, Exported):
            return intake.take_exported(opened, self.path, self.seen, arrival)
        return intake.take_sound(opened, self.path, self.seen, arrival, progress)


class ArrivalBox(Dialog[Session | None]):
    """Asks what a file does not say, and keeps it; gives the new session, None when it is left."""

    CSS_PATH = "arrival.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("cancel"), id="arrival.cancel"),
        Binding("ctrl+s", "keep", N_("import"), id="arrival.keep", priority=True),
    ]

    def __init__(self, client: Client | None = None) -> None:
        super().__init__()
        self._client_known = client.name if client else ""
        self._look: Look | None = None
        self._stop = threading.Event()

    def compose(self) -> ComposeResult:
        """The file, then what it does not say."""
        with VerticalScroll(can_focus=False):
            yield Label(_("Bring in a conversation"), classes="title")
            yield Label(_("Sound of any kind, .vtt, .srt, .txt (“Name: …”), or our own .json"))
            yield Input(placeholder=_("path of the file"), id="path", compact=True)
            yield Input(
                one_line(self._client_known), placeholder=_("client"), id="client", compact=True
            )
            yield Select([], prompt=_("who is the coach"), id="who", compact=True)
            yield self._select("language", _TONGUES, "")
            yield self._select("given", _GIVEN, None, _("how the client consented"))
            yield Label("", id="refused", classes="error")
            yield Gauge()
            with Horizontal():
                yield Button(_("Import"), variant="primary", id="keep", compact=True)
                yield Button(_("Cancel"), id="leave", compact=True)
        yield KeyBar()

    def _select(
        self,
        name: str,
        answers: "dict[str, str] | dict[Given, str]",
        chosen: str | None,
        ask: str = "",
    ) -> "Select[str]":
        options = [(_(words), str(value)) for value, words in answers.items()]
        if chosen is None:
            return Select(options, prompt=ask, id=name, compact=True)
        return Select(options, value=chosen, allow_blank=False, id=name, compact=True)

    def on_mount(self) -> None:
        """Nothing is known of the file yet."""
        self.query_one("#who").display = False
        self.query_one("#path").focus()

    # Looking at the file.

    @on(Input.Submitted, "#path")
    @on(Input.Blurred, "#path")
    def _named(self) -> None:
        typed = self.query_one("#path", Input).value.strip().strip("'\"")
        path = Path(typed).expanduser()
        if typed and (self._look is None or self._look.path != path):
            self._look = None
            self._refuse("")
            self._see(path)

    @work(thread=True, exclusive=True, exit_on_error=False, group="look")
    def _see(self, path: Path) -> Look:
        """On a thread: read it, or decode it once, and keep nothing."""
        ending = path.suffix.lower()
        if ending == ".json":
            return Look(path, exported.read_exported(path))
        if ending in transcripts.SUFFIXES:
            return Look(path, transcripts.read_transcript(path))
        from recorder import media

        total = media.inspect(path).duration or 0.0
        return Look(path, media.check(path, self._telling(N_("Checking"), total)))

    def _telling(self, step: str, total: float) -> intake.Progress:
        """Tells the gauge, at most for each second of sound; ends the work when it is cancelled."""

        def step_told(done: float) -> None:
            if self._stop.is_set():
                raise Cancelled(_("Cancelled; nothing of it was kept."))
            gauge = self.query_one(Gauge)
            self.app.call_from_thread(gauge.tell, "", step, done, max(done, total))

        return step_told

    def _seen(self, look: Look) -> None:
        self._look = look
        who, given = self.query_one("#who", Select), self.query_one("#given", Select)
        seen = look.seen
        who.display = not isinstance(seen, Exported)
        given.display = not (isinstance(seen, Exported) and seen.consent)
        client = self.query_one("#client", Input)
        if isinstance(seen, Exported):
            client.value = client.value or seen.client
        elif isinstance(seen, Transcript):
            who.set_options([(Content(name or _("(no name)")), name) for name in seen.names])
            own = cast("AllianceApp", self.app).chosen.coach.casefold()
            for name in seen.names:
                if name.casefold() == own:
                    who.value = name
        else:
            stereo = seen.channels > 1
            answers = _WHO_IS_WHERE if stereo else {"mono": _WHO_IS_WHERE["mono"]}
            who.set_options([(_(words), value) for value, words in answers.items()])
            if not stereo:
                who.value = "mono"
        warnings = () if isinstance(seen, Exported) else seen.warnings
        for warning in warnings:
            self.notify(told(warning), severity="warning", markup=False)

    # Keeping it.

    @on(Button.Pressed, "#keep")
    def action_keep(self) -> None:
        """Keep it, if all is said."""
        try:
            look, arrival = self._look, self._arrival()
        except AllianceError as error:
            self._refuse(f"{told(error.title)} {told(error.advice)}")
            return
        if look and not self._taking():
            self._refuse("")
            self._take(look, arrival)

    def _arrival(self) -> Arrival:
        """What was said of the file."""
        client = one_line(self.query_one("#client", Input).value)
        if self._look is None:
            raise UnusableAnswer(_("The file was not looked at yet."), _("Give its path."))
        if not client:
            raise UnusableAnswer(_("Whose conversation is it?"), _("Give the client's name."))
        who = self.query_one("#who", Select)
        chosen = "" if who.is_blank() else str(who.value)
        if who.display and who.is_blank():
            raise UnusableAnswer(_("It is not said who is the coach."), _("Choose it."))
        given = self.query_one("#given", Select)
        if given.display and given.is_blank():
            raise UnusableAnswer(_("It is not said how the client consented."), _("Choose it."))
        heard = not isinstance(self._look.seen, (Transcript, Exported))
        coach = cast("AllianceApp", self.app).chosen.coach
        return Arrival(
            client=client,
            coach=coach if heard or isinstance(self._look.seen, Exported) else chosen,
            language=str(self.query_one("#language", Select).value),
            given=Given.UNSTATED if given.is_blank() else Given(str(given.value)),
            channels=chosen if heard else "mono",  # type: ignore[arg-type]
        )

    @work(thread=True, exclusive=True, exit_on_error=False, group="take")
    def _take(self, look: Look, arrival: Arrival) -> Session:
        """On a thread, with a way into the vault of its own."""
        own = cast("AllianceApp", self.app).vault
        total = 0.0 if isinstance(look.seen, (Transcript, Exported)) else look.seen.duration or 0.0
        with vault.unlock_by_key(own.home, own.key, _HOLDER) as beside:
            return look.take(beside, arrival, self._telling(N_("Keeping"), total))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The look or the keeping has ended."""
        event.stop()
        if event.state is WorkerState.SUCCESS:
            self.query_one(Gauge).hide()
            if isinstance(event.worker.result, Look):
                self._seen(event.worker.result)
            else:
                self.dismiss(event.worker.result)
        elif event.state is WorkerState.ERROR:
            self.query_one(Gauge).hide()
            error = event.worker.error
            if isinstance(error, Cancelled):
                self.dismiss(None)
            elif isinstance(error, AllianceError):
                self._refuse(f"{told(error.title)} {told(error.advice)}")
            else:
                raise error or AssertionError

    def _taking(self) -> bool:
        return any(worker.is_running for worker in self.workers if worker.node is self)

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        """Stop what runs, and leave."""
        if self._taking():
            self._stop.set()
        else:
            self.dismiss(None)

    def may_quit(self) -> bool:
        """Not while something is being kept; the first press cancels that."""
        running = self._taking()
        if running:
            self._stop.set()
        return not running

    def _refuse(self, why: str) -> None:
        self.query_one("#refused", Label).update(Content(one_line(why)))

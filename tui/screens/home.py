"""Home: clients and their sessions, and what is to be done next with each."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Final

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.worker import Worker, WorkerState

from recorder import consents, erasure, search, sessions
from recorder.cleaning import one_line
from recorder.conversation import Client, Session
from recorder.erasure import Receipt
from recorder.errors import ConsentMissing, NotFound, UnusableAnswer
from recorder.search import Found
from recorder.shelf import Entry
from tui import catalogue, finalpass, sample, standing
from tui.catalogue import N_, _
from tui.finalpass import FinalPass, Step
from tui.screens.shelfpage import ShelfPage
from tui.widgets.busy import Busy
from tui.widgets.dialogs import Confirm
from tui.widgets.gauge import Gauge
from tui.widgets.receipts import EraseBox, ReceiptBox
from tui.widgets.shelflist import ShelfList

_PAUSE_S: Final = 0.15  # in typing, before what is typed is looked for
_HOLDER: Final = "alliance"
_OF_A_SESSION: Final = ("process", "write", "export", "withdraw")


def _key(keys: str, action: str, words: str, tooltip: str) -> Binding:
    return Binding(keys, action, words, id=f"home.{action}", tooltip=tooltip)


class HomePage(ShelfPage):
    """The clients and their sessions."""

    CSS_PATH = "home.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("n", "new", N_("new"), N_("Prepare a new conversation, with this client")),
        _key("i", "bring", N_("import"), N_("Bring in a recording or a transcript")),
        _key("p", "process", N_("process"), N_("Transcribe, find topics, draft; it can go on")),
        _key("k", "stop", N_("stop"), N_("Stop the processing; what is done is kept")),
        _key("w", "write", N_("write"), N_("Write the alliance")),
        _key("e", "export", N_("export"), N_("Write the conversation to a file")),
        _key("slash", "search", N_("search"), N_("Look for words in everything that was said")),
        _key("c", "withdraw", N_("consent"), N_("The client took the consent back")),
        _key("x", "erase", N_("erase"), N_("Erase this conversation, or this client, for good")),
        _key("s", "sample", N_("sample"), N_("Open the sample conversation")),
        _key("o", "options", N_("settings"), N_("Language, colours, devices, models, keys")),
        _key("escape", "back", N_("back"), N_("Leave the search")),
    ]

    @dataclass
    class Told(Message):
        """The final pass is so far."""

        session: Session
        step: Step

    def __init__(self, begin: Session | None = None) -> None:
        """Home; the session to `begin` with is processed and shown at once."""
        super().__init__()
        self._begin_with = begin
        self._pass: FinalPass | None = None

    def on_mount(self) -> None:
        """Show what is there."""
        self.fill()
        if self._begin_with:
            self._process(self._begin_with)

    # What the cursor is on.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys do something where there is something to do it with."""
        del parameters
        if not self.is_mounted or not self.query(ShelfList):
            return True
        row, empty = self.query_one(ShelfList).row, not self.clients
        searching = isinstance(self.focused, Input) or bool(self.words())
        fits = {
            "stop": self._pass is not None,
            "sample": empty,
            "back": searching,
            "search": not empty,
            "open": not empty and row is not None,
            "erase": not empty and row is not None,
        }
        if action in _OF_A_SESSION:
            return self.entry is not None
        return fits.get(action, True)

    def action_new(self) -> None:
        """Prepare a conversation with the client that the cursor is on."""
        from tui.screens.prepare import Prepare

        row = self.query_one(ShelfList).row
        entry = self.entry
        chosen = row if isinstance(row, Client) else entry.client if entry else None
        self.app.push_screen(Prepare(chosen))

    @on(OptionList.OptionSelected)
    def action_open(self) -> None:
        """Review the session, at the word that was found; prepare one with a client."""
        row, entry = self.query_one(ShelfList).row, self.entry
        with self.told():
            if isinstance(row, Client):
                self.action_new()
            elif entry is None:
                return
            elif not standing.openable(entry):
                raise UnusableAnswer(
                    _("There is nothing to review yet."),
                    _("Next: {what}.").format(what=standing.following(entry, self.keys())),
                )
            else:
                word = (
                    search.word_found(self.vault, row, self.words())
                    if isinstance(row, Found)
                    else ""
                )
                from tui.screens.review import Review

                self.app.push_screen(Review(entry.session, word))

    def action_write(self) -> None:
        """Write the alliance of the session."""
        if self.entry:
            from tui.screens.write import Write

            self.app.push_screen(Write(self.entry.session))

    def action_options(self) -> None:
        """Change the settings."""
        from tui.screens.options import Options

        self.app.push_screen(Options())

    def action_export(self) -> None:
        """Write the session to a file."""
        if self.entry:
            from tui.widgets.exportbox import ExportBox

            with self.told():
                self.app.push_screen(ExportBox(self.vault, self.entry.session), self._exported)

    def _exported(self, written: Path | None) -> None:
        if written:
            told = _("Written, and plain: {file}").format(file=one_line(str(written)))
            self.notify(told, markup=False)

    # Processing.

    def action_process(self) -> None:
        """Process the session, or go on where it was stopped."""
        entry = self.entry
        if entry is None:
            return
        with self.told():
            if self.processed:
                raise UnusableAnswer(
                    _("Another conversation is being processed."),
                    _("Wait for it to end, or stop it; what is done is kept."),
                )
            if not entry.allowed:
                raise ConsentMissing(
                    _("The client has not agreed to it, or took it back."),
                    _("Nothing was done."),
                )
            if not standing.processable(entry):
                raise UnusableAnswer(_("All is done that there is to do."), "")
            self._process(entry.session)

    def action_stop(self) -> None:
        """Stop the processing."""
        self._begin_with = None
        if self._pass:
            self._pass.cancel()

    def _process(self, session: Session) -> None:
        self.processed = session
        self.query_one(Gauge).tell(self._whose(session), N_("Loading the speech model"), 0, 1)
        self._run_pass(session)
        self.fill()

    @work(thread=True, exit_on_error=False, group="pass")
    def _run_pass(self, session: Session) -> None:
        with finalpass.running(self.vault, session) as begun:
            self._pass = begun
            for step in begun.steps():
                self.post_message(self.Told(session, step))

    @on(Told)
    def _tell(self, told: Told) -> None:
        if self.processed:
            step = told.step
            what = self._whose(told.session)
            self.query_one(Gauge).tell(what, step.name, step.done, step.total)
            self.refresh_bindings()

    def _whose(self, session: Session) -> str:
        names = {client.id: one_line(client.name)[:20] for client in self.clients}
        return names.get(session.client, "")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The processing or a search has ended."""
        ended = event.state in {WorkerState.SUCCESS, WorkerState.ERROR, WorkerState.CANCELLED}
        if event.worker.group == "search" and event.worker.result is not None:
            self.show_found(*event.worker.result)
        elif event.worker.group == "pass" and ended:
            session, self.processed, self._pass = self.processed, None, None
            begun, self._begin_with = self._begin_with, None
            self.query_one(Gauge).hide()
            self.fill()
            if event.state is WorkerState.SUCCESS and session and begun and self.is_current:
                self.query_one(ShelfList).go_to(session.id)
                self.action_open()

    # Bringing in, withdrawing, erasing.

    def action_sample(self) -> None:
        """Open the sample conversation."""
        language, mark = catalogue.spoken(), _("{name} (sample)")
        task = Busy(_("Opening the sample…"), lambda: sample.take(self.vault, language, mark))

        def taken(session: Session | None) -> None:
            if session:
                self._begin_with = session
                self._process(session)

        self.app.push_screen(task, taken)

    def action_bring(self) -> None:
        """Bring in a file."""
        from tui.screens.arrival import ArrivalBox

        entry, row = self.entry, self.query_one(ShelfList).row
        client = row if isinstance(row, Client) else entry.client if entry else None

        def came(session: Session | None) -> None:
            if session:
                self.fill()
                self.query_one(ShelfList).go_to(session.id)

        self.app.push_screen(ArrivalBox(client), came)

    def action_withdraw(self) -> None:
        """The client took the consent back."""
        entry = self.entry
        if entry is None:
            return
        question = Confirm(
            _("Has {name} taken the consent back?").format(name=entry.client.name),
            _("It is written down with today's date, and nothing more is done with it."),
        )
        self.app.push_screen(question, lambda yes: self._withdraw(entry) if yes else None)

    def _withdraw(self, entry: Entry) -> None:
        with self.told():
            if not entry.allowed:
                raise ConsentMissing(_("No consent is in force."), "")
            with self.vault.writing():
                consents.withdraw(self.vault, entry.session, datetime.now(UTC).astimezone())
        self.fill()

    def action_erase(self) -> None:
        """Show what would go, and ask."""
        row, entry = self.query_one(ShelfList).row, self.entry
        client = row if isinstance(row, Client) else None
        with self.told():
            if self.processed:
                raise UnusableAnswer(
                    _("A conversation is being processed."), _("Stop it first, then erase.")
                )
            if client:
                gone = sessions.all_sessions(self.vault, client.id)
            elif entry:
                gone = (sessions.find(self.vault, entry.session.id),)
            else:
                raise NotFound(_("There is nothing to erase."), "")
            whose = client.name if client else self._named(entry)
            question = EraseBox(whose, erasure.preview(self.vault, gone, client))
            self.app.push_screen(question, lambda yes: self._erase(gone, client) if yes else None)

    def _named(self, entry: Entry | None) -> str:
        return f"{entry.client.name}, {catalogue.moment(entry.session.started)}" if entry else ""

    def _erase(self, gone: tuple[Session, ...], client: Client | None) -> None:
        def told(receipt: Receipt | None) -> None:
            self.fill()
            if receipt:
                self.app.push_screen(ReceiptBox(receipt))

        task = Busy(_("Erasing…"), lambda: erasure.erase(self.vault, gone, client))
        self.app.push_screen(task, told)

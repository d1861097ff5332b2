"""A page that records: the recorder's process behind it, and how it ends."""

import signal
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from textual import work
from textual.message import Message
from textual.worker import Worker, WorkerState, get_current_worker

from recorder import consents, deck, erasure, gaps, marks, sessions
from recorder.conversation import Client, Session
from recorder.errors import AllianceError, RecorderStopped
from recorder.wire import Began, Button, Ended, Event, Running
from tui import faults
from tui.catalogue import _
from tui.onair import OnAir
from tui.page import Page
from tui.widgets.dialogs import Confirm, Failure
from tui.widgets.kept import Kept

if TYPE_CHECKING:
    from recorder.deck import Deck

_WAIT_S: Final = 0.2
_LETTING_GO_S: Final = 10.0


class Taping(Page):
    """Records `session` from the named devices ("" for those in use) until it is stopped.

    `spoken` says that the client's yes is to be heard first; `new` is the client where they came
    with this session: they go with it if nothing is recorded. What the recorder tells is in
    `on_air`; `learnt` is called after each event.
    """

    @dataclass
    class Told(Message):
        """The recorder told this."""

        event: Event

        def can_replace(self, message: Message) -> bool:
            """Of levels only the newest count."""
            return (
                isinstance(message, Taping.Told)
                and isinstance(self.event, Running)
                and isinstance(message.event, Running)
            )

    @dataclass
    class Silent(Message):
        """The recorder does not answer."""

    def __init__(
        self,
        session: Session,
        microphone: str = "",
        far_end: str = "",
        *,
        spoken: bool = False,
        new: Client | None = None,
    ) -> None:
        super().__init__()
        self.session, self._new = session, new
        self._sources = microphone or None, far_end or None
        self.on_air = OnAir(spoken=spoken)
        self.running: Deck | None = None
        self._stopped: float | None = None
        self.alone = threading.Event()  # nobody but us has the vault open for this page
        self.alone.set()
        self._withdrawn = self._quitting = self._asking = False

    def on_mount(self) -> None:
        """Begin to record; nothing puts a recording out of sight, not even Ctrl-Z."""
        if hasattr(signal, "SIGTSTP"):
            self._before: Any = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        self._record()

    def on_unmount(self) -> None:
        """Ctrl-Z works again."""
        if hasattr(signal, "SIGTSTP"):
            signal.signal(signal.SIGTSTP, self._before or signal.SIG_DFL)

    def learnt(self, event: Event | None) -> None:
        """Show what `on_air` knows now, after `event`; None where the recorder fell silent."""

    # What the coach presses.

    def press(self, button: Button, *, back: float = 0.0) -> None:
        """Press a button of the recorder, `back` seconds of which go off the record too."""
        if self.running and not self.on_air.over:
            self.on_air.press(button)
            self.running.press(button, back=back)

    def stop(self) -> None:
        """End the recording."""
        if self.running and self._stopped is None:
            self._stopped = time.monotonic()
            self.running.press(Button.STOP)
            self.on_air.press(Button.STOP)
            self.learnt(None)

    def ask(self, title: str, advice: str, then: str) -> None:
        """Ask once, over the page, while the recording goes on; a yes calls `then`, a no `_no`."""
        if self._asking or self.on_air.ended:
            return
        self._asking = True

        def answered(yes: bool | None) -> None:  # noqa: FBT001, Textual passes it so
            self._asking = False
            getattr(self, then if yes else f"{then}_not", lambda: None)()

        self.app.push_screen(Confirm(title, advice), answered)

    def may_quit(self) -> bool:
        """The app is not left while it records, but after a yes, and once all is sealed."""
        if self.on_air.ended or self.running is None:
            return True
        self.ask(
            _("A recording is running. Stop it and leave?"),
            _("What was said so far is kept, encrypted; you can review it at any time."),
            "quit_it",
        )
        return False

    def quit_it(self) -> None:
        """Stop, and leave the app when it is sealed."""
        self._quitting = True
        self.stop()

    def withdraw_it(self) -> None:
        """The client took the consent back: stop at once, and keep that they did."""
        self._withdrawn = True
        self.stop()
        self._keep_withdrawal()

    @work(thread=True, exit_on_error=False, group="withdraw")
    def _keep_withdrawal(self) -> None:
        with self.vault.writing():
            consents.withdraw(self.vault, self.session, datetime.now(UTC).astimezone())

    # The recording, on a thread that tells what comes.

    @work(thread=True, exit_on_error=False, group="record")
    def _record(self) -> None:
        worker = get_current_worker()
        began = False
        try:
            with deck.recording(self.vault, self.session, *self._sources) as running:
                self.running = running
                heard = time.monotonic()
                while not worker.is_cancelled:
                    for event in running.events(_WAIT_S):
                        heard = time.monotonic()
                        began = began or isinstance(event, Began)
                        self.post_message(self.Told(event))
                        if isinstance(event, Ended):
                            return
                    self._mind_silence(time.monotonic() - heard)
        finally:
            self.running = None
            if not (began or worker.is_cancelled or sessions.samples(self.vault, self.session)):
                erasure.discard(self.vault, self.session, self._new)

    def _mind_silence(self, silent: float) -> None:
        """A recorder that does not answer is told; once it was stopped it is given up.

        Raises:
            RecorderStopped: it was.
        """
        if silent > faults.SILENT_S:
            self.post_message(self.Silent())
        waited = 0.0 if self._stopped is None else time.monotonic() - self._stopped
        if min(silent, waited) > faults.GIVE_UP_S:
            raise RecorderStopped(
                _("The recording process does not answer; it is ended."),
                _("What it kept is safe, and listed as unfinished."),
            )

    def on_taping_silent(self) -> None:
        """Say that nobody answers."""
        self.on_air.fall_silent()
        self.learnt(None)

    def on_taping_told(self, event: Told) -> None:
        """Learn from what the recorder told."""
        self.on_air.take(event.event)
        self.learnt(event.event)

    # How it ends.

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The recording is over, or could not begin."""
        over = event.state in {WorkerState.SUCCESS, WorkerState.ERROR}
        if event.worker.group == "erase" and event.state is WorkerState.SUCCESS:
            self._erased(event.worker.result)
        if event.worker.group != "record" or not over:
            return
        event.prevent_default()
        error = event.worker.error
        if error is None:
            self.call_after_refresh(self._over)  # what was told last is learnt first
        elif isinstance(error, AllianceError):
            self.on_air.ended = Ended(self.on_air.seconds, sealed=False, why="")
            self.app.push_screen(Failure(error), lambda _answer: self._go_home())
        else:
            raise error

    def _over(self) -> None:
        ended = self.on_air.ended
        if ended is None:
            return
        if self._quitting:
            self.app.exit(0)
        elif not self.on_air.began:
            why = _(faults.WHYS[ended.why]) if ended.why in faults.WHYS else ""
            error = RecorderStopped(
                why or _("It was stopped before any sound came."), _("Nothing was recorded.")
            )
            self.app.push_screen(Failure(error), lambda _answer: self._go_home())
        elif self._withdrawn:
            self.ask_to_erase()
        else:
            with self.told():
                found = (
                    marks.all_of(self.vault, self.session),
                    gaps.all_of(self.vault, self.session),
                )
                self.app.push_screen(Kept(ended, *found), lambda _answer: self._go_to_review())

    def ask_to_erase(self) -> None:
        """The consent is withdrawn: erase what was kept until then?"""

        def answered(yes: bool | None) -> None:  # noqa: FBT001, Textual passes it so
            if yes:
                self._erase()
            else:
                self._go_home()

        self.app.push_screen(
            Confirm(
                _("The consent is withdrawn. Erase what was recorded?"),
                _("Sound, marks and notes go, and can't be had back. Kept, it is not processed."),
                _("Erase it"),
            ),
            answered,
        )

    @work(thread=True, exit_on_error=False, group="erase")
    def _erase(self) -> erasure.Receipt:
        self.alone.wait(_LETTING_GO_S)
        return erasure.erase(self.vault, [self.session])

    def _erased(self, receipt: Any) -> None:
        size = f"{receipt.sound_bytes / 1e6:.1f}"
        told = _("Erased, with {size} MB of sound and their key.").format(size=size)
        self.notify(told, markup=False)
        self._go_home()

    def _go_home(self) -> None:
        super().action_leave()

    def _go_to_review(self) -> None:
        """On to what was said."""
        from tui.screens.review import Review

        self.app.switch_screen(Review(self.session))

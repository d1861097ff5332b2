"""The recorder process as its owner holds it: buttons to press, events to read.

The command line and the screens record with the same lines:

    with deck.recording(vault, session, ...) as running:
        for event in running.events():
            show(event)

Nothing here ever waits for the process but `close`, and that not for ever. A press counts from the
moment it is made: should the process die before it has done it, the next one is told.
"""

import contextlib
import queue
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from recorder import clock, errors, wire
from recorder.child import Child
from recorder.conversation import MarkKind, Session
from recorder.errors import AllianceError, RecorderStopped
from recorder.vault import Vault
from recorder.wire import (
    Began,
    Button,
    Did,
    Ended,
    Event,
    Failed,
    Faulted,
    Order,
    Press,
    Running,
    Trouble,
)

_RESTARTS: Final = 3
_ENDING_S: Final = 30.0
_LONGEST_NOTE: Final = 4_000


class Deck:
    """A recording that runs in a process of its own."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._child = _begun(order)
        self._told: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._door = threading.Lock()
        self._pressed: list[Press] = []  # and not yet done
        self._presses = self._restarts = 0
        self._closed = False
        self._seconds = 0.0
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def process(self) -> int:
        """The number of the recorder process."""
        return self._child.process.pid

    def events(self, wait_s: float | None = None) -> Iterator[Event]:
        """What the recorder tells, until it has ended; with `wait_s`, until that long nothing came.

        Raises:
            AllianceError: the recording could not begin, or broke off, as the recorder told.
        """
        while True:
            try:
                event = self._told.get(timeout=wait_s)
            except queue.Empty:
                return
            if isinstance(event, Failed):
                raise _error(event)
            yield event
            if isinstance(event, Ended):
                return

    def press(self, button: Button, *, back: float = 0.0) -> None:
        """Press `button`; off the record also takes out the last `back` seconds."""
        self._send(Press(button, back=back))

    def mark(self, kind: MarkKind, text: str = "", since: float | None = None) -> None:
        """Mark this moment, or what was said from `since` (seconds) to now."""
        self._send(Press(Button.MARK, kind=kind, text=text[:_LONGEST_NOTE], since=since))

    def close(self) -> None:
        """Let go of the recorder, which seals what it has; wait until it did."""
        with self._door:
            self._closed = True
            child = self._child
        child.let_go()
        child.end(_ENDING_S)
        self._listener.join(_ENDING_S)
        child.tidy()

    def _send(self, press: Press) -> None:
        with self._door:
            self._presses += 1
            numbered = replace(press, at=clock.now(), number=self._presses)
            self._pressed.append(numbered)
            self._child.send(numbered)

    def _listen(self) -> None:
        """On a thread: read what is told; a recorder that dies is started again."""
        while True:
            for event in self._child.said(wire.event):
                self._learn(event)
                self._told.put(event)
                if isinstance(event, Ended | Failed):
                    return
            self._child.process.wait()
            if not self._started_again():
                died = RecorderStopped(
                    "The recording process ended by itself.",
                    "What it had kept is safe; “alliance sessions” shows it.",
                )
                self._told.put(wire.failure(died))
                return

    def _started_again(self) -> bool:
        """Whether another process goes on, knowing what was pressed and not done."""
        with self._door:
            if self._closed or self._order.zero is None or self._restarts == _RESTARTS:
                return False
            self._restarts += 1
            self._told.put(Faulted(Trouble.RECORDER_DIED, self._seconds))
            before = self._child
            self._child = _begun(replace(self._order, presses=tuple(self._pressed)))
        before.end(_ENDING_S)
        before.tidy()
        return True

    def _learn(self, event: Event) -> None:
        with self._door:
            if isinstance(event, Began):
                self._order = replace(self._order, zero=event.zero)
            elif isinstance(event, Running):
                self._seconds = event.seconds
            elif isinstance(event, Did):
                self._pressed = [one for one in self._pressed if one.number != event.number]
                self._order = replace(self._order, paused=event.paused)


@contextlib.contextmanager
def recording(
    vault: Vault, session: Session, microphone: str | None = None, far_end: str | None = None
) -> Iterator[Deck]:
    """Record `session`, which passed the gate, from the named devices or those in use."""
    home = str(vault.home.root)
    deck = Deck(Order(home, vault.key.hex(), session.id, microphone, far_end))
    try:
        yield deck
    finally:
        deck.close()


def _begun(order: Order) -> Child:
    return Child("recorder.station", order)


def _error(failed: Failed) -> AllianceError:
    kind = getattr(errors, failed.error, RecorderStopped)
    error: AllianceError = kind(failed.title, failed.advice)
    return error

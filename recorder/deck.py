"""The recorder process as its owner holds it: buttons to press, events to read.

The command line and the screens record with the same lines:

    with deck.recording(vault, session, ...) as running:
        for event in running.events():
            show(event)
"""

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from recorder import errors, wire
from recorder.conversation import Cause, MarkKind, Session
from recorder.errors import AllianceError, RecorderStopped
from recorder.vault import Vault
from recorder.wire import (
    Began,
    Button,
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
_HOLDS: Final = {
    Button.PAUSE: Cause.PAUSE.value,
    Button.OFF_THE_RECORD: Cause.OFF_THE_RECORD.value,
    Button.RESUME: "",
}


class Deck:
    """A recording that runs in a process of its own."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._process = _started(order)
        self._told: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._restarts = 0
        self._closed = False
        self._seconds = 0.0
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def process(self) -> int:
        """The number of the recorder process."""
        return self._process.pid

    def events(self, wait_s: float | None = None) -> Iterator[Event]:
        """What the recorder tells, until it has ended; with `wait_s`, until that long nothing came.

        Raises:
            AllianceError: the recording could not begin, as the recorder told.
        """
        while True:
            try:
                event = self._told.get(timeout=wait_s)
            except queue.Empty:
                return
            if event is None:
                return
            if isinstance(event, Failed):
                raise _error(event)
            yield event
            if isinstance(event, Ended):
                return

    def press(self, button: Button, *, back: float = 0.0) -> None:
        """Press `button`; off the record also takes out the last `back` seconds."""
        if button in _HOLDS:  # should the process die now, the next one must not keep more
            self._order = replace(self._order, paused=_HOLDS[button])
        self._send(Press(button, back=back))

    def mark(self, kind: MarkKind, text: str = "", since: float | None = None) -> None:
        """Mark this moment, or what was said from `since` (seconds) to now."""
        self._send(Press(Button.MARK, kind=kind, text=text[:_LONGEST_NOTE], since=since))

    def close(self) -> None:
        """Let go of the recorder, which seals what it has; wait until it did."""
        self._closed = True
        with contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        try:
            self._process.wait(_ENDING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join(_ENDING_S)
        _let_go(self._process)

    def _send(self, press: Press) -> None:
        with contextlib.suppress(OSError):  # it died: the listener sees it and starts it anew
            if self._process.stdin:
                self._process.stdin.write(wire.line_of(press))
                self._process.stdin.flush()

    def _listen(self) -> None:
        """On a thread: read what is told; a recorder that dies is started again."""
        while True:
            for event in self._said():
                self._learn(event)
                self._told.put(event)
                if isinstance(event, Ended | Failed):
                    return
            if self._closed or self._order.zero is None or self._restarts == _RESTARTS:
                died = RecorderStopped(
                    "The recording process ended by itself.",
                    "What it had kept is safe; “alliance sessions” shows it.",
                )
                self._told.put(wire.failure(died))
                return
            self._restarts += 1
            self._told.put(Faulted(Trouble.RECORDER_DIED, self._seconds))
            self._process.wait()
            _let_go(self._process)
            self._process = _started(self._order)

    def _said(self) -> Iterator[Event]:
        """What the process tells until it ends; a last line that was cut short is none."""
        for line in self._process.stdout or ():
            try:
                yield wire.event(line)
            except (ValueError, KeyError):
                return

    def _learn(self, event: Event) -> None:
        if isinstance(event, Began):
            self._order = replace(self._order, zero=event.zero)
        if isinstance(event, Running):
            self._seconds = event.seconds


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


def _started(order: Order) -> "subprocess.Popen[bytes]":
    """The process; the order, with the key, goes by the pipe and not by the command line."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "recorder.station"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # ALSA talks there, and a traceback may name people
        env={**os.environ, "ALLIANCE_PASSPHRASE": ""},
        start_new_session=True,
    )
    with contextlib.suppress(OSError):
        if process.stdin:
            process.stdin.write(wire.line_of(order))
            process.stdin.flush()
    return process


def _let_go(process: "subprocess.Popen[bytes]") -> None:
    """Close the pipes of a process that has ended."""
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            if pipe:
                pipe.close()


def _error(failed: Failed) -> AllianceError:
    kind = getattr(errors, failed.error, RecorderStopped)
    error: AllianceError = kind(failed.title, failed.advice)
    return error

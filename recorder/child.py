"""A process of ours as its owner holds it: lines to it, lines from it, and how it ends."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from recorder import lines
from recorder.wire import Button, Press

_BEAT_S: Final = 2.0

Event = TypeVar("Event")


class Child:
    """The process that runs `module`, and the thread that writes to it.

    It is told `order` first: by the pipe and not by the command line, for the key is in it.
    """

    def __init__(self, module: str, order: Any) -> None:
        self.process = subprocess.Popen(  # noqa: S603, ours
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # ALSA talks there, and a traceback may name people
            env={**os.environ, "ALLIANCE_PASSPHRASE": ""},
            start_new_session=True,
        )
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._lines.put(lines.line_of(order))
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()

    def send(self, said: Any) -> None:
        """Hand `said` over as soon as may be."""
        self._lines.put(lines.line_of(said))

    def said(self, read: Callable[[bytes], Event]) -> Iterator[Event]:
        """What it tells until it ends; a last line that was cut short is none."""
        for line in self.process.stdout or ():
            try:
                event = read(line)
            except (ValueError, KeyError, TypeError):
                return
            yield event

    def let_go(self) -> None:
        """Close its input, upon which it ends."""
        self._lines.put(None)

    def end(self, wait_s: float) -> None:
        """Wait until it has ended, killing it in the end."""
        try:
            self.process.wait(wait_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.let_go()
        self._writer.join(wait_s)

    def tidy(self) -> None:
        """Close its output, once nobody reads it any more."""
        if self.process.stdout:
            self.process.stdout.close()

    def _write(self) -> None:
        """On a thread: the lines, and a beat now and then that says that we are there."""
        pipe = self.process.stdin
        assert pipe is not None  # noqa: S101, it was asked for
        with contextlib.suppress(OSError):  # it died: whoever reads from it sees that
            while True:
                try:
                    line = self._lines.get(timeout=_BEAT_S)
                except queue.Empty:
                    line = lines.line_of(Press(Button.NONE))
                if line is None:
                    break
                pipe.write(line)
                pipe.flush()
        with contextlib.suppress(OSError):
            pipe.close()

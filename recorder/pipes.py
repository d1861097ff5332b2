"""The two ends of a process of ours, what it tells and what it is told, each on its own thread."""

import contextlib
import gc
import queue
import signal
import sys
import threading
from typing import Any, BinaryIO, Final

from recorder import clock, lines, wire
from recorder.wire import Button, Press

_WAITING_LINES: Final = 200


class Mouth:
    """Tells events on a pipe, on a thread of its own, so that a slow reader holds up nothing.

    What is `passing` is let go when the reader does not keep up; everything else waits.
    """

    def __init__(self, out: BinaryIO, passing: type) -> None:
        self._out, self._passing = out, passing
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def say(self, event: Any) -> None:
        """Tell `event` as soon as may be."""
        if not isinstance(event, self._passing) or self._lines.qsize() < _WAITING_LINES:
            self._lines.put(lines.line_of(event))

    def close(self) -> None:
        """Tell what is left, for a second at most."""
        self._lines.put(None)
        self._thread.join(1.0)
        if not self._thread.is_alive():
            with contextlib.suppress(OSError):
                self._out.close()

    def _write(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # nobody reads any more; the input says so
            while (line := self._lines.get()) is not None:
                self._out.write(line)
                self._out.flush()


class Ear:
    """Hears what is pressed, on a thread of its own; the end of the input is a stop."""

    def __init__(self, source: BinaryIO) -> None:
        self.beats = 0
        """How often the owner was heard of."""
        self.pressed: queue.SimpleQueue[tuple[Press, str]] = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(source,), daemon=True).start()

    def stop(self, why: str) -> None:
        """As if the button had been pressed."""
        self.pressed.put((Press(Button.STOP, at=clock.now()), why))

    def _read(self, source: BinaryIO) -> None:
        try:
            for line in source:
                press = wire.press(line)
                self.beats += 1
                if press.button is not Button.NONE:
                    self.pressed.put((press, "asked"))
        except (OSError, ValueError, KeyError, TypeError):
            pass  # a line cut short: whoever wrote it has died
        finally:
            self.stop("owner gone")


def keep_apart() -> None:
    """What ends the screen's process must not end this one, and a crash leaves no memory behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        import resource

        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.freeze()

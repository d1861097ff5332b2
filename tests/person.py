"""A person at a terminal, who runs the console script, sees what it shows and presses keys."""

import codecs
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE_S = 60.0


class Person:
    """A person at a terminal: sees what is shown, presses keys."""

    def __init__(self, *arguments: str) -> None:
        self.shown = ""
        self._decoded = codecs.getincrementaldecoder("utf-8")("replace").decode
        script = Path(sys.executable).with_name("alliance")
        self._end, other = pty.openpty()
        self.process = subprocess.Popen(
            [script, *arguments], stdin=other, stdout=other, stderr=other, close_fds=True
        )
        os.close(other)

    def see(self, pattern: str) -> str:
        """Wait until `pattern` is shown; gives what it matched."""
        until = time.monotonic() + _PATIENCE_S
        while not (found := re.search(pattern, self.shown)):
            left = until - time.monotonic()
            assert left > 0, self.shown
            if not select.select([self._end], [], [], left)[0]:
                continue
            try:
                self.shown += self._decoded(os.read(self._end, 4096))
            except OSError:
                assert re.search(pattern, self.shown), self.shown
        self.shown = self.shown[found.end() :]
        return found[0]

    def type(self, keys: str) -> None:
        """Press `keys`."""
        os.write(self._end, keys.encode())

    def end(self) -> int:
        """Read on until it has ended; its exit code."""
        try:
            while data := os.read(self._end, 4096):
                self.shown += self._decoded(data)
        except OSError:
            pass
        os.close(self._end)
        return self.process.wait(_PATIENCE_S)


@contextmanager
def at_terminal(*arguments: str) -> Iterator[Person]:
    """While somebody runs `alliance` with `arguments` there."""
    there = Person(*arguments)
    try:
        yield there
    finally:
        there.process.kill()
        there.process.wait()

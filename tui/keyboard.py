"""Single keys from the terminal, without waiting for them and without a screen."""

import codecs
import contextlib
import os
import sys
from collections import deque
from collections.abc import Iterator
from typing import Any


class Keys:
    """The keys that were pressed; away from a terminal none ever is."""

    def __init__(self) -> None:
        self._typed: deque[str] = deque()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def pressed(self) -> str:
        """The next key that was pressed, "" for none."""
        self._read()
        return self._typed.popleft() if self._typed else ""

    def forget(self) -> None:
        """Let go of what was typed and not read: the rest of a paste is no answer."""
        self._typed.clear()
        if sys.stdin.isatty() and sys.platform != "win32":
            import termios

            termios.tcflush(sys.stdin, termios.TCIFLUSH)

    def _read(self) -> None:
        if not sys.stdin.isatty():
            return
        if sys.platform == "win32":
            import msvcrt

            while msvcrt.kbhit():
                self._typed.append(msvcrt.getwch())
            return
        import select

        while select.select([sys.stdin], [], [], 0)[0]:
            # Not Python's own reading: its buffer would hide keys from `select`.
            data = os.read(sys.stdin.fileno(), 1024)
            if not data:
                return
            self._typed.extend(self._decoder.decode(data))


@contextlib.contextmanager
def keys() -> Iterator[Keys]:
    """Read single keys while the block runs; the terminal is put back as it was."""
    with _mode(lines=False):
        yield Keys()


@contextlib.contextmanager
def line_wise() -> Iterator[None]:
    """While `keys` are read: let a whole line be typed and seen."""
    with _mode(lines=True):
        yield


@contextlib.contextmanager
def _mode(*, lines: bool) -> Iterator[None]:
    if not sys.stdin.isatty() or sys.platform == "win32":
        yield
        return
    import termios

    before = termios.tcgetattr(sys.stdin)
    changed: list[Any] = termios.tcgetattr(sys.stdin)
    local = termios.ICANON | termios.ECHO
    changed[3] = changed[3] | local if lines else changed[3] & ~local
    termios.tcsetattr(sys.stdin, termios.TCSADRAIN, changed)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)

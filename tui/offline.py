"""Watching for sockets: what Python asks for, and what the system says is open."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_ASKED: Final = ("socket.__new__", "socket.connect", "socket.getaddrinfo", "socket.bind")
_OWN: Final = Path("/proc/self/fd")
_EVERY_S: Final = 0.02


@dataclass(slots=True)
class Watch:
    """What was seen: `asked` by Python code, `opened` by anything in the process.

    `sees_all` is false where the system does not list a process's sockets; then `opened` says
    nothing about compiled libraries.
    """

    sees_all: bool
    asked: list[str] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)

    @property
    def silent(self) -> bool:
        """Whether no socket was seen."""
        return not self.asked and not self.opened


@contextlib.contextmanager
def watching() -> Iterator[Watch]:
    """Watch this process while the block runs."""
    watch = Watch(_OWN.is_dir())
    before, over = _sockets(), threading.Event()

    def hear(event: str, _: tuple[Any, ...]) -> None:
        if event in _ASKED and not over.is_set():
            watch.asked.append(event)

    def look() -> None:
        while not over.wait(_EVERY_S):
            watch.opened |= _sockets() - before

    sys.addaudithook(hear)
    looker = threading.Thread(target=look, daemon=True)
    looker.start()
    try:
        yield watch
    finally:
        over.set()
        looker.join()
        watch.opened |= _sockets() - before


def _sockets() -> set[str]:
    """The sockets that the system lists for this process."""
    found = set()
    with contextlib.suppress(OSError):
        for name in os.listdir(_OWN):  # noqa: PTH208, names are all that is wanted
            with contextlib.suppress(OSError):  # closed meanwhile
                target = os.readlink(_OWN / name)  # noqa: PTH115, "socket:[…]" is no path
                if target.startswith("socket:"):
                    found.add(target)
    return found

"""The final pass in a process of its own: the screen reads how far it is, and can end it.

The process does what `alliance process` does; whatever it is ended at is kept, and the next one
goes on from there. Its key comes through its pipe, never by an argument or the environment.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from recorder import errors, sessions, vault
from recorder.conversation import Session
from recorder.errors import AllianceError, RecorderStopped
from recorder.paths import Home
from recorder.vault import Vault

_ENDING_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Order:
    """What to process: the line that the process reads; `model` is "" for the usual one."""

    home: str
    key: str = field(repr=False)
    session: str
    model: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """The step at hand has done `done` of `total`; `name` is its English name."""

    name: str
    done: float
    total: float


class FinalPass:
    """One final pass, running; use it from a thread, since its steps come when they come."""

    def __init__(self, opened: Vault, session: Session, model: str = "") -> None:
        order = Order(str(opened.home.root), opened.key.hex(), session.id, model)
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "tui.finalpass"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback may hold words
            env={**os.environ, "ALLIANCE_PASSPHRASE": ""},
            start_new_session=True,
        )
        self._door = threading.Lock()
        self._cancelled = False
        pipe = self._child.stdin
        assert pipe is not None  # noqa: S101, it was asked for
        with contextlib.suppress(OSError):  # it died: whoever reads from it sees that
            pipe.write(json.dumps(asdict(order)).encode() + b"\n")
            pipe.flush()  # and it stays open: the process ends when we do

    def steps(self) -> Iterator[Step]:
        """How far it is, until it is done or was cancelled.

        Raises:
            AllianceError: it failed, as it told.
        """
        told = False
        for line in self._child.stdout or ():
            try:
                data = json.loads(line)
            except ValueError:
                break
            if "error" in data:
                told = True
                self._raise(data)
            yield Step(**data)
        code = self._child.wait()
        if code and not told and not self._cancelled:
            raise RecorderStopped(
                "The process that transcribes ended by itself.",
                "What it had done is kept; start it again and it goes on.",
            )

    def cancel(self) -> None:
        """End it; what it has done is kept."""
        with self._door:
            self._cancelled = True
            if self._child.poll() is None:
                self._child.terminate()

    def close(self) -> None:
        """End it and wait until it has ended."""
        self.cancel()
        try:
            self._child.wait(_ENDING_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()

    def _raise(self, data: dict[str, str]) -> None:
        kind = getattr(errors, data["error"], RecorderStopped)
        raise kind(data["title"], data["advice"])


@contextlib.contextmanager
def running(opened: Vault, session: Session, model: str = "") -> Iterator[FinalPass]:
    """Process `session` while the block lasts, and end it with the block."""
    begun = FinalPass(opened, session, model)
    try:
        yield begun
    finally:
        begun.close()


def main() -> None:
    """Do as the order on the standard input says, and tell each step as a line of JSON."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no step
    for name in ("SIGINT", "SIGHUP"):  # what ends the screen's terminal; its pipe ends us cleanly
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    order = Order(**json.loads(sys.stdin.buffer.readline()))
    threading.Thread(target=_end_with_owner, daemon=True).start()

    def tell(data: object) -> None:
        out.write(json.dumps(data).encode() + b"\n")
        out.flush()

    try:
        _process(order, lambda name, done, total: tell(asdict(Step(name, done, total))))
    except AllianceError as error:
        tell({"error": type(error).__name__, "title": error.title, "advice": error.advice})
        raise SystemExit(1) from None


def _process(order: Order, progress: Callable[[str, float, float], None]) -> None:
    from tui import processing

    with vault.unlock_by_key(Home(Path(order.home)), bytes.fromhex(order.key), "process") as opened:
        session = sessions.find(opened, order.session)
        processing.process(opened, session, progress=progress, model=order.model or None)


def _end_with_owner() -> None:
    """On a thread: whoever asked for it is gone."""
    while os.read(0, 1):  # not by sys.stdin, whose lock a waiting thread would hold at our end
        pass
    os._exit(1)


if __name__ == "__main__":
    main()

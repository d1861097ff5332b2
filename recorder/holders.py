"""Who has the vault open, by name, and how one process has it alone.

Each process that opens a vault holds a lock file named after itself for as long as it lives; the
system lets go of it however the process ends. The names hold a process number and a command of
ours, nothing of anybody.
"""

import contextlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from recorder.errors import VaultBusy

_GATE: Final = "gate.lock"
_WAIT_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that has the vault open."""

    process: int
    command: str

    def __str__(self) -> str:
        return f"“alliance {self.command}” (process {self.process})"


@contextlib.contextmanager
def present(locks: Path, command: str) -> Iterator[Path]:
    """Be among the holders; gives the lock file that says so.

    Raises:
        VaultBusy: another process has the vault alone.
    """
    mark = locks / f"open.{os.getpid()}.{secrets.token_hex(3)}.{command}.lock"
    lock = FileLock(mark, thread_local=False)  # whichever thread closes the vault
    with gate(locks):
        lock.acquire()
    try:
        yield mark
    finally:
        lock.release()
        mark.unlink(missing_ok=True)


@contextlib.contextmanager
def gate(locks: Path, wait_s: float = _WAIT_S) -> Iterator[None]:
    """Hold the door that every opening passes; while held, nobody else comes in.

    Raises:
        VaultBusy: somebody else held it for `wait_s` seconds.
    """
    try:
        with FileLock(locks / _GATE, timeout=wait_s):
            yield
    except Timeout as error:
        raise VaultBusy(
            "Another process is changing the vault's key or erasing.",
            "Wait for it to finish and try again.",
        ) from error


def others(locks: Path, own: Path) -> tuple[Holder, ...]:
    """The holders but `own`; marks left by the dead are removed."""
    found = []
    for mark in sorted(locks.glob("open.*.lock")):
        if mark == own or _left_behind(mark):
            continue
        _, process, _, command, _ = mark.name.split(".")
        found.append(Holder(int(process), command))
    return tuple(found)


@contextlib.contextmanager
def alone(locks: Path, own: Path) -> Iterator[None]:
    """Have the vault alone.

    Raises:
        VaultBusy: others have it open, and which.
    """
    with gate(locks):
        there = others(locks, own)
        if there:
            raise VaultBusy(
                f"The vault is open in {', '.join(map(str, there))}.",
                "Close it there and try again; nothing was changed.",
            )
        yield


@contextlib.contextmanager
def working_on(locks: Path, session: str) -> Iterator[None]:
    """Be the only one who records or processes `session`.

    Raises:
        VaultBusy: another process does.
    """
    with _only(
        locks / f"session.{session}.lock",
        VaultBusy(
            f"Session {session} is being recorded or processed by another process.",
            "Wait for it to finish; “alliance sessions” shows how far it is.",
        ),
    ):
        yield


def worked_on(locks: Path, session: str) -> bool:
    """Whether somebody records or processes `session` now."""
    try:
        with working_on(locks, session):
            return False
    except VaultBusy:
        return True


@contextlib.contextmanager
def recording(locks: Path) -> Iterator[None]:
    """Be the only one who records.

    Raises:
        VaultBusy: another process does.
    """
    with _only(
        locks / "recording.lock",
        VaultBusy("Another recording is running.", "Stop it first; nothing of it was changed."),
    ):
        yield


@contextlib.contextmanager
def _only(path: Path, taken: VaultBusy) -> Iterator[None]:
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise taken from error
    try:
        yield
    finally:
        lock.release()


def _left_behind(mark: Path) -> bool:
    lock = FileLock(mark, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        return False
    lock.release()
    mark.unlink(missing_ok=True)
    return True

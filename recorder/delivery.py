"""Exports written to disk: whole or not at all, for their owner only, never over another."""

import errno
import os
import re
from pathlib import Path

from recorder import files
from recorder.cleaning import one_line
from recorder.conversation import Conversation
from recorder.errors import AllianceError, DiskFull, UnusableAnswer

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_ID = 40


def default_name(conversation: Conversation, format: str) -> str:  # noqa: A002 - as in export
    """A file name such as "alliance-2026-11-23-k3f9.md": the day, the session's id, no person.

    Names of files show in folder lists, backups, mails and searches, so they name nobody. Only
    ASCII letters, digits and "-" are used, which every file system takes.
    """
    session = conversation.session
    plain = _NOT_PLAIN.sub("-", session.id)[:_LONGEST_ID].strip("-")
    day = session.started.date().isoformat()
    stem = "-".join(part for part in ("alliance", day, plain) if part)
    return stem + ("-tasks.md" if format == "tasks" else f".{format}")


def deliver(data: bytes, target: Path, *, overwrite: bool = False) -> Path:
    """Write `data` to `target`, readable by its owner only; the path written.

    The bytes go to a hidden file in the same folder first, reach the disk, and then take the name,
    so that a crash or a full disk leaves the former file, or none, but never half a one.
    Raises UnusableAnswer (no such folder, exists already, no permission, no such name possible)
    or DiskFull.
    """
    try:
        _check(target, overwrite=overwrite)
        files.write(target, data, overwrite=overwrite)
    except FileExistsError as error:
        raise _taken(target) from error
    except (OSError, ValueError) as error:
        raise _explained(error, target) from error
    return target


def _check(target: Path, *, overwrite: bool) -> None:
    if target.is_dir():
        raise UnusableAnswer(f"{_shown(target)} is a folder.", "Give the name of a file in it.")
    if target.exists() and not target.is_file():
        raise UnusableAnswer(f"{_shown(target)} is not a plain file.", "Give another name.")
    if not overwrite and os.path.lexists(target):
        raise _taken(target)


def _taken(target: Path) -> UnusableAnswer:
    return UnusableAnswer(
        f"{_shown(target)} exists already, and was left as it is.",
        "Give another name, or --force to replace it.",
    )


def _explained(error: OSError | ValueError, target: Path) -> AllianceError:
    shown = _shown(target)
    if isinstance(error, ValueError):  # a NUL in the name
        return UnusableAnswer("No file can have that name.", "Give another name.")
    if error.errno in _NO_ROOM:
        return DiskFull(
            f"There is no room to write {shown}.", "Free some space, or choose another folder."
        )
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return UnusableAnswer(
            f"There is no folder {_shown(target.parent)}.", "Create it, or choose another folder."
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return UnusableAnswer(f"Writing {shown} is not permitted.", "Choose another folder.")
    return UnusableAnswer(
        f"{shown} can't be written: {error.strerror}.", "Choose another name or folder."
    )


def _shown(path: Path) -> str:
    return one_line(str(path))

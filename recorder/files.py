"""Small files replaced whole or not at all."""

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from recorder.errors import DiskFull, VaultError


def replace(target: Path, data: bytes) -> None:
    """Write `data` to `target` so that a crash leaves the old file or the new one, never half.

    The file is readable by its owner alone.

    Raises:
        OSError: the disk's own, after the half-written file is gone.
    """
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    settle(target.parent)


def settle(folder: Path) -> None:
    """Make the names in `folder` durable, where the system allows it."""
    with contextlib.suppress(OSError):  # Windows opens no folders; its renames are durable enough
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Tell the disk's errors in a person's words.

    Raises:
        DiskFull: no room left.
        VaultError: the folder can't be read or written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull(
                "The disk is full.", "Free some room and try again; what was kept before is safe."
            ) from error
        raise VaultError(
            f"The vault's folder can't be used ({error.strerror}).",
            "Check the permissions of the folder that ALLIANCE_HOME names.",
        ) from error

"""Small files written whole or not at all."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from recorder.errors import DiskFull, VaultError


def write(target: Path, data: bytes, *, overwrite: bool = True) -> None:
    """Write `data` to `target` so that a crash leaves the old file or the new one, never half.

    The file is readable by its owner alone.

    Raises:
        FileExistsError: something has that name, and `overwrite` is false.
        OSError: the disk's own, after the half-written file is gone.
    """
    handle, name = tempfile.mkstemp(prefix=".alliance-", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _place(draft, target, overwrite=overwrite)
    finally:
        draft.unlink(missing_ok=True)
    settle(target.parent)


def _place(draft: Path, target: Path, *, overwrite: bool) -> None:
    if overwrite:
        draft.replace(target)
        return
    try:
        # A link fails where the name is taken by now; a rename would replace it silently.
        target.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # no links on FAT and on some network shares
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        draft.replace(target)


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

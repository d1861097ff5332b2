"""An encrypted SQLite file: opened by a raw key, its troubles told in plain words.

SQLite3 Multiple Ciphers (ChaCha20-Poly1305 per page) under apsw; write-ahead log, full
synchronisation, deleted content overwritten, nothing temporary on the disk.
"""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, cast

import apsw

from recorder.errors import DiskFull, VaultBusy, VaultDamaged, VaultError

Row = tuple[Any, ...]

WAIT_MS: Final = 10_000
"""How long a second writer waits for the first."""


class WrongKey(Exception):
    """The key does not open this file, or it is no database; the caller knows which."""


def connect(path: Path, key: bytes, *, wait_ms: int = WAIT_MS) -> apsw.Connection:
    """Open or create the database at `path` under `key` (32 bytes).

    Raises:
        WrongKey: the key does not fit, or the file is no database.
        VaultError: as of `told`.
    """
    with told():
        connection = apsw.Connection(str(path))
    try:
        with told():
            connection.set_busy_timeout(wait_ms)
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON").fetchall()
            connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def rows(connection: apsw.Connection, question: str, values: Sequence[Any] = ()) -> list[Row]:
    """The rows that answer `question`.

    Raises:
        VaultError: as of `told`.
    """
    with told():
        return cast("list[Row]", connection.execute(question, values).fetchall())


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Tell the database's errors in a person's words.

    Raises:
        DiskFull: no room left.
        VaultBusy: another process holds the write lock.
        VaultDamaged: the file is not readable.
        VaultError: the folder can't be read or written.
        WrongKey: the key does not fit.
    """
    try:
        yield
    except apsw.NotADBError as error:
        raise WrongKey from error
    except apsw.FullError as error:
        raise DiskFull(
            "The disk is full.", "Free some room and try again; what was kept before is safe."
        ) from error
    except (apsw.BusyError, apsw.LockedError) as error:
        raise VaultBusy(
            "The vault is in use by another process.", "Wait for it to finish and try again."
        ) from error
    except apsw.CorruptError as error:
        raise VaultDamaged(
            "A part of the vault can't be read.", "Put back a copy from your backup."
        ) from error
    except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError) as error:
        raise VaultError(
            "The vault's folder can't be written.",
            "Check the permissions and the room of the folder that ALLIANCE_HOME names.",
        ) from error
    except apsw.IOError as error:
        raise VaultError(
            "The disk can't be read or written.",
            "Check whether it is full, and its permissions; then try again.",
        ) from error

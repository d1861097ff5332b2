"""The vault: one encrypted database that holds all text, opened by a secret, changed by rows.

Other files of this package say what its rows mean: `clients`, `sessions`, `consents`,
`transcript`, `agreements`, `search`, `erasure`.
"""

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self

import apsw

from recorder import database, files, holders, keys, recovery, schema
from recorder.database import Row, WrongKey, told
from recorder.errors import VaultBusy, VaultDamaged, VaultError, VaultLocked
from recorder.keys import Cost, KeyFile
from recorder.paths import Home

_RESTORE: Final = (
    "Put back vault.db and keys.json from the same backup, and remove vault.db-wal and"
    " vault.db-shm if they are there."
)


@dataclass(slots=True)
class Vault:
    """An open vault; use it in a `with` statement, or call `close`."""

    home: Home
    connection: apsw.Connection
    key: bytes = field(repr=False)
    mark: Path
    _open: contextlib.ExitStack

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and leave the holders."""
        self._open.close()

    def rows(self, question: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows that answer `question`."""
        with self._told():
            return database.rows(self.connection, question, values)

    def row(self, question: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row that answers `question`, or None."""
        return next(iter(self.rows(question, values)), None)

    def number(self, question: str, values: Sequence[Any] = ()) -> int:
        """The one number that answers `question`, 0 where nothing does."""
        row = self.row(question, values)
        return int(row[0] or 0) if row else 0

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Carry out one statement."""
        with self._told():
            self.connection.execute(statement, values)

    def run_many(self, statement: str, values: Sequence[Sequence[Any]]) -> None:
        """Carry out one statement for each row of `values`."""
        with self._told():
            self.connection.executemany(statement, values)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """All of the block's changes or none; a second writer waits for its turn.

        Raises:
            VaultBusy: another process did not finish in time, and which.
        """
        with self._told():
            self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._told():
                self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def note(self, what: str, session: str = "", **detail: Any) -> None:
        """Add a line to the log of changes; it stays in the vault."""
        self.run(
            "INSERT INTO changes (at, session, what, detail) VALUES (?, ?, ?, ?)",
            (datetime.now(UTC).isoformat(), session, what, json.dumps(detail)),
        )

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Have the vault alone while the block runs.

        Raises:
            VaultBusy: others have it open, and which.
        """
        with holders.alone(self.home.locks, self.mark):
            yield

    def change_key(self, file: KeyFile) -> None:
        """Give the vault a new key, sealed to the slots of `file`; call it `alone`.

        Whatever moment it is killed at, the key file opens the vault: it holds both keys until
        the new one is in place.
        """
        key = keys.new_key()
        with files.told():
            file.settled(self.key).announcing(key).save(self.home.keys)
        with self._told():
            self.connection.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"").fetchall()
            self.connection.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchall()
        with files.told():
            file.settled(key).save(self.home.keys)
        self.key = key

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            with told():
                yield
        except VaultBusy as error:
            there = holders.others(self.home.locks, self.mark)
            if not there:
                raise
            raise VaultBusy(
                f"The vault is being written by {', '.join(map(str, there))}.", error.advice
            ) from error
        except WrongKey as error:
            raise VaultDamaged(
                "A part of the vault can't be read.", "Put back a copy from your backup."
            ) from error


def exists(home: Home) -> bool:
    """Whether there is a vault in `home`, or what is left of one.

    Raises:
        VaultError: `home` is no folder.
    """
    if home.root.exists() and not home.root.is_dir():
        raise VaultError(
            "What ALLIANCE_HOME names is not a folder.", "Name a folder, new or used before."
        )
    return home.keys.exists() or home.vault.exists() or any(home.audio.glob("*.db"))


def create(
    home: Home,
    passphrase: str,
    command: str,
    cost: Cost | None = None,
    secret: bytes | None = None,
) -> tuple[Vault, str]:
    """Make an empty vault that `passphrase` opens; gives it and the recovery key to print.

    `secret` is the recovery key's, where the coach has seen it before anything was made.

    Raises:
        VaultError: there is one already, the folder can't be written, or the disk is full.
    """
    key = keys.new_key()
    secret = secret or recovery.new_secret()
    recovery_slot = keys.secret_slot("recovery", secret)
    passphrase_slot = keys.passphrase_slot(passphrase, cost or Cost())
    file = KeyFile((passphrase_slot, recovery_slot), ()).settled(key)
    with files.told():
        home.make()
        with holders.gate(home.locks):  # two first commands at once must not both make one
            if exists(home):
                raise VaultError("There is a vault already.", "Open it with its passphrase.")
            _unborn(home).unlink(missing_ok=True)
            connection = database.connect(_unborn(home), key)
            with contextlib.closing(connection), told():
                schema.bring_up_to_date(connection, _unborn(home))
            file.save(home.keys)
            _unborn(home).rename(home.vault)
    return _opened(home, (key,), command), recovery.spelled(secret)


def unlock(home: Home, secret: str, command: str) -> Vault:
    """Open the vault of `home` by its passphrase or its recovery key.

    `command` is the name that others see while it is open.

    Raises:
        VaultLocked: the secret does not open it, or there is no vault.
        VaultBusy: another process has it alone.
        VaultTooNew: a newer version wrote it.
        VaultDamaged: its files can't be read.
    """
    if not exists(home):
        raise VaultLocked("There is no vault here yet.", "Import a conversation to make one.")
    file = keys.load(home.keys)
    typed = recovery.read(secret)
    found = file.open("recovery", typed) if typed else ()
    found = found or file.open("passphrase", keys.passphrase_bytes(secret))
    if not found:
        raise VaultLocked(
            "That passphrase does not open the vault.",
            "Try again, or type the recovery key; nothing was changed.",
        )
    try:
        return _opened(home, found, command)
    except VaultDamaged:
        if keys.load(home.keys) == file:
            raise
        # Another process changed the key while the passphrase was being worked on.
        return unlock(home, secret, command)


def unlock_by_keyring(home: Home, secret: bytes, command: str) -> Vault | None:
    """Open the vault of `home` by the `secret` from the system's keyring, None if it is stale.

    Raises:
        VaultError: as of `unlock`.
    """
    found = keys.load(home.keys).open("keyring", secret)
    return _opened(home, found, command) if found else None


def unlock_by_key(home: Home, key: bytes, command: str) -> Vault:
    """Open the vault of `home` by the `key` that another process of ours has it open with.

    Raises:
        VaultError: as of `unlock`.
    """
    return _opened(home, (key,), command)


def _opened(home: Home, candidates: tuple[bytes, ...], command: str) -> Vault:
    with contextlib.ExitStack() as stack, files.told():
        home.make()
        mark = stack.enter_context(holders.present(home.locks, command))
        if not home.vault.exists():
            _give_birth(home)
        if not home.vault.stat().st_size:
            raise VaultDamaged("The vault (vault.db) is empty.", _RESTORE)
        connection, key = _connected(home.vault, candidates)
        stack.callback(connection.close)
        with told():
            schema.bring_up_to_date(connection, home.vault)
        vault = Vault(home, connection, key, mark, stack.pop_all())
    if len(candidates) > 1:
        _finish_change(vault)
    return vault


def _unborn(home: Home) -> Path:
    """Where a new vault is made before its keys are safe."""
    return home.vault.with_name("vault.new.db")


def _give_birth(home: Home) -> None:
    """End the making of a vault that was cut off after its keys were kept."""
    try:
        _unborn(home).rename(home.vault)
    except FileNotFoundError as error:
        raise VaultDamaged(
            "The vault (vault.db) is missing, though its keys are there.", _RESTORE
        ) from error


def _connected(path: Path, candidates: tuple[bytes, ...]) -> tuple[apsw.Connection, bytes]:
    for key in candidates:
        with contextlib.suppress(WrongKey):
            return database.connect(path, key), key
    raise VaultDamaged(
        "The vault and its keys don't belong together, or the vault is damaged.", _RESTORE
    )


def _finish_change(vault: Vault) -> None:
    """End a change of key that was cut off, if nobody else has the vault open."""
    with contextlib.suppress(VaultBusy), vault.alone():
        keys.load(vault.home.keys).settled(vault.key).save(vault.home.keys)

"""Erasing that really erases: rows, sound file and its key, then the vault's own key.

What SQLite leaves on the disk is overwritten (`secure_delete`), the log truncated, the file
rewritten (`VACUUM`) and given a new key, so that blocks which the disk keeps of the old file open
with nothing. Cut off at any moment, it is finished when the vault is next opened alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from recorder import keys, schema, sound
from recorder.conversation import Client, Session
from recorder.vault import Vault

_PENDING: Final = "erasing"
_COUNTED: Final = ("utterances", "words", "passages", "clauses", "consents")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What goes, or went: ids, numbers of rows, bytes of sound; and the exports known of.

    `exports` are files that this program wrote at the coach's wish; they are beyond its reach.
    """

    sessions: tuple[str, ...]
    client: bool
    rows: dict[str, int]
    sound_bytes: int
    exports: tuple[str, ...]
    at: datetime


def preview(vault: Vault, gone: Sequence[Session], client: Client | None = None) -> Receipt:
    """What `erase` would take."""
    ids = tuple(session.id for session in gone)
    marks = ", ".join("?" * len(ids))
    rows = {
        table: vault.number(f"SELECT count(*) FROM {table} WHERE session IN ({marks})", ids)
        for table in _COUNTED
    }
    exports = vault.rows(
        f"SELECT detail ->> 'file' FROM changes WHERE what = 'exported' AND session IN ({marks})",
        ids,
    )
    size = sum(
        file.stat().st_size
        for name in _sound_files(vault, ids)
        for file in sound.files(vault.home.audio / name)
        if file.exists()
    )
    return Receipt(
        ids,
        client is not None,
        rows,
        size,
        tuple(dict.fromkeys(row[0] for row in exports)),
        datetime.now(UTC),
    )


def erase(vault: Vault, gone: Sequence[Session], client: Client | None = None) -> Receipt:
    """Erase the sessions `gone`, and `client` with them where given; gives the receipt.

    A line without names stays in the log of changes as proof.

    Raises:
        VaultBusy: others have the vault open, and which; nothing was erased.
    """
    with vault.alone():
        receipt = preview(vault, gone, client)
        names = _sound_files(vault, receipt.sessions)
        with vault.writing():
            vault.run("INSERT OR REPLACE INTO facts VALUES (?, '1')", (_PENDING,))
            _remove_rows(vault, receipt.sessions)
            if client:
                vault.run("DELETE FROM clients WHERE id = ?", (client.id,))
            for session in receipt.sessions:
                vault.note("erased", session)
        _remove_files(vault, names)
        _sweep(vault)
    return receipt


def discard(vault: Vault, session: Session, client: Client | None) -> None:
    """Take back a session whose import failed, and `client` if the import brought them."""
    names = _sound_files(vault, (session.id,))
    _remove_files(vault, names)  # first: on a full disk the rows need its room
    with vault.writing():
        _remove_rows(vault, (session.id,))
        if client:
            vault.run("DELETE FROM clients WHERE id = ?", (client.id,))


def finish(vault: Vault) -> None:
    """End an erasure that was cut off; does nothing where there was none.

    Raises:
        VaultBusy: others have the vault open, and which.
    """
    if vault.row("SELECT 1 FROM facts WHERE name = ?", (_PENDING,)):
        with vault.alone():
            _sweep(vault)


def _sweep(vault: Vault) -> None:
    """Remove what belongs to nobody any more, rewrite the vault, change its key."""
    kept = {row[0] for row in vault.rows("SELECT file FROM sounds")}
    orphans = {file.name.split(".")[0] for file in vault.home.audio.iterdir()} - kept
    _remove_files(vault, tuple(f"{name}.db" for name in orphans))
    vault.run("PRAGMA wal_checkpoint (TRUNCATE)")
    vault.run("VACUUM")
    vault.change_key(keys.load(vault.home.keys))
    for copy in schema.copies(vault.home.vault):
        copy.unlink()
    vault.run("DELETE FROM facts WHERE name = ?", (_PENDING,))


def _sound_files(vault: Vault, ids: Sequence[str]) -> tuple[str, ...]:
    marks = ", ".join("?" * len(ids))
    rows = vault.rows(f"SELECT file FROM sounds WHERE session IN ({marks})", ids)
    return tuple(f"{row[0]}.db" for row in rows)


def _remove_rows(vault: Vault, ids: Sequence[str]) -> None:
    for session in ids:
        vault.run("DELETE FROM spoken WHERE session = ?", (session,))
        vault.run("DELETE FROM changes WHERE session = ?", (session,))
        vault.run("DELETE FROM sessions WHERE id = ?", (session,))


def _remove_files(vault: Vault, names: Sequence[str]) -> None:
    for name in names:
        for file in sound.files(vault.home.audio / name):
            file.unlink(missing_ok=True)

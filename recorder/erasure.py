"""Erasing that really erases: rows, sound file and its key, then the vault's own key.

What SQLite leaves on the disk is overwritten (`secure_delete`), the log truncated, the file
rewritten (`VACUUM`) and given a new key, so that blocks which the disk keeps of the old file open
with nothing. Cut off at any moment, it is finished when the vault is next opened alone.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from recorder import files, keys, schema, sessions, sound
from recorder.conversation import Client, Session
from recorder.errors import DiskFull, UnusableAnswer
from recorder.vault import Vault

_PENDING: Final = "erasing"
_SPARE: Final = 1_000_000  # bytes
_COUNTED: Final = (
    "utterances",
    "words",
    "passages",
    "clauses",
    "commitments",
    "consents",
    "marks",
    "gaps",
    "answers",
    "coach_voice",
    "readings",
    "glossary",
    "edits",
)


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
        f"SELECT detail FROM changes WHERE what = 'exported' AND session IN ({marks})", ids
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
        tuple(dict.fromkeys(json.loads(row[0])["file"] for row in exports)),
        datetime.now(UTC),
    )


def erase(vault: Vault, gone: Sequence[Session], client: Client | None = None) -> Receipt:
    """Erase the sessions `gone`, and `client` with them where given; gives the receipt.

    A line without names stays in the log of changes as proof.

    Raises:
        VaultBusy: others have the vault open, and which; nothing was erased.
        DiskFull: there is no room to rewrite the vault; nothing was erased.
        UnusableAnswer: `client` has other sessions than `gone`; nothing was erased.
    """
    with vault.alone(), files.told():
        if client and set(sessions.all_sessions(vault, client.id)) != set(gone):
            raise UnusableAnswer(
                "This client's sessions changed meanwhile; nothing was erased.", "Try again."
            )
        _make_sure_of_room(vault)
        receipt = preview(vault, gone, client)
        names = _sound_files(vault, receipt.sessions)
        with vault.writing():
            vault.run("INSERT OR REPLACE INTO facts VALUES (?, ?)", (_PENDING, json.dumps(names)))
            _remove_rows(vault, receipt.sessions, client)
            for session in receipt.sessions:
                vault.note("erased", session)
        _sweep(vault, names)
    return receipt


def forget_voice(vault: Vault) -> int:
    """Erase every voiceprint of the coach, as thoroughly as a session; gives how many went.

    Raises:
        VaultBusy: others have the vault open, and which; nothing was erased.
        DiskFull: there is no room to rewrite the vault; nothing was erased.
    """
    with vault.alone(), files.told():
        _make_sure_of_room(vault)
        gone = vault.number("SELECT count(*) FROM coach_voice")
        with vault.writing():
            vault.run("INSERT OR REPLACE INTO facts VALUES (?, ?)", (_PENDING, json.dumps([])))
            vault.run("DELETE FROM coach_voice")
            vault.note("voice forgotten")
        _sweep(vault, ())
    return gone


def discard(vault: Vault, session: Session, client: Client | None) -> None:
    """Take back a session whose import failed, and `client` if the import brought them."""
    with files.told():
        _remove_files(vault, _sound_files(vault, (session.id,)))  # first: the rows need its room
    with vault.writing():
        _remove_rows(vault, (session.id,), client)


def finish(vault: Vault) -> None:
    """End an erasure that was cut off; does nothing where there was none.

    Raises:
        VaultBusy: others have the vault open, and which.
    """
    pending = vault.row("SELECT value FROM facts WHERE name = ?", (_PENDING,))
    if pending:
        with vault.alone(), files.told():
            _sweep(vault, json.loads(pending[0]))


def orphans(vault: Vault) -> tuple[str, ...]:
    """Sound files that belong to no session: of a vault that was put back from a backup, say."""
    kept = {row[0] for row in vault.rows("SELECT file FROM sounds")}
    return tuple(sorted({file.stem for file in vault.home.audio.glob("*.db")} - kept))


def _sweep(vault: Vault, names: Sequence[str]) -> None:
    """Remove the sound files, rewrite the vault, change its key."""
    _remove_files(vault, names)
    for file in vault.home.locks.glob("session.*.lock"):
        file.unlink(missing_ok=True)
    vault.run("PRAGMA wal_checkpoint (TRUNCATE)")
    vault.run("VACUUM")
    vault.run("PRAGMA wal_checkpoint (TRUNCATE)")
    vault.change_key(keys.load(vault.home.keys))
    for copy in schema.copies(vault.home.vault):
        copy.unlink()
    vault.run("DELETE FROM facts WHERE name = ?", (_PENDING,))


def _make_sure_of_room(vault: Vault) -> None:
    """The vault is rewritten through its log, which needs as much again, and some."""
    need = 2 * vault.home.vault.stat().st_size + _SPARE
    if shutil.disk_usage(vault.home.root).free < need:
        raise DiskFull(
            f"Erasing rewrites the vault and needs {need / 1e6:,.0f} MB of free disk.",
            "Nothing was erased; free some room and try again.",
        )


def _sound_files(vault: Vault, ids: Sequence[str]) -> tuple[str, ...]:
    marks = ", ".join("?" * len(ids))
    rows = vault.rows(f"SELECT file FROM sounds WHERE session IN ({marks})", ids)
    return tuple(f"{row[0]}.db" for row in rows)


def _remove_rows(vault: Vault, ids: Sequence[str], client: Client | None) -> None:
    """Sessions with all that is theirs, and the client unless somebody gave them another one."""
    for session in ids:
        vault.run("DELETE FROM sessions WHERE id = ?", (session,))
    if client:
        vault.run(
            "DELETE FROM clients WHERE id = ?1"
            " AND NOT EXISTS (SELECT 1 FROM sessions WHERE client = ?1)",
            (client.id,),
        )


def _remove_files(vault: Vault, names: Sequence[str]) -> None:
    for name in names:
        for file in sound.files(vault.home.audio / name):
            file.unlink(missing_ok=True)

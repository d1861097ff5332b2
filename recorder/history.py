"""What a hand changed, step by step: undone and done again without limit, across restarts.

A step is kept as SQLite's changeset of the rows that it touched (the session extension), in the
vault beside them: encrypted as they are, and gone with their session. Undoing applies its inverse.
Each part of a session, its transcript and its agreement, has a line of steps of its own, since
one is changed on one screen and the other on another.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

import apsw

from recorder.conversation import Session
from recorder.errors import UnusableAnswer
from recorder.vault import Vault


class Part(StrEnum):
    """What is undone together."""

    TRANSCRIPT = "transcript"
    AGREEMENT = "agreement"


_TABLES: Final = {
    Part.TRANSCRIPT: ("utterances", "words", "passages"),
    Part.AGREEMENT: ("agreements", "clauses", "commitments", "proposals"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One change by hand; `what` is a short word of ours for it, such as "accept"."""

    number: int
    at: datetime
    what: str
    undone: bool


@contextlib.contextmanager
def changing(vault: Vault, session: Session, part: Part, what: str) -> Iterator[None]:
    """All of the block's changes to `part` or none, kept as one step; durable when it ends.

    What was undone before can't be done again after it. A block that changes nothing is no step.

    Raises:
        VaultBusy: another process did not finish in time, and which.
    """
    with vault.writing():
        with contextlib.closing(apsw.Session(vault.connection, "main")) as watched:
            for table in _TABLES[part]:
                watched.attach(table)
            yield
            rows = watched.changeset()
        if not rows:
            return
        vault.run(
            "DELETE FROM edits WHERE session = ? AND part = ? AND undone", (session.id, part.value)
        )
        vault.run(
            "INSERT INTO edits (at, session, part, what, rows, undone) VALUES (?, ?, ?, ?, ?, 0)",
            (datetime.now(UTC).isoformat(), session.id, part.value, what, rows),
        )


def undo(vault: Vault, session: Session, part: Part) -> str:
    """Take back the last step of `part`; gives its word, "" where there is none.

    Raises:
        UnusableAnswer: what it changed was made anew since; nothing was changed.
    """
    return _turned(vault, session, part, undone=True)


def redo(vault: Vault, session: Session, part: Part) -> str:
    """Do the step of `part` that was undone last again; gives its word, "" where there is none.

    Raises:
        UnusableAnswer: as of `undo`.
    """
    return _turned(vault, session, part, undone=False)


def steps(vault: Vault, session: Session, part: Part) -> tuple[Step, ...]:
    """The steps of `part`, oldest first, those that were undone last."""
    rows = vault.rows(
        "SELECT number, at, what, undone FROM edits WHERE session = ? AND part = ? ORDER BY number",
        (session.id, part.value),
    )
    return tuple(
        Step(number, datetime.fromisoformat(at), what, bool(undone))
        for number, at, what, undone in rows
    )


def forget(vault: Vault, session: Session, part: Part | None = None) -> None:
    """Drop the steps of `part`, or of all, so that none brings old words back.

    Call it while writing: before words go off the record, and where a part is made anew.
    """
    parts = [part] if part else list(Part)
    vault.run_many(
        "DELETE FROM edits WHERE session = ? AND part = ?",
        [(session.id, each.value) for each in parts],
    )


def _turned(vault: Vault, session: Session, part: Part, *, undone: bool) -> str:
    """Undo the last step or do the first of those undone again."""
    order = "DESC" if undone else "ASC"
    with vault.writing():
        step = vault.row(
            "SELECT number, what, rows FROM edits WHERE session = ? AND part = ? AND undone = ?"
            f" ORDER BY number {order} LIMIT 1",
            (session.id, part.value, int(not undone)),
        )
        if step is None:
            return ""
        number, what, rows = step
        _apply(vault, apsw.Changeset.invert(rows) if undone else rows)
        vault.run("UPDATE edits SET undone = ? WHERE number = ?", (int(undone), number))
        return str(what)


def _apply(vault: Vault, rows: bytes) -> None:
    try:
        # Every row that a cascade took is in the step itself, so nothing may cascade twice.
        apsw.Changeset.apply(rows, vault.connection, flags=apsw.SQLITE_CHANGESETAPPLY_FKNOACTION)
    except (apsw.AbortError, apsw.ConstraintError) as error:
        raise UnusableAnswer(
            "This step can't be undone any more: what it changed was made anew since.",
            "Change it by hand; nothing was lost.",
        ) from error

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

from recorder import search
from recorder.conversation import Session
from recorder.database import Row
from recorder.errors import UnusableAnswer
from recorder.vault import Vault


class Part(StrEnum):
    """What is undone together."""

    TRANSCRIPT = "transcript"
    AGREEMENT = "agreement"


_TABLES: Final = {
    Part.TRANSCRIPT: (
        "sessions",
        "utterances",
        "words",
        "passages",
        "readings",
        "glossary",
        "confirmations",
    ),
    Part.AGREEMENT: ("agreements", "clauses", "commitments", "proposals"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One change by hand; `what` is a short word of ours for it, such as "accept".

    `word` is the id of the word where it was made, "" where at none; `utterances` are those that
    have changed by undoing it or doing it again.
    """

    number: int
    at: datetime
    what: str
    undone: bool
    word: str = ""
    utterances: frozenset[str] = frozenset()


@contextlib.contextmanager
def changing(
    vault: Vault, session: Session, part: Part, what: str, word: str = ""
) -> Iterator[None]:
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
            "INSERT INTO edits (at, session, part, what, rows, undone, word)"
            " VALUES (?, ?, ?, ?, ?, 0, ?)",
            (datetime.now(UTC).isoformat(), session.id, part.value, what, rows, word),
        )


def undo(vault: Vault, session: Session, part: Part) -> str:
    """Take back the last step of `part`; gives its word, "" where there is none.

    Raises:
        UnusableAnswer: what it changed was made anew since; nothing was changed.
    """
    step = turned(vault, session, part, back=True)
    return step.what if step else ""


def redo(vault: Vault, session: Session, part: Part) -> str:
    """Do the step of `part` that was undone last again; gives its word, "" where there is none.

    Raises:
        UnusableAnswer: as of `undo`.
    """
    step = turned(vault, session, part, back=False)
    return step.what if step else ""


def steps(vault: Vault, session: Session, part: Part) -> tuple[Step, ...]:
    """The steps of `part`, oldest first, those that were undone last."""
    rows = vault.rows(
        "SELECT number, at, what, undone, word FROM edits WHERE session = ? AND part = ?"
        " ORDER BY number",
        (session.id, part.value),
    )
    return tuple(
        Step(number, datetime.fromisoformat(at), what, bool(undone), word)
        for number, at, what, undone, word in rows
    )


def next_steps(vault: Vault, session: Session, part: Part) -> tuple[str, str]:
    """The words of what undo would take back and redo do again, each "" where there is nothing."""
    rows = [_next(vault, session, part, back=back) for back in (True, False)]
    return (rows[0][2] if rows[0] else ""), (rows[1][2] if rows[1] else "")


def edition(vault: Vault, session: Session) -> tuple[object, ...]:
    """Differs as soon as anything of the transcript was changed, by whichever process."""
    return tuple(
        vault.rows(
            "SELECT (SELECT max(number) FROM edits WHERE session = ?1),"
            " (SELECT sum(undone) FROM edits WHERE session = ?1),"
            " (SELECT group_concat(stage || model) FROM stages WHERE session = ?1 AND done)",
            (session.id,),
        )
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


def turned(vault: Vault, session: Session, part: Part, *, back: bool) -> Step | None:
    """Undo the last step, or do the first of those undone again; None where there is none.

    Raises:
        UnusableAnswer: as of `undo`.
    """
    with vault.writing():
        row = _next(vault, session, part, back=back)
        if row is None:
            return None
        number, at, what, word, rows = row
        touched = _touched(vault, session, rows)
        _apply(vault, apsw.Changeset.invert(rows) if back else rows)
        touched |= _touched(vault, session, rows)
        vault.run("UPDATE edits SET undone = ? WHERE number = ?", (int(back), number))
        search.index(vault, session, {name for name, is_reworded in touched if is_reworded})
    utterances = frozenset(name for name, _ in touched)
    return Step(number, datetime.fromisoformat(at), what, back, word, utterances)


def _next(vault: Vault, session: Session, part: Part, *, back: bool) -> Row | None:
    order = "DESC" if back else "ASC"
    return vault.row(
        "SELECT number, at, what, word, rows FROM edits"
        f" WHERE session = ? AND part = ? AND undone = ? ORDER BY number {order} LIMIT 1",
        (session.id, part.value, int(not back)),
    )


def _apply(vault: Vault, rows: bytes) -> None:
    try:
        # Every row that a cascade took is in the step itself, so nothing may cascade twice.
        apsw.Changeset.apply(rows, vault.connection, flags=apsw.SQLITE_CHANGESETAPPLY_FKNOACTION)
    except (apsw.AbortError, apsw.ConstraintError) as error:
        raise UnusableAnswer(
            "This step can't be undone any more: what it changed was made anew since.",
            "Change it by hand; nothing was lost.",
        ) from error


def _touched(vault: Vault, session: Session, changes: bytes) -> set[tuple[str, bool]]:
    """The utterances that `changes` concern, and whether what they say or hide differs."""
    touched: set[tuple[str, bool]] = set()
    words: set[str] = set()
    for change in apsw.Changeset.iter(changes):
        rows = [row for row in (change.old, change.new) if row]
        if change.name == "utterances":
            shown = change.op != "UPDATE" or any(isinstance(row[6], int) for row in rows)
            touched.add((str(rows[0][1]), shown))
        elif change.name == "words":
            words.add(str(rows[0][1]))
            touched.update((row[2], True) for row in rows if isinstance(row[2], str))
    homes = [
        vault.row("SELECT utterance FROM words WHERE session = ? AND id = ?", (session.id, word))
        for word in words
    ]
    return touched | {(home[0], True) for home in homes if home}

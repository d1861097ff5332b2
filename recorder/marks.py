"""Marks and notes as rows of the vault: made while the conversation runs, kept at once."""

from dataclasses import replace

from recorder.cleaning import cleaned
from recorder.conversation import Mark, MarkKind, Session
from recorder.vault import Vault


def add(vault: Vault, session: Session, mark: Mark) -> Mark:
    """Keep `mark` under a new id, its text cleaned; call it while writing."""
    question = "SELECT max(CAST(substr(id, 2) AS INTEGER)) FROM marks WHERE session = ?"
    name = f"m{vault.number(question, (session.id,)) + 1}"
    kept = replace(mark, id=name, text=cleaned(mark.text).strip())
    vault.run(
        "INSERT INTO marks VALUES (?, ?, ?, ?, ?, ?)",
        (session.id, kept.id, kept.kind.value, kept.start, kept.end, kept.text),
    )
    return kept


def all_of(vault: Vault, session: Session) -> tuple[Mark, ...]:
    """The marks of `session` in the order they start."""
    rows = vault.rows(
        'SELECT id, kind, start, "end", text FROM marks WHERE session = ?'
        " ORDER BY start, CAST(substr(id, 2) AS INTEGER)",
        (session.id,),
    )
    return tuple(Mark(name, MarkKind(kind), *rest) for name, kind, *rest in rows)

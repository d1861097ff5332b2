"""Marks and notes as rows of the vault: made while the conversation runs, kept at once."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from recorder.cleaning import cleaned
from recorder.conversation import Mark, MarkKind, Session
from recorder.vault import Vault

_OURS: Final = re.compile(r"m[1-9][0-9]{0,8}")


def add(vault: Vault, session: Session, mark: Mark) -> Mark:
    """Keep `mark` under a new id, its text cleaned; call it while writing."""
    question = "SELECT max(CAST(substr(id, 2) AS INTEGER)) FROM marks WHERE session = ?"
    name = f"m{vault.number(question, (session.id,)) + 1}"
    return _insert(vault, session, replace(mark, id=name))


def once(vault: Vault, session: Session, mark: Mark) -> Mark:
    """Keep `mark` under its own id, as `add`; one that is there already stays as it is."""
    there = next((one for one in all_of(vault, session) if one.id == mark.id), None)
    return there or _insert(vault, session, mark)


def keep(vault: Vault, session: Session, marks: Iterable[Mark]) -> None:
    """Keep `marks` that came with an imported conversation, their texts cleaned.

    Those with an id such as we give keep it where it is free; the others get a new one. Call it
    while writing.
    """
    taken = {mark.id for mark in all_of(vault, session)}
    others = []
    for mark in marks:
        if mark.id in taken or not _OURS.fullmatch(mark.id):
            others.append(mark)
            continue
        taken.add(mark.id)
        _insert(vault, session, mark)
    for mark in others:
        add(vault, session, mark)


def all_of(vault: Vault, session: Session) -> tuple[Mark, ...]:
    """The marks of `session` in the order they start."""
    rows = vault.rows(
        'SELECT id, kind, start, "end", text FROM marks WHERE session = ?'
        " ORDER BY start, CAST(substr(id, 2) AS INTEGER)",
        (session.id,),
    )
    return tuple(Mark(name, MarkKind(kind), *rest) for name, kind, *rest in rows)


def _insert(vault: Vault, session: Session, mark: Mark) -> Mark:
    kept = replace(mark, text=cleaned(mark.text).strip())
    vault.run(
        "INSERT INTO marks VALUES (?, ?, ?, ?, ?, ?)",
        (session.id, kept.id, kept.kind.value, kept.start, kept.end, kept.text),
    )
    return kept

"""The coach's own voice, kept where the coach asked for it, so that later sessions know it.

A voiceprint is biometric data. It is the coach's alone, never a client's; each goes with the
session that it was made from, and all of them by `erasure.forget_voice`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from recorder.conversation import Session
from recorder.vault import Vault

Voiceprint = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Kept:
    """That a voiceprint of the coach was kept: from which session, of how many seconds, when."""

    session: str
    seconds: float
    at: datetime


def keep(vault: Vault, session: Session, voiceprint: Voiceprint, seconds: float, by: str) -> None:
    """Keep the coach's voice as `session` has it; call it while writing.

    `voiceprint` (numbers,) was made `by` a model from `seconds` of the coach's speech. One kept
    from the same session before is replaced.
    """
    vault.run(
        "INSERT OR REPLACE INTO coach_voice VALUES (?, ?, ?, ?, ?)",
        (
            session.id,
            voiceprint.astype("<f4").tobytes(),
            seconds,
            by,
            datetime.now(UTC).isoformat(),
        ),
    )
    vault.note("voice kept", session.id)


def drop(vault: Vault, session: Session) -> None:
    """Forget what `session` told of the coach's voice; call it while writing."""
    vault.run("DELETE FROM coach_voice WHERE session = ?", (session.id,))


def kept(vault: Vault) -> tuple[Kept, ...]:
    """The voiceprints that are kept, oldest first."""
    rows = vault.rows("SELECT session, seconds, at FROM coach_voice ORDER BY at, session")
    return tuple(Kept(name, seconds, datetime.fromisoformat(at)) for name, seconds, at in rows)


def known(vault: Vault, session: Session, by: str) -> Voiceprint | None:
    """The voice of the coach of `session`, of unit length; None where none was kept.

    Made `by` this model from other sessions of the coach of that name, or where either has no
    name; weighed by how long each heard them.
    """
    rows = vault.rows(
        "SELECT v.print, v.seconds, s.coach FROM coach_voice v JOIN sessions s ON s.id = v.session"
        " WHERE v.model = ? AND v.session != ?",
        (by, session.id),
    )
    own = session.coach.casefold()
    found = [
        np.frombuffer(data, "<f4") * seconds
        for data, seconds, coach in rows
        if not own or not coach or coach.casefold() == own
    ]
    if not found:
        return None
    whole = np.sum(found, axis=0)
    return np.asarray(whole / max(float(np.linalg.norm(whole)), 1e-9), np.float32)

"""What the coach has said of who speaks, as stretches of the session's time.

They outlive every new hearing: words and the numbers of voices may change, the time does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from recorder.conversation import Session, Speaker
from recorder.vault import Vault


@dataclass(frozen=True, slots=True)
class Answer:
    """From second `start` to `end` it is `speaker` who speaks."""

    start: float
    end: float
    speaker: Speaker


def keep(vault: Vault, session: Session, given: Iterable[Answer]) -> None:
    """Put `given` in place of what was answered before; call it while writing."""
    vault.run("DELETE FROM answers WHERE session = ?", (session.id,))
    vault.run_many(
        "INSERT INTO answers VALUES (?, ?, ?, ?)",
        [(session.id, one.start, one.end, one.speaker.value) for one in given],
    )


def all_of(vault: Vault, session: Session) -> tuple[Answer, ...]:
    """What was answered of `session`, in the order of time."""
    rows = vault.rows(
        'SELECT start, "end", speaker FROM answers WHERE session = ? ORDER BY start', (session.id,)
    )
    return tuple(Answer(start, end, Speaker(speaker)) for start, end, speaker in rows)

"""Stretches without sound as rows of the vault, so that a transcript can be read without its sound.

While a recording runs they stand in the sound file alone, committed with the blocks around them.
"""

from collections.abc import Iterable
from datetime import datetime

from recorder.conversation import Cause, Gap, Session
from recorder.vault import Vault


def keep(vault: Vault, session: Session, gaps: Iterable[Gap]) -> None:
    """Put `gaps` in place of those kept for `session`, touching ones joined; call while writing."""
    vault.run("DELETE FROM gaps WHERE session = ?", (session.id,))
    vault.run_many(
        "INSERT INTO gaps VALUES (?, ?, ?, ?, ?, ?)",
        [
            (session.id, gap.start, gap.end, gap.cause.value, gap.channel, gap.at.isoformat())
            for gap in joined(gaps)
        ],
    )


def all_of(vault: Vault, session: Session) -> tuple[Gap, ...]:
    """The gaps of `session` in the order they start."""
    rows = vault.rows(
        'SELECT start, "end", cause, channel, at FROM gaps WHERE session = ? ORDER BY start, rowid',
        (session.id,),
    )
    return tuple(
        Gap(start, end, Cause(cause), channel, datetime.fromisoformat(at))
        for start, end, cause, channel, at in rows
    )


def joined(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """`gaps` in the order they start, those of one cause that touch made one."""
    whole: list[Gap] = []
    for gap in sorted(gaps, key=lambda gap: (gap.start, gap.end)):
        last = next(
            (
                place
                for place, other in enumerate(whole)
                if (other.cause, other.channel) == (gap.cause, gap.channel)
                and gap.start <= other.end
            ),
            None,
        )
        if last is None:
            whole.append(gap)
        else:
            first = whole[last]
            end = max(first.end, gap.end)
            whole[last] = Gap(first.start, end, gap.cause, gap.channel, first.at)
    return tuple(whole)

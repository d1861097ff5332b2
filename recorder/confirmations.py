"""What the coach said utterances are about, as rows of the vault; gone with their utterance."""

import json
from datetime import UTC, datetime

from recorder.conversation import Maker, Session
from recorder.tagging import Confirmation
from recorder.vault import Vault


def keep(vault: Vault, session: Session, confirmation: Confirmation) -> None:
    """Keep what the coach says of an utterance, in place of what was said of it before.

    Call it in `history.changing`, so that it can be undone.
    """
    vault.run(
        "INSERT INTO confirmations VALUES (?1, ?2, ?3, ?4) ON CONFLICT (session, utterance)"
        " DO UPDATE SET topics = ?3, at = ?4 WHERE topics != ?3",
        (
            session.id,
            confirmation.utterance,
            json.dumps(confirmation.topics),
            datetime.now(UTC).isoformat(),
        ),
    )


def take_back(vault: Vault, session: Session, utterance: str) -> None:
    """Leave an utterance to the model again; call it in `history.changing`."""
    vault.run(
        "DELETE FROM confirmations WHERE session = ? AND utterance = ?", (session.id, utterance)
    )


def all_of(vault: Vault, session: Session) -> tuple[Confirmation, ...]:
    """What the coach said of the utterances of `session`, by their ids."""
    rows = vault.rows(
        "SELECT utterance, topics FROM confirmations WHERE session = ? ORDER BY utterance",
        (session.id,),
    )
    return tuple(Confirmation(name, tuple(json.loads(topics))) for name, topics in rows)


def any_of(vault: Vault, session: Session) -> bool:
    """Whether the coach confirmed, set or took away anything in `session`."""
    return bool(
        vault.number(
            "SELECT EXISTS (SELECT 1 FROM confirmations WHERE session = ?1) OR EXISTS"
            " (SELECT 1 FROM passages WHERE session = ?1 AND made_by = ?2)",
            (session.id, Maker.COACH.value),
        )
    )

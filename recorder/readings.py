"""What other models heard where the coach's own text stands: kept beside it, shown when asked."""

from recorder.conversation import Session
from recorder.vault import Vault


def keep(vault: Vault, session: Session, texts: dict[str, dict[str, str]]) -> None:
    """Keep what models heard where the coach's own text stays: by utterance, then by model.

    Call it while writing.
    """
    vault.run_many(
        "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)",
        [
            (session.id, name, model, text)
            for name, heard in texts.items()
            for model, text in heard.items()
        ],
    )


def all_of(vault: Vault, session: Session) -> dict[str, dict[str, str]]:
    """What models heard where the coach's own text stands: by utterance, then by model."""
    found: dict[str, dict[str, str]] = {}
    for name, model, text in vault.rows(
        "SELECT utterance, model, text FROM readings WHERE session = ? ORDER BY model",
        (session.id,),
    ):
        found.setdefault(name, {})[model] = text
    return found

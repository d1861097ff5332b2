"""Where the coach was reading in each session."""

from recorder.conversation import Session, Utterance
from recorder.vault import Vault


def keep(vault: Vault, session: Session, word: str, start: float | None) -> None:
    """Keep that the coach was at `word`, which starts so many seconds into the session."""
    vault.run("INSERT OR REPLACE INTO places VALUES (?, ?, ?)", (session.id, word, start))


def found(vault: Vault, session: Session, utterances: tuple[Utterance, ...]) -> str:
    """The word where the coach was, else the one now nearest in time, else the first; or ""."""
    row = vault.row("SELECT word, start FROM places WHERE session = ?", (session.id,))
    words = [word for utterance in utterances for word in utterance.words]
    if not words:
        return ""
    if row is None:
        return words[0].id
    if any(word.id == row[0] for word in words):
        return str(row[0])
    if row[1] is None:
        return words[0].id
    return min(words, key=lambda word: abs((word.start or 0.0) - row[1])).id

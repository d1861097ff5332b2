"""Words found again in everything that was said, accents and capitals aside."""

from collections.abc import Iterable
from dataclasses import dataclass

from recorder.cleaning import cleaned
from recorder.conversation import Session
from recorder.errors import UnusableAnswer
from recorder.vault import Vault


@dataclass(frozen=True, slots=True)
class Found:
    """One utterance that holds the words; `start` in seconds, None without times."""

    session: str
    client: str
    utterance: str
    speaker: str
    start: float | None
    text: str


def search(vault: Vault, words: str, limit: int = 200) -> tuple[Found, ...]:
    """The utterances that hold every one of `words`, or words that start so, newest first.

    Raises:
        UnusableAnswer: there is no word to look for.
    """
    plain = cleaned(words).replace('"', " ")
    terms = [word for word in plain.split() if any(map(str.isalnum, word))]
    if not terms:
        raise UnusableAnswer("There is no word to look for.", "Give at least one.")
    rows = vault.rows(
        "SELECT sessions.id, clients.name, spoken.utterance, utterances.speaker,"
        " (SELECT start FROM words WHERE words.session = sessions.id"
        "  AND words.utterance = spoken.utterance ORDER BY words.position LIMIT 1), spoken.text"
        " FROM spoken JOIN sessions ON sessions.id = spoken.session"
        " JOIN clients ON clients.id = sessions.client"
        " JOIN utterances ON utterances.session = sessions.id AND utterances.id = spoken.utterance"
        " WHERE spoken MATCH ? ORDER BY sessions.started DESC, utterances.position LIMIT ?",
        (" ".join(f'"{term}"*' for term in terms), limit),
    )
    return tuple(Found(*row) for row in rows)


def index(vault: Vault, session: Session, utterances: Iterable[str]) -> None:
    """Let these utterances be found as they are now, or no more; call it while writing."""
    for utterance in utterances:
        _drop(vault, session, utterance)
        said = vault.rows(
            "SELECT w.text FROM words w JOIN utterances u ON u.session = w.session"
            " AND u.id = w.utterance WHERE w.session = ? AND w.utterance = ? AND NOT u.echo"
            " ORDER BY w.position",
            (session.id, utterance),
        )
        if said:
            vault.run(
                "INSERT INTO lines (session, utterance) VALUES (?, ?)", (session.id, utterance)
            )
            vault.run(
                "INSERT INTO spoken (rowid, text, session, utterance)"
                " VALUES (last_insert_rowid(), ?, ?, ?)",
                (" ".join(row[0] for row in said), session.id, utterance),
            )


def forget(vault: Vault, session: Session) -> None:
    """Let nothing of `session` be found any more; call it while writing."""
    vault.run("DELETE FROM spoken WHERE session = ?", (session.id,))
    vault.run("DELETE FROM lines WHERE session = ?", (session.id,))


def _drop(vault: Vault, session: Session, utterance: str) -> None:
    row = vault.row(
        "SELECT number FROM lines WHERE session = ? AND utterance = ?", (session.id, utterance)
    )
    if row:
        vault.run("DELETE FROM spoken WHERE rowid = ?", row)
        vault.run("DELETE FROM lines WHERE number = ?", row)

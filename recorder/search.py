"""Words found again in everything that was said, accents and capitals aside."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from recorder.cleaning import cleaned
from recorder.conversation import Session
from recorder.errors import UnusableAnswer
from recorder.vault import Vault

_PART: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Found:
    """One utterance that holds the words; `start` in seconds, None without times."""

    session: str
    client: str
    utterance: str
    speaker: str
    start: float | None
    text: str


def word_found(vault: Vault, found: Found, words: str) -> str:
    """The id of the first word of `found` that starts with the first of `words`; "" for none."""
    wanted = terms(words)[:1]
    for name, text in vault.rows(
        "SELECT id, text FROM words WHERE session = ? AND utterance = ? ORDER BY position",
        (found.session, found.utterance),
    ):
        if any(fits(part, wanted) for part in parts(text)):
            return str(name)
    return ""


def terms(words: str) -> tuple[str, ...]:
    """What is looked for, each as it is compared: without accents and capitals."""
    return tuple(folded(part) for part in parts(cleaned(words)))


def parts(text: str) -> list[str]:
    """The runs of letters and digits in `text`."""
    return _PART.findall(text)


def fits(part: str, wanted: tuple[str, ...]) -> bool:
    """Whether `part` starts with one of the `wanted` terms."""
    return folded(part).startswith(wanted) if wanted else False


def folded(text: str) -> str:
    """`text` without accents and capitals."""
    split = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in split if not unicodedata.combining(sign))


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

"""Words found again in everything that was said, accents and capitals aside."""

from dataclasses import dataclass

from recorder.cleaning import cleaned
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

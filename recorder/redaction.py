"""Taking a stretch of a session out of everything that was made from it, for good.

The sound's own part is `Sound.cut`, which leaves the tombstone.
"""

import json
from dataclasses import asdict
from typing import Final

from recorder import history, plans, search
from recorder.conversation import MarkKind, Reason, Session
from recorder.vault import Vault

_TOUCHES: Final = 'session = ? AND start < ? AND "end" > ?'


def forget(vault: Vault, session: Session, start: float, end: float) -> None:
    """Remove every word, tag, quote, mark and note of `start` to `end` (seconds).

    Call it while writing. A clause that rests on any of it goes with it, whoever made it; the mark
    of the consent stays, since it holds no words. What could be undone until now can't any more:
    it holds words that went, and so may what waits to become a transcript, other models' readings
    and the names learned.
    """
    history.forget(vault, session)  # no undoing may bring the words back
    span = (session.id, end, start)
    gone = {row[0] for row in vault.rows(f"SELECT id FROM words WHERE {_TOUCHES}", span)}
    vault.run(f"DELETE FROM words WHERE {_TOUCHES}", span)
    vault.run(
        'DELETE FROM marks WHERE session = ? AND start < ? AND ("end" > ? OR start = ?)'
        " AND kind != ?",
        (*span, start, MarkKind.CONSENT.value),
    )
    plans.drop(vault, session)
    for table in ("readings", "glossary"):
        vault.run(f"DELETE FROM {table} WHERE session = ?", (session.id,))
    _mend_utterances(vault, session)
    touched = _mend_passages(vault, session, gone)
    _remove_clauses(vault, session, gone, touched)


def _mend_utterances(vault: Vault, session: Session) -> None:
    """Utterances without words go; the search knows what is left."""
    vault.run(
        "DELETE FROM utterances WHERE session = ?1 AND id NOT IN"
        " (SELECT utterance FROM words WHERE session = ?1)",
        (session.id,),
    )
    search.forget(vault, session)
    left = vault.rows("SELECT id FROM utterances WHERE session = ?", (session.id,))
    search.index(vault, session, (row[0] for row in left))


def _mend_passages(vault: Vault, session: Session, gone: set[str]) -> set[str]:
    """Passages lose the words that went, with the reason that quoted them; the ids of those."""
    touched = set()
    rows = vault.rows("SELECT id, words FROM passages WHERE session = ?", (session.id,))
    for name, words in rows:
        said = json.loads(words)
        left = [word for word in said if word not in gone]
        if len(left) == len(said):
            continue
        touched.add(name)
        vault.run(
            "DELETE FROM passages WHERE session = ? AND id = ? AND ?",
            (
                session.id,
                name,
                not left,
            ),
        )
        vault.run(
            "UPDATE passages SET words = ?, reason = ? WHERE session = ? AND id = ?",
            (json.dumps(left), json.dumps(asdict(Reason())), session.id, name),
        )
    return touched


def _remove_clauses(vault: Vault, session: Session, gone: set[str], touched: set[str]) -> None:
    """Clauses that rest on what went go too, with their commitments: their text may say it again.

    So do proposals, which a new draft makes again.
    """
    rows = vault.rows(
        "SELECT version, position, id, evidence, quote, superseded FROM clauses WHERE session = ?",
        (session.id,),
    )
    for version, place, name, evidence, quote, superseded in rows:
        words = {*json.loads(quote), *json.loads(superseded)}
        if touched & set(json.loads(evidence)) or gone & words:
            vault.run(
                "DELETE FROM clauses WHERE session = ? AND version = ? AND position = ?",
                (session.id, version, place),
            )
            vault.run(
                "DELETE FROM commitments WHERE session = ? AND version = ? AND clause = ?",
                (session.id, version, name),
            )
    vault.run("DELETE FROM proposals WHERE session = ?", (session.id,))

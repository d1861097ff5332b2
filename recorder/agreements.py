"""Agreements and their clauses as rows of the vault; earlier versions stay."""

import json

from recorder.conversation import Agreement, Clause, ClauseState, Maker, Party, Session
from recorder.vault import Vault


def newest(vault: Vault, session: Session) -> Agreement | None:
    """The newest version of the agreement of `session`, None before the first draft."""
    row = vault.row(
        "SELECT version, not_discussed FROM agreements WHERE session = ?"
        " ORDER BY version DESC LIMIT 1",
        (session.id,),
    )
    if row is None:
        return None
    version, not_discussed = row
    clauses = vault.rows(
        "SELECT id, topic, party, text, evidence, quote, state, made_by FROM clauses"
        " WHERE session = ? AND version = ? ORDER BY position",
        (session.id, version),
    )
    return Agreement(
        version,
        tuple(
            Clause(
                name,
                topic,
                Party(party),
                text,
                tuple(json.loads(evidence)),
                tuple(json.loads(quote)),
                ClauseState(state),
                Maker(by),
            )
            for name, topic, party, text, evidence, quote, state, by in clauses
        ),
        tuple(json.loads(not_discussed)),
    )


def keep(vault: Vault, session: Session, agreement: Agreement) -> None:
    """Keep `agreement` as its version, in place of that version; call it while writing."""
    vault.run(
        "DELETE FROM agreements WHERE session = ? AND version = ?",
        (session.id, agreement.version),
    )
    vault.run(
        "INSERT INTO agreements VALUES (?, ?, ?)",
        (session.id, agreement.version, json.dumps(agreement.not_discussed)),
    )
    vault.run_many(
        "INSERT INTO clauses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                session.id,
                agreement.version,
                position,
                clause.id,
                clause.topic,
                clause.party.value,
                clause.text,
                json.dumps(clause.evidence),
                json.dumps(clause.quote),
                clause.state.value,
                clause.by.value,
            )
            for position, clause in enumerate(agreement.clauses)
        ],
    )

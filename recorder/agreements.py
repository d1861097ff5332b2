"""Agreements and their clauses as rows of the vault; earlier versions stay."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from recorder.anchors import loosened
from recorder.conversation import (
    Agreement,
    Clause,
    ClauseState,
    Client,
    Commitment,
    Maker,
    Outcome,
    Party,
    Proposal,
    ProposalKind,
    Session,
    Word,
)
from recorder.errors import NotFound
from recorder.history import Part, changing
from recorder.style import Person, Pronoun, Style
from recorder.vault import Vault

_CLAUSE = (
    "id, topic, party, text, evidence, quote, state, made_by, superseded, drafted, quotable, origin"
)
_COMMITMENT = 'id, clause, party, what, due, said, "check", otherwise, outcome, made_by'
_OF = "session = ? AND version = ? ORDER BY position"


def newest(vault: Vault, session: Session) -> Agreement | None:
    """The newest version of the agreement of `session`, None before the first draft."""
    number = vault.number("SELECT max(version) FROM agreements WHERE session = ?", (session.id,))
    return _read(vault, session.id, number) if number else None


def version(vault: Vault, session: Session, number: int) -> Agreement:
    """Version `number` of the agreement of `session`.

    Raises:
        NotFound: there is none.
    """
    return _read(vault, session.id, number)


def _read(vault: Vault, session: str, number: int) -> Agreement:
    place = (session, number)
    row = vault.row(
        "SELECT not_discussed, style, check_in, agreed FROM agreements"
        " WHERE session = ? AND version = ?",
        place,
    )
    if row is None:
        raise NotFound("The alliance has no such version.", "Choose one of those that it has.")
    not_discussed, style, check_in, agreed = row
    return Agreement(
        number,
        tuple(map(_clause, vault.rows(f"SELECT {_CLAUSE} FROM clauses WHERE {_OF}", place))),
        tuple(json.loads(not_discussed)),
        tuple(
            map(
                _commitment, vault.rows(f"SELECT {_COMMITMENT} FROM commitments WHERE {_OF}", place)
            )
        ),
        tuple(
            Proposal(name, ProposalKind(kind), clause, _clause(json.loads(content)))
            for name, kind, clause, content in vault.rows(
                f"SELECT id, kind, clause, content FROM proposals WHERE {_OF}", place
            )
        ),
        _style(json.loads(style)),
        check_in,
        datetime.fromisoformat(agreed) if agreed else None,
    )


def versions(vault: Vault, session: Session) -> tuple[int, ...]:
    """The versions that are kept of the agreement of `session`, oldest first."""
    rows = vault.rows(
        "SELECT version FROM agreements WHERE session = ? ORDER BY version", (session.id,)
    )
    return tuple(row[0] for row in rows)


def current(vault: Vault, client: Client) -> tuple[Agreement, str] | None:
    """The alliance that was agreed with `client` last, and the id of its session; None before."""
    row = vault.row(
        "SELECT a.session, a.version FROM agreements a JOIN sessions s ON s.id = a.session"
        " WHERE s.client = ? AND a.agreed IS NOT NULL ORDER BY a.agreed DESC LIMIT 1",
        (client.id,),
    )
    return (_read(vault, row[0], row[1]), row[0]) if row else None


def change(vault: Vault, session: Session, what: str, agreement: Agreement) -> None:
    """Keep `agreement` as a step by hand that can be undone; `what` is a word of ours for it.

    Raises:
        VaultBusy: another process did not finish in time, and which.
    """
    with changing(vault, session, Part.AGREEMENT, what):
        keep(vault, session, agreement)


def keep(vault: Vault, session: Session, agreement: Agreement) -> None:
    """Keep `agreement` as its version, in place of that version; call it while writing."""
    place = (session.id, agreement.version)
    vault.run("DELETE FROM agreements WHERE session = ? AND version = ?", place)
    vault.run(
        "INSERT INTO agreements (session, version, not_discussed, style, check_in, agreed)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            *place,
            json.dumps(agreement.not_discussed),
            json.dumps(asdict(agreement.style)),
            agreement.check_in,
            agreement.agreed.isoformat() if agreement.agreed else None,
        ),
    )
    _insert(vault, "clauses", _CLAUSE, place, list(map(_row, agreement.clauses)))
    _insert(vault, "commitments", _COMMITMENT, place, list(map(_ledger, agreement.commitments)))
    _insert(
        vault,
        "proposals",
        "id, kind, clause, content",
        place,
        [
            (one.id, one.kind.value, one.instead_of, json.dumps(_row(one.clause)))
            for one in agreement.proposals
        ],
    )


def loosen(vault: Vault, session: Session, words: Mapping[str, Word]) -> None:
    """Let clauses hold on to moments in place of `words`, which go; call it while writing."""
    ids = "SELECT version, position, quote, superseded FROM clauses WHERE session = ?"
    for number, place, *held in vault.rows(ids, (session.id,)):
        quote, superseded = (json.dumps(loosened(json.loads(each), words)) for each in held)
        vault.run(
            "UPDATE clauses SET quote = ?1, superseded = ?2 WHERE session = ?3 AND version = ?4"
            " AND position = ?5 AND origin = '' AND (quote <> ?1 OR superseded <> ?2)",
            (quote, superseded, session.id, number, place),
        )


def _insert(
    vault: Vault, table: str, columns: str, place: tuple[str, int], rows: list[tuple[Any, ...]]
) -> None:
    marks = ", ".join("?" * (3 + columns.count(",") + 1))
    vault.run_many(
        f"INSERT INTO {table} (session, version, position, {columns}) VALUES ({marks})",
        [(*place, position, *row) for position, row in enumerate(rows)],
    )


def _row(clause: Clause) -> tuple[Any, ...]:
    return (
        clause.id,
        clause.topic,
        clause.party.value,
        clause.text,
        json.dumps(clause.evidence),
        json.dumps(clause.quote),
        clause.state.value,
        clause.by.value,
        json.dumps(clause.superseded),
        clause.drafted,
        int(clause.quotable),
        clause.origin,
    )


def _clause(row: tuple[Any, ...]) -> Clause:
    name, topic, party, text, evidence, quote, state, by, superseded, drafted, quotable, origin = (
        row
    )
    return Clause(
        name,
        topic,
        Party(party),
        text,
        tuple(json.loads(evidence)),
        tuple(json.loads(quote)),
        ClauseState(state),
        Maker(by),
        tuple(json.loads(superseded)),
        drafted,
        bool(quotable),
        origin,
    )


def _ledger(one: Commitment) -> tuple[Any, ...]:
    due = one.due.isoformat() if one.due else None
    texts = (one.said, one.check, one.otherwise)
    who = (one.id, one.clause, one.party.value, one.what)
    return (*who, due, *texts, one.outcome.value, one.by.value)


def _commitment(row: tuple[Any, ...]) -> Commitment:
    name, clause, party, what, due, said, check, otherwise, outcome, by = row
    day = date.fromisoformat(due) if due else None
    who = (name, clause, Party(party), what)
    return Commitment(*who, day, said, check, otherwise, Outcome(outcome), Maker(by))


def _style(values: dict[str, Any]) -> Style:
    return Style(
        Person(values.get("person", Person.THIRD)),
        values.get("address", ""),
        Pronoun(values.get("client", "")),
        Pronoun(values.get("coach", "")),
    )

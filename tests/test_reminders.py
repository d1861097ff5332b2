"""Home knows what is due: commitments from their day on, alliances after so many sessions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from recorder import agreements, clients, decisions, sessions
from recorder.conversation import (
    Agreement,
    Clause,
    ClauseState,
    Commitment,
    Outcome,
    Party,
    Session,
)
from recorder.reminders import Occasion, reminders
from recorder.vault import Vault

AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
TODAY = date(2026, 12, 20)
CALL = Commitment("k1", "", Party.CLIENT, "Appeler Sofia", date(2026, 12, 3))


def held(vault: Vault, started: datetime) -> Session:
    with vault.writing():
        client = clients.named_or_new(vault, "Leïla", "fr")
        session = Session(sessions.new_id(), client.id, "Paul", "fr", "room", started, 60.0, ())
        sessions.add(vault, session)
    return session


def agreed(vault: Vault, *commitments: Commitment, every: int = 0) -> Session:
    session = held(vault, AT)
    clause = Clause("c1", "values", Party.CLIENT, "Vrai.", (), (), ClauseState.ACCEPTED)
    draft = Agreement(1, (clause,), (), commitments, check_in=every)
    with vault.writing():
        agreements.keep(vault, session, decisions.agree(draft, AT + timedelta(hours=1)))
    return session


def test_a_commitment_is_due_from_its_day_on_until_it_is_told_what_became_of_it(
    opened: Vault,
) -> None:
    done = replace(CALL, id="k2", outcome=Outcome.KEPT)
    later = replace(CALL, id="k3", due=date(2027, 1, 1))
    session = agreed(opened, CALL, done, later, replace(CALL, id="k4", due=None))
    (found,) = reminders(opened, TODAY)
    assert (found.occasion, found.text, found.day) == (
        Occasion.COMMITMENT,
        "Appeler Sofia",
        date(2026, 12, 3),
    )
    assert (found.session, found.client.name) == (session.id, "Leïla")
    assert reminders(opened, date(2026, 12, 2)) == ()


@pytest.mark.parametrize(("later", "is_due"), [(2, False), (3, True), (4, True)])
def test_an_alliance_is_looked_at_again_after_so_many_sessions(
    opened: Vault, later: int, *, is_due: bool
) -> None:
    agreed(opened, every=3)
    for week in range(1, later + 1):
        held(opened, AT + timedelta(weeks=week))
    found = reminders(opened, TODAY)
    assert [(one.occasion, one.sessions) for one in found] == (
        [(Occasion.CHECK_IN, later)] if is_due else []
    )


def test_nothing_is_due_where_nothing_was_agreed_or_chosen(opened: Vault) -> None:
    session = held(opened, AT)
    with opened.writing():
        agreements.keep(opened, session, Agreement(1, (), (), (CALL,), check_in=1))
    held(opened, AT + timedelta(weeks=1))
    assert reminders(opened, TODAY) == ()

"""What the coach should be reminded of: alliances to look at again, commitments that are due."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from recorder import agreements, clients, sessions
from recorder.conversation import Client, Outcome
from recorder.vault import Vault


class Occasion(StrEnum):
    """Why a reminder is there."""

    CHECK_IN = "check in"
    COMMITMENT = "commitment"


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to come back to with a client.

    `session` is where the alliance is kept. A check-in tells how many `sessions` there were since
    it was agreed; a commitment what it is and its day.
    """

    occasion: Occasion
    client: Client
    session: str
    sessions: int = 0
    text: str = ""
    day: date | None = None


def reminders(vault: Vault, today: date) -> tuple[Reminder, ...]:
    """What is due on `today`: commitments first, by their day, then check-ins, by client.

    An alliance is to be looked at again once there were as many sessions since it was agreed as
    the coach chose; a new version that is agreed begins anew. A commitment is due from its day on
    until it is said what became of it.
    """
    due: list[Reminder] = []
    again: list[Reminder] = []
    for client in clients.all_clients(vault):
        found = agreements.current(vault, client)
        if found is None:
            continue
        agreement, session = found
        due += [
            Reminder(Occasion.COMMITMENT, client, session, text=one.what, day=one.due)
            for one in agreement.commitments
            if one.outcome is Outcome.OPEN and one.due and one.due <= today
        ]
        since = _sessions_since(vault, client, agreement.agreed)
        if agreement.check_in and since >= agreement.check_in:
            again.append(Reminder(Occasion.CHECK_IN, client, session, sessions=since))
    due.sort(key=lambda one: one.day or today)
    return (*due, *again)


def _sessions_since(vault: Vault, client: Client, agreed: datetime | None) -> int:
    """The sessions of `client` that began after their alliance was agreed."""
    return sum(
        agreed is not None and one.started > agreed
        for one in sessions.all_sessions(vault, client.id)
    )

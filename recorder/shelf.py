"""Everything at a glance: each session with its client, how far it is, what was agreed of it.

Read in a handful of questions however many sessions there are.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from recorder import clients, consents, sessions
from recorder.conversation import Client, Consent, Decision, Session
from recorder.sessions import Stage, Work
from recorder.vault import Vault


@dataclass(frozen=True, slots=True)
class Keeping:
    """Until when something is kept: its last day, and how many days are left of it.

    `left` is negative once the day is past: it is due to be erased.
    """

    until: date
    left: int

    @property
    def due(self) -> bool:
        """Whether it is there beyond its last day."""
        return self.left < 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One session on the shelf; `consent` is the newest row of its chain, None for none."""

    session: Session
    client: Client
    work: Work
    consent: Consent | None

    @property
    def allowed(self) -> bool:
        """Whether the client's consent is in force."""
        return self.consent is not None and self.consent.decision is Decision.GIVEN

    def sound(self, today: date) -> Keeping | None:
        """How long its sound is kept from `today` on; None without sound, limit or consent."""
        last = self.consent.keep_sound_until if self.consent and self.allowed else None
        return _keeping(last, today) if self.work.has_sound else None

    def text(self, today: date) -> Keeping | None:
        """How long its text is kept from `today` on; None without limit or consent."""
        return _keeping(
            self.consent.keep_text_until if self.consent and self.allowed else None, today
        )


def entries(vault: Vault) -> tuple[Entry, ...]:
    """Every session: by client, their names in order, each client's newest first."""
    sealed = {name: bool(so) for name, so in vault.rows("SELECT session, sealed FROM sounds")}
    done: dict[str, dict[Stage, str]] = defaultdict(dict)
    for name, stage, model in vault.rows("SELECT session, stage, model FROM stages WHERE done"):
        done[name][Stage(stage)] = model
    agreed = {
        name: bool(at)
        for name, at in vault.rows(
            "SELECT session, agreed FROM agreements ORDER BY version"  # the last one stays
        )
    }
    newest = consents.newest_of_all(vault)
    by_client: dict[str, list[Session]] = defaultdict(list)
    for session in sessions.all_sessions(vault):
        by_client[session.client].append(session)
    return tuple(
        Entry(
            session,
            client,
            Work(
                sealed.get(session.id, False),
                session.id in sealed,
                done[session.id],
                agreed.get(session.id, False),
            ),
            newest.get(session.id),
        )
        for client in clients.all_clients(vault)
        for session in reversed(by_client[client.id])
    )


def _keeping(last: date | None, today: date) -> Keeping | None:
    return Keeping(last, (last - today).days) if last else None

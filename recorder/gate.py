"""The gate before a recording: session and consent are kept, then sound may be.

The recorder process looks again before it keeps a sample (`station`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from recorder import clients, consents, sessions
from recorder.cleaning import one_line
from recorder.consents import Statement, Terms
from recorder.conversation import Client, Session, Speaker
from recorder.vault import Vault

CHANNELS: Final[dict[str, tuple[Speaker, ...]]] = {
    "room": (Speaker.UNKNOWN,),
    "call": (Speaker.COACH, Speaker.CLIENT),
}
"""Who is on which channel; one microphone in a room tells nothing."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A conversation that is about to be recorded; `language` is "" where not said.

    `said` is the statement as it was shown or read, None for ours in the client's language.
    """

    client: str
    coach: str
    language: str
    setting: Literal["room", "call"]
    terms: Terms
    said: Statement | None = None


def begin(vault: Vault, meeting: Meeting, at: datetime) -> tuple[Session, Client | None]:
    """Keep session and consent, all or nothing; gives the client too where they are new.

    Raises:
        ConsentMissing: the client does not agree to be recorded.
        UnusableAnswer: the client's name, a purpose or the wording does not fit.
    """
    with vault.writing():
        known = {client.id for client in clients.all_clients(vault)}
        client = clients.named_or_new(vault, meeting.client, meeting.language)
        session = Session(
            id=sessions.new_id(),
            client=client.id,
            coach=one_line(meeting.coach),
            language=meeting.language or client.language,
            setting=meeting.setting,
            started=at,
            duration=0.0,
            channels=CHANNELS[meeting.setting],
        )
        sessions.add(vault, session)
        consents.agree(vault, session, client, meeting.terms, at, meeting.said)
        sessions.promise_sound(vault, session)
        vault.note("recording", session.id, setting=meeting.setting)
    return session, None if client.id in known else client

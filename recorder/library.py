"""Whole conversations, read from the vault."""

from dataclasses import replace

from recorder import agreements, clients, consents, gaps, marks, sessions, transcript
from recorder.conversation import Conversation, Session
from recorder.vault import Vault


def read(vault: Vault, session: Session) -> Conversation:
    """Everything that is kept of `session`, without its sound; no model is needed.

    Where clauses were carried over from earlier sessions, these come along without agreement.
    """
    agreement = agreements.newest(vault, session)
    origins = {clause.origin for clause in agreement.clauses} if agreement else set()
    earlier = [one for one in sessions.all_sessions(vault, session.client) if one.id in origins]
    return replace(
        _read(vault, session),
        agreement=agreement,
        earlier=tuple(_read(vault, one) for one in earlier),
    )


def _read(vault: Vault, session: Session) -> Conversation:
    return Conversation(
        session,
        clients.with_id(vault, session.client),
        consents.newest(vault, session),
        transcript.utterances_of(vault, session),
        transcript.passages_of(vault, session),
        gaps=gaps.all_of(vault, session),
        marks=marks.all_of(vault, session),
    )

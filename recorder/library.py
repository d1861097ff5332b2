"""Whole conversations, read from the vault."""

from recorder import agreements, clients, consents, gaps, marks, transcript
from recorder.conversation import Conversation, Session
from recorder.vault import Vault


def read(vault: Vault, session: Session) -> Conversation:
    """Everything that is kept of `session`, without its sound; no model is needed."""
    return Conversation(
        session,
        clients.with_id(vault, session.client),
        consents.newest(vault, session),
        transcript.utterances_of(vault, session),
        transcript.passages_of(vault, session),
        agreements.newest(vault, session),
        gaps.all_of(vault, session),
        marks.all_of(vault, session),
    )

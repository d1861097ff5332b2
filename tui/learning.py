"""What the coach corrected in other sessions, gathered for the next processing on this machine."""

from models.lessons import MOST_EXAMPLES, Example
from models.spreading import by_hand, together
from recorder import confirmations, consents, sessions, transcript
from recorder.conversation import Session
from recorder.vault import Vault


def examples(vault: Vault, besides: Session) -> list[Example]:
    """The corrections of every session but `besides`, the newest sessions first.

    Those of a session whose consent was taken back, or does not include analysing, teach nothing;
    those of an erased one are gone with it.
    """
    found: list[Example] = []
    for session in reversed(sessions.all_sessions(vault)):
        if len(found) >= MOST_EXAMPLES:
            break
        if session.id == besides.id or not confirmations.any_of(vault, session):
            continue
        consent = consents.in_force(vault, session)
        if consent and "analyse" in consent.purposes:
            found += _of(vault, session)
    return found[:MOST_EXAMPLES]


def _of(vault: Vault, session: Session) -> list[Example]:
    said = {one.id: one for one in transcript.utterances_of(vault, session)}
    tags, refused = transcript.passages_of(vault, session), transcript.refused_of(vault, session)
    told = together(
        (
            *by_hand(tags, refused, tuple(said.values())),
            *confirmations.all_of(vault, session),
        )
    )
    return [Example(said[name], one) for name, one in told.items() if name in said]

"""Names that were heard wrong and how they are written, remembered in the vault.

What was learned from a session goes with it.
"""

from recorder.cleaning import one_line
from recorder.conversation import Session
from recorder.vault import Vault


def remember(vault: Vault, session: Session, heard: str, right: str) -> None:
    """Remember that what was heard as `heard` is written `right`; call it while writing."""
    vault.run(
        "INSERT OR REPLACE INTO glossary VALUES (?, ?, ?)",
        (session.id, one_line(heard), one_line(right)),
    )


def known(vault: Vault, session: Session) -> dict[str, str]:
    """How names are written, by what was heard, in all sessions with this client."""
    rows = vault.rows(
        "SELECT g.heard, g.right FROM glossary g JOIN sessions s ON s.id = g.session"
        " WHERE s.client = ? ORDER BY s.started, g.heard",
        (session.client,),
    )
    return dict(rows)

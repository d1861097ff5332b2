"""`alliance withdraw`: the client took the consent back, at any time after the recording."""

import argparse
from datetime import UTC, datetime

from recorder import consents, sessions
from recorder.errors import ConsentMissing
from tui import terminal, unlocking


def run(chosen: argparse.Namespace) -> None:
    """Keep that the consent is withdrawn; what it allowed before stays lawful.

    Raises:
        ConsentMissing: there is none in force.
    """
    with unlocking.unlocked("withdraw") as vault:
        session = sessions.find(vault, chosen.session)
        if consents.in_force(vault, session) is None:
            raise ConsentMissing(f"No consent is in force for {session.id}.")
        with vault.writing():
            consents.withdraw(vault, session, datetime.now(UTC).astimezone())
        terminal.tell("Withdrawn; this session is not processed any more.")
        terminal.tell(f"“alliance erase {session.id}” erases it.")

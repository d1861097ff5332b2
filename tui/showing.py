"""`alliance show`: a conversation to read, with its topics and its draft."""

import argparse

from recorder import export, library, sessions
from tui import terminal, unlocking


def run(chosen: argparse.Namespace) -> None:
    """Print the conversation as plain text."""
    with unlocking.unlocked("show") as vault:
        session = sessions.find(vault, chosen.session)
        conversation = library.read(vault, session)
        state = sessions.work(vault, session).state
    terminal.say(export.export(conversation, "txt").decode())
    if not conversation.agreement:
        terminal.tell(f"This session is {state}: “alliance process {session.id}” goes on.")

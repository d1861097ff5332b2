"""`alliance erase`: what would go, the question, the receipt of what went."""

import argparse

from recorder import clients, erasure, sessions
from recorder.conversation import Session
from recorder.erasure import Receipt
from recorder.errors import UnusableAnswer
from recorder.vault import Vault
from tui import terminal, unlocking


def run(chosen: argparse.Namespace) -> None:
    """Erase sessions, or a client with all of theirs."""
    with unlocking.unlocked("erase") as vault:
        client = clients.named(vault, chosen.client) if chosen.client else None
        gone = (
            sessions.all_sessions(vault, client.id)
            if client
            else tuple(dict.fromkeys(_named(vault, name, chosen) for name in chosen.sessions))
        )
        if not chosen.yes:
            _show(erasure.preview(vault, gone, client), "This will be erased for good:")
            _confirm()
        receipt = erasure.erase(vault, gone, client)
    _show(receipt, f"Erased at {receipt.at.isoformat(timespec='seconds')}:")


def _named(vault: Vault, name: str, chosen: argparse.Namespace) -> Session:
    """The session called `name`; by its whole id where nobody is asked again."""
    session = sessions.find(vault, name)
    if chosen.yes and session.id != name:
        raise UnusableAnswer("Nothing was erased.", "With --yes give the whole id of a session.")
    return session


def _confirm() -> None:
    if not terminal.can_ask():
        raise UnusableAnswer("Nothing was erased.", "Add --yes to erase without being asked.")
    if terminal.ask("Type “erase” to erase it:").casefold() != "erase":
        raise UnusableAnswer("Nothing was erased.")


def _show(receipt: Receipt, title: str) -> None:
    terminal.say(title)
    terminal.say(f"  sessions: {', '.join(receipt.sessions) or 'none'}")
    if receipt.client:
        terminal.say("  the client's name and all that goes with it")
    for table, number in receipt.rows.items():
        terminal.say(f"  {table}: {number}")
    terminal.say(f"  sound: {receipt.sound_bytes / 1e6:.1f} MB and the key that opens it")
    if receipt.exports:
        terminal.say("Not in our reach, for you to delete; these files were exported:")
        for file in receipt.exports:
            terminal.say(f"  {file}")
    terminal.say("Copies in your own backups are not in our reach either.")

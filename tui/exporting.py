"""`alliance export`: a conversation to a file; the one place where plain text meets the disk."""

import argparse
import sys
from pathlib import Path

from recorder import delivery, export, library, sessions, template
from recorder.edition import Edition
from tui import terminal, unlocking


def run(chosen: argparse.Namespace) -> None:
    """Write the file and print its path, or write to standard output."""
    with unlocking.unlocked("export") as vault:
        session = sessions.find(vault, chosen.session)
        conversation = library.read(vault, session)
        edition = Edition(
            quotes=not chosen.no_quotes,
            transcript=not chosen.no_transcript,
            for_client=chosen.client_copy,
            client=chosen.pseudonym,
            coach=chosen.coach_pseudonym,
            template=template.load(vault.home),
        )
        data = export.export(conversation, chosen.format, edition)
        if chosen.output == "-":
            sys.stdout.buffer.write(data)
            return
        target = Path(chosen.output or delivery.default_name(conversation, chosen.format))
        with vault.writing():  # first: an export that nobody remembers could not be told of later
            vault.note("exported", session.id, file=str(target.absolute()))
        written = delivery.deliver(data, target, overwrite=chosen.force)
    terminal.say(str(written))
    terminal.tell("This file is plain: whoever has it can read it.")

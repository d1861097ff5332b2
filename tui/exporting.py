"""An export, by command or from a page: the one place where plain text meets the disk."""

import argparse
import sys
from pathlib import Path

from recorder import delivery, export, library, sessions, template
from recorder.conversation import Session
from recorder.edition import Edition
from recorder.vault import Vault


def run(chosen: argparse.Namespace) -> None:
    """`alliance export`: write the file and print its path, or write to standard output."""
    from tui import terminal, unlocking

    with unlocking.unlocked("export") as vault:
        session = sessions.find(vault, chosen.session)
        edition = Edition(
            quotes=not chosen.no_quotes,
            transcript=not chosen.no_transcript,
            for_client=chosen.client_copy,
            client=chosen.pseudonym,
            coach=chosen.coach_pseudonym,
            template=template.load(vault.home),
        )
        conversation = library.read(vault, session)
        data = export.export(conversation, chosen.format, edition)
        if chosen.output == "-":
            sys.stdout.buffer.write(data)
            return
        target = Path(chosen.output or delivery.default_name(conversation, chosen.format))
        written = write(vault, session, data, target, overwrite=chosen.force)
    terminal.say(str(written))
    terminal.tell("This file is plain: whoever has it can read it.")


def write(
    vault: Vault, session: Session, data: bytes, target: Path, *, overwrite: bool = False
) -> Path:
    """Write the exported `data` of `session` to `target`, and keep that it was; the path written.

    Raises:
        UnusableAnswer: the path can't be used.
        DiskFull: there is no room.
    """
    with vault.writing():  # first: an export that nobody remembers could not be told of later
        vault.note("exported", session.id, file=str(target.absolute()))
    return delivery.deliver(data, target, overwrite=overwrite)

"""`alliance comments`: what a client wrote into their copy, beside the clauses."""

import argparse
from pathlib import Path

from recorder import agreements, comments, sessions
from recorder.errors import UnusableAnswer
from tui import terminal, unlocking


def run(chosen: argparse.Namespace) -> None:
    """Put each comment beside its clause as a proposal; prints them."""
    found = comments.read(Path(chosen.copy))
    with unlocking.unlocked("comments") as vault:
        session = sessions.find(vault, chosen.session)
        agreement = agreements.newest(vault, session)
        if agreement is None:
            raise UnusableAnswer(
                "This session has no alliance to comment on.", "“alliance process” drafts one."
            )
        changed, unknown = comments.proposed(agreement, found)
        agreements.change(vault, session, "comments", changed)
    for name, text in found.items():
        terminal.say(f"{name}: {text}")
    terminal.tell(f"{len(found) - unknown} comments taken in, {unknown} for clauses unknown here.")

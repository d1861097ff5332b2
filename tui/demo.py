"""`alliance demo`: a bundled conversation through everything, in a vault that is thrown away."""

import argparse
import secrets
import tempfile
from pathlib import Path
from typing import Final

from recorder import export, library, vault
from recorder.conversation import Conversation
from recorder.keys import Cost
from recorder.paths import Home
from tui import processing, sample, terminal

# The passphrase is random and never told, so nothing is gained by making a guess dear.
_CHEAP: Final = Cost(memory_kib=64, passes=1, lanes=1)


def run(chosen: argparse.Namespace) -> None:
    """Print the sample's transcript, topics and draft."""
    terminal.tell("A sample conversation between invented people; nothing of it is kept.")
    terminal.say(export.export(processed(chosen.language), "txt").decode())


def processed(language: str) -> Conversation:
    """The sample conversation in `language`, imported and processed in a vault of its own."""
    with tempfile.TemporaryDirectory() as folder:
        made, _ = vault.create(Home(Path(folder) / "home"), secrets.token_hex(), "demo", _CHEAP)
        with made:
            progress = terminal.Progress()
            session = sample.take(
                made,
                language,
                progress=lambda done, total: progress.step("Importing", done, total),
            )
            session = processing.process(made, session, progress=progress.step)
            progress.end()
            return library.read(made, session)

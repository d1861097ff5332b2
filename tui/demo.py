"""`alliance demo`: a bundled conversation through everything, in a vault that is thrown away."""

import argparse
import contextlib
import json
import secrets
import tempfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Final

from recorder import export, intake, library, media, vault
from recorder.conversation import Conversation, Given
from recorder.intake import Arrival
from recorder.keys import Cost
from recorder.paths import Home
from tui import processing, terminal

SAMPLES: Final = {"fr": "seance-decouverte", "en": "discovery-call"}
# The passphrase is random and never told, so nothing is gained by making a guess dear.
_CHEAP: Final = Cost(memory_kib=64, passes=1, lanes=1)


def run(chosen: argparse.Namespace) -> None:
    """Print the sample's transcript, topics and draft."""
    terminal.tell("A sample conversation between invented people; nothing of it is kept.")
    terminal.say(export.export(processed(chosen.language), "txt").decode())


def processed(language: str) -> Conversation:
    """The sample conversation in `language`, imported and processed in a vault of its own."""
    with _sample(SAMPLES[language]) as (sound, about), tempfile.TemporaryDirectory() as folder:
        made, _ = vault.create(Home(Path(folder) / "home"), secrets.token_hex(), "demo", _CHEAP)
        with made:
            facts = media.check(sound)
            arrival = Arrival(
                about["client"], about["coach"], language, Given.ORAL, channels="coach-left"
            )
            progress = terminal.Progress()
            session = intake.take_sound(
                made,
                sound,
                facts,
                arrival,
                lambda done: progress.step("Importing", done, facts.duration or done),
            )
            session = processing.process(made, session, progress=progress.step)
            progress.end()
            return library.read(made, session)


@contextlib.contextmanager
def _sample(name: str) -> Iterator[tuple[Path, dict[str, str]]]:
    """The sample's sound as a file, and what its label says of the people."""
    folder = resources.files("tui") / "samples"
    about = json.loads((folder / f"{name}.json").read_text("utf-8"))
    with resources.as_file(folder / f"{name}.ogg") as sound:
        yield sound, about

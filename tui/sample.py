"""The bundled sample conversations: invented people, to try everything with nothing at stake."""

import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Final

from recorder import intake, media
from recorder.conversation import Given, Session
from recorder.intake import Arrival
from recorder.vault import Vault

NAMES: Final = {"fr": "seance-decouverte", "en": "discovery-call"}
Progress = Callable[[float, float], None]
"""Is told how many seconds are kept, and of how many."""


def take(
    vault: Vault, language: str, client: str = "{name}", progress: Progress | None = None
) -> Session:
    """Keep the sample in `language` as a session; `client` names its client, with `{name}` in it.

    Raises:
        VaultError: the vault can't be written, or the disk is full.
    """
    with opened(language) as (sound, about):
        facts = media.check(sound)
        arrival = Arrival(
            client.format(name=about["client"]),
            about["coach"],
            language,
            Given.ORAL,
            datetime.now(UTC).astimezone(),
            channels="coach-left",
        )
        total = facts.duration or 1.0

        def told(done: float) -> None:
            if progress:
                progress(done, total)

        return intake.take_sound(vault, sound, facts, arrival, told)


@contextlib.contextmanager
def opened(language: str) -> Iterator[tuple[Path, dict[str, str]]]:
    """The sample's sound as a file, and what its label says of the people."""
    folder = resources.files("tui") / "samples"
    about = json.loads((folder / f"{NAMES[language]}.json").read_text("utf-8"))
    with resources.as_file(folder / f"{NAMES[language]}.ogg") as sound:
        yield sound, about

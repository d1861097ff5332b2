"""`alliance listen`: a sound file as if it were being said now, in a vault that is thrown away."""

import argparse
import contextlib
import secrets
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from models import listening
from models.listening import Listening
from recorder import gate, media, replay, vault
from recorder.consents import Terms
from recorder.conversation import Given, Session
from recorder.errors import ModelUnusable
from recorder.gate import Meeting
from recorder.keys import Cost
from recorder.paths import Home
from recorder.vault import Vault
from recorder.wire import Failed
from tui import terminal
from tui.livetext import LiveText

_WAIT_S: Final = 0.2
# The passphrase is random and never told, so nothing is gained by making a guess dear.
_CHEAP: Final = Cost(memory_kib=64, passes=1, lanes=1)


def run(chosen: argparse.Namespace) -> None:
    """Print the settled words of a file while it runs in real time; nothing of it is kept.

    Raises:
        UnusableFile: the file can't be read.
        ModelUnusable: the live text can't be made.
    """
    path = Path(chosen.sound)
    language = "" if chosen.language == "auto" else chosen.language
    two = chosen.channels != "mono" and media.inspect(path).channels > 1
    with (
        _throwaway(language, "call" if two else "room") as (made, session),
        listening.listening(made, session, gentle=chosen.gentle or None) as live,
    ):
        _follow(made, session, path, live)


def _follow(made: Vault, session: Session, path: Path, live: Listening) -> None:
    """Play the file into the store and show what is heard, until both have ended."""
    text, stop = LiveText(), threading.Event()
    with ThreadPoolExecutor(1) as player:
        playing = None
        try:
            while not live.over:
                for event in live.events(_WAIT_S):
                    for line in text.lines(event):
                        terminal.say_at_once(line)
                    for remark in text.remarks(event):
                        terminal.tell(remark)
                    if isinstance(event, Failed):
                        raise ModelUnusable(event.title, event.advice)
                if text.follows and playing is None:
                    playing = player.submit(replay.play, made, session, path, stop)
                if playing and playing.done():
                    playing.result()
        finally:
            stop.set()


@contextlib.contextmanager
def _throwaway(language: str, setting: Literal["room", "call"]) -> Iterator[tuple[Vault, Session]]:
    """A vault for this once, with a session in it that somebody is taken to have agreed to."""
    with tempfile.TemporaryDirectory() as folder:
        made, _ = vault.create(Home(Path(folder) / "home"), secrets.token_hex(), "listen", _CHEAP)
        with made:
            meeting = Meeting("Client", "Coach", language, setting, Terms(Given.UNSTATED))
            yield made, gate.begin(made, meeting, datetime.now(UTC).astimezone())[0]

"""A sound file kept as if it were being recorded: block after block, each when its time comes."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal, cast

from recorder import media, sessions
from recorder.conversation import Session
from recorder.sound import BLOCK, RATE, Samples
from recorder.vault import Vault


def play(vault: Vault, session: Session, path: Path, over: threading.Event) -> None:
    """Keep the sound of `path` as that of `session`, whose sound is promised, in real time.

    Returns when the file ends or `over` is set, the sound sealed either way.

    Raises:
        UnusableFile: the file can't be read.
        DiskFull: there is no room for it.
    """
    with sessions.new_sound(vault, session) as kept:
        began = time.monotonic()
        for block in _blocks(path, kept.channels):
            due = began + (kept.samples + block.shape[1]) / RATE
            if over.wait(max(0.0, due - time.monotonic())):
                break
            kept.append([block])
        ended = replace(session, duration=kept.samples / RATE)
        with vault.writing():
            sessions.update(vault, ended)
            sessions.seal(vault, ended)


def _blocks(path: Path, channels: int) -> Iterator[Samples]:
    for second in media.blocks(path, cast("Literal[1, 2]", channels)):
        for start in range(0, second.shape[1], BLOCK):
            yield second[:, start : start + BLOCK]

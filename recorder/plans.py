"""What is to be heard of a session, window by window, and what was heard, until all is.

What a window holds waits here, so that the transcript that is there stays whole until a new one is.
"""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from recorder.conversation import Session
from recorder.sessions import Stage
from recorder.vault import Vault

Spans = tuple[tuple[int, int], ...]
"""Stretches of speech in samples: the start, and the first sample after the end."""


@dataclass(frozen=True, slots=True)
class HeardAs:
    """A word as a window was heard, in seconds of the session; it has no id yet."""

    text: str
    start: float
    end: float
    probability: float
    suspect: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be heard by `model`: for each channel its windows, each as spans of speech."""

    model: str
    channels: tuple[tuple[Spans, ...], ...]


def keep(vault: Vault, session: Session, chosen: Plan) -> None:
    """Keep what is to be heard, nothing of it heard yet; call it while writing."""
    vault.run("DELETE FROM windows WHERE session = ?", (session.id,))
    vault.run(
        "INSERT OR REPLACE INTO stages VALUES (?, ?, ?, 0)",
        (session.id, Stage.SPEECH.value, chosen.model),
    )
    vault.run_many(
        "INSERT INTO windows (session, channel, position, spans) VALUES (?, ?, ?, ?)",
        [
            (session.id, channel, position, json.dumps(spans))
            for channel, windows in enumerate(chosen.channels)
            for position, spans in enumerate(windows)
        ],
    )


def kept(vault: Vault, session: Session) -> Plan | None:
    """What is to be heard, or was; None where nothing was planned."""
    model = vault.row(
        "SELECT model FROM stages WHERE session = ? AND stage = ?",
        (session.id, Stage.SPEECH.value),
    )
    if model is None:
        return None
    channels: list[list[Spans]] = [[] for _ in session.channels]
    for channel, spans in vault.rows(
        "SELECT channel, spans FROM windows WHERE session = ? ORDER BY channel, position",
        (session.id,),
    ):
        channels[channel].append(tuple((low, high) for low, high in json.loads(spans)))
    return Plan(model[0], tuple(map(tuple, channels)))


def heard(vault: Vault, session: Session) -> dict[tuple[int, int], tuple[HeardAs, ...]]:
    """What was heard in each window that was, by channel and position."""
    rows = vault.rows(
        "SELECT channel, position, words FROM windows WHERE session = ? AND heard", (session.id,)
    )
    return {
        (channel, position): tuple(HeardAs(*word) for word in json.loads(words or "[]"))
        for channel, position, words in rows
    }


def keep_heard(
    vault: Vault, session: Session, window: tuple[int, int], words: Sequence[HeardAs]
) -> None:
    """Keep what was heard in `window`, a channel and a position; call it while writing."""
    vault.run(
        "UPDATE windows SET heard = 1, words = ?"
        " WHERE session = ? AND channel = ? AND position = ?",
        (json.dumps([astuple(word) for word in words]), session.id, *window),
    )


def waiting(vault: Vault, session: Session) -> bool:
    """Whether what was heard waits to be put into the transcript."""
    question = "SELECT count(*) FROM windows WHERE session = ? AND words <> ''"
    return bool(vault.number(question, (session.id,)))


def forget_heard(vault: Vault, session: Session) -> None:
    """Forget what the windows held, once it is in the transcript; call it while writing."""
    vault.run("UPDATE windows SET words = '' WHERE session = ?", (session.id,))


def drop(vault: Vault, session: Session) -> None:
    """Forget what was to be heard and what was; call it while writing."""
    vault.run("DELETE FROM windows WHERE session = ?", (session.id,))

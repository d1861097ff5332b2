"""Sessions as rows of the vault: one conversation with one client, and how far its work is."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from recorder import gaps, keys, sound
from recorder.conversation import Gap, Session, Speaker
from recorder.errors import NotFound
from recorder.sound import Sound
from recorder.vault import Vault

_COLUMNS: Final = (
    "id, client, coach, language, setting, started, duration, channels, voices, together"
)


class State(StrEnum):
    """How far the work on a session is."""

    UNFINISHED = "unfinished"
    TO_TRANSCRIBE = "to transcribe"
    TO_TAG = "to tag"
    TO_REVIEW = "to review"
    AGREED = "agreed"


class Stage(StrEnum):
    """The steps of processing, in their order."""

    SPEECH = "speech"
    SPEAKERS = "speakers"
    TOPICS = "topics"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Work:
    """What is left to do for a session, as seen in the vault."""

    sealed: bool
    has_sound: bool
    done: dict[Stage, str]
    agreed: bool

    @property
    def state(self) -> State:
        """The state that a person is shown."""
        if self.has_sound and not self.sealed:
            return State.UNFINISHED
        if self.has_sound and Stage.SPEAKERS not in self.done:
            return State.TO_TRANSCRIBE
        if Stage.DRAFT not in self.done:
            return State.TO_TAG
        return State.AGREED if self.agreed else State.TO_REVIEW


def new_id() -> str:
    """A short id that says nothing of anybody."""
    return secrets.token_hex(4)


def add(vault: Vault, session: Session) -> None:
    """Keep a new session; call it while writing."""
    vault.run(
        f"INSERT INTO sessions ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            session.id,
            session.client,
            session.coach,
            session.language,
            session.setting,
            session.started.isoformat(),
            session.duration,
            " ".join(session.channels),
            session.voices,
            session.together,
        ),
    )


def all_sessions(vault: Vault, client_id: str | None = None) -> tuple[Session, ...]:
    """Every session, or those of one client, oldest first."""
    rows = vault.rows(
        f"SELECT {_COLUMNS} FROM sessions WHERE ? IN (client, '') ORDER BY started, id",
        (client_id or "",),
    )
    return tuple(_session(row) for row in rows)


def find(vault: Vault, session_id: str) -> Session:
    """The session whose id starts with `session_id`.

    Raises:
        NotFound: none does, or more than one.
    """
    found = [
        session
        for session in all_sessions(vault)
        if session_id and session.id.startswith(session_id.lower())
    ]
    if len(found) != 1:
        raise NotFound(
            "More than one session starts with that." if found else "No session has that id.",
            "“alliance sessions” lists them.",
        )
    return found[0]


def update(vault: Vault, session: Session) -> None:
    """Keep what became known of a session: language, duration, whose voices are where."""
    vault.run(
        "UPDATE sessions SET language = ?, duration = ?, voices = ?, together = ? WHERE id = ?",
        (session.language, session.duration, session.voices, session.together, session.id),
    )


def swap_channels(vault: Vault, session: Session) -> Session:
    """`session` with coach and client on each other's channel; call it while writing."""
    if set(session.channels) != {Speaker.COACH, Speaker.CLIENT}:
        return session
    channels = tuple(reversed(session.channels))
    vault.run("UPDATE sessions SET channels = ? WHERE id = ?", (" ".join(channels), session.id))
    return replace(session, channels=channels)


def work(vault: Vault, session: Session) -> Work:
    """What is done for `session` and what is left."""
    sealed = vault.row("SELECT sealed FROM sounds WHERE session = ?", (session.id,))
    stages = vault.rows("SELECT stage, model FROM stages WHERE session = ? AND done", (session.id,))
    newest = vault.row(
        "SELECT agreed FROM agreements WHERE session = ? ORDER BY version DESC LIMIT 1",
        (session.id,),
    )
    agreed = bool(newest and newest[0])
    done = {Stage(stage): model for stage, model in stages}
    return Work(bool(sealed and sealed[0]), sealed is not None, done, agreed)


def finish(vault: Vault, session: Session, stage: Stage, model: str) -> None:
    """Say that `model` has done `stage`."""
    vault.run("INSERT OR REPLACE INTO stages VALUES (?, ?, ?, 1)", (session.id, stage.value, model))


def forget_from(vault: Vault, session: Session, stage: Stage) -> None:
    """Say that `stage` and those after it are to be done again."""
    stages = list(Stage)
    later = [(session.id, other.value) for other in stages[stages.index(stage) :]]
    vault.run_many("DELETE FROM stages WHERE session = ? AND stage = ?", later)


def promise_sound(vault: Vault, session: Session) -> None:
    """Say that `session` will have sound, and under which key; call it while writing."""
    vault.run(
        "INSERT INTO sounds VALUES (?, ?, ?, 0)",
        (session.id, secrets.token_hex(8), keys.new_key()),
    )


def new_sound(vault: Vault, session: Session) -> Sound:
    """Make the sound file that was promised for `session`."""
    file, key = vault.rows("SELECT file, key FROM sounds WHERE session = ?", (session.id,))[0]
    return sound.create(vault.home.audio / f"{file}.db", key, len(session.channels))


def seal(vault: Vault, session: Session, missing: Iterable[Gap] = ()) -> None:
    """Say that the sound of `session` is whole but for `missing`; call it while writing."""
    gaps.keep(vault, session, missing)
    vault.run("UPDATE sounds SET sealed = 1 WHERE session = ?", (session.id,))


def sound_of(vault: Vault, session: Session) -> Sound | None:
    """The sound of `session`, None where a transcript was imported or nothing was ever kept.

    Raises:
        VaultDamaged: it is missing or can't be read.
    """
    row = vault.row("SELECT file, key, sealed FROM sounds WHERE session = ?", (session.id,))
    if row is None:
        return None
    path = vault.home.audio / f"{row[0]}.db"
    if not row[2] and not _begun(path):  # it ended before its first sample
        return None
    return sound.load(path, row[1])


def _begun(path: Path) -> bool:
    """Whether there is more than an empty file, which whoever makes it must have alone."""
    return path.exists() and path.stat().st_size > 0


def samples(vault: Vault, session: Session) -> int:
    """How many samples of `session` are kept, 0 where there is no sound file."""
    row = vault.row("SELECT file, key FROM sounds WHERE session = ?", (session.id,))
    path = vault.home.audio / f"{row[0]}.db" if row else None
    if row is None or path is None or not path.exists():
        return 0
    with sound.load(path, row[1]) as kept:
        return kept.samples


def _session(row: tuple[Any, ...]) -> Session:
    *names, started, duration, channels, voices, together = row
    session, client, coach, language, setting = names
    people = tuple(Speaker(channel) for channel in channels.split())
    began = datetime.fromisoformat(started)
    return Session(
        session, client, coach, language, setting, began, duration, people, voices, bool(together)
    )

"""A shelf with something on it: sessions as Home lists them, in any state, without a model."""

from datetime import UTC, date, datetime, timedelta

import numpy as np

from recorder import clients, consents, sessions, transcript
from recorder.consents import Terms
from recorder.conversation import Client, Given, Session, Speaker, Utterance, Word
from recorder.sessions import Stage
from recorder.sound import RATE
from recorder.vault import Vault

TODAY = datetime.now(UTC).astimezone()
DONE = (Stage.SPEECH, Stage.SPEAKERS, Stage.TOPICS, Stage.DRAFT)
SAID = ("Je voudrais que tu me dises les choses", "Doucement, comme une corde tendue")


def client(vault: Vault, name: str) -> Client:
    with vault.writing():
        return clients.named_or_new(vault, name, "fr")


def session(  # noqa: PLR0913, one of everything
    vault: Vault,
    name: str,
    *,
    said: tuple[str, ...] = SAID,
    seconds: float = 0.0,
    sealed: bool = True,
    sound_until: date | None = None,
    started: datetime | None = None,
    done: tuple[Stage, ...] = (),
) -> Session:
    """A session with `name`: so many seconds of sound, what was `said`, the stages `done`."""
    whose = client(vault, name)
    people = (Speaker.COACH, Speaker.CLIENT) if seconds else ()
    made = Session(
        sessions.new_id(), whose.id, "Claire", "fr", "room", started or TODAY, seconds, people
    )
    terms = Terms(Given.ORAL, keep_sound_until=sound_until)
    with vault.writing():
        sessions.add(vault, made)
        asked = TODAY if not sound_until else TODAY - timedelta(days=400)
        consents.agree(vault, made, whose, terms, asked)
        if seconds:
            sessions.promise_sound(vault, made)
        transcript.keep(vault, made, _utterances(said))
        for stage in done:
            sessions.finish(vault, made, stage, "test")
    if seconds:
        with sessions.new_sound(vault, made) as kept:
            kept.append([np.zeros((2, RATE), np.float32)] * int(seconds))
        if sealed:
            with vault.writing():
                sessions.seal(vault, made)
    return made


def _utterances(said: tuple[str, ...]) -> list[Utterance]:
    found, number = [], 0
    for place, text in enumerate(said):
        words = []
        for word in text.split():
            words.append(Word(f"w{number}", word, number * 0.4, number * 0.4 + 0.3, 0.9))
            number += 1
        speaker = Speaker.COACH if place % 2 else Speaker.CLIENT
        found.append(Utterance(f"u{place}", 0, speaker, tuple(words)))
    return found

"""Bringing in what was recorded or transcribed elsewhere: consent first, whole or not at all."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from recorder import (
    agreements,
    clients,
    consents,
    erasure,
    exported,
    gaps,
    marks,
    media,
    sessions,
    transcript,
    transcripts,
)
from recorder.cleaning import one_line
from recorder.conversation import Client, Consent, Given, Session, Speaker, Utterance
from recorder.errors import UnusableAnswer, UnusableFile
from recorder.media import SoundFacts
from recorder.sessions import Stage
from recorder.sound import RATE, Samples
from recorder.transcripts import Transcript
from recorder.vault import Vault

Channels = Literal["coach-left", "coach-right", "mono"]
Progress = Callable[[float], None]

PEOPLE: Final[dict[Channels, tuple[Speaker, ...]]] = {
    "coach-left": (Speaker.COACH, Speaker.CLIENT),
    "coach-right": (Speaker.CLIENT, Speaker.COACH),
    "mono": (Speaker.UNKNOWN,),
}
"""Who is on which channel of the sound; one channel tells nothing."""

_SECONDS_A_COMMIT: Final = 60


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the person says about a file: whose conversation, in what language, agreed how.

    `language` is "" where not said; `coach` and `started` may be empty or None likewise.
    `channels` says who is on which channel of sound.
    """

    client: str
    coach: str
    language: str
    given: Given
    started: datetime | None = None
    channels: Channels = "mono"


def take_sound(
    vault: Vault,
    path: Path,
    facts: SoundFacts,
    arrival: Arrival,
    progress: Progress,
) -> Session:
    """Keep the sound of `path`, which `media.check` found to be as `facts`.

    Session and consent are kept before the first sample. If it fails nothing stays.

    Raises:
        UnusableFile: the file changed since it was checked.
        DiskFull: there is no room for it.
        VaultError: the vault can't be written.
    """
    session, new_client = _begin(vault, path, arrival, PEOPLE[arrival.channels])
    try:
        blocks = media.blocks(path, 1 if arrival.channels == "mono" else 2)
        with sessions.new_sound(vault, session) as kept:
            for batch in _batches(blocks):
                kept.append(batch)
                progress(kept.samples / RATE)
            session = replace(session, duration=kept.samples / RATE)
        with vault.writing():
            sessions.update(vault, session)
            sessions.seal(vault, session)
            vault.note("imported", session.id, form=facts.format, rate=facts.rate)
    except BaseException:
        erasure.discard(vault, session, new_client)
        raise
    return session


def take_transcript(vault: Vault, path: Path, found: Transcript, arrival: Arrival) -> Session:
    """Keep the transcript `found` in `path`; `arrival.coach` is the coach's name in it.

    The other name is the client; where there are more, only the one that is the client's name, and
    everybody else is unknown.

    Raises:
        UnusableAnswer: no line is by that coach.
    """
    speakers = people(found.names, arrival.coach, arrival.client)
    first_word = 1
    utterances = []
    for number, line in enumerate(found.lines, 1):
        words = transcripts.words_of(line.text, line.start, line.end, first_word)
        first_word += len(words)
        speaker = speakers[line.name]
        utterances.append(Utterance(f"u{number}", 0, speaker, words))
    end = max((line.end for line in found.lines if line.end is not None), default=0.0)
    with vault.writing():
        session, _ = _kept(vault, path, arrival, ())
        session = replace(session, duration=end)
        sessions.update(vault, session)
        transcript.keep(vault, session, utterances)
        vault.note("imported", session.id, form=path.suffix.lower())
    return session


def take_exported(vault: Vault, path: Path, found: exported.Exported, arrival: Arrival) -> Session:
    """Keep a conversation that this program exported as JSON, hand-made changes included.

    Its own consent stays on record; what `arrival` says of a consent comes after it.
    """
    arrival = replace(
        arrival,
        coach=arrival.coach or found.session.coach,
        language=arrival.language or found.session.language,
        started=arrival.started or found.session.started,
    )
    with vault.writing():
        session, _ = _kept(vault, path, arrival, found.session.channels, found.consent)
        session = replace(session, duration=found.session.duration)
        sessions.update(vault, session)
        gaps.keep(vault, session, found.gaps)
        marks.keep(vault, session, found.marks)
        transcript.keep(vault, session, found.utterances)
        if found.passages:
            transcript.keep_passages(vault, session, found.passages)
            sessions.finish(vault, session, Stage.TOPICS, "import")
        if found.agreement:
            agreements.keep(vault, session, found.agreement)
            sessions.finish(vault, session, Stage.DRAFT, "import")
        vault.note("imported", session.id, form=".json")
    return session


def people(names: tuple[str, ...], coach: str, client: str) -> dict[str, Speaker]:
    """Who each of `names` is, given which one is the coach.

    Raises:
        UnusableAnswer: none of them is.
    """
    wanted, other = one_line(coach).casefold(), one_line(client).casefold()
    found = next((name for name in names if name.casefold() == wanted), None)
    if found is None:
        listed = ", ".join(name or "(no name)" for name in names)
        raise UnusableAnswer(
            f"Nobody in this transcript is called {one_line(coach)}.",
            f"It has: {listed}. Say which one is the coach with --coach NAME.",
        )
    others = [name for name in names if name and name != found]
    theirs = others if len(others) == 1 else [name for name in others if name.casefold() == other]
    speakers = {name: Speaker.CLIENT if name in theirs else Speaker.UNKNOWN for name in names}
    return speakers | {found: Speaker.COACH}


def _begin(
    vault: Vault, path: Path, arrival: Arrival, channels: tuple[Speaker, ...]
) -> tuple[Session, Client | None]:
    with vault.writing():
        session, new_client = _kept(vault, path, arrival, channels)
        sessions.promise_sound(vault, session)
    return session, new_client


def _kept(
    vault: Vault,
    path: Path,
    arrival: Arrival,
    channels: tuple[Speaker, ...],
    consent: Consent | None = None,
) -> tuple[Session, Client | None]:
    """Keep session and consent, `consent` first where it came along; call it while writing.

    Gives the client too where they are new.
    """
    known = {client.id for client in clients.all_clients(vault)}
    client = clients.named_or_new(vault, arrival.client, arrival.language)
    session = Session(
        id=sessions.new_id(),
        client=client.id,
        coach=one_line(arrival.coach),
        language=arrival.language or client.language,
        setting="import",
        started=arrival.started or _dated(path),
        duration=0.0,
        channels=channels,
    )
    sessions.add(vault, session)
    if consent:
        consents.take(vault, session, consent)
    if consent is None or arrival.given is not Given.UNSTATED:
        consents.add(vault, session, client, arrival.given, datetime.now(UTC).astimezone())
    return session, None if client.id in known else client


def _dated(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except OSError as error:
        raise UnusableFile(
            "The file was there a moment ago and is gone.", "Put it back and import it again."
        ) from error


def _batches(blocks: Iterator[Samples]) -> Iterator[tuple[Samples, ...]]:
    while batch := tuple(itertools.islice(blocks, _SECONDS_A_COMMIT)):
        yield batch

"""`alliance process`: the loop that asks the models for the next thing and keeps it.

Each step is kept as it comes; killed at any moment, the next run goes on from there. Nothing here
knows a terminal but `run`.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from models import language
from recorder import (
    agreements,
    confirmations,
    consents,
    history,
    holders,
    library,
    marks,
    plans,
    sessions,
    settings,
    template,
    transcript,
)
from recorder.conversation import Language, MarkKind, Session, Speaker, Utterance
from recorder.errors import ConsentMissing, UnusableAnswer
from recorder.history import Part
from recorder.proposals import redesigned
from recorder.sessions import Stage, State
from recorder.sound import RATE
from recorder.vault import Vault
from tui import hearing, learning, terminal, unlocking

Progress = Callable[[str, float, float], None]
"""Is told the step, how much of it is done, and how much there is."""

_STEPS: Final = 3


def run(chosen: argparse.Namespace) -> None:
    """Process each session; prints what each holds now."""
    progress = terminal.Progress()
    with unlocking.unlocked("process") as vault:
        found = [sessions.find(vault, name) for name in chosen.sessions]
        for session in found:
            if sessions.work(vault, session).state is State.UNFINISHED:
                with holders.working_on(vault.home.locks, session.id):  # else it is not cut off
                    terminal.tell(
                        f"{session.id} was cut off while it was imported or recorded: only what"
                        " was kept until then is processed, and it is sealed."
                    )
            told = _with_voices(vault, session, chosen.voices, together=chosen.together)
            try:
                done = process(vault, told, model=chosen.model, progress=progress.step)
            finally:
                progress.end()
            _report(vault, done)


def _with_voices(
    vault: Vault, session: Session, voices: int | None, *, together: bool | None
) -> Session:
    """`session` with so many people, where they are; told apart anew where that is new."""
    told = replace(
        session,
        voices=session.voices if voices is None else voices,
        together=session.together if together is None else together,
    )
    if told == session:
        return session
    session = told
    with vault.writing():
        sessions.update(vault, session)
        sessions.forget_from(vault, session, Stage.SPEAKERS)
    return session


def process(
    vault: Vault, session: Session, *, progress: Progress, model: str | None = None
) -> Session:
    """Transcribe `session`, tell who spoke, tag topics, draft; what is done already stays.

    Gives the session with what became known of it. `model` is the speech model's name or folder;
    speech that another model heard is heard again. Without it, the model that began goes on, else
    the one in the settings.

    Raises:
        VaultBusy: another process is at it, or holds the vault.
        ModelUnusable: a model is missing or damaged.
        UnusableAnswer: the language is not known.
        ConsentMissing: the client did not agree to it, or took it back.
        DiskFull: no room; what was kept before is safe.
    """
    with holders.working_on(vault.home.locks, session.id):
        session = sessions.find(vault, session.id)
        allowed = _allowed(vault, session)
        if sessions.work(vault, session).has_sound:
            session = _sealed(vault, session)
            begun = plans.kept(vault, session)
            usual = begun.model if begun else settings.load(vault.home).model
            session = hearing.hear(vault, session, model or usual, progress)
        session = _language_known(vault, session)
        if "analyse" in allowed:
            _tag(vault, session, progress)
            _draft(vault, session, progress)
    return session


def _allowed(vault: Vault, session: Session) -> tuple[str, ...]:
    """What the client agreed to; where nothing is known or it was taken back, nothing."""
    consent = consents.in_force(vault, session)
    if consent is None or "transcribe" not in consent.purposes:
        raise ConsentMissing(
            f"The client has not agreed that {session.id} is transcribed, or took it back.",
            f"Nothing was done; “alliance erase {session.id}” erases it.",
        )
    return consent.purposes


def _sealed(vault: Vault, session: Session) -> Session:
    """`session` with its length and gaps, where it was cut off before they were kept."""
    sound = sessions.sound_of(vault, session)
    if sound is None:
        raise UnusableAnswer(
            f"No sound was kept of {session.id}: it ended before the first.",
            f"“alliance erase {session.id}” takes it away.",
        )
    if sessions.work(vault, session).sealed:
        sound.connection.close()
        return session
    with sound:
        session = replace(session, duration=sound.samples / RATE)
        missing = sound.gaps()
    with vault.writing():
        sessions.update(vault, session)
        sessions.seal(vault, session, missing)
        vault.note("recovered", session.id)
    return session


def _language_known(vault: Vault, session: Session) -> Session:
    if session.language:
        return session
    said = transcript.utterances_of(vault, session)
    guess = language.language_of(" ".join(utterance.text for utterance in said))
    if guess is None:
        raise UnusableAnswer(
            "The language of this conversation can't be told from its words.",
            "Erase it and import it again with --language fr or en.",
        )
    session = replace(session, language=guess)
    with vault.writing():
        sessions.update(vault, session)
    return session


def _tag(vault: Vault, session: Session, progress: Progress) -> None:
    if Stage.TOPICS in sessions.work(vault, session).done:
        return
    from models.passages import find_passages
    from models.spreading import by_hand, marked
    from models.topics import Tagger

    progress("Finding topics", 0, _STEPS)
    tagger = Tagger.load()
    tagger.learn(learning.examples(vault, session))
    progress("Finding topics", 1, _STEPS)
    said = _about_the_alliance(vault, session)
    again = transcript.passages_of(vault, session)
    told = (
        *marked(marks.all_of(vault, session), said),
        *confirmations.all_of(vault, session),
        *by_hand(again, transcript.refused_of(vault, session), said),
    )
    found = find_passages(said, _chosen(session), tagger, told)
    progress("Finding topics", _STEPS, _STEPS)
    step = history.changing(vault, session, Part.TRANSCRIPT, "tagged anew")
    with step if again else vault.writing():
        transcript.keep_passages(vault, session, found)
        sessions.finish(vault, session, Stage.TOPICS, tagger.name)


def _about_the_alliance(vault: Vault, session: Session) -> tuple[Utterance, ...]:
    """What was said but for the asking of consent, which is about the recording."""
    asked = [mark for mark in marks.all_of(vault, session) if mark.kind is MarkKind.CONSENT]
    return tuple(
        one
        for one in transcript.utterances_of(vault, session)
        if one.start is None
        or one.end is None
        or not any(mark.start <= one.start and one.end <= mark.end for mark in asked)
    )


def _draft(vault: Vault, session: Session, progress: Progress) -> None:
    if Stage.DRAFT in sessions.work(vault, session).done:
        return
    from models.draft import write_agreement

    progress("Drafting the alliance", 0, 1)
    conversation = library.read(vault, session)
    drafted = write_agreement(conversation, template.load(vault.home))
    if conversation.agreement:  # drafted before, and perhaps worked on: a step that can be undone
        agreements.change(vault, session, "draft", drafted)
    else:
        before = agreements.current(vault, conversation.client)
        with vault.writing():
            agreements.keep(vault, session, redesigned(*before, drafted) if before else drafted)
    with vault.writing():
        sessions.finish(vault, session, Stage.DRAFT, "extractive")
    progress("Drafting the alliance", 1, 1)


def _chosen(session: Session) -> Language:
    return "fr" if session.language == "fr" else "en"


def _report(vault: Vault, session: Session) -> None:
    conversation = library.read(vault, session)
    clauses = conversation.agreement.clauses if conversation.agreement else ()
    said = conversation.utterances
    terminal.say(
        f"{session.id}: {len(said)} utterances,"
        f" {len(conversation.passages)} passages, {len(clauses)} clauses"
    )
    if any(one.voice is not None and one.speaker is Speaker.UNKNOWN for one in said):
        terminal.tell(f"Which voice is the coach's? “alliance voices {session.id}” shows them.")
    terminal.tell(f"Read it with “alliance show {session.id}”.")

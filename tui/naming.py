"""`alliance voices`: the voices of a session, whose they are, and whether the coach's is kept."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from recorder import answers, coachvoice, erasure, history, sessions, transcript
from recorder.answers import Answer
from recorder.conversation import Session, Speaker, Utterance
from recorder.errors import UnusableAnswer
from recorder.history import Part
from recorder.sessions import Stage
from recorder.sound import RATE
from recorder.vault import Vault
from tui import terminal, unlocking

if TYPE_CHECKING:
    from numpy.typing import NDArray

_QUOTES = 3
_TWO = 2
_ANSWERED_S = 20.0  # of each voice, enough to know it again
_ENROLLED_S = 60.0  # more does not make a voiceprint better
_SHORTEST_S = 1.5


def run(chosen: argparse.Namespace) -> None:
    """Print what each voice said most, keep which one is the coach's, keep or forget its print.

    Raises:
        UnusableAnswer: the session's voices were not told apart, there is no such voice, or too
            little of the coach is heard.
    """
    with unlocking.unlocked("voices") as vault:
        if chosen.forget:
            _forget(vault)
        elif chosen.session is None:
            _show_kept(vault)
        else:
            session = sessions.find(vault, chosen.session)
            said = transcript.utterances_of(vault, session)
            if chosen.coach is not None:
                _name(vault, session, _by_voice(said), chosen.coach - 1)
                said = transcript.utterances_of(vault, session)
            if chosen.remember:
                _remember(vault, session, said)
            if chosen.again:
                _again(vault, session)
            elif chosen.coach is None and not chosen.remember:
                _show(_by_voice(said))


def _name(vault: Vault, session: Session, voices: dict[int, list[Utterance]], coach: int) -> None:
    """Keep that voice `coach` is the coach's."""
    if not voices:
        raise _not_told_apart()
    if coach not in voices:
        raise UnusableAnswer(f"There is no voice {coach + 1}.", f"There are {len(voices)}.")
    given = [
        Answer(one.start or 0.0, one.end or 0.0, _person(voice, coach))
        for voice, said in voices.items()
        if voice == coach or len(voices) == _TWO
        for one in _longest(said, _ANSWERED_S)
    ]
    with history.changing(vault, session, Part.TRANSCRIPT, "voices"):
        transcript.name_voices(vault, session, coach)
        answers.keep(vault, session, given)
        coachvoice.drop(vault, session)  # it may have been another's
        sessions.forget_from(vault, session, Stage.TOPICS)
    terminal.tell(f"Kept. “alliance process {session.id}” finds topics and drafts anew.")


def _again(vault: Vault, session: Session) -> None:
    """Let the next processing tell the voices apart anew; what was said by hand teaches it."""
    with vault.writing():
        sessions.forget_from(vault, session, Stage.SPEAKERS)
    terminal.tell(f"“alliance process {session.id}” tells the voices apart by what you corrected.")


def _person(voice: int, coach: int) -> Speaker:
    return Speaker.COACH if voice == coach else Speaker.CLIENT


def _remember(vault: Vault, session: Session, said: Sequence[Utterance]) -> None:
    """Keep a voiceprint of the coach, and of nobody else."""
    mine = [one for one in said if one.speaker is Speaker.COACH]
    if not mine:
        raise UnusableAnswer("It is not known which voice is yours.", "Say it with --coach NUMBER.")
    from models.enrolment import enrolment
    from models.voiceprints import Voiceprinter

    printer = Voiceprinter.load()
    found = enrolment(_pieces(vault, session, _longest(mine, _ENROLLED_S)), printer)
    if found is None:
        raise UnusableAnswer(
            "Too little of your voice is heard in this session to know it again.",
            "Take one in which you speak for half a minute; nothing was kept.",
        )
    voiceprint, seconds = found
    with vault.writing():
        coachvoice.keep(vault, session, voiceprint, seconds, printer.name)
    terminal.tell(
        f"Your voice is kept, encrypted in the vault: 192 numbers from {seconds:.0f} s of it, to"
        " know you in later sessions. Nobody else's is. “alliance voices --forget” erases it."
    )


def _pieces(
    vault: Vault, session: Session, said: Sequence[Utterance]
) -> "list[NDArray[np.float32]]":
    sound = sessions.sound_of(vault, session)
    if sound is None:
        raise UnusableAnswer("This session has no sound.", "Take one that was heard.")
    with sound:
        return [
            sound.read(
                one.channel, int((one.start or 0) * RATE), int((one.end or 0) * RATE)
            ).astype(np.float32)
            / np.float32(32768)
            for one in said
        ]


def _longest(said: Sequence[Utterance], seconds: float) -> list[Utterance]:
    """The longest utterances that nothing speaks against, up to so many seconds."""
    found: list[Utterance] = []
    for one in sorted(said, key=_length, reverse=True):
        if _length(one) < _SHORTEST_S or sum(map(_length, found)) >= seconds:
            break
        if not one.suspect:
            found.append(one)
    return found


def _length(one: Utterance) -> float:
    return (one.end or 0.0) - (one.start or 0.0)


def _forget(vault: Vault) -> None:
    gone = erasure.forget_voice(vault)
    terminal.say(f"Your voice is forgotten: {gone} voiceprints erased.")


def _show_kept(vault: Vault) -> None:
    kept = coachvoice.kept(vault)
    if not kept:
        terminal.say("No voice is kept. “alliance voices SESSION --remember” keeps yours.")
    for one in kept:
        terminal.say(
            f"Your voice is kept from session {one.session}: {one.seconds:.0f} s of it,"
            f" {one.at.date().isoformat()}."
        )


def _not_told_apart() -> UnusableAnswer:
    return UnusableAnswer(
        "No voices were told apart in this session.",
        "That is done where one microphone heard everybody, by “alliance process”.",
    )


def _by_voice(said: Sequence[Utterance]) -> dict[int, list[Utterance]]:
    found: dict[int, list[Utterance]] = {}
    for one in said:
        if one.voice is not None:
            found.setdefault(one.voice, []).append(one)
    return dict(sorted(found.items()))


def _show(voices: dict[int, list[Utterance]]) -> None:
    if not voices:
        raise _not_told_apart()
    for voice, said in voices.items():
        seconds = sum(map(_length, said))
        speaker = said[0].speaker
        name = "not known" if speaker is Speaker.UNKNOWN else speaker.value
        terminal.say(f"Voice {voice + 1}: {name}, speaks for {terminal.minutes(seconds)}")
        longest = sorted(said, key=lambda one: -len(one.words))[:_QUOTES]
        for one in sorted(longest, key=lambda one: one.start or 0):
            terminal.say(f"    [{terminal.minutes(one.start)}] {one.text}")
    terminal.tell("Say which one is the coach with --coach NUMBER.")

"""`alliance voices`: the voices of a session that one microphone heard, and whose they are."""

import argparse
from collections.abc import Sequence

from recorder import sessions, transcript
from recorder.conversation import Speaker, Utterance
from recorder.errors import UnusableAnswer
from recorder.sessions import Stage
from tui import terminal, unlocking

_QUOTES = 3


def run(chosen: argparse.Namespace) -> None:
    """Print what each voice said most, or keep which one is the coach's.

    Raises:
        UnusableAnswer: the session's voices were not told apart, or there is no such voice.
    """
    with unlocking.unlocked("voices") as vault:
        session = sessions.find(vault, chosen.session)
        voices = _by_voice(transcript.utterances_of(vault, session))
        if not voices:
            raise UnusableAnswer(
                "No voices were told apart in this session.",
                "That is done where one microphone heard everybody, by “alliance process”.",
            )
        if chosen.coach is None:
            _show(voices)
            return
        if chosen.coach - 1 not in voices:
            raise UnusableAnswer(f"There is no voice {chosen.coach}.", f"There are {len(voices)}.")
        with vault.writing():
            transcript.name_voices(vault, session, chosen.coach - 1)
            sessions.forget_from(vault, session, Stage.TOPICS)
        terminal.tell(f"Kept. “alliance process {session.id}” finds topics and drafts anew.")


def _by_voice(said: Sequence[Utterance]) -> dict[int, list[Utterance]]:
    found: dict[int, list[Utterance]] = {}
    for one in said:
        if one.voice is not None:
            found.setdefault(one.voice, []).append(one)
    return dict(sorted(found.items()))


def _show(voices: dict[int, list[Utterance]]) -> None:
    for voice, said in voices.items():
        seconds = sum((one.end or 0) - (one.start or 0) for one in said)
        speaker = said[0].speaker
        name = "not known" if speaker is Speaker.UNKNOWN else speaker.value
        terminal.say(f"Voice {voice + 1}: {name}, speaks for {terminal.minutes(seconds)}")
        longest = sorted(said, key=lambda one: -len(one.words))[:_QUOTES]
        for one in sorted(longest, key=lambda one: one.start or 0):
            terminal.say(f"    [{terminal.minutes(one.start)}] {one.text}")
    terminal.tell("Say which one is the coach with --coach NUMBER.")

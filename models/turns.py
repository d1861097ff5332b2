"""Turns: what one person says before the other speaks, however speech was cut into utterances."""

from collections.abc import Sequence
from dataclasses import dataclass

from recorder.conversation import Speaker, Utterance


@dataclass(frozen=True, slots=True)
class Turn:
    """Neighbouring utterances of one speaker.

    `first` and `last` are places in the conversation, counted from 0, both included.
    """

    speaker: Speaker
    first: int
    last: int
    text: str


def turns(utterances: Sequence[Utterance]) -> list[Turn]:
    """The conversation as turns, in order; every utterance lies in exactly one.

    Utterances whose speaker is unknown stay alone, since two of them may be two people.
    """
    found: list[Turn] = []
    for place, utterance in enumerate(utterances):
        last = found[-1] if found else None
        known = utterance.speaker is not Speaker.UNKNOWN
        if last and known and last.speaker is utterance.speaker:
            text = f"{last.text} {utterance.text}"
            found[-1] = Turn(last.speaker, last.first, place, text)
        else:
            found.append(Turn(utterance.speaker, place, place, utterance.text))
    return found

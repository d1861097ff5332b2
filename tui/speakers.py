"""The speakers of a session that was heard: by channel, by voice, or by both.

Where one channel is one person's the channel tells; where several share one, their voices do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.enrolment import known, people
from models.pipeline import Prepared, Told, attribute, on_loudest, tell_voices
from models.utterances import Spoken
from models.wordtimes import HeardWord
from recorder import answers, coachvoice, marks, transcript
from recorder.answers import Answer
from recorder.conversation import Maker, MarkKind, Session, Speaker
from recorder.vault import Vault

if TYPE_CHECKING:
    from models.diarization import Diarizer

Progress = Callable[[str, float, float], None]

_STEP = "Telling the voices apart"


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who said what: utterances in the order they start, and the echoes set apart.

    `people` says who a voice is, as far as that is sure; of a voice that is not in it the channel's
    own person says what it says. `by` signs it.
    """

    spoken: Sequence[Spoken]
    echoes: Sequence[Spoken]
    people: dict[int, Speaker]
    by: str

    def speaker(self, one: Spoken, session: Session) -> Speaker:
        """Who says `one`."""
        usual = session.channels[one.channel]
        if one.voice is not None:
            return self.people.get(one.voice, Speaker.UNKNOWN if session.together else usual)
        shared = session.together and len(session.channels) > 1
        return Speaker.UNKNOWN if shared else usual


def speakers(
    vault: Vault,
    session: Session,
    words: Sequence[Sequence[HeardWord]],
    prepared: Sequence[Prepared],
    progress: Progress,
) -> Speakers:
    """Who said the `words` of each channel of `session`.

    Whoever read the consent statement aloud is the coach; so is the voice that the coach had kept.
    What the coach answered by hand comes before both.
    """
    holds = held(session)
    if max(holds) == 1 and session.channels != (Speaker.UNKNOWN,):
        spoken, echoes = attribute(words, prepared)
        return Speakers(spoken, echoes, {}, "channels")
    from models.diarization import Diarizer

    progress(_STEP, 0, 1)
    diarizer = Diarizer.load()
    if session.together or len(words) == 1:
        told = _told(vault, session, diarizer)
        room = tell_voices(words[0], prepared[0], diarizer, told)
        who = people(room.coach, session.voices)
        found = Speakers(on_loudest(room.spoken, prepared), (), who, diarizer.name)
    else:
        spoken, echoes = attribute(words, prepared, diarizer, holds)
        found = Speakers(spoken, echoes, {}, diarizer.name)
    progress(_STEP, 1, 1)
    return found


def held(session: Session) -> list[int]:
    """How many people each channel of `session` holds.

    On a call those beyond two are at the client's end.
    """
    if session.together or len(session.channels) < 2:  # noqa: PLR2004, one channel
        return [session.voices for _ in session.channels]
    return [
        max(1, session.voices - 1) if person is Speaker.CLIENT else 1 for person in session.channels
    ]


def answered(vault: Vault, session: Session) -> list[Answer]:
    """Who speaks when, on the coach's word: which voice is theirs, and what they flipped by hand.

    A flip goes before the answer that it contradicts.
    """
    flipped = [
        Answer(one.start, one.end, one.speaker)
        for one in transcript.utterances_of(vault, session)
        if one.speaker_by is Maker.COACH and one.start is not None and one.end is not None
    ]
    others = [
        one
        for one in answers.all_of(vault, session)
        if not any(flip.start < one.end and one.start < flip.end for flip in flipped)
    ]
    return [*flipped, *others]


def _told(vault: Vault, session: Session, diarizer: "Diarizer") -> Told:
    asked = [
        (mark.start, mark.end)
        for mark in marks.all_of(vault, session)
        if mark.kind is MarkKind.CONSENT and mark.end > mark.start
    ]
    return Told(
        session.voices,
        asked[0] if asked else None,
        coachvoice.known(vault, session, diarizer.voiceprints),
        known(answered(vault, session)),
    )

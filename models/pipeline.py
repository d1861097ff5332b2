"""The speech part of the walk in its order, from the sound of each channel to who said what."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from models.attribution import Whose, whose
from models.diarization import Diarization, Diarizer, Known
from models.echoes import Cleared, cleared, levels, part_echoes
from models.enrolment import Stretch, coach_by_hand, coach_voice
from models.stretches import stretches
from models.utterances import Spoken, parted, turns, utterances, voiced
from models.voice import Span, speech_spans
from models.windows import Window, windows
from models.wordtimes import HeardWord

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.voiceprints import Vectors

    Samples = NDArray[np.float32]


_ANCHORS = 20.0  # seconds of each voice that hold it while a hand corrects others


@dataclass(frozen=True, slots=True)
class Prepared:
    """One channel made ready to be heard.

    `samples` (float32, 16 kHz) has the other channel's bleed silenced, `windows` is what to hear;
    `loudness` (dB, a hundredth of a second each) and `gain` tell echoes later.
    """

    samples: "Samples"
    windows: tuple[Window, ...]
    loudness: "Samples"
    gain: float | None


def prepare(channels: Sequence["Samples"]) -> list[Prepared]:
    """Where each channel's own speech is, and in which windows it is heard.

    `channels` are one or two of the same length. The same sound gives the same windows.
    """
    spans = [speech_spans(samples) for samples in channels]
    clear = (
        cleared(channels, spans)
        if len(channels) > 1
        else [Cleared(channels[0], spans[0], [], None)]
    )
    return [
        Prepared(
            own.samples, tuple(windows(own.spans, len(samples), channel)), levels(samples), own.gain
        )
        for channel, (own, samples) in enumerate(zip(clear, channels, strict=True))
    ]


def prepare_together(channels: Sequence["Samples"]) -> list[Prepared]:
    """The same where every channel holds everybody: they are heard as one, on the first channel.

    What is bleed in one channel is taken from the other alone, what both hold from both. The other
    channels keep their loudness, and nothing to hear.
    """
    apart = prepare(channels)
    added = np.sum([own.samples for own in apart], axis=0)
    whole = np.asarray(added / max(1.0, float(np.abs(added).max(initial=0.0))), np.float32)
    heard = tuple(windows(speech_spans(whole), len(whole), 0))
    return [replace(apart[0], samples=whole, windows=heard)] + [
        replace(own, windows=()) for own in apart[1:]
    ]


def attribute(
    words: Sequence[Sequence[HeardWord]],
    prepared: Sequence[Prepared],
    diarizer: Diarizer | None = None,
    people: Sequence[int] = (),
) -> tuple[list[Spoken], list[Spoken]]:
    """Who said what: the utterances in the order they start, and the echoes set apart.

    `words` are those of each channel, in order. `people` is how many each channel holds, one unless
    somebody told otherwise; where there are more, `diarizer` tells their voices apart.
    """
    if len(words) == 1:
        return utterances(words[0]), []
    parts = part_echoes(words, [own.loudness for own in prepared], [own.gain for own in prepared])
    said_by: dict[int, dict[HeardWord, Whose]] = {}
    for channel, number in enumerate(people):
        if number > 1 and diarizer:
            said = parts[channel].kept
            heard = _heard(prepared[channel], diarizer, Told(number))
            said_by[channel] = dict(zip(said, whose(said, heard), strict=True))
    spoken = [
        piece
        for one in turns([part.kept for part in parts])
        for piece in _by_voice(one, said_by.get(one.channel))
    ]
    echoes = [
        echo for channel, part in enumerate(parts) for echo in utterances(part.echoes, channel)
    ]
    return spoken, echoes


def on_loudest(spoken: Sequence[Spoken], prepared: Sequence[Prepared]) -> list[Spoken]:
    """`spoken`, each on the channel that has it loudest: there it is best listened to."""
    return [
        replace(one, channel=int(np.argmax([_loudness(own, one) for own in prepared])))
        for one in spoken
    ]


def _loudness(own: Prepared, one: Spoken) -> float:
    first, last = int(one.words[0].start * 100), int(one.words[-1].end * 100) + 1
    return float(own.loudness[first:last].mean()) if len(own.loudness) > first else -np.inf


def _by_voice(one: Spoken, said_by: dict[HeardWord, Whose] | None) -> list[Spoken]:
    return [one] if said_by is None else parted(one, [said_by[word] for word in one.words])


@dataclass(frozen=True, slots=True)
class Room:
    """Who said what in one channel that holds several people.

    `spoken` are the utterances in order, each with its voice, `heard` all that is known of the
    voices, `coach` the voice of the coach, None where that is not sure.
    """

    spoken: tuple[Spoken, ...]
    heard: Diarization
    coach: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a room besides its sound.

    `voices` is how many people speak. `consent` is when the coach read the consent statement
    (seconds), `enrolled` (192,) the coach's voiceprint from earlier sessions, `known` what was
    said by hand, where voice 0 is the coach's and 1 the client's.
    """

    voices: int = 2
    consent: Stretch | None = None
    enrolled: "Vectors | None" = None
    known: tuple[Known, ...] = ()


def tell_voices(
    words: Sequence[HeardWord],
    own: Prepared,
    diarizer: Diarizer,
    told: Told | None = None,
) -> Room:
    """Who said what in a channel that holds several people, by their voices.

    `words` are those of the channel, in order.
    """
    told = told or Told()
    heard = _heard(own, diarizer, told)
    coach = coach_voice(heard, told.consent, told.enrolled)
    if told.known and len(heard.voices) > 1:
        coach = coach_by_hand(heard, told.known, coach)
        heard = _heard(own, diarizer, told, _anchored(own, heard, told.known, coach or 0))
    spoken = voiced(words, whose(words, heard), own.windows[0].channel if own.windows else 0)
    return Room(tuple(spoken), heard, coach)


def _heard(
    own: Prepared, diarizer: Diarizer, told: Told, known: Sequence[Known] = ()
) -> Diarization:
    return diarizer.tell_apart(own.samples, _spans(own), told.voices, known)


def _spans(own: Prepared) -> list[Span]:
    return [span for window in own.windows for span in window.speech]


def _anchored(
    own: Prepared, heard: Diarization, by_hand: Sequence[Known], coach: int
) -> list[Known]:
    """What was said by hand in the numbers of the voices, and of each voice what is long and clear.

    So the hand moves a voice, and can't turn one into the other.
    """
    client = next(voice for voice in range(len(heard.voices)) if voice != coach)
    mine = [Known(one.start, one.end, client if one.voice else coach) for one in by_hand]
    for voice in range(len(heard.voices)):
        left = _ANCHORS
        theirs = [one for one in stretches(heard, _spans(own)) if one.voice == voice]
        for one in sorted(theirs, key=lambda one: one.start - one.end):
            if left <= 0:
                break
            if not any(hand.start < one.end and one.start < hand.end for hand in by_hand):
                mine.append(Known(one.start, one.end, voice))
                left -= one.end - one.start
    return mine

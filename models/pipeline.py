"""The speech part of the walk in its order, from the sound of each channel to who said what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.attribution import whose
from models.diarization import Diarization, Diarizer, Known
from models.echoes import Cleared, cleared, levels, part_echoes
from models.enrolment import Stretch, coach_voice
from models.utterances import Spoken, turns, utterances, voiced
from models.voice import speech_spans
from models.windows import Window, windows
from models.wordtimes import HeardWord

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from models.voiceprints import Vectors

    Samples = NDArray[np.float32]


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


def attribute(
    words: Sequence[Sequence[HeardWord]], prepared: Sequence[Prepared]
) -> tuple[list[Spoken], list[Spoken]]:
    """Who said what: the utterances in the order they start, and the echoes set apart.

    `words` are those of each channel, in order.
    """
    if len(words) == 1:
        return utterances(words[0]), []
    parted = part_echoes(words, [own.loudness for own in prepared], [own.gain for own in prepared])
    echoes = [
        echo for channel, one in enumerate(parted) for echo in utterances(one.echoes, channel)
    ]
    return turns([one.kept for one in parted]), echoes


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
    corrected by hand.
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
    among: "Vectors | None" = None,
) -> Room:
    """Who said what in a channel that holds several people, by their voices.

    `words` are those of the channel, in order; `among` (voices, 192) the voices where they are
    known already: those of a channel of the same session that holds the same people.
    """
    told = told or Told()
    spans = [span for window in own.windows for span in window.speech]
    heard = diarizer.tell_apart(own.samples, spans, told.voices, told.known, among)
    spoken = voiced(words, whose(words, heard), own.windows[0].channel if own.windows else 0)
    return Room(tuple(spoken), heard, coach_voice(heard, told.consent, told.enrolled))

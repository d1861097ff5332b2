"""The speech part of processing: sound of the store to utterances of the store, resumable.

Each window that was heard is kept with its words at once, so a run that was ended goes on with the
windows that are left. The transcript that is there stays until all is heard; then what the coach
made of it is carried over.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.pipeline import Prepared, prepare, prepare_together
from models.utterances import Spoken
from models.wordtimes import HeardWord
from recorder import carrying, paths, plans, sessions, transcript
from recorder.conversation import Language, Maker, Session, Utterance, Word
from recorder.errors import UnusableAnswer
from recorder.sessions import Stage
from recorder.sound import RATE, Sound
from recorder.vault import Vault
from tui.speakers import Speakers, speakers

if TYPE_CHECKING:
    from models.speech import Whisper

Progress = Callable[[str, float, float], None]

_UNSURE = 0.7  # below, the language that was heard is not taken


@dataclass(frozen=True, slots=True)
class _Kept(HeardWord):
    """A word of the store as the models know words, with its id."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class _Job:
    """One session being heard: where it is kept, what is to be heard, who is told."""

    vault: Vault
    session: Session
    prepared: list[Prepared]
    model: str
    progress: Progress


def hear(vault: Vault, session: Session, model: str, progress: Progress) -> Session:
    """Make the utterances of `session` from its sound; what was heard by `model` already stays.

    Gives the session with its language. Raises as `processing.process`.
    """
    done = sessions.work(vault, session).done
    sound = sessions.sound_of(vault, session)
    if sound is None or (done.get(Stage.SPEECH) == model and Stage.SPEAKERS in done):
        return session
    # First: a model that can't be used must not cost what another one heard.
    whisper = _loaded(model, progress)
    with sound:
        progress("Finding speech", 0, 1)
        channels = [_samples(sound, channel) for channel in range(sound.channels)]
        prepared = prepare_together(channels) if session.together else prepare(channels)
        progress("Finding speech", 1, 1)
    job = _Job(vault, session, prepared, model, progress)
    _plan(job)
    job = _listen(job, whisper)
    _tell_apart(job)
    return job.session


def _samples(sound: Sound, channel: int) -> NDArray[np.float32]:
    return sound.read(channel, 0, sound.samples).astype(np.float32) / np.float32(32768)


def _plan(job: _Job) -> None:
    """Keep what is to be heard, unless an earlier run kept the very same."""
    plan = plans.Plan(
        job.model,
        tuple(
            tuple(tuple((span.start, span.end) for span in window.speech) for window in one.windows)
            for one in job.prepared
        ),
    )
    if plans.kept(job.vault, job.session) == plan:
        return
    with job.vault.writing():
        sessions.forget_from(job.vault, job.session, Stage.SPEECH)
        plans.keep(job.vault, job.session, plan)


def _listen(job: _Job, whisper: "Whisper") -> _Job:
    if not job.session.language:
        job = replace(job, session=_with_language(job, whisper))
    chosen: Language = "fr" if job.session.language == "fr" else "en"
    known = plans.heard(job.vault, job.session)
    total = sum(len(window) for one in job.prepared for window in one.windows) / RATE
    done = sum(len(job.prepared[channel].windows[place]) for channel, place in known) / RATE
    left = [
        (channel, place)
        for channel, one in enumerate(job.prepared)
        for place in range(len(one.windows))
        if (channel, place) not in known
    ]
    todo = [job.prepared[channel].windows[place] for channel, place in left]
    job.progress("Transcribing", done, total)
    for heard in whisper.hear([one.samples for one in job.prepared], todo, chosen):
        _keep(job, *left[heard.index], heard.words)
        done += len(todo[heard.index]) / RATE
        job.progress("Transcribing", done, total)
    with job.vault.writing():
        sessions.finish(job.vault, job.session, Stage.SPEECH, job.model)
    return job


def _loaded(model: str, progress: Progress) -> "Whisper":
    from models import weights
    from models.speech import Whisper

    step = "Preparing the speech model"
    folder = weights.ensure(model, paths.models(), lambda done, total: progress(step, done, total))
    progress("Loading the speech model", 0, 1)
    whisper = Whisper(folder)
    progress("Loading the speech model", 1, 1)
    return whisper


def _with_language(job: _Job, whisper: "Whisper") -> Session:
    votes = {"fr": 0.0, "en": 0.0}
    for channel, one in enumerate(job.prepared):
        job.progress("Telling the language", channel, len(job.prepared))
        language, sure = whisper.detect_language(one.samples)
        votes[language] += sure - 0.5
    job.progress("Telling the language", 1, 1)
    best = max(votes, key=lambda language: votes[language])
    if votes[best] < _UNSURE - 0.5:
        raise UnusableAnswer(
            "The language of this conversation can't be told from its sound.",
            "Erase it and import it again with --language fr or en.",
        )
    session = replace(job.session, language=best)
    with job.vault.writing():
        sessions.update(job.vault, session)
    return session


def _keep(job: _Job, channel: int, place: int, words: Sequence[HeardWord]) -> None:
    said = [plans.HeardAs(*_fields(word)) for word in words]
    with job.vault.writing():
        plans.keep_heard(job.vault, job.session, (channel, place), said)


def _tell_apart(job: _Job) -> None:
    """Put the words of all channels together as who said what, and with what the coach made."""
    words = _newly_heard(job) or _heard_before(job)
    found = speakers(job.vault, job.session, words, job.prepared, job.progress)
    spoken, echoes = (tuple(_nouns(job, said, found)) for said in (found.spoken, found.echoes))
    carrying.carry_over(job.vault, job.session, spoken, echoes, found.by)


def _newly_heard(job: _Job) -> list[list[_Kept]]:
    """The words of each channel as its windows were heard; nothing where that was kept before."""
    windows = plans.heard(job.vault, job.session)
    if not plans.waiting(job.vault, job.session):
        return []
    return [
        [
            _Kept(*astuple(word))
            for place in sorted(windows)
            if place[0] == channel
            for word in windows[place]
        ]
        for channel in range(len(job.prepared))
    ]


def _heard_before(job: _Job) -> list[list[_Kept]]:
    """The words of each channel as the transcript has them, but for what the coach wrote."""
    said = transcript.utterances_of(job.vault, job.session)
    return [
        [
            _Kept(
                word.text,
                word.start or 0.0,
                word.end or 0.0,
                word.probability or 0.0,
                one.suspect,
                word.id,
            )
            for one in said
            if one.channel == channel and one.by is Maker.MODEL
            for word in one.words
        ]
        for channel in range(len(job.prepared))
    ]


def _nouns(job: _Job, spoken: Sequence[Spoken], found: Speakers) -> Iterator[Utterance]:
    """`spoken` as nouns, by whom `found` says, new ones without ids yet."""
    for one in spoken:
        words = tuple(
            Word(
                word.id if isinstance(word, _Kept) else "",
                word.text,
                word.start,
                word.end,
                word.probability,
            )
            for word in one.words
        )
        speaker = found.speaker(one, job.session)
        model = f"whisper-{Path(job.model).name}"  # of a folder the name alone: paths name people
        yield Utterance("", one.channel, speaker, words, one.suspect, model, one.voice)


def _fields(word: HeardWord) -> tuple[str, float, float, float, bool]:
    return word.text, word.start, word.end, word.probability, word.suspect

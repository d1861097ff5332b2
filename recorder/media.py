"""Sound from files, in whatever form PyAV decodes: checked once, then read in one-second blocks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recorder.decoder import CONVERT, Source, Tally, open_sound, pieces, resampled
from recorder.errors import UnusableAnswer, UnusableFile
from recorder.sound import RATE
from recorder.sources import shown

Progress = Callable[[float], None]
"""Is told how many seconds have been decoded, at most once for each second of sound."""

_TOLERANCE_EXACT, _TOLERANCE = 0.01, 0.5  # seconds; encoders pad and round
_AGAIN = "Copy or export it again from where it was made, or import what is there with --partial."


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """What a sound file holds.

    `format` and `codec` are FFmpeg's short names, `rate` is in Hz. `duration` is in seconds: from
    `inspect` what the file declares or lets one estimate, `None` when neither; from `check` what
    was really decoded. `warnings` are single lines for the person.
    """

    format: str
    codec: str
    rate: int
    channels: int
    duration: float | None
    warnings: tuple[str, ...] = ()


def inspect(path: Path) -> SoundFacts:
    """What the file says of itself, without decoding it.

    Raises:
        UnusableFile: It can't be read, is not sound, or declares what is out of bounds.
    """
    with open_sound(path) as source:
        length = source.declared if source.declared is not None else source.estimate
        return _facts(source, length, ())


def check(
    path: Path, progress: Progress | None = None, *, allow_partial: bool = False
) -> SoundFacts:
    """Decode the whole file once, keeping nothing, and say what it really holds.

    Args:
        path: A sound file, or a video with sound.
        progress: Is told of the seconds decoded; what it raises ends the check.
        allow_partial: Damage (cut short, broken within, samples that are no numbers) becomes
            warnings; the sound around it can then be read with `blocks`.

    Raises:
        UnusableFile: It can't be read, is not sound, is out of bounds (rate, channels, 12 hours),
            holds no samples, or is damaged and that was not allowed.
    """
    tally, told = Tally(), 0
    with open_sound(path) as source:
        for _ in pieces(source, tally):
            if progress is not None and tally.samples // source.rate > told:
                told = tally.samples // source.rate
                progress(tally.samples / source.rate)
        name = shown(path)
        if not tally.samples:
            raise UnusableFile(f"{name} has no sound in it: not one sample.", CONVERT)
        damage = [f"{name} {what}." for what in _damage(source, tally)]
        if damage and not allow_partial:
            raise UnusableFile(damage[0], _AGAIN)
        warnings = (*damage, *(f"{name} {what}." for what in _remarks(source, tally)))
        return _facts(source, tally.samples / source.rate, warnings)


def blocks(path: Path, channels: Literal[1, 2]) -> Iterator[NDArray[np.int16]]:
    """The sound at 16 kHz, a second at a time, as int16 of shape (channels, 16000).

    The last block is shorter. Two channels are kept apart, left first; one is the mean of all.
    Damage is passed over and samples that are no numbers become silence, so `check` first. Errors
    come with the first block asked for.

    Raises:
        UnusableFile: As `check`, for what shows before decoding or can't be passed over.
        UnusableAnswer: Two channels were asked of a file that has another number.
    """
    with open_sound(path) as source:
        if channels == 2 and source.channels != channels:  # noqa: PLR2004  # left and right
            has = "1 channel" if source.channels == 1 else f"{source.channels} channels"
            raise UnusableAnswer(
                f"{shown(path)} has {has}, not a left and a right one.",
                "Import it with --channels mono.",
            )
        sound = resampled(pieces(source, Tally()), source.rate, channels, RATE)
        yield from _cut(sound, RATE)


def clock(seconds: float) -> str:
    """A length of time as a person reads it: "20 ms", "5.0 s", "3:12", "1:02:03"."""
    if seconds < 0.9995:  # noqa: PLR2004  # what still rounds to less than a second
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.95:  # noqa: PLR2004  # what still rounds to less than a minute
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _facts(source: Source, duration: float | None, warnings: tuple[str, ...]) -> SoundFacts:
    codec = source.stream.codec_context.name
    return SoundFacts(source.format, codec, source.rate, source.channels, duration, warnings)


def _damage(source: Source, tally: Tally) -> list[str]:
    """What is damaged, the gravest first, each to stand behind the file's name."""
    damage = []
    decoded = tally.samples / source.rate
    reached = decoded if source.exact else max(decoded, tally.reached)
    missing = 0.0 if source.declared is None else source.declared - reached
    if missing > (_TOLERANCE_EXACT if source.exact else _TOLERANCE):
        damage.append(f"is cut short: {clock(missing)} of {clock(reached + missing)} missing")
    elif not source.ended:
        damage.append(f"is cut short: it has no end mark after {clock(decoded)}")
    if tally.errors:
        places = "once" if tally.errors == 1 else f"in {tally.errors:,} places"
        damage.append(f"is damaged {places}, first at {clock(tally.first_error)}")
    if tally.wrong:
        samples = "1 sample that is" if tally.wrong == 1 else f"{tally.wrong:,} samples that are"
        damage.append(f"has {samples} no number, first at {clock(tally.first_wrong)}")
    return damage


def _remarks(source: Source, tally: Tally) -> list[str]:
    remarks = []
    if tally.loud:
        remarks.append(f"is beyond full scale in {tally.loud:,} samples, which are clipped")
    if source.tracks > 1:
        remarks.append(f"has {source.tracks} sound tracks; only the first is read")
    return remarks


def _cut(sound: Iterator[NDArray[np.int16]], length: int) -> Iterator[NDArray[np.int16]]:
    """The same sound in blocks of `length` samples, the last one shorter."""
    waiting: list[NDArray[np.int16]] = []
    held = 0
    for piece in sound:
        waiting.append(piece)
        held += piece.shape[1]
        if held < length:
            continue
        whole = np.concatenate(waiting, axis=1)
        for start in range(0, held - length + 1, length):
            yield whole[:, start : start + length].copy()
        held %= length
        waiting = [whole[:, whole.shape[1] - held :]]
    if held:
        yield np.concatenate(waiting, axis=1)

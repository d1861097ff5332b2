"""A sound file, opened by PyAV and decoded piece by piece with a tally of everything amiss.

Everything is streamed: memory does not grow with the length of the file. What a file declares is
held against bounds before anything is decoded, because a WAV of 32 kB that declares 1 Hz would
become a gigabyte at 16 kHz. A playlist in sound's clothing can't lead FFmpeg to other files or
addresses, because every protocol is forbidden to it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from recorder import containers
from recorder.containers import Promises
from recorder.errors import UnusableFile
from recorder.sources import opened, shown

if TYPE_CHECKING:
    from av import AudioFrame, AudioStream, Packet
    from av.container import InputContainer

MIN_RATE, MAX_RATE = 4_000, 384_000
MAX_CHANNELS = 8
MAX_SECONDS = 12 * 3600

CONVERT = "Check that it is a sound recording, or convert it to WAV, FLAC, MP3 or M4A."

# Demuxers whose length is declared rather than estimated from bit rate and file size; the exact
# ones to the sample, the others but for the encoder's padding.
_EXACT = frozenset({"wav", "w64", "aiff", "au", "caf", "flac", "wv", "tta"})
_DECLARING = _EXACT | {"mov", "matroska", "ape"}
# A jump in the time stamps of these is lost data, never a pause.
_UNBROKEN = frozenset({"ogg", "flac"})
_JUMP = 0.02
_READ_AHEAD = 1 << 18
_PACKET = "65536"  # bytes of WAV taken at once; other demuxers have no such option


Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Source:
    """An open sound file; `estimate` and `declared` are seconds, None when the file says nothing.

    `declared` is only set where the file itself promises a length. `exact` says that the promise
    holds to the sample, `ended` that nothing says the end is missing.
    """

    path: Path
    container: "InputContainer"
    stream: "AudioStream"
    format: str
    rate: int
    channels: int
    tracks: int
    estimate: float | None
    declared: float | None
    exact: bool
    ended: bool


@dataclass(slots=True)
class Tally:
    """What was met while decoding: samples a channel, seconds reached by time stamps, damage.

    `errors` counts packets that could not be decoded or were lost, `wrong` samples that are no
    numbers, `loud` samples beyond full scale; the first of each at so many seconds.
    """

    samples: int = 0
    reached: float = 0.0
    errors: int = 0
    first_error: float = 0.0
    wrong: int = 0
    first_wrong: float = 0.0
    loud: int = 0


@contextmanager
def open_sound(path: Path) -> Iterator[Source]:
    """The sound file at `path`, its declarations found within bounds.

    Raises:
        UnusableFile: It can't be read, is not sound, or is out of bounds.
    """
    import av

    with opened(path) as file:
        promised = containers.promises(file)
        try:
            container = av.open(
                file,
                "r",
                container_options={"protocol_whitelist": "", "max_size": _PACKET},
                metadata_errors="ignore",
                buffer_size=_READ_AHEAD,
            )
        except (av.error.FFmpegError, OSError) as error:
            raise _not_sound(path, promised) from error
        with container:
            source = _source(path, container, promised)
            _hold_to_bounds(source)
            yield source


def _not_sound(path: Path, promised: Promises) -> UnusableFile:
    if promised.is_mp4:
        return UnusableFile(
            f"{shown(path)} is cut short or damaged: its index can't be read.",
            "Copy or export it again from where it was made.",
        )
    return UnusableFile(f"{shown(path)} is not a sound file.", CONVERT)


def _source(path: Path, container: "InputContainer", promised: Promises) -> Source:
    streams = container.streams.audio
    if not streams:
        what = "a video or picture" if container.streams.video else "a file"
        raise UnusableFile(f"{shown(path)} is {what} without sound.", CONVERT)
    stream, form = streams[0], container.format.name.split(",")[0]
    if stream.codec_context is None:
        raise UnusableFile(f"{shown(path)} holds sound of an unknown kind.", CONVERT)
    estimate = _estimate(container, stream)
    return Source(
        path=path,
        container=container,
        stream=stream,
        format=form,
        rate=stream.codec_context.sample_rate,
        channels=stream.codec_context.channels or promised.wav_channels or 0,
        tracks=len(streams),
        estimate=estimate,
        declared=_declared(form, promised, stream, estimate),
        exact=form in _EXACT,
        ended=form != "ogg" or promised.has_ogg_end,
    )


def _estimate(container: "InputContainer", stream: "AudioStream") -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / 1e6


def _declared(
    form: str, promised: Promises, stream: "AudioStream", estimate: float | None
) -> float | None:
    """The length that the file promises; FFmpeg's own figure only where it is a promise."""
    if form == "wav":
        return promised.wav
    if form == "flac":
        return promised.flac
    if form == "mp3":
        return estimate if promised.has_mp3_length else None
    context = stream.codec_context
    if form == "caf" and context.name.startswith("pcm_") and context.sample_rate:
        return stream.frames / context.sample_rate
    return estimate if form in _DECLARING else None


def _hold_to_bounds(source: Source) -> None:
    name = shown(source.path)
    if not source.rate:
        raise UnusableFile(f"{name} is not a sound file that can be decoded.", CONVERT)
    if not MIN_RATE <= source.rate <= MAX_RATE:
        raise UnusableFile(
            f"{name} declares {source.rate:,} Hz; 4,000 to 384,000 Hz can be used.",
            CONVERT,
        )
    if not 1 <= source.channels <= MAX_CHANNELS:
        raise UnusableFile(
            f"{name} declares {source.channels:,} channels; 1 to {MAX_CHANNELS} can be used.",
            CONVERT,
        )
    if source.declared is not None and source.declared > MAX_SECONDS:
        raise _too_long(source.path)


def _too_long(path: Path) -> UnusableFile:
    return UnusableFile(f"{shown(path)} is longer than 12 hours.", "Cut it into parts.")


def pieces(source: Source, tally: Tally) -> Iterator[Samples]:
    """The sound as it comes, from -1 to 1, of shape (channels, n); what is amiss is tallied.

    Samples that are no numbers become 0, those beyond full scale are clipped.

    Raises:
        UnusableFile: It lasts longer than 12 hours, or its rate or channels change on the way.
    """
    for frame in _frames(source, tally):
        if (frame.sample_rate, frame.layout.nb_channels) != (source.rate, source.channels):
            raise UnusableFile(
                f"{shown(source.path)} changes its rate or channels on the way.", CONVERT
            )
        piece = _floats(frame, source, tally)
        tally.samples += frame.samples
        yield piece
        if tally.samples > MAX_SECONDS * source.rate:
            raise _too_long(source.path)


def _frames(source: Source, tally: Tally) -> Iterator["AudioFrame"]:
    import av

    expected: float | None = None
    for packet in _packets(source, tally):
        start, end = _span(packet)
        tally.reached = max(tally.reached, end or 0.0)
        if packet.stream.index != source.stream.index:
            continue
        jumped = start is not None and expected is not None and start - expected > _JUMP
        # Of a WAV that only means that its last packet is short, and its head was read already.
        broken = packet.is_corrupt and source.format != "wav"
        if broken or (jumped and source.format in _UNBROKEN):
            _blame(source, tally)
        expected = expected if end is None else end
        try:
            yield from source.stream.decode(packet)
        except av.error.FFmpegError:
            _blame(source, tally)


def _packets(source: Source, tally: Tally) -> Iterator["Packet[Any]"]:
    """Every packet, also of pictures: how far those reach tells whether the end is missing."""
    import av

    try:
        yield from source.container.demux()
    except (av.error.FFmpegError, OSError):
        _blame(source, tally)


def _span(packet: "Packet[Any]") -> tuple[float | None, float | None]:
    """Seconds from and to which a packet plays, as far as it says."""
    if packet.pts is None or packet.time_base is None:
        return None, None
    start = float(packet.pts * packet.time_base)
    return start, start + float((packet.duration or 0) * packet.time_base)


def _blame(source: Source, tally: Tally) -> None:
    if not tally.errors:
        tally.first_error = tally.samples / source.rate
    tally.errors += 1


def _floats(frame: "AudioFrame", source: Source, tally: Tally) -> Samples:
    array: NDArray[Any] = frame.to_ndarray()
    if not frame.format.is_planar:
        array = array.reshape(-1, source.channels).T
    if np.issubdtype(array.dtype, np.floating):
        return _tamed(array, source, tally)
    middle = 128 if array.dtype == np.uint8 else 0
    full = np.iinfo(array.dtype).max + 1 - middle
    floats: Samples = (array.astype(np.float32) - np.float32(middle)) / np.float32(full)
    return floats


def _tamed(array: NDArray[Any], source: Source, tally: Tally) -> Samples:
    """Floats without what is no number or beyond full scale, both counted.

    A compressed sound's decoder overshoots a little by nature: that is not counted.
    """
    wrong = ~np.isfinite(array)
    if wrong.any():
        if not tally.wrong:
            tally.first_wrong = (tally.samples + int(wrong.any(axis=0).argmax())) / source.rate
        tally.wrong += int(wrong.sum())
        array = np.where(wrong, 0, array)
    if source.stream.codec_context.name.startswith("pcm_f"):
        tally.loud += int((np.abs(array) > 1).sum())
    clipped: Samples = np.clip(array, -1, 1).astype(np.float32)
    return clipped


def resampled(
    sound: Iterable[Samples], rate: int, channels: int, to: int
) -> Iterator[NDArray[np.int16]]:
    """`sound` of `rate` Hz at `to` Hz as int16, all channels in step; one is the mean of all."""
    from av import AudioFrame, AudioResampler

    layout = "mono" if channels == 1 else "stereo"
    resampler = AudioResampler(format="s16p", layout=layout, rate=to)
    for piece in _gathered(sound, rate):
        mixed = piece.mean(axis=0, keepdims=True) if channels == 1 else piece
        # A frame made anew: a file's own layout may name its channels so that FFmpeg would mix.
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(mixed), "fltp", layout)
        frame.sample_rate = rate
        for out in resampler.resample(frame):
            yield out.to_ndarray().astype(np.int16, copy=False)
    for out in resampler.resample(None):
        yield out.to_ndarray().astype(np.int16, copy=False)


def _gathered(sound: Iterable[Samples], least: int) -> Iterator[Samples]:
    """Pieces of at least `least` samples but for the last: a call for each packet is slow."""
    waiting: list[Samples] = []
    held = 0
    for piece in sound:
        waiting.append(piece)
        held += piece.shape[1]
        if held >= least:
            yield np.concatenate(waiting, axis=1)
            waiting, held = [], 0
    if held:
        yield np.concatenate(waiting, axis=1)

"""Sound files of many forms, made by soundfile and PyAV: two tones, left and right."""

import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

RATE = 16_000
LEFT, RIGHT = 440, 1000

Sound = NDArray[np.float64]
Write = Callable[[Path, Sound, int], None]


def tones(seconds: float, rate: int) -> Sound:
    """440 Hz at half scale on the left, 1000 Hz a little softer on the right, shape (n, 2)."""
    time = np.arange(round(seconds * rate)) / rate
    left = 0.5 * np.sin(2 * np.pi * LEFT * time)
    return np.stack([left, 0.4 * np.sin(2 * np.pi * RIGHT * time)], axis=1)


def by_soundfile(subtype: str | None) -> Write:
    def write(path: Path, sound: Sound, rate: int) -> None:
        soundfile.write(path, sound, rate, subtype=subtype)

    return write


def by_pyav(codec: str, *, with_video: bool = False, **options: str) -> Write:
    def write(path: Path, sound: Sound, rate: int) -> None:
        with av.open(path, "w", options=options) as container:
            stream = container.add_stream(codec, rate=rate, layout="stereo")
            assert isinstance(stream, av.AudioStream)
            stream.bit_rate = 128_000
            if with_video:
                add_video(container, len(sound) / rate)
            context = stream.codec_context
            resampler = av.AudioResampler(context.format.name, "stereo", rate, context.frame_size)
            planes = np.ascontiguousarray(sound.T, dtype=np.float32)
            frame = av.AudioFrame.from_ndarray(planes, "fltp", "stereo")
            frame.sample_rate = rate
            for piece in [*resampler.resample(frame), *resampler.resample(None)]:
                container.mux(stream.encode(piece))
            container.mux(stream.encode(None))

    return write


def add_video(container: av.container.OutputContainer, seconds: float) -> None:
    stream = container.add_stream("mpeg4", rate=10)
    assert isinstance(stream, av.VideoStream)
    stream.width = stream.height = 32
    stream.pix_fmt = "yuv420p"
    for number in range(round(seconds * 10)):
        frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), number % 255, np.uint8))
        frame.pts, frame.time_base = number, Fraction(1, 10)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


EXACT: dict[str, tuple[str, int, Write]] = {
    "wav-8": ("a.wav", 44_100, by_soundfile("PCM_U8")),
    "wav-16": ("a.wav", 44_100, by_soundfile("PCM_16")),
    "wav-24": ("a.wav", 96_000, by_soundfile("PCM_24")),
    "wav-32": ("a.wav", 16_000, by_soundfile("PCM_32")),
    "wav-float": ("a.wav", 48_000, by_soundfile("FLOAT")),
    "wav-double": ("a.wav", 8_000, by_soundfile("DOUBLE")),
    "rf64": ("a.rf64", 44_100, by_soundfile("PCM_16")),
    "w64": ("a.w64", 44_100, by_soundfile("PCM_16")),
    "aiff": ("a.aiff", 44_100, by_soundfile("PCM_16")),
    "au": ("a.au", 44_100, by_soundfile("PCM_16")),
    "caf": ("a.caf", 44_100, by_soundfile("PCM_16")),
    "flac": ("a.flac", 44_100, by_soundfile("PCM_16")),
    "vorbis": ("a.ogg", 44_100, by_soundfile("VORBIS")),
    "opus": ("a.opus", 48_000, by_pyav("libopus")),
    "mp3": ("a.mp3", 44_100, by_soundfile(None)),
    "webm": ("a.webm", 48_000, by_pyav("libopus")),
    "webm-live": ("a.webm", 48_000, by_pyav("libopus", live="1")),
}
PADDED: dict[str, tuple[str, int, Write]] = {
    "m4a": ("a.m4a", 44_100, by_pyav("aac")),
    "aac": ("a.aac", 44_100, by_pyav("aac")),
    "mp3-without-length": ("a.mp3", 44_100, by_pyav("libmp3lame", write_xing="0")),
    "mp4-video": ("a.mp4", 48_000, by_pyav("aac", with_video=True)),
    "mkv-video": ("a.mkv", 48_000, by_pyav("libopus", with_video=True)),
    "wma": ("a.wma", 44_100, by_pyav("wmav2")),
}


def made(folder: Path, form: tuple[str, int, Write], seconds: float = 3.0) -> Path:
    name, rate, write = form
    write(folder / name, tones(seconds, rate), rate)
    return folder / name


def wav(rate: int, channels: int, data: bytes, size: int | None = None) -> bytes:
    """A 16-bit WAV that declares what it is told to."""
    block = channels * 2 % 65_536
    fmt = struct.pack("<HHIIHH", 1, channels, rate, rate * block % 2**32, block, 16)
    body = struct.pack("<4sI", b"data", len(data) if size is None else size) + data
    chunks = b"WAVE" + struct.pack("<4sI", b"fmt ", len(fmt)) + fmt + body
    return struct.pack("<4sI", b"RIFF", len(chunks)) + chunks

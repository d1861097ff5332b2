"""Sound files are read to the sample, in bounded memory, or refused with what is wrong."""

import os
import struct
import tracemalloc
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from recorder import media
from recorder.errors import UnusableAnswer, UnusableFile

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


def whole(path: Path, channels: media.Literal[1, 2]) -> NDArray[np.int16]:
    return np.concatenate(list(media.blocks(path, channels)), axis=1)


def loudest(sound: NDArray[np.int16]) -> float:
    """The strongest frequency in Hz."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(spectrum.argmax() * RATE / len(sound))


def cut(path: Path, share: float = 0.5) -> Path:
    """The file with its end cut off."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def refused(path: Path) -> str:
    with pytest.raises(UnusableFile) as caught:
        media.check(path)
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value.advice
    return caught.value.title


@pytest.mark.parametrize("form", [*EXACT.values(), *PADDED.values()], ids=[*EXACT, *PADDED])
def test_every_form_is_read_with_left_and_right_in_step(
    tmp_path: Path, form: tuple[str, int, Write]
) -> None:
    path = made(tmp_path, form)
    facts = media.check(path)
    assert (facts.rate, facts.channels, facts.warnings) == (form[1], 2, ())
    slack = 3 if form in EXACT.values() else 0.06 * RATE
    blocks = list(media.blocks(path, 2))
    assert all(block.shape == (2, RATE) and block.dtype == np.int16 for block in blocks[:-1])
    sound = np.concatenate(blocks, axis=1)
    assert sound.shape[1] == pytest.approx(3 * RATE, abs=slack)
    assert facts.duration == pytest.approx(sound.shape[1] / RATE, abs=0.001)
    assert (loudest(sound[0]), loudest(sound[1])) == pytest.approx((LEFT, RIGHT), abs=1)
    loudness = sound[:, 1600:-1600].std(axis=1) * np.sqrt(2)
    assert loudness == pytest.approx([16384, 13107], rel=0.08)


def test_ten_seconds_are_a_hundred_and_sixty_thousand_samples(tmp_path: Path) -> None:
    path = made(tmp_path, EXACT["wav-16"], 10.0)
    assert [block.shape[1] for block in media.blocks(path, 2)] == [RATE] * 10
    expected = tones(10.0, RATE).T * 32768
    assert np.abs(whole(path, 2) - expected)[:, 800:-800].max() < 2


def test_sound_at_16_khz_comes_back_bit_for_bit(tmp_path: Path) -> None:
    noise = np.random.default_rng(7).integers(-32768, 32768, (40_001, 2)).astype(np.int16)
    soundfile.write(tmp_path / "a.wav", noise, RATE)
    soundfile.write(tmp_path / "a.flac", noise, RATE)
    assert np.array_equal(whole(tmp_path / "a.wav", 2), noise.T)
    assert np.array_equal(whole(tmp_path / "a.flac", 2), noise.T)


@pytest.mark.parametrize("channels", [1, 2, 3, 6, 8])
def test_one_channel_is_the_mean_of_all(tmp_path: Path, channels: int) -> None:
    sound = np.random.default_rng(7).integers(-32768, 32768, (RATE, channels)).astype(np.int16)
    soundfile.write(tmp_path / "a.wav", sound, RATE)
    assert media.check(tmp_path / "a.wav").channels == channels
    mean = sound.astype(float).mean(axis=1)
    assert np.abs(whole(tmp_path / "a.wav", 1)[0] - mean).max() <= 1


def test_two_channels_that_cancel_do_not_clip_and_full_ones_stay_full(tmp_path: Path) -> None:
    full = np.full(RATE, 32767, np.int16)
    soundfile.write(tmp_path / "full.wav", np.stack([full, full], axis=1), RATE)
    soundfile.write(tmp_path / "none.wav", np.stack([full, -full], axis=1), RATE)
    assert np.abs(whole(tmp_path / "full.wav", 1) - 32767).max() <= 1
    assert np.abs(whole(tmp_path / "none.wav", 1)).max() <= 1


@pytest.mark.parametrize("channels", [1, 3])
def test_left_and_right_are_not_invented(tmp_path: Path, channels: int) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros((RATE, channels)), RATE)
    with pytest.raises(UnusableAnswer, match=f"{channels} channel"):
        next(media.blocks(tmp_path / "a.wav", 2))


def test_channels_that_the_file_calls_by_other_names_stay_apart(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tones(1.0, RATE), RATE, subtype="PCM_24", format="WAVEX")
    data = bytearray((tmp_path / "a.wav").read_bytes())
    mask = data.index(b"fmt ") + 8 + 20
    data[mask : mask + 4] = struct.pack("<I", 0x4 | 0x8)  # centre and low frequency
    (tmp_path / "a.wav").write_bytes(data)
    sound = whole(tmp_path / "a.wav", 2)
    assert (loudest(sound[0]), loudest(sound[1])) == pytest.approx((LEFT, RIGHT), abs=2)


def test_inspecting_decodes_nothing_but_knows_the_facts(tmp_path: Path) -> None:
    facts = media.inspect(made(tmp_path, EXACT["flac"]))
    assert facts == media.SoundFacts("flac", "flac", 44_100, 2, 3.0)
    assert media.inspect(made(tmp_path, EXACT["webm-live"])).duration is None


def test_progress_is_told_each_second_and_may_end_the_check(tmp_path: Path) -> None:
    path = made(tmp_path, EXACT["wav-16"], 5.0)
    told: list[float] = []
    media.check(path, told.append)
    assert [int(seconds) for seconds in told] == [1, 2, 3, 4, 5]

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        media.check(path, stop)


LENGTH_DECLARED = ["wav-16", "wav-float", "rf64", "aiff", "au", "caf", "flac", "mp3", "webm"]


@pytest.mark.parametrize("name", LENGTH_DECLARED)
def test_a_file_cut_short_says_how_much_is_missing(tmp_path: Path, name: str) -> None:
    path = cut(made(tmp_path, EXACT[name], 10.0))
    told = refused(path)
    assert f"{path.name} is cut short: " in told
    assert " s of 10.0 s missing." in told
    missing = float(told.split(": ")[1].split()[0])
    assert missing == pytest.approx(5.0, abs=0.6)
    facts = media.check(path, allow_partial=True)
    assert facts.duration == pytest.approx(10 - missing, abs=0.1)
    assert told in facts.warnings
    assert whole(path, 2).shape[1] == pytest.approx((10 - missing) * RATE, abs=0.1 * RATE)


def test_a_fiftieth_of_a_second_missing_in_a_wav_is_noticed(tmp_path: Path) -> None:
    path = made(tmp_path, EXACT["wav-16"], 1.0)
    cut(path, 0.98)
    assert "cut short: 20 ms of 1.0 s missing" in refused(path)


@pytest.mark.parametrize("name", ["vorbis", "opus"])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.9, 0.999])
def test_an_ogg_without_its_end_is_noticed(tmp_path: Path, name: str, share: float) -> None:
    path = cut(made(tmp_path, EXACT[name], 10.0), share)
    assert "is cut short: it has no end mark after " in refused(path)
    assert media.check(path, allow_partial=True).warnings


@pytest.mark.parametrize("name", ["m4a", "mp4-video"])
def test_an_mp4_without_its_index_is_told_from_what_is_no_sound(tmp_path: Path, name: str) -> None:
    assert "its index can't be read" in refused(cut(made(tmp_path, PADDED[name])))


def test_an_mp4_with_its_index_first_says_how_much_is_missing(tmp_path: Path) -> None:
    form = ("a.m4a", 44_100, by_pyav("aac", movflags="faststart"))
    assert "of 10.0 s missing" in refused(cut(made(tmp_path, form, 10.0)))


def test_minutes_and_hours_are_told_as_such() -> None:
    lengths = [0.02, 0.9999, 59.9, 59.96, 192.4, 3599.6, 3723.0]
    clocks = ["20 ms", "1.0 s", "59.9 s", "1:00", "3:12", "1:00:00", "1:02:03"]
    assert [media.clock(length) for length in lengths] == clocks


@pytest.mark.parametrize("name", ["flac", "vorbis", "opus"])
def test_damage_in_the_middle_is_told_with_its_place(tmp_path: Path, name: str) -> None:
    path = made(tmp_path, EXACT[name], 10.0)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4000] = bytes(4000)
    path.write_bytes(data)
    told = refused(path)
    assert "is damaged" in told or "is cut short" in told
    warnings = media.check(path, allow_partial=True).warnings
    (where,) = [warning for warning in warnings if "is damaged" in warning]
    place = float(where.split("first at ")[1].split()[0])
    assert place == pytest.approx(5.0, abs=1.6)


def test_samples_that_are_no_numbers_are_counted_and_become_silence(tmp_path: Path) -> None:
    sound = tones(3.0, RATE).astype(np.float32)
    sound[2 * RATE, 1] = np.nan
    sound[2 * RATE + 5] = np.inf, -np.inf
    soundfile.write(tmp_path / "a.wav", sound, RATE, subtype="FLOAT")
    told = refused(tmp_path / "a.wav")
    assert told == "a.wav has 3 samples that are no number, first at 2.0 s."
    assert media.check(tmp_path / "a.wav", allow_partial=True).warnings == (told,)
    assert not whole(tmp_path / "a.wav", 2)[:, 2 * RATE + 5].any()


@pytest.mark.parametrize("subtype", ["FLOAT", "DOUBLE"])
def test_sound_beyond_full_scale_is_clipped_with_a_warning(tmp_path: Path, subtype: str) -> None:
    sound = np.zeros((RATE, 1))
    sound[100:103, 0] = 1.5, -1e30, 1e30
    soundfile.write(tmp_path / "a.wav", sound, RATE, subtype=subtype)
    facts = media.check(tmp_path / "a.wav")
    assert facts.warnings == ("a.wav is beyond full scale in 3 samples, which are clipped.",)
    assert whole(tmp_path / "a.wav", 1)[0, 100:103].tolist() == [32767, -32768, 32767]


def wav(rate: int, channels: int, data: bytes, size: int | None = None) -> bytes:
    """A 16-bit WAV that declares what it is told to."""
    block = channels * 2 % 65_536
    fmt = struct.pack("<HHIIHH", 1, channels, rate, rate * block % 2**32, block, 16)
    body = struct.pack("<4sI", b"data", len(data) if size is None else size) + data
    chunks = b"WAVE" + struct.pack("<4sI", b"fmt ", len(fmt)) + fmt + body
    return struct.pack("<4sI", b"RIFF", len(chunks)) + chunks


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"Marc: Bonjour\n" * 50, "is not a sound file"),
        (wav(1, 1, bytes(32_000)), "declares 1 samples a second"),
        (wav(3_999, 1, bytes(32_000)), "declares 3,999 samples a second"),
        (wav(384_001, 1, bytes(32_000)), "declares 384,001 samples a second"),
        (wav(2**32 - 1, 1, bytes(32_000)), "a.wav"),
        (wav(0, 1, bytes(32_000)), "a.wav"),
        (wav(RATE, 0, bytes(32_000)), "a.wav"),
        (wav(RATE, 9, bytes(36_000)), "declares 9 channels"),
        (wav(RATE, 65_535, bytes(32_000)), "a.wav"),
        (wav(RATE, 1, bytes(32_000), 12 * 3600 * RATE * 2 + 2), "is longer than 12 hours"),
    ],
    ids=[
        *("empty", "text", "1-hz", "3999-hz", "384001-hz", "huge-rate", "0-hz"),
        *("0-channels", "9-channels", "65535-channels", "12-hours-declared"),
    ],
)
def test_what_is_out_of_bounds_is_refused_before_decoding(
    tmp_path: Path, data: bytes, told: str
) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(data)
    assert told in refused(path)
    with pytest.raises(UnusableFile):
        list(media.blocks(path, 1))


def test_a_head_without_samples_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(0), RATE)
    soundfile.write(tmp_path / "a.flac", np.zeros(0), RATE)
    assert refused(tmp_path / "a.wav") == "a.wav has no sound in it: not one sample."
    assert refused(tmp_path / "a.flac")


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFF000])
def test_a_wav_written_to_a_pipe_is_no_broken_one(tmp_path: Path, size: int) -> None:
    (tmp_path / "a.wav").write_bytes(wav(RATE, 1, bytes(64_000), size))
    assert media.check(tmp_path / "a.wav").duration == 2.0


def test_random_bytes_called_mp3_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(np.random.default_rng(7).bytes(60_000))
    assert refused(path)


def test_a_video_without_sound_is_told_as_such(tmp_path: Path) -> None:
    with av.open(tmp_path / "a.mp4", "w") as container:
        add_video(container, 1.0)
    assert refused(tmp_path / "a.mp4") == "a.mp4 is a video or picture without sound."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n"),
        ("a.ffconcat", "ffconcat version 1.0\nfile {}\n"),
    ],
)
def test_a_playlist_can_not_reach_for_another_file(tmp_path: Path, name: str, text: str) -> None:
    secret = made(tmp_path, PADDED["aac"])
    (tmp_path / name).write_text(text.format(secret if name == "a.m3u8" else secret.name))
    assert refused(tmp_path / name) == f"{name} is not a sound file."


def test_missing_files_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "gone.wav") == "There is no file gone.wav."
    assert refused(tmp_path / "folder") == "folder is a folder."
    assert refused(tmp_path / "pipe") == "pipe is not a plain file."


@pytest.fixture
def nobody() -> Iterator[None]:
    """Rights that root has by itself are laid down, so that the test holds for root too."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield
    if user == 0:
        os.seteuid(0)


def test_a_file_without_permission_is_refused(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = made(tmp_path, EXACT["wav-16"])
    path.chmod(0)
    request.getfixturevalue("nobody")
    assert refused(path) == "a.wav can't be read: permission denied."


def test_memory_does_not_grow_with_length(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(wav(4_000, 1, bytes(4_000 * 2 * 60)))
    short = peak(path)
    path.write_bytes(wav(4_000, 1, bytes(4_000 * 2 * 60 * 15)))
    assert peak(path) < short + 1_000_000


def peak(path: Path) -> int:
    """Bytes held at most by Python and numpy while the file is read."""
    tracemalloc.start()
    try:
        assert sum(block.shape[1] for block in media.blocks(path, 1))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_twelve_hours_are_the_most_that_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(wav(4_000, 1, b"", 0))
    os.truncate(path, 4_000 * 2 * (12 * 3600 + 1))
    assert refused(path) == "a.wav is longer than 12 hours."


def test_a_file_with_two_sound_tracks_says_which_is_read(tmp_path: Path) -> None:
    silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.int16), "s16", "mono")
    silence.sample_rate = RATE
    with av.open(tmp_path / "a.mka", "w") as container:
        streams = [container.add_stream("pcm_s16le", rate=RATE, layout="mono") for _ in range(2)]
        for stream in streams:
            assert isinstance(stream, av.AudioStream)
            container.mux(stream.encode(silence))
    (warning,) = media.check(tmp_path / "a.mka").warnings
    assert warning == "a.mka has 2 sound tracks; only the first is read."

"""What a sound file declares is held to bounds, and memory is, whatever it holds."""

import os
import tracemalloc
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from soundfiles import PADDED, RATE, add_video, made, wav

from recorder import media
from recorder.errors import UnusableFile


def refused(path: Path) -> str:
    with pytest.raises(UnusableFile) as caught:
        media.check(path)
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value.advice
    return caught.value.title


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"Marc: Bonjour\n" * 50, "is not a sound file"),
        (wav(1, 1, bytes(32_000)), "declares 1 Hz"),
        (wav(3_999, 1, bytes(32_000)), "declares 3,999 Hz"),
        (wav(384_001, 1, bytes(32_000)), "declares 384,001 Hz"),
        (wav(2**32 - 1, 1, bytes(32_000)), "a.wav"),
        (wav(0, 1, bytes(32_000)), "a.wav"),
        (wav(RATE, 0, bytes(32_000)), "declares 0 channels"),
        (wav(RATE, 9, bytes(36_000)), "declares 9 channels"),
        (wav(RATE, 65_535, bytes(32_000)), "declares 65,535 channels"),
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

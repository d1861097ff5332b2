"""Sound files are read to the sample, and what is damaged in them is told."""

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from soundfiles import EXACT, LEFT, PADDED, RATE, RIGHT, Write, by_pyav, made, tones

from recorder import media
from recorder.errors import UnusableAnswer, UnusableFile


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

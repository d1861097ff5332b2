"""The echo's loudness and delay on made sound; and that nothing else is taken for it."""

import itertools
from importlib import resources
from typing import Final

import numpy as np
import pytest
from conftest import SAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder import media
from recorder.bleed import Bleed, Echo, Numbers
from recorder.sound import RATE, Samples

SECONDS: Final = 4
LOUD: Final = 0.08


def spoken(language: str, channel: int) -> Numbers:
    """A voice of a bundled conversation without its pauses, at a usual level."""
    source = resources.files("tui") / "samples" / f"{SAMPLES[language]}.ogg"
    with resources.as_file(source) as path:
        blocks = list(itertools.islice(media.blocks(path, 2), 60))
    sound = np.concatenate(blocks, axis=1)[channel] / 32768
    frames = sound[: len(sound) // 1600 * 1600].reshape(-1, 1600)
    voice = frames[(frames**2).mean(axis=1) > 1e-5].ravel()
    return LOUD * voice / np.sqrt(np.mean(voice**2))


VOICES: Final = {who: spoken(*who) for who in itertools.product(("fr", "en"), (0, 1))}


def said(language: str, channel: int, since: float = 0.0, seconds: float = SECONDS) -> Numbers:
    start = int(since * RATE)
    return VOICES[language, channel][start : start + int(seconds * RATE)]


def noise(decibels: float, length: int, seed: int = 1) -> Numbers:
    return 10 ** (decibels / 20) * np.random.default_rng(seed).standard_normal(length)


def late(sound: Numbers, seconds: float) -> Numbers:
    return np.pad(sound, (round(seconds * RATE), 0))[: len(sound)]


def room(sound: Numbers) -> Numbers:
    """The sound with a room of 0.35 s of reverberation around it, as loud as before."""
    rings = noise(-26, int(0.4 * RATE), 2) * np.exp(-6.9 * np.arange(int(0.4 * RATE)) / RATE / 0.35)
    rings[0] = 1.0
    return np.convolve(sound, rings / np.sqrt(np.sum(rings**2)))[: len(sound)]


def heard(microphone: Numbers, far_end: Numbers, ahead: int = 0) -> Bleed:
    """What is found; the far end is brought `ahead` samples earlier than the microphone."""
    echo = Echo()
    near, far = digital(microphone), digital(far_end)
    for at in range(0, len(near) + ahead, 800):
        echo.take(1, at, far[at : at + 800])
        if at >= ahead:
            echo.take(0, at - ahead, near[at - ahead : at - ahead + 800])
    echo.wipe()
    return echo.found()


def digital(sound: Numbers) -> Samples:
    return np.rint(np.clip(sound, -1, 0.9999) * 32768).astype(np.int16)


def assert_echo(found: Bleed, decibels: float, delay: float) -> None:
    assert found.decibels is not None
    assert found.delay is not None
    assert found.decibels == pytest.approx(decibels, abs=3)
    assert found.delay == pytest.approx(delay, abs=0.004)


@pytest.mark.parametrize("decibels", [-6, -20, -35])
@pytest.mark.parametrize("delay", [0.02, 0.1, 0.3])
def test_an_echo_in_a_hissing_microphone(decibels: float, delay: float) -> None:
    far = said("fr", 0)
    echo = 10 ** (decibels / 20) * late(far, delay)
    assert_echo(heard(echo + noise(-60, len(echo)), far), decibels, delay)


@pytest.mark.parametrize(("decibels", "voice"), [(-6, 0), (-20, 0), (-35, -10)])
@pytest.mark.parametrize("delay", [0.02, 0.1, 0.3])
def test_an_echo_under_the_coach_s_own_voice(decibels: float, voice: float, delay: float) -> None:
    far = said("en", 1)
    echo = 10 ** (decibels / 20) * late(far, delay)
    coach = 10 ** (voice / 20) * said("fr", 0, 5)
    assert_echo(heard(echo + coach + noise(-70, len(echo)), far), decibels, delay)


@pytest.mark.parametrize("decibels", [-6, -20, -35])
def test_an_echo_that_rings_in_a_room(decibels: float) -> None:
    far = said("fr", 1)
    echo = 10 ** (decibels / 20) * room(late(far, 0.12))
    assert_echo(heard(echo + noise(-70, len(echo)), far), decibels, 0.12)


@settings(max_examples=15, deadline=None)
@given(decibels=st.floats(-35, 0), delay=st.floats(0.02, 0.3), since=st.floats(0, 6))
def test_any_echo_at_any_delay(decibels: float, delay: float, since: float) -> None:
    far = said("en", 0, since)
    echo = 10 ** (decibels / 20) * late(far, delay)
    assert_echo(heard(echo + noise(-65, len(echo)), far), decibels, delay)


@pytest.mark.parametrize("since", [0.0, 1.5, 3.0, 4.5, 6.0])
@pytest.mark.parametrize(
    ("coach", "client"),
    [
        (("fr", 0), ("en", 0)),
        (("fr", 0), ("fr", 1)),
        (("en", 0), ("en", 1)),
        (("fr", 1), ("en", 1)),
    ],
)
def test_the_coach_s_own_voice_is_no_echo(
    coach: tuple[str, int], client: tuple[str, int], since: float
) -> None:
    far = said(*client, since)
    found = heard(said(*coach, 6 - since) + noise(-65, len(far)), far)
    assert found.measured
    assert found.decibels is None
    assert found.limit < -15


def test_the_coach_s_voice_that_comes_back_from_the_call_is_no_echo() -> None:
    coach = said("fr", 0)
    far = 0.3 * late(coach, 0.25) + noise(-70, len(coach))
    assert heard(coach + noise(-65, len(coach)), far).decibels is None


def test_an_echo_is_softer_than_the_limit_where_none_is_found() -> None:
    far = said("en", 1)
    echo = 10 ** (-50 / 20) * late(far, 0.1)
    found = heard(echo + said("fr", 0, 5), far)
    assert found.decibels is None
    assert found.limit > -50


def test_an_echo_that_ends_when_headphones_are_put_on_is_forgotten() -> None:
    far = np.tile(said("fr", 0, seconds=10), 6)
    echo = 0.1 * late(far, 0.1)
    echo[10 * RATE :] = 0
    assert heard(echo[: 10 * RATE] + noise(-65, 10 * RATE), far[: 10 * RATE]).decibels is not None
    after = heard(echo + noise(-65, len(far)), far).decibels
    assert after is None or after < -35


@pytest.mark.parametrize("loudness", [-200, -80])
def test_a_silent_far_end_measures_nothing(loudness: float) -> None:
    coach = said("fr", 0)
    assert heard(coach, noise(loudness, len(coach))) == Bleed()


def test_a_muted_microphone_measures_nothing() -> None:
    far = said("fr", 0)
    assert heard(np.zeros(len(far)), far) == Bleed()


def test_too_little_sound_measures_nothing() -> None:
    far = said("fr", 0, seconds=0.7)
    assert heard(0.1 * far, far) == Bleed()


def test_a_far_end_that_is_brought_long_before_the_microphone() -> None:
    far = said("fr", 0)
    echo = 0.1 * late(far, 0.1) + noise(-65, len(far))
    assert_echo(heard(echo, far, ahead=2 * RATE), -20, 0.1)


def test_a_far_end_that_brings_nothing_piles_nothing_up() -> None:
    echo = Echo()
    for at in range(0, 20 * RATE, RATE):
        echo.take(0, at, digital(noise(-30, RATE)))
        assert len(echo._microphone.samples) <= 4 * RATE  # noqa: SLF001, no other way to see it
    assert echo.found() == Bleed()


def test_no_sample_is_left_when_it_is_wiped() -> None:
    echo, far = Echo(), digital(said("fr", 0))
    for channel in (0, 1):
        echo.take(channel, 0, far)
    strips = [echo._microphone, echo._far_end]  # noqa: SLF001, no other way to see it
    before = [strip.samples for strip in strips]
    assert all(samples.any() for samples in before)
    echo.wipe()
    assert not any(strip.samples.size for strip in strips)
    assert not any(samples.any() for samples in before)

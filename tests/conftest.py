"""What every test stands on: a home of its own, nothing of the machine's, nobody to ask."""

import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from soundserver import SoundServer, server, short_folder

from recorder import media, paths, vault
from recorder.keys import Cost
from recorder.paths import Home
from recorder.sound import RATE
from recorder.vault import Vault

PASSPHRASE = "une phrase à elle"
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache of model weights for all tests, so that they are joined once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _own_machine(tmp_path: Path, shared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("ALLIANCE_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(shared_cache))
    monkeypatch.setenv("ALLIANCE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


@pytest.fixture(scope="session")
def _server() -> Iterator[SoundServer]:
    with short_folder() as folder, server(folder) as running:
        yield running


@pytest.fixture
def sound_server(_server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> SoundServer:
    """A private sound server with a microphone and a far end, the same for all tests."""
    for name, value in _server.environment.items():
        monkeypatch.setenv(name, value)
    return _server


@pytest.fixture
def home() -> Home:
    """The home of this test; nothing is in it yet."""
    return paths.home()


@pytest.fixture
def opened(home: Home) -> Iterator[Vault]:
    """A new vault, open; its passphrase is `PASSPHRASE` and a guess at it is cheap."""
    made, _ = vault.create(home, PASSPHRASE, "test", CHEAP)
    with made:
        yield made


@pytest.fixture
def locked(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The home of a new vault that commands open by the environment."""
    made, _ = vault.create(home, PASSPHRASE, "test", CHEAP)
    made.close()
    monkeypatch.setenv("ALLIANCE_PASSPHRASE", PASSPHRASE)
    return home


Alliance = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def alliance(tmp_path: Path) -> Alliance:
    """The console script, run as a user runs it, with nobody at a terminal."""

    def run(*arguments: str | Path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        script = Path(sys.executable).with_name("alliance")
        return subprocess.run(
            [script, *map(str, arguments)],
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return run


@pytest.fixture
def wait_for() -> Callable[[Callable[[], bool]], None]:
    """Waits until something is so; fails when it is not within a minute."""

    def wait(so: Callable[[], bool]) -> None:
        until = time.monotonic() + 60
        while not so():
            assert time.monotonic() < until
            time.sleep(0.05)

    return wait


SAMPLES = {"fr": "seance-decouverte", "en": "discovery-call"}


@pytest.fixture
def clip(tmp_path: Path) -> Callable[[str, int], Path]:
    """The start of a bundled conversation, two channels, so many seconds, as a FLAC file."""

    def cut(language: str, seconds: int) -> Path:
        source = resources.files("tui") / "samples" / f"{SAMPLES[language]}.ogg"
        path = tmp_path / f"{language}-{seconds}.flac"
        with resources.as_file(source) as sound:
            blocks = list(itertools.islice(media.blocks(sound, 2), seconds))
        soundfile.write(path, np.concatenate(blocks, axis=1).T, RATE)
        return path

    return cut


def labelled(language: str, seconds: float) -> list[dict[str, Any]]:
    """The true turns of a bundled conversation that end within so many seconds."""
    label = resources.files("tui") / "samples" / f"{SAMPLES[language]}.json"
    turns = json.loads(label.read_text("utf-8"))["turns"]
    return [turn for turn in turns if turn["end"] <= seconds]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers all that listens to real time runs on one, after another."""
    for item in items:
        if "sound_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("sound"))

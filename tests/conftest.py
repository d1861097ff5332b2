"""What every test stands on: a home of its own, nothing of the machine's, nobody to ask."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recorder import paths, vault
from recorder.keys import Cost
from recorder.paths import Home
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

"""Where things live; `ALLIANCE_HOME` moves everything that is anybody's."""

import os
from dataclasses import dataclass
from pathlib import Path

APPLICATION = "alliance-recorder"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one coach: the vault, the keys that open it, the sound files."""

    root: Path

    @property
    def vault(self) -> Path:
        """The encrypted database that holds all text."""
        return self.root / "vault.db"

    @property
    def keys(self) -> Path:
        """The vault's key, sealed once for each way to open it."""
        return self.root / "keys.json"

    @property
    def audio(self) -> Path:
        """The folder of the encrypted sound files, one a session."""
        return self.root / "audio"

    @property
    def locks(self) -> Path:
        """The folder of lock files; they hold no data."""
        return self.root / "locks"

    def make(self) -> None:
        """Create the folders, readable by their owner alone."""
        for folder in (self.root, self.audio, self.locks):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)


def home() -> Home:
    """The home in use: `ALLIANCE_HOME`, else the platform's folder for a user's data."""
    chosen = os.environ.get("ALLIANCE_HOME")
    if chosen:
        return Home(Path(os.path.expanduser(chosen)).absolute())  # noqa: PTH111, Path's own fails on "~nobody"
    from platformdirs import user_data_path  # costs 40 ms, and scripts set the variable

    return Home(user_data_path(APPLICATION, appauthor=False))


def models() -> Path:
    """The folder of model weights: nobody's data, so shared by every home."""
    from platformdirs import user_cache_path

    return user_cache_path(APPLICATION, appauthor=False) / "models"

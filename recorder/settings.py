"""What the coach has chosen once for all, in a small TOML file that holds nothing of clients."""

import difflib
import json
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from recorder import files
from recorder.errors import UnusableAnswer
from recorder.paths import Home


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices: `model` is the name of a speech model or the path of a folder with one."""

    model: str = "base"


def load(home: Home) -> Settings:
    """The settings of `home`; the defaults where there is no file.

    Raises:
        UnusableAnswer: the file is no TOML, or has a key or value that does not fit.
    """
    path = _path(home)
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        raise UnusableAnswer(
            f"{path.name} can't be read: {error}.", "Mend or remove it."
        ) from error
    known = [field.name for field in fields(Settings)]
    for key, value in found.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"Did you mean “{near[0]}”?" if near else f"It knows: {', '.join(known)}."
            raise UnusableAnswer(f"{path.name} has an unknown key, “{key}”.", hint)
        if not isinstance(value, str):
            raise UnusableAnswer(f"“{key}” in {path.name} is not a text.", "Put it in quotes.")
    return Settings(**found)


def save(home: Home, settings: Settings) -> None:
    """Keep `settings`.

    Raises:
        VaultError: the folder can't be written.
    """
    lines = [f"{key} = {json.dumps(value)}\n" for key, value in asdict(settings).items()]
    with files.told():
        home.make()
        files.write(_path(home), "".join(lines).encode())


def _path(home: Home) -> Path:
    return home.root / "settings.toml"

"""What the coach has chosen once for all, in a small TOML file that holds nothing of clients."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from recorder import files
from recorder.errors import UnusableAnswer
from recorder.paths import Home


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices; what is "" follows the system.

    `model` is the name of a speech model or the path of a folder with one. `interface` is the
    language of the screens ("fr", "en"), `coach` the coach's own name, `theme` a name that the
    screens know. `microphone` and `far_end` name devices. Sound and text are kept so many days
    unless the client says otherwise, 0 for no limit. `keys` gives bindings another key by their id.
    """

    model: str = "base"
    interface: str = ""
    coach: str = ""
    theme: str = ""
    microphone: str = ""
    far_end: str = ""
    keep_sound_days: int = 30
    keep_text_days: int = 365
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


_KNOWN = tuple(each.name for each in fields(Settings))
_MOST_DAYS = 36_500
_DAYS = tuple(name for name in _KNOWN if name.endswith("_days"))


def load(home: Home) -> Settings:
    """The settings of `home`; the defaults where there is no file.

    Raises:
        UnusableAnswer: the file is no TOML, or has a key or value that does not fit.
    """
    path = _path(home)
    found = tomllib.loads(_text(path))
    for key in found:
        if key not in _KNOWN:
            raise UnusableAnswer(f"{path.name} has an unknown key, “{key}”.", nearest(key, _KNOWN))
    return Settings(**{key: _value(path, key, value) for key, value in found.items()})


def save(home: Home, settings: Settings) -> None:
    """Keep `settings`; what the coach wrote beside them in the file stays.

    Raises:
        UnusableAnswer: the file that is there is no TOML.
        VaultError: the folder can't be written.
    """
    import tomlkit  # keeps comments, and takes 40 ms to import

    path, usual = _path(home), Settings()
    document = tomlkit.parse(_text(path))
    for name in _KNOWN:
        value = getattr(settings, name)
        if name not in document and value == getattr(usual, name):
            continue
        document[name] = dict(value) if isinstance(value, Mapping) else value
    with files.told():
        home.make()
        files.write(path, tomlkit.dumps(document).encode())


def nearest(typed: str, known: tuple[str, ...]) -> str:
    """What to say to someone who typed what is not among `known`."""
    near = difflib.get_close_matches(typed, known, 1)
    return f"Did you mean “{near[0]}”?" if near else f"It knows: {', '.join(known)}."


def _text(path: Path) -> str:
    try:
        text = path.read_text("utf-8")
        tomllib.loads(text)
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise UnusableAnswer(
            f"{path.name} can't be read: {error}.", "Mend or remove it."
        ) from error
    return text


def _value(path: Path, key: str, value: Any) -> Any:
    """`value` if it fits `key`."""
    if key in _DAYS:
        number = isinstance(value, int) and not isinstance(value, bool)
        if not number or not 0 <= value <= _MOST_DAYS:
            raise UnusableAnswer(f"“{key}” in {path.name} is no number of days.", "0: no limit.")
        return value
    if key == "keys":
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise UnusableAnswer(
                f"“keys” in {path.name} is not a table of keys.", 'So: [keys] "listen.pause" = "f5"'
            )
        return MappingProxyType(value)
    if not isinstance(value, str):
        raise UnusableAnswer(f"“{key}” in {path.name} is not a text.", "Put it in quotes.")
    return value


def _path(home: Home) -> Path:
    return home.root / "settings.toml"

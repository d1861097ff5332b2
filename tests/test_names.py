"""The rules of the house: names, lengths, docstrings."""

import ast
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("recorder", "models", "tui")
FILES = sorted(
    file for name in (*PACKAGES, "bench", "tests") for file in (ROOT / name).rglob("*.py")
)
OURS = [file for file in FILES if file.relative_to(ROOT).parts[0] in PACKAGES]
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "core", "base", "misc"}
MOST_LINES_A_FILE = 400
MOST_LINES_A_FUNCTION = 50


def _named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def _functions(file: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(file.read_text("utf-8"))
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_no_two_files_share_a_name() -> None:
    names = Counter(file.name for file in FILES if file.name != "__init__.py")
    assert [name for name, number in names.items() if number > 1] == []


def test_no_file_has_a_vague_name() -> None:
    assert [_named(file) for file in FILES if file.stem in VAGUE] == []


@pytest.mark.parametrize("file", FILES, ids=_named)
def test_no_file_and_no_function_swells(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= MOST_LINES_A_FILE
    long = [
        function.name
        for function in _functions(file)
        if (function.end_lineno or 0) - function.lineno + 1 > MOST_LINES_A_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("file", OURS, ids=_named)
def test_every_file_and_every_public_function_says_what_it_is(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text("utf-8")))
    tree = ast.parse(file.read_text("utf-8"))
    public = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


def test_tests_are_flat_and_named_after_a_file_or_a_rule() -> None:
    folders = {entry.name for entry in (ROOT / "tests").iterdir() if entry.is_dir()}
    assert folders <= {"__pycache__", "data"}
    rules = {
        "names",
        "layers",
        "packaging",
        "docs",
        "walk",
        "kill",
        "alliance",
        "badinput",
        "journey",
        "looks",
    }
    tested = {file.stem for file in OURS} | rules
    named = {file.stem.removeprefix("test_") for file in (ROOT / "tests").glob("test_*.py")}
    assert named <= tested

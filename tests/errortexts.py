"""What errors say, read from the source: titles and advice, `{0}`, `{1}` … where values stand."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from recorder import errors
from recorder.errors import AllianceError

ROOT: Final = Path(__file__).parent.parent
KINDS: Final = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, AllianceError)
}
_ADVISERS: Final = {"advice", "nearest"}
"""Functions whose answers are advice."""


@cache
def error_texts() -> set[str]:
    """Every title and advice that an error of ours can have."""
    files = [file for name in ("recorder", "models", "tui") for file in (ROOT / name).rglob("*.py")]
    return {text for file in files for text in _texts(ast.parse(file.read_text("utf-8"))) if text}


def _texts(tree: ast.Module) -> Iterator[str]:
    assigned: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                assigned.setdefault(getattr(target, "id", ""), []).append(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in KINDS:
            for argument in node.args:
                yield from _said(argument, assigned)
        elif isinstance(node, ast.FunctionDef) and node.name in _ADVISERS:
            for part in ast.walk(node):
                if isinstance(part, ast.Return) and part.value is not None:
                    yield from _said(part.value, assigned)


def _said(node: ast.expr, assigned: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The text, or texts, that `node` can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield _template(node)
    elif isinstance(node, ast.IfExp):
        yield from _said(node.body, assigned)
        yield from _said(node.orelse, assigned)
    elif isinstance(node, ast.Name):
        for value in assigned.get(node.id, ()):
            if not isinstance(value, ast.Name):
                yield from _said(value, assigned)


def _template(node: ast.JoinedStr) -> str:
    parts, number = [], 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        else:
            parts.append(f"{{{number}}}")
            number += 1
    return "".join(parts)


def _name(node: ast.expr) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")

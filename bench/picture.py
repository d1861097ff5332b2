"""Draws the README's picture: a part of the French sample as `alliance demo` shows it.

python bench/picture.py docs/demo.svg
"""

import io
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from recorder import export
from tui import demo

_WIDTH = 96
_TRANSCRIPT_LINES, _DRAFT_LINES = 22, 20


def main() -> None:
    """Process the sample and write the picture to the path given."""
    lines = export.export(demo.processed("fr"), "txt").decode().splitlines()
    start = next(at for at, line in enumerate(lines) if "· Confrontation" in line) - 4
    draft = next(at for at, line in enumerate(lines) if line == "Alliance")
    shown = [
        "$ alliance demo",
        "",
        *lines[start : start + _TRANSCRIPT_LINES],
        "…",
        "",
        *lines[draft : draft + _DRAFT_LINES],
    ]
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True)
    for line in shown:
        console.print(_coloured(line))
    drawn = console.export_svg(title="alliance demo")
    local = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)  # they fetch from a net
    Path(sys.argv[1]).write_text(local, "utf-8")


def _coloured(line: str) -> Text:
    text = Text(line)
    text.highlight_regex(r"^ *\[\d\d:\d\d\]", "cyan")
    text.highlight_regex(r"·.*$", "magenta")
    text.highlight_regex(r"^(Alliance|=+|\$.*)$", "bold")
    return text


if __name__ == "__main__":
    main()

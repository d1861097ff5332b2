"""What the documents say is so: commands exist, links lead somewhere, topics and formats agree."""

import re
import subprocess
from pathlib import Path

import pytest
from conftest import Alliance

from recorder import export
from tui.cli import FORMATS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_to_our_own_files_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_every_command_of_the_readme_is_one(alliance: Alliance) -> None:
    told = alliance("--help").stdout
    commands = set(re.findall(r"^    ([a-z]+) ", told, re.MULTILINE))
    named = set(re.findall(r"`?\balliance ([a-z]+)\b", (ROOT / "README.md").read_text("utf-8")))
    assert named <= commands | {"recorder", "in"}
    assert {"import", "process", "show", "export", "erase", "doctor"} <= named


def test_every_target_of_the_readme_is_one() -> None:
    made = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"\bmake ([a-z]+)\b", (ROOT / "README.md").read_text("utf-8")):
        assert re.search(rf"^{target}:", made, re.MULTILINE), target


def test_the_formats_of_the_command_are_those_there_are() -> None:
    assert set(FORMATS) == set(export.FORMATS)


def test_no_page_names_a_path_of_one_machine() -> None:
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    pattern = re.compile(r"(?<![\w.])/(?:home|root|work)/")
    ours = Path(__file__).relative_to(ROOT)
    found = [
        name
        for name in files
        if Path(name) != ours
        and (ROOT / name).suffix in {".md", ".py", ".toml", ".lock", ""}
        and (ROOT / name).is_file()
        and pattern.search((ROOT / name).read_text("utf-8", "ignore"))
    ]
    assert found == []

"""The coach is asked where it settles most, answers, and the next processing obeys."""

import json
from pathlib import Path

from conftest import Alliance

from recorder.paths import Home

SAID = """Coach: Bonjour, on y va.
Client: Oui.
Coach: Et la mer, pour toi, qu'est-ce qu'elle raconte là-dedans ?
Client: La marée. Elle monte, elle descend, et moi je reste sur le quai.
"""


def test_an_answer_holds_in_the_next_processing(
    locked: Home, alliance: Alliance, tmp_path: Path
) -> None:
    assert locked
    path = tmp_path / "said.txt"
    path.write_text(SAID, "utf-8")
    options = ("--client", "Julia", "--language", "fr", "--coach", "Coach", "--consent", "oral")
    session = alliance("import", path, *options).stdout.strip()
    alliance("process", session)
    asked = alliance("confirm", session)
    assert asked.returncode == 0, asked.stderr
    sea = next(line.split()[0] for line in asked.stdout.splitlines() if "la mer" in line)
    assert alliance("confirm", session, "u99", "values").returncode == 1
    assert alliance("confirm", session, sea, "weather").returncode == 1
    assert alliance("confirm", session, sea, "procrastination").returncode == 0
    assert alliance("process", session).returncode == 0
    exported = json.loads(alliance("export", session, "--format", "json", "-o", "-").stdout)
    *_, question, answer = exported["utterances"]
    assert [one["topic"] for one in question["topics"]] == ["procrastination"]
    assert "procrastination" in [one["topic"] for one in answer["topics"]]
    again = alliance("confirm", session).stdout
    assert f"{sea} " not in again

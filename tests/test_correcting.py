"""A transcript changed and restored from the command line."""

import json

import pytest
from conftest import PASSPHRASE, Alliance
from desks import laid

from recorder import vault
from recorder.paths import Home
from tui.ways import WAYS


@pytest.fixture
def session(locked: Home) -> str:
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        return laid(opened).session.id


def _texts(alliance: Alliance, session: str) -> list[str]:
    done = alliance("export", session, "--format", "json", "-o", "-")
    return [one["text"] for one in json.loads(done.stdout)["utterances"]]


def test_changes_are_made_and_taken_back(alliance: Alliance, session: str) -> None:
    before = _texts(alliance, session)
    assert alliance("edit", session, "replace", "Marque", "Marc").stderr == "Replaced 1 time(s).\n"
    assert alliance("edit", session, "tag", "values", "w20", "w22").returncode == 0
    assert "values" in alliance("edit", session, "list").stdout
    assert _texts(alliance, session)[1].startswith("Que Marc")
    assert alliance("edit", session, "undo").stderr == "Undone: tag.\n"
    assert alliance("edit", session, "undo").stderr == "Undone: replace.\n"
    assert _texts(alliance, session) == before
    assert alliance("edit", session, "undo").stderr == "There is nothing to undo.\n"
    assert alliance("edit", session, "redo").stderr == "Done again: replace.\n"


@pytest.mark.parametrize(
    "wrong", ["flip", "flip u99", "split w1", "tag nothing w1 w2", "tag values w1 w99", "undo now"]
)
def test_what_can_not_be_done_is_said_in_a_line(
    alliance: Alliance, session: str, wrong: str
) -> None:
    done = alliance("edit", session, *wrong.split())
    assert done.returncode == 1
    assert done.stderr.startswith("alliance: ")
    assert done.stderr.count("\n") == 1


def test_the_help_lists_every_way(alliance: Alliance) -> None:
    told = alliance("edit", "--help").stdout
    assert all(f"  {way} " in told for way in WAYS)

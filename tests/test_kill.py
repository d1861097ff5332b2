"""Killed at any moment, processing goes on and ends with the same words, none twice."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PASSPHRASE, Alliance

from recorder import holders, library, plans, sessions, vault
from recorder.conversation import Conversation, Session
from recorder.paths import Home
from recorder.sessions import Stage
from recorder.vault import Vault

Seen = Callable[[Vault, Session], bool]

MOMENTS: dict[str, Seen] = {
    "planned": lambda opened, session: plans.kept(opened, session) is not None,
    "one window heard": lambda opened, session: bool(plans.heard(opened, session)),
    "all heard": lambda opened, session: Stage.SPEECH in sessions.work(opened, session).done,
    "told apart": lambda opened, session: Stage.SPEAKERS in sessions.work(opened, session).done,
    "tagged": lambda opened, session: Stage.TOPICS in sessions.work(opened, session).done,
}


def _read(home: Home, name: str) -> Conversation:
    with vault.unlock(home, PASSPHRASE, "test") as opened:
        return library.read(opened, sessions.find(opened, name))


def _kill_when(home: Home, name: str, seen: Seen) -> None:
    script = Path(sys.executable).with_name("alliance")
    with subprocess.Popen(
        [script, "process", name], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        while process.poll() is None:
            with vault.unlock(home, PASSPHRASE, "test") as opened:
                if seen(opened, sessions.find(opened, name)):
                    process.send_signal(signal.SIGKILL)
                    break
        process.communicate()
    assert process.returncode == -signal.SIGKILL


@pytest.fixture
def imported(locked: Home, alliance: Alliance, clip: Callable[[str, int], Path]) -> str:
    assert locked
    done = alliance(
        "import", clip("en", 60), "--client", "Zoé", "--channels", "coach-left", "--language", "en"
    )
    return done.stdout.strip()


def test_killed_at_every_step_it_ends_with_the_same_words_none_twice(
    locked: Home, alliance: Alliance, imported: str, clip: Callable[[str, int], Path]
) -> None:
    for moment in MOMENTS.values():
        _kill_when(locked, imported, moment)
        _read(locked, imported)  # the vault opens
    assert alliance("process", imported).returncode == 0
    survived = _read(locked, imported)
    undisturbed = alliance(
        "import", clip("en", 60), "--client", "Zoé", "--channels", "coach-left", "--language", "en"
    ).stdout.strip()
    assert alliance("process", undisturbed).returncode == 0
    whole = _read(locked, undisturbed)
    ids = [word.id for utterance in survived.utterances for word in utterance.words]
    assert len(ids) == len(set(ids))
    assert survived.agreement
    # Which windows are heard together may differ after a kill, and with it a rare word.
    said = [utterance.text for utterance in survived.utterances]
    expected = [utterance.text for utterance in whole.utterances]
    assert len(said) == len(expected)
    assert sum(a == b for a, b in zip(said, expected, strict=True)) >= 0.8 * len(said)


def test_a_plan_that_no_longer_holds_is_heard_anew_and_not_to_nothing(
    locked: Home, alliance: Alliance, clip: Callable[[str, int], Path]
) -> None:
    session = alliance(
        "import", clip("en", 20), "--client", "Zoé", "--channels", "mono", "--language", "en"
    ).stdout.strip()
    assert alliance("process", session).returncode == 0
    before = _read(locked, session)
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        # As after a kill at the last step, and an update that finds speech elsewhere.
        opened.run("DELETE FROM stages WHERE stage <> 'speech'")
        opened.run("UPDATE windows SET spans = '[[0, 16000]]'")
    assert alliance("process", session).returncode == 0
    after = _read(locked, session)
    assert [one.text for one in after.utterances] == [one.text for one in before.utterances]


def test_two_at_once_do_not_do_the_same_work(
    locked: Home, alliance: Alliance, imported: str
) -> None:
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        opened.run("UPDATE sounds SET sealed = 0")  # as while it is being recorded
    with holders.working_on(locked.locks, imported):
        done = alliance("process", imported)
    assert done.returncode == 1
    assert "recorded or processed" in done.stderr
    assert "cut off" not in done.stderr

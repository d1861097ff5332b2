"""Two people on one microphone: told apart, and named by the coach's word or the consent's."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile
from conftest import PASSPHRASE, Alliance, labelled

from recorder import desk, marks, sessions, transcript, vault
from recorder.conversation import Mark, MarkKind, Session, Speaker, Utterance
from recorder.paths import Home
from recorder.sound import RATE

SECONDS = 75


@pytest.fixture
def room(
    locked: Home,  # noqa: ARG001, the vault comes first
    alliance: Alliance,
    clip: Callable[[str, int], Path],
    tmp_path: Path,
) -> str:
    """A bundled conversation as one microphone heard it; the session's id."""
    sound, _ = soundfile.read(clip("fr", SECONDS), dtype="float32")
    path = tmp_path / "room.flac"
    soundfile.write(path, sound.sum(axis=1) / 2, RATE)
    options = ("--client", "Julia", "--language", "fr", "--consent", "oral")
    return alliance("import", path, *options).stdout.strip()


def _said(home: Home, name: str) -> tuple[Session, tuple[Utterance, ...]]:
    with vault.unlock(home, PASSPHRASE, "test") as opened:
        session = sessions.find(opened, name)
        return session, transcript.utterances_of(opened, session)


def _right(said: tuple[Utterance, ...]) -> float:
    """The share of the words that are given to whom the script gives them."""
    turns = labelled("fr", SECONDS)
    right = total = 0
    for one in said:
        for word in one.words:
            middle = ((word.start or 0) + (word.end or 0)) / 2
            true = [turn["speaker"] for turn in turns if turn["start"] <= middle <= turn["end"]]
            if len(true) == 1:
                total += 1
                right += one.speaker.value == true[0]
    return right / total


def test_the_coach_says_which_voice_is_theirs(locked: Home, alliance: Alliance, room: str) -> None:
    done = alliance("process", room)
    assert f"alliance voices {room}" in done.stderr
    shown = alliance("voices", room).stdout
    assert shown.count("not known") == 2
    assert "Bonjour" in shown
    assert alliance("voices", room, "--coach", "3").returncode == 1
    assert alliance("voices", room, "--coach", "1").returncode == 0
    assert "passages" in alliance("process", room).stdout
    session, said = _said(locked, room)
    assert _right(said) >= 0.95
    exported = json.loads(alliance("export", room, "--format", "json", "-o", "-").stdout)
    assert {one["voice"] for one in exported["utterances"]} >= {0, 1}
    assert session.voices == 2
    assert alliance("voices", room, "--again").returncode == 0
    assert "alliance voices" not in alliance("process", room).stderr  # the answer outlives it
    assert _right(_said(locked, room)[1]) >= 0.95


def test_whoever_read_the_consent_aloud_is_the_coach(
    locked: Home, alliance: Alliance, room: str
) -> None:
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        session = sessions.find(opened, room)
        asked = [turn for turn in labelled("fr", SECONDS) if "enregistrer" in turn["text"]]
        mark = Mark("", MarkKind.CONSENT, asked[0]["start"], asked[0]["end"])
        with opened.writing():
            marks.add(opened, session, mark)
    done = alliance("process", room)
    assert "alliance voices" not in done.stderr
    _, said = _said(locked, room)
    assert _right(said) >= 0.95
    assert {one.speaker for one in said} >= {Speaker.COACH, Speaker.CLIENT}
    flipped = min((one for one in said if len(one.words) > 3), key=lambda one: len(one.words))
    other = Speaker.CLIENT if flipped.speaker is Speaker.COACH else Speaker.COACH
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        own = desk.on_desk(opened, sessions.find(opened, room))
        own.say_who(flipped.id, other)
    alliance("voices", room, "--again")
    alliance("process", room)
    _, said = _said(locked, room)
    word = flipped.words[1].id
    [now] = [one for one in said if word in {each.id for each in one.words}]
    assert now.speaker is other  # against all evidence
    assert _right(said) >= 0.85


def test_told_one_voice_there_is_one(locked: Home, alliance: Alliance, room: str) -> None:
    assert alliance("process", room, "--voices", "1").returncode == 0
    _, said = _said(locked, room)
    assert {one.voice for one in said} <= {0, None}
    assert alliance("voices", room).stdout.count("Voice") == 1


def test_a_voice_kept_by_the_coach_is_known_in_the_next_session(
    locked: Home, alliance: Alliance, room: str, clip: Callable[[str, int], Path]
) -> None:
    assert alliance("voices").stdout.startswith("No voice is kept")
    assert alliance("process", room).returncode == 0
    assert alliance("voices", room, "--remember").returncode == 1  # not known which is the coach
    assert alliance("voices", room, "--coach", "1", "--remember").returncode == 0
    assert room in alliance("voices").stdout
    # The same coach on a call: their channel is as good a witness, and another session knows them.
    call = alliance(
        "import", clip("fr", 45), "--client", "Léa", "--language", "fr", "--consent", "oral",
        "--channels", "mono",
    ).stdout.strip()  # fmt: skip
    assert "alliance voices" not in alliance("process", call).stderr
    _, said = _said(locked, call)
    assert _right(said) >= 0.95
    # Who says later that it was the other voice must not leave a client's behind.
    assert alliance("voices", room, "--coach", "2").returncode == 0
    assert alliance("voices").stdout.startswith("No voice is kept")


def test_forgetting_needs_no_session_and_naming_does(locked: Home, alliance: Alliance) -> None:
    assert locked.vault.exists()
    assert "0 voiceprints" in alliance("voices", "--forget").stdout
    assert alliance("voices", "--remember").returncode == 2
    assert alliance("voices", "abc", "--forget").returncode == 2


def test_a_recorder_on_the_table_with_two_channels_hears_everybody_in_both(
    locked: Home, alliance: Alliance, clip: Callable[[str, int], Path], tmp_path: Path
) -> None:
    sound, _ = soundfile.read(clip("fr", 45), dtype="float32")
    path = tmp_path / "table.flac"
    soundfile.write(path, sound @ [[0.5, 0.4], [0.4, 0.5]], RATE)
    options = ("--client", "Julia", "--language", "fr", "--consent", "oral")
    name = alliance("import", path, *options, "--channels", "coach-left").stdout.strip()
    assert alliance("process", name, "--together").returncode == 0
    assert alliance("voices", name, "--coach", "1").returncode == 0
    session, said = _said(locked, name)
    assert session.together
    assert _right(said) >= 0.95
    words = [word.text for one in said for word in one.words]
    true = sum(len(turn["text"].split()) for turn in labelled("fr", 45))
    assert len(words) <= 1.15 * true  # nothing is written down twice
    assert {one.channel for one in said} == {0, 1}

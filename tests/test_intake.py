"""What comes in is kept whole, consent first; what fails leaves nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from recorder import (
    clients,
    consents,
    exported,
    gaps,
    intake,
    jsonform,
    library,
    marks,
    media,
    sessions,
    transcripts,
)
from recorder.conversation import Cause, Decision, Gap, Given, Mark, MarkKind, Speaker
from recorder.errors import UnusableAnswer
from recorder.intake import Arrival
from recorder.sound import RATE
from recorder.vault import Vault

LEILA = Arrival("Leïla", "Bertrand", "fr", Given.ORAL)
TABLES = ("clients", "sessions", "consents", "sounds", "utterances", "words", "spoken")


def _two_tones(path: Path, seconds: float = 3.5) -> Path:
    at = np.arange(int(seconds * RATE)) / RATE
    sound = np.stack([np.sin(2 * np.pi * 440 * at), np.sin(2 * np.pi * 880 * at)], axis=1)
    soundfile.write(path, 0.5 * sound, RATE)
    return path


def _filled(vault: Vault) -> list[str]:
    return [table for table in TABLES if vault.number(f"SELECT count(*) FROM {table}")]


def _quiet(_: float) -> None:
    pass


@pytest.mark.parametrize("channels", ["coach-left", "coach-right"])
def test_two_channels_keep_their_people(
    opened: Vault, tmp_path: Path, channels: intake.Channels
) -> None:
    path = _two_tones(tmp_path / "a.flac")
    arrival = replace(LEILA, channels=channels)
    session = intake.take_sound(opened, path, media.check(path), arrival, _quiet)
    assert session.channels[0] is (Speaker.COACH if channels == "coach-left" else Speaker.CLIENT)
    assert sessions.find(opened, session.id) == session
    assert session.duration == 3.5
    assert sessions.work(opened, session).state is sessions.State.TO_TRANSCRIBE
    sound = sessions.sound_of(opened, session)
    assert sound is not None
    with sound:
        for channel, tone in enumerate((440, 880)):
            spectrum = np.abs(np.fft.rfft(sound.read(channel, 0, RATE)))
            assert int(spectrum.argmax()) == tone


def test_consent_stands_before_the_first_sample(
    opened: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def look(done: float) -> None:
        (session,) = sessions.all_sessions(opened)
        consent = consents.newest(opened, session)
        assert consent is not None
        seen.append((done, consent.given))

    path = _two_tones(tmp_path / "a.wav")
    first = sessions.new_sound

    def begin(vault: Vault, session: sessions.Session) -> sessions.Sound:
        look(0.0)
        return first(vault, session)

    monkeypatch.setattr(sessions, "new_sound", begin)
    intake.take_sound(opened, path, media.check(path), LEILA, look)
    assert seen[0] == (0.0, Given.ORAL)


def test_an_import_that_is_stopped_leaves_nothing(opened: Vault, tmp_path: Path) -> None:
    def stop(_: float) -> None:
        raise KeyboardInterrupt

    path = _two_tones(tmp_path / "a.wav")
    with pytest.raises(KeyboardInterrupt):
        intake.take_sound(opened, path, media.check(path), LEILA, stop)
    assert _filled(opened) == []
    assert list(opened.home.audio.iterdir()) == []


def test_a_client_who_was_there_stays_when_an_import_fails(opened: Vault, tmp_path: Path) -> None:
    clients.named_or_new(opened, "LEÏLA", "fr")
    path = _two_tones(tmp_path / "a.wav")
    facts = media.check(path)
    path.unlink()
    with pytest.raises(media.UnusableFile):
        intake.take_sound(opened, path, facts, replace(LEILA, started=datetime.now(UTC)), _quiet)
    assert _filled(opened) == ["clients"]


def test_a_transcript_is_kept_with_its_people_and_times(opened: Vault, tmp_path: Path) -> None:
    path = tmp_path / "a.vtt"
    path.write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Bertrand>On commence ?\n\n"
        "00:02.500 --> 00:04.000\n<v Leïla>Allez-y.\n"
    )
    session = intake.take_transcript(opened, path, transcripts.read_transcript(path), LEILA)
    first, second = library.read(opened, session).utterances
    assert (first.speaker, second.speaker) == (Speaker.COACH, Speaker.CLIENT)
    assert (first.text, first.start) == ("On commence ?", 1.0)
    assert second.end == 4.0
    assert sessions.work(opened, session).state is sessions.State.TO_TAG


def test_a_third_voice_is_nobody_known(opened: Vault) -> None:
    assert intake.people(("Bertrand", "Leïla", "Paul"), "bertrand", "Leïla") == {
        "Bertrand": Speaker.COACH,
        "Leïla": Speaker.CLIENT,
        "Paul": Speaker.UNKNOWN,
    }
    assert opened


def test_the_other_of_two_is_the_client_whatever_their_name() -> None:
    assert intake.people(("B.", "Participant 2"), "B.", "Leïla")["Participant 2"] is Speaker.CLIENT


def test_a_coach_who_does_not_speak_is_an_error_that_lists_who_does() -> None:
    with pytest.raises(UnusableAnswer, match="Bertrand, Leïla"):
        intake.people(("Bertrand", "Leïla"), "Claire", "Leïla")


def test_what_we_exported_comes_back_the_same(opened: Vault, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Bertrand : On commence ?\nLeïla : Allez-y, « cash ».\n")
    session = intake.take_transcript(opened, path, transcripts.read_transcript(path), LEILA)
    before = library.read(opened, session)
    out = tmp_path / "a.json"
    out.write_bytes(jsonform.render(before))
    silent = replace(LEILA, given=Given.UNSTATED)
    again = intake.take_exported(opened, out, exported.read_exported(out), silent)
    after = library.read(opened, again)
    assert again.id != session.id
    assert after.utterances == before.utterances
    assert after.session.started == before.session.started
    assert after.client == before.client
    assert before.consent
    assert after.consent
    assert (after.consent.given, after.consent.at) == (before.consent.given, before.consent.at)
    assert consents.unbroken((after.consent,))


def test_gaps_marks_and_a_withdrawal_come_back_the_same(opened: Vault, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Bertrand : On commence ?\nLeïla : Allez-y.\n")
    session = intake.take_transcript(opened, path, transcripts.read_transcript(path), LEILA)
    at = session.started
    with opened.writing():
        gaps.keep(
            opened,
            session,
            [Gap(2.0, 3.0, Cause.OVERFLOW, 1, at), Gap(0.5, 1.5, Cause.OFF_THE_RECORD, None, at)],
        )
        for start in (3.0, 1.0):
            marks.add(opened, session, Mark("", MarkKind.NOTE, start, start, "À revoir :\nle ton."))
        consents.withdraw(opened, session, at)
    before = library.read(opened, session)
    assert [mark.id for mark in before.marks] == ["m2", "m1"]
    out = tmp_path / "a.json"
    out.write_bytes(jsonform.render(before))
    silent = replace(LEILA, given=Given.UNSTATED)
    again = library.read(
        opened, intake.take_exported(opened, out, exported.read_exported(out), silent)
    )
    documents = jsonform.document(before), jsonform.document(again)
    for document in documents:
        del document["session"]["id"]
        for own in ("id", "previous", "hash"):
            del document["session"]["consent"][own]
    assert documents[0] == documents[1]
    assert again.consent
    assert again.consent.decision is Decision.WITHDRAWN


def test_a_consent_said_at_import_comes_after_the_one_in_the_file(
    opened: Vault, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Bertrand : On commence ?\nLeïla : Allez-y.\n")
    session = intake.take_transcript(opened, path, transcripts.read_transcript(path), LEILA)
    with opened.writing():
        consents.withdraw(opened, session, session.started)
    out = tmp_path / "a.json"
    out.write_bytes(jsonform.render(library.read(opened, session)))
    agreed = replace(LEILA, given=Given.WRITTEN)
    again = intake.take_exported(opened, out, exported.read_exported(out), agreed)
    chain = consents.all_of(opened, again)
    assert [(consent.given, consent.decision) for consent in chain] == [
        (Given.ORAL, Decision.WITHDRAWN),
        (Given.WRITTEN, Decision.GIVEN),
    ]
    assert consents.unbroken(chain)


def test_a_mark_with_a_foreign_or_taken_id_gets_a_new_one(opened: Vault, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Bertrand : On commence ?\nLeïla : Allez-y.\n")
    session = intake.take_transcript(opened, path, transcripts.read_transcript(path), LEILA)
    note = Mark("m3", MarkKind.NOTE, 1.0, 1.0, "a")
    huge = replace(note, id="m99999999999999999999", text="b")
    with opened.writing():
        marks.keep(opened, session, [replace(note, id="here", text="c"), huge, note])
        marks.keep(opened, session, [replace(note, text="d\x00")])
        marks.add(opened, session, replace(note, text="e"))
    kept = marks.all_of(opened, session)
    assert [(mark.id, mark.text) for mark in kept] == [
        ("m3", "a"),
        ("m4", "c"),
        ("m5", "b"),
        ("m6", "d"),
        ("m7", "e"),
    ]


def test_the_same_client_is_not_added_twice(opened: Vault) -> None:
    with opened.writing():
        first = clients.named_or_new(opened, "Leïla", "fr")
        assert clients.named_or_new(opened, "  LEÏLA\u202e ", "fr") == first
    assert clients.all_clients(opened) == (first,)

"""The commands keep their contract: data on stdout, remarks on stderr, exit 0, 1 or 2."""

import json
import re
from pathlib import Path

import pytest
from conftest import PASSPHRASE, Alliance

from recorder import recovery, vault
from recorder.paths import Home


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(
        "Ana : Comment voulez-vous que je vous confronte ?\n"
        "Zoé : Doucement, et jamais devant les autres, s'il vous plaît.\n",
        "utf-8",
    )
    return path


def _imported(alliance: Alliance, talk: Path, client: str = "Zoé") -> str:
    done = alliance("import", talk, "--client", client, "--coach", "Ana", "--consent", "oral")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_without_a_terminal_it_says_where_to_go_next(alliance: Alliance) -> None:
    done = alliance()
    assert done.returncode == 1
    assert "alliance --help" in done.stderr


def test_the_first_import_makes_the_vault_and_shows_the_recovery_key_once(
    alliance: Alliance, talk: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLIANCE_PASSPHRASE", PASSPHRASE)
    done = alliance("import", talk, "--client", "Zoé", "--coach", "Ana", "--consent", "oral")
    keys = re.findall(r"\b(?:[0-9A-Z]{4}-){13}[0-9A-Z]{3}\b", done.stderr)
    assert len(keys) == 1
    assert recovery.read(keys[0])
    with vault.unlock(home, keys[0], "test"):
        pass
    again = alliance("import", talk, "--client", "Zoé", "--coach", "Ana", "--consent", "oral")
    assert keys[0] not in again.stderr
    monkeypatch.setenv("ALLIANCE_PASSPHRASE", keys[0])
    assert alliance("sessions").returncode == 0


def test_lists_are_for_people_and_for_programs(
    locked: Home, alliance: Alliance, talk: Path
) -> None:
    session = _imported(alliance, talk)
    assert session in alliance("sessions").stdout
    (entry,) = json.loads(alliance("sessions", "--json").stdout)
    assert entry["language"] == "fr"  # told from the words, so that the consent is worded in it
    assert (entry["id"], entry["client"], entry["state"]) == (session, "Zoé", "to tag")
    assert json.loads(alliance("clients", "--json").stdout)[0]["sessions"] == 1
    (found,) = json.loads(alliance("search", "DEVANT", "--json").stdout)
    assert found["id"] == session
    assert found["speaker"] == "client"
    assert "devant les autres" in alliance("search", "devant").stdout
    assert alliance("search", "introuvable").stdout == ""
    assert locked


@pytest.mark.parametrize("form", ["json", "md", "txt", "csv"])
def test_an_export_is_written_once_and_never_over_another(
    locked: Home, alliance: Alliance, talk: Path, tmp_path: Path, form: str
) -> None:
    session = _imported(alliance, talk)
    done = alliance("export", session, "--format", form)
    written = tmp_path / done.stdout.strip()
    assert "devant les autres" in written.read_text("utf-8")
    assert "Zoé" not in written.name
    assert written.stat().st_mode & 0o077 == 0
    again = alliance("export", session, "--format", form)
    assert again.returncode == 1
    assert "--force" in again.stderr
    assert alliance("export", session, "--format", form, "--force").returncode == 0
    assert locked


def test_captions_need_times(locked: Home, alliance: Alliance, talk: Path) -> None:
    session = _imported(alliance, talk)
    done = alliance("export", session, "--format", "srt", "-o", "-")
    assert done.returncode == 1
    assert "times" in done.stderr
    assert done.stdout == ""
    assert locked


def test_erasing_asks_shows_and_gives_a_receipt(
    locked: Home, alliance: Alliance, talk: Path
) -> None:
    first, second = _imported(alliance, talk), _imported(alliance, talk, "Marc")
    exported = alliance("export", first, "--format", "md").stdout.strip()
    unsure = alliance("erase", first)
    assert unsure.returncode == 1
    assert "--yes" in unsure.stderr
    assert first in alliance("sessions").stdout
    receipt = alliance("erase", first, "--yes")
    assert receipt.returncode == 0
    assert "utterances: 2" in receipt.stdout
    assert exported in receipt.stdout
    assert first not in alliance("sessions").stdout
    assert alliance("erase", "--client", "Marc", "--yes").returncode == 0
    assert second not in alliance("sessions").stdout
    assert "Marc" not in alliance("clients").stdout
    assert "Zoé" in alliance("clients").stdout
    assert locked


def test_the_passphrase_can_be_changed(
    locked: Home, alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLIANCE_NEW_PASSPHRASE", "une autre phrase")
    assert alliance("key", "passphrase").returncode == 0
    assert alliance("sessions").returncode == 1
    monkeypatch.setenv("ALLIANCE_PASSPHRASE", "une autre phrase")
    assert alliance("sessions").returncode == 0
    assert locked


def test_without_a_keyring_it_says_so_and_changes_nothing(locked: Home, alliance: Alliance) -> None:
    before = locked.keys.read_bytes()
    done = alliance("key", "keyring-on")
    assert done.returncode == 1
    assert "keyring" in done.stderr
    assert locked.keys.read_bytes() == before


def test_an_import_that_does_not_say_how_consent_was_given_is_kept_as_unstated(
    locked: Home, alliance: Alliance, talk: Path
) -> None:
    done = alliance("import", talk, "--client", "Zoé", "--coach", "Ana")
    assert "--consent" in done.stderr
    exported = alliance("export", done.stdout.strip(), "--format", "json", "-o", "-").stdout
    assert json.loads(exported)["session"]["consent"]["given"] == "unstated"
    assert locked


def test_the_doctor_finds_all_well_and_what_is_not(
    locked: Home, alliance: Alliance, talk: Path
) -> None:
    _imported(alliance, talk)
    well = alliance("doctor")
    assert well.returncode == 0, well.stdout
    assert "unbroken chain" in well.stdout
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        opened.run("DELETE FROM consents")
    amiss = alliance("doctor")
    assert amiss.returncode == 1
    assert re.search("!! +consents", amiss.stdout)


def test_models_are_listed_and_chosen(locked: Home, alliance: Alliance, tmp_path: Path) -> None:
    listed = alliance("models", "list").stdout
    assert re.search(r"\*\s+base\s+145 MB\s+here", listed)
    assert alliance("models", "use", "base").returncode == 0
    unfetched = alliance("models", "use", "small")
    assert unfetched.returncode == 1
    assert "alliance models fetch small" in unfetched.stderr
    assert alliance("models", "fetch", "base").returncode == 0
    assert locked
    assert tmp_path


def test_the_demo_shows_transcript_topics_and_draft_and_opens_no_socket(
    alliance: Alliance,
) -> None:
    shown = alliance("demo", "--language", "fr").stdout
    for part in ("Marion", "Julien", "Confrontation", "Non abordé"):
        assert part in shown
    watched = alliance("doctor", "--offline")
    assert watched.returncode == 0, watched.stdout
    assert re.search("sockets that Python was asked for: none", watched.stdout)

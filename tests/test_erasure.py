"""What is erased is gone: rows, sound, key; and a receipt says so."""

import subprocess
import sys
import textwrap
from datetime import UTC, datetime

import numpy as np
import pytest
from conftest import PASSPHRASE

from recorder import (
    clients,
    consents,
    database,
    erasure,
    schema,
    search,
    sessions,
    transcript,
    vault,
)
from recorder.conversation import Given, Session, Speaker, Utterance, Word
from recorder.errors import NotFound, UnusableAnswer, VaultBusy
from recorder.sound import RATE
from recorder.vault import Vault


def _kept(opened: Vault, name: str, said: str) -> Session:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    with opened.writing():
        client = clients.named_or_new(opened, name, "fr")
        channels = (Speaker.COACH, Speaker.CLIENT)
        session = Session(sessions.new_id(), client.id, "Ana", "fr", "import", at, 1.0, channels)
        sessions.add(opened, session)
        sessions.promise_sound(opened, session)
        consents.add(opened, session, client, Given.ORAL, at)
        words = tuple(Word(f"w{n}", text, n, n + 0.5) for n, text in enumerate(said.split()))
        transcript.keep(opened, session, [Utterance("u1", 0, Speaker.CLIENT, words)])
    with sessions.new_sound(opened, session) as sound:
        sound.append([np.ones((2, RATE), np.int16)])
    sessions.seal(opened, session)
    return session


@pytest.fixture
def two(opened: Vault) -> tuple[Vault, Session, Session]:
    return opened, _kept(opened, "Zoé", "la marée monte"), _kept(opened, "Marc", "la vallée dort")


def test_a_session_goes_and_the_others_stay(two: tuple[Vault, Session, Session]) -> None:
    opened, gone, stays = two
    receipt = erasure.erase(opened, [gone])
    assert receipt.sessions == (gone.id,)
    assert receipt.rows["words"] == 3
    assert receipt.rows["consents"] == 1
    assert receipt.sound_bytes > 0
    assert sessions.all_sessions(opened) == (stays,)
    assert search.search(opened, "marée") == ()
    assert len(search.search(opened, "vallee")) == 1
    sound = sessions.sound_of(opened, stays)
    assert sound is not None
    with sound:
        assert sound.samples == RATE


def test_nothing_of_it_can_be_opened_even_with_the_old_key(
    two: tuple[Vault, Session, Session],
) -> None:
    opened, gone, _ = two
    old_key = opened.key
    assert b"maree" in _index(opened)  # as the search index keeps it, accents aside
    erasure.erase(opened, [gone])
    assert b"maree" not in _index(opened)
    assert b"vallee" in _index(opened)
    assert len(list(opened.home.audio.glob("*.db"))) == 1
    for table in ("words", "utterances", "consents", "sounds", "spoken"):
        rows = str(opened.rows(f"SELECT * FROM {table}"))
        assert "marée" not in rows
        assert gone.id not in rows
    opened.close()
    with pytest.raises(database.WrongKey):
        database.connect(opened.home.vault, old_key)


def _index(opened: Vault) -> bytes:
    return b"".join(bytes(row[0]) for row in opened.rows("SELECT block FROM spoken_data"))


def test_a_session_that_came_meanwhile_is_not_taken_unseen(
    two: tuple[Vault, Session, Session],
) -> None:
    opened, first, _ = two
    client = clients.named(opened, "Zoé")
    _kept(opened, "Zoé", "autre chose")
    with pytest.raises(UnusableAnswer, match="meanwhile"):
        erasure.erase(opened, [first], client)
    assert len(sessions.all_sessions(opened, client.id)) == 2


def test_a_failed_import_takes_no_client_who_got_another_session(
    two: tuple[Vault, Session, Session],
) -> None:
    opened, first, _ = two
    client = clients.named(opened, "Zoé")
    second = _kept(opened, "Zoé", "autre chose")
    erasure.discard(opened, second, client)
    assert sessions.all_sessions(opened, client.id) == (first,)
    assert search.search(opened, "autre") == ()
    assert len(search.search(opened, "marée")) == 1


def test_sound_that_this_vault_does_not_know_is_left_alone(
    two: tuple[Vault, Session, Session],
) -> None:
    opened, gone, _ = two
    unknown = opened.home.audio / "of-a-newer-backup.db"
    unknown.write_bytes(b"x")
    erasure.erase(opened, [gone])
    assert unknown.exists()
    assert erasure.orphans(opened) == ("of-a-newer-backup",)


def test_an_export_with_an_odd_name_does_not_hinder(two: tuple[Vault, Session, Session]) -> None:
    opened, gone, _ = two
    with opened.writing():
        opened.note("exported", gone.id, file="c\udcff.md")
    assert erasure.erase(opened, [gone]).exports == ("c\udcff.md",)


def test_a_client_goes_with_all_of_theirs(two: tuple[Vault, Session, Session]) -> None:
    opened, _, _ = two
    client = clients.named(opened, "zoé")
    receipt = erasure.erase(opened, sessions.all_sessions(opened, client.id), client)
    assert receipt.client
    with pytest.raises(NotFound):
        clients.named(opened, "Zoé")


def test_the_log_keeps_proof_without_names(two: tuple[Vault, Session, Session]) -> None:
    opened, gone, _ = two
    with opened.writing():
        opened.note("exported", gone.id, file="Zoé.md")
    receipt = erasure.erase(opened, [gone])
    assert receipt.exports == ("Zoé.md",)
    assert opened.rows("SELECT session, what, detail FROM changes") == [(gone.id, "erased", "{}")]


def test_copies_of_older_versions_go_too(two: tuple[Vault, Session, Session]) -> None:
    opened, gone, _ = two
    copy = opened.home.vault.with_name("vault.version-1.db")
    copy.write_bytes(opened.home.vault.read_bytes())
    erasure.erase(opened, [gone])
    assert schema.copies(opened.home.vault) == ()


def test_while_another_has_it_open_nothing_is_erased(two: tuple[Vault, Session, Session]) -> None:
    opened, gone, stays = two
    with (
        vault.unlock(opened.home, PASSPHRASE, "show"),
        pytest.raises(VaultBusy, match="alliance show"),
    ):
        erasure.erase(opened, [gone])
    assert sessions.all_sessions(opened) == tuple(sorted((gone, stays), key=lambda one: one.id))


def test_cut_off_after_the_rows_went_it_is_finished_later(
    two: tuple[Vault, Session, Session],
) -> None:
    opened, gone, _ = two
    opened.close()
    code = f"""
        import os
        from pathlib import Path
        from recorder import erasure, paths, sessions, vault
        inner = vault.unlock(paths.home(), {PASSPHRASE!r}, "erase")
        unlink = Path.unlink
        def die(path, **_):
            if path.parent.name == "audio":
                os._exit(9)
            unlink(path, **_)
        Path.unlink = die
        erasure.erase(inner, [sessions.find(inner, {gone.id!r})])
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)
    assert done.returncode == 9
    assert len(list(opened.home.audio.glob("*.db"))) == 2
    with vault.unlock(opened.home, PASSPHRASE, "test") as again:
        assert len(sessions.all_sessions(again)) == 1
        erasure.finish(again)
        assert len(list(again.home.audio.glob("*.db"))) == 1
        assert again.rows("SELECT * FROM facts") == []

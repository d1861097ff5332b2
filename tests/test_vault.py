"""The vault opens by its secrets alone, keeps nothing plain, and survives what may befall it."""

import signal
import subprocess
import sys
import textwrap

import pytest
from conftest import CHEAP, PASSPHRASE

from recorder import database, keys, recovery, secretstore, vault
from recorder.errors import VaultBusy, VaultDamaged, VaultLocked, VaultTooNew
from recorder.paths import Home
from recorder.vault import Vault

MARKER = "LaMaréeMonteEtRedescend"


def _bytes_of(home: Home) -> bytes:
    return b"".join(file.read_bytes() for file in home.root.rglob("*") if file.is_file())


def test_it_opens_by_passphrase_and_by_recovery_key(home: Home) -> None:
    made, spelled = vault.create(home, PASSPHRASE, "test", CHEAP)
    with made:
        made.note(MARKER)
    for secret in (PASSPHRASE, spelled, spelled.lower()):
        with vault.unlock(home, secret, "test") as opened:
            assert opened.row("SELECT what FROM changes") == (MARKER,)


def test_a_wrong_passphrase_opens_nothing_and_changes_nothing(opened: Vault) -> None:
    opened.close()
    before = _bytes_of(opened.home)
    with pytest.raises(VaultLocked, match="does not open"):
        vault.unlock(opened.home, "autre chose", "test")
    assert _bytes_of(opened.home) == before


def test_no_text_is_readable_on_the_disk(opened: Vault) -> None:
    opened.note(MARKER)
    assert MARKER.encode() not in _bytes_of(opened.home)  # the log too: it is still open
    opened.close()
    assert MARKER.encode() not in _bytes_of(opened.home)
    assert not opened.home.vault.read_bytes().startswith(b"SQLite format 3")


def test_only_its_owner_may_look(opened: Vault) -> None:
    assert opened.home.root.stat().st_mode & 0o077 == 0
    assert opened.home.keys.stat().st_mode & 0o077 == 0


def test_a_second_vault_is_never_made_over_the_first(opened: Vault) -> None:
    with pytest.raises(vault.VaultError, match="already"):
        vault.create(opened.home, "x", "test", CHEAP)


def test_writing_is_all_or_nothing(opened: Vault) -> None:
    with pytest.raises(ZeroDivisionError), opened.writing():
        opened.note(MARKER)
        _ = 1 / 0
    assert opened.rows("SELECT * FROM changes") == []


def test_two_may_read_and_a_second_writer_is_told_who_writes(opened: Vault) -> None:
    with vault.unlock(opened.home, PASSPHRASE, "process") as other:
        opened.connection.set_busy_timeout(20)
        with other.writing():
            other.note(MARKER)
            assert opened.rows("SELECT * FROM changes") == []
            with pytest.raises(VaultBusy, match="alliance process"), opened.writing():
                pass
        with opened.writing():
            opened.note("after")


def test_a_second_writer_waits_for_the_first(opened: Vault) -> None:
    code = f"""
        from recorder import paths, vault
        with vault.unlock(paths.home(), {PASSPHRASE!r}, "other") as v, v.writing():
            v.note("first")
            print("writing", flush=True)
            input()
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout
        assert other.stdin
        assert other.stdout.readline() == "writing\n"
        opened.connection.set_busy_handler(
            lambda _: other.stdin.write("go\n") or other.stdin.flush() or True
        )  # type: ignore[union-attr, func-returns-value]
        with opened.writing():
            opened.note("second")
    assert opened.rows("SELECT what FROM changes ORDER BY number") == [("first",), ("second",)]


def test_to_have_it_alone_one_is_told_who_else_is_there(opened: Vault) -> None:
    with (
        vault.unlock(opened.home, PASSPHRASE, "show"),
        pytest.raises(VaultBusy, match="alliance show"),
        opened.alone(),
    ):
        pass
    with opened.alone():
        pass


def test_the_mark_of_a_killed_process_hinders_nobody(opened: Vault) -> None:
    code = f"""
        import os, signal
        from recorder import paths, vault
        v = vault.unlock(paths.home(), {PASSPHRASE!r}, "killed")
        os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)
    assert done.returncode == -signal.SIGKILL
    with opened.alone():
        pass


def test_a_changed_key_leaves_everything_readable_and_the_old_key_useless(opened: Vault) -> None:
    opened.note(MARKER)
    old = opened.key
    with opened.alone():
        opened.change_key(keys.load(opened.home.keys))
    opened.close()
    with vault.unlock(opened.home, PASSPHRASE, "test") as again:
        assert again.row("SELECT what FROM changes") == (MARKER,)
    with pytest.raises(database.WrongKey):
        database.connect(opened.home.vault, old)


@pytest.mark.parametrize("moment", ["announced", "changed"])
def test_killed_while_the_key_changes_it_opens_all_the_same(opened: Vault, moment: str) -> None:
    opened.note(MARKER)
    file, new = keys.load(opened.home.keys), keys.new_key()
    file.settled(opened.key).announcing(new).save(opened.home.keys)
    if moment == "changed":
        opened.run(f"PRAGMA rekey = \"x'{new.hex()}'\"")
    opened.close()
    for _ in range(2):
        with vault.unlock(opened.home, PASSPHRASE, "test") as again:
            assert again.row("SELECT what FROM changes") == (MARKER,)
    assert keys.load(opened.home.keys).following == ()


def test_killed_while_it_is_made_it_opens_all_the_same(opened: Vault) -> None:
    opened.close()
    opened.home.vault.rename(opened.home.vault.with_name("vault.new.db"))
    with vault.unlock(opened.home, PASSPHRASE, "test") as again:
        assert again.rows("SELECT * FROM sessions") == []


def test_several_first_commands_at_once_make_one_vault(home: Home) -> None:
    code = f"""
        from recorder import errors, paths, vault
        from recorder.keys import Cost
        try:
            made, _ = vault.create(paths.home(), {PASSPHRASE!r}, "test", Cost(64, 1, 1))
        except errors.VaultError:
            made = vault.unlock(paths.home(), {PASSPHRASE!r}, "test")
        with made:
            made.note("kept")
    """
    script = [sys.executable, "-c", textwrap.dedent(code)]
    running = [subprocess.Popen(script) for _ in range(4)]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    with vault.unlock(home, PASSPHRASE, "test") as opened:
        assert opened.number("SELECT count(*) FROM changes") == 4


def test_missing_keys_are_told_and_nothing_is_made_in_their_place(opened: Vault) -> None:
    opened.close()
    before = opened.home.vault.read_bytes()
    opened.home.keys.unlink()
    with pytest.raises(VaultDamaged, match="keys"):
        vault.unlock(opened.home, PASSPHRASE, "test")
    with pytest.raises(vault.VaultError, match="already"):
        vault.create(opened.home, PASSPHRASE, "test", CHEAP)
    assert opened.home.vault.read_bytes() == before


def test_an_empty_vault_file_is_told_and_not_filled(opened: Vault) -> None:
    opened.close()
    opened.home.vault.write_bytes(b"")
    with pytest.raises(VaultDamaged, match="empty"):
        vault.unlock(opened.home, PASSPHRASE, "test")
    assert opened.home.vault.read_bytes() == b""


def test_it_opens_while_another_process_changes_its_key(opened: Vault) -> None:
    code = f"""
        from recorder import keys, paths, vault
        print("ready", flush=True)
        for _ in range(12):
            with vault.unlock(paths.home(), {PASSPHRASE!r}, "other") as other:
                try:
                    with other.alone():
                        other.change_key(keys.load(other.home.keys))
                except vault.VaultBusy:
                    pass
    """
    opened.close()
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        other.stdout.readline()
        while other.poll() is None:
            vault.unlock(opened.home, PASSPHRASE, "test").close()
        assert other.returncode == 0


def test_an_accent_may_be_typed_in_two_ways(home: Home) -> None:
    made, _ = vault.create(home, "for\u00eat", "test", CHEAP)
    made.close()
    vault.unlock(home, "fore\u0302t", "test").close()


def test_a_missing_vault_is_told_and_not_made_anew(opened: Vault) -> None:
    opened.close()
    opened.home.vault.unlink()
    with pytest.raises(VaultDamaged, match="missing"):
        vault.unlock(opened.home, PASSPHRASE, "test")
    assert not opened.home.vault.exists()


def test_a_vault_that_is_not_of_these_keys_is_told(opened: Vault) -> None:
    opened.close()
    opened.home.vault.write_bytes(b"x" * 8192)
    with pytest.raises(VaultDamaged):
        vault.unlock(opened.home, PASSPHRASE, "test")


def test_a_newer_vault_is_told_and_left_alone(opened: Vault) -> None:
    opened.run("PRAGMA user_version = 99")
    opened.close()
    with pytest.raises(VaultTooNew, match="newer version"):
        vault.unlock(opened.home, PASSPHRASE, "test")


def test_the_keyring_opens_it_where_there_is_one(opened: Vault) -> None:
    from keyring.backend import KeyringBackend

    class Chest(KeyringBackend):
        priority = 1
        kept: dict[tuple[str, str], str] = {}  # noqa: RUF012, one chest is enough

        def get_password(self, service: str, username: str) -> str | None:
            return self.kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            self.kept[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            del self.kept[service, username]

    import keyring

    before = keyring.get_keyring()
    keyring.set_keyring(Chest())
    try:
        secret = recovery.new_secret()
        slot = keys.secret_slot("keyring", secret)
        secretstore.keep(opened.home, secret)
        with opened.alone():
            opened.change_key(keys.load(opened.home.keys).with_slot(slot, opened.key))
        opened.close()
        kept = secretstore.secret(opened.home)
        assert kept is not None
        again = vault.unlock_by_keyring(opened.home, kept, "test")
        assert again is not None
        again.close()
        assert vault.unlock_by_keyring(opened.home, keys.new_key(), "test") is None
        secretstore.forget(opened.home)
        assert secretstore.secret(opened.home) is None
    finally:
        keyring.set_keyring(before)


def test_another_process_of_ours_opens_it_by_the_key_alone(opened: Vault) -> None:
    opened.note(MARKER)
    with vault.unlock_by_key(opened.home, opened.key, "record") as other:
        assert other.row("SELECT what FROM changes") == (MARKER,)
        with pytest.raises(VaultBusy, match="alliance record"), opened.alone():
            pass
    with pytest.raises(VaultDamaged):
        vault.unlock_by_key(opened.home, keys.new_key(), "record")
    with opened.alone():
        pass


def test_by_a_key_no_vault_is_made(home: Home) -> None:
    with pytest.raises(VaultDamaged):
        vault.unlock_by_key(home, keys.new_key(), "record")
    assert not home.vault.exists()

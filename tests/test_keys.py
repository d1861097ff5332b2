"""The vault's key opens by each way and by no other, and can be replaced without secrets."""

from pathlib import Path

import pytest
from conftest import CHEAP

from recorder import keys, recovery
from recorder.errors import VaultDamaged, VaultTooNew
from recorder.keys import KeyFile


def _file(key: bytes) -> tuple[KeyFile, bytes]:
    secret = recovery.new_secret()
    slot = keys.secret_slot("recovery", secret)
    return KeyFile((keys.passphrase_slot("sésame", CHEAP), slot), ()).settled(key), secret


def test_each_way_opens_the_same_key() -> None:
    key = keys.new_key()
    file, secret = _file(key)
    assert file.open("passphrase", "sésame".encode()) == (key,)
    assert file.open("recovery", secret) == (key,)


def test_a_wrong_secret_opens_nothing() -> None:
    file, _ = _file(keys.new_key())
    assert file.open("passphrase", b"sesame") == ()
    assert file.open("recovery", keys.new_key()) == ()
    assert file.open("keyring", keys.new_key()) == ()


def test_a_new_key_is_sealed_to_every_way_without_their_secrets() -> None:
    old, new = keys.new_key(), keys.new_key()
    file, secret = _file(old)
    both = file.announcing(new)
    assert both.open("passphrase", "sésame".encode()) == (old, new)
    assert both.settled(new).open("recovery", secret) == (new,)


def test_a_changed_passphrase_takes_the_place_of_the_old_one() -> None:
    key = keys.new_key()
    file, secret = _file(key)
    changed = file.with_slot(keys.passphrase_slot("autre", CHEAP), key)
    assert changed.open("passphrase", "sésame".encode()) == ()
    assert changed.open("passphrase", b"autre") == (key,)
    assert changed.open("recovery", secret) == (key,)


def test_a_saved_file_is_read_back_and_holds_no_key(tmp_path: Path) -> None:
    key = keys.new_key()
    file, secret = _file(key)
    path = tmp_path / "keys.json"
    file.save(path)
    assert keys.load(path) == file
    assert secret not in path.read_bytes()
    assert key.hex() not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0


SLOT = '{"kind": "passphrase", "public": "%s", "salt": "%s", "cost": {"memory_kib": %s}}'
KEY, SALT = "A" * 43 + "=", "A" * 22 + "=="


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"format": 1}',
        '{"format": 1, "slots": [3]}',
        *(
            f'{{"format": 1, "current": [""], "following": [], "slots": [{slot}]}}'
            for slot in (
                SLOT % (KEY, SALT, 10**12),
                SLOT % (KEY, SALT, -1),
                SLOT % (KEY, "AAAA", 64),
                SLOT % ("AAAA", SALT, 64),
                SLOT % (KEY, SALT, '"many"'),
            )
        ),
    ],
)
def test_a_damaged_file_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text)
    with pytest.raises(VaultDamaged):
        keys.load(path)


def test_a_newer_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text('{"format": 99}')
    with pytest.raises(VaultTooNew):
        keys.load(path)

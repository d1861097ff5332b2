"""The vault's key, sealed once for each way to open it.

Each way (passphrase, recovery key, the system's keyring) is a *slot*: an X25519 key pair whose
private half comes from the secret. The vault's key is sealed to every slot's public half (HPKE,
RFC 9180), so that it can be replaced, after an erasure, without asking for every secret again.
The passphrase becomes a private key by Argon2id (RFC 9106).
"""

import base64
import json
import secrets
import unicodedata
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from recorder import files
from recorder.errors import VaultDamaged, VaultTooNew

_SUITE: Final = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
_INFO: Final = b"alliance-recorder vault key v1"
_FORMAT: Final = 1
KEY_BYTES: Final = 32
_SALT_BYTES: Final = 16
# Bounds on what a damaged key file may ask of this machine.
_MOST_LANES, _MOST_PASSES, _MOST_MEMORY_KIB = 64, 64, 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess at the passphrase costs (Argon2id): memory in KiB, passes, lanes."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to open the vault: its public key, and what turns its secret into the private one.

    `kind` is "passphrase", "recovery" or "keyring"; `salt` is empty where the secret is random.
    """

    kind: str
    public: bytes
    salt: bytes = b""
    cost: Cost = Cost()

    def private(self, secret: bytes) -> X25519PrivateKey:
        """The private key that `secret` gives; whether it fits shows when it opens a seal."""
        if not self.salt:
            if len(secret) != KEY_BYTES:
                return X25519PrivateKey.generate()  # opens nothing
            return X25519PrivateKey.from_private_bytes(secret)
        cost = self.cost
        derived = Argon2id(
            salt=self.salt,
            length=KEY_BYTES,
            iterations=cost.passes,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        ).derive(secret)
        return X25519PrivateKey.from_private_bytes(derived)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What stands in `keys.json`: the slots, and the vault's key sealed to each.

    `current` and `following` hold one seal a slot; `following` is empty but while the vault
    changes its key, when either may be the one that opens it.
    """

    slots: tuple[Slot, ...]
    current: tuple[bytes, ...]
    following: tuple[bytes, ...] = ()

    def open(self, kind: str, secret: bytes) -> tuple[bytes, ...]:
        """The vault keys that `secret` opens by a slot of `kind`, current first; () if none."""
        for place, slot in enumerate(self.slots):
            if slot.kind != kind:
                continue
            private = slot.private(secret)
            seals = [self.current[place], *self.following[place : place + 1]]
            try:
                return tuple(_SUITE.decrypt(seal, private, info=_INFO) for seal in seals)
            except InvalidTag:
                continue
        return ()

    def kinds(self) -> tuple[str, ...]:
        """The ways that open this vault."""
        return tuple(slot.kind for slot in self.slots)

    def announcing(self, key: bytes) -> "KeyFile":
        """This file with `key` as the one that follows."""
        return replace(self, following=_sealed(self.slots, key))

    def settled(self, key: bytes) -> "KeyFile":
        """This file with `key` as the only one."""
        return replace(self, current=_sealed(self.slots, key), following=())

    def with_slot(self, slot: Slot, key: bytes) -> "KeyFile":
        """This file with `slot` in place of any other of its kind; `key` is the vault's."""
        others = tuple(other for other in self.slots if other.kind != slot.kind)
        return KeyFile((*others, slot), _sealed((*others, slot), key))

    def without(self, kind: str, key: bytes) -> "KeyFile":
        """This file without the slots of `kind`; `key` is the vault's."""
        slots = tuple(slot for slot in self.slots if slot.kind != kind)
        return KeyFile(slots, _sealed(slots, key))

    def save(self, path: Path) -> None:
        """Write to `path`, whole or not at all."""
        data = {
            "format": _FORMAT,
            "slots": [_packed(asdict(slot)) for slot in self.slots],
            "current": [_text(seal) for seal in self.current],
            "following": [_text(seal) for seal in self.following],
        }
        files.write(path, json.dumps(data, indent=1).encode())


def new_key() -> bytes:
    """A random key for a vault or a sound file, 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def passphrase_slot(passphrase: str, cost: Cost) -> Slot:
    """A slot that `passphrase` opens; takes about a second at the default cost."""
    empty = Slot("passphrase", b"", secrets.token_bytes(_SALT_BYTES), cost)
    return replace(empty, public=_public(empty.private(passphrase_bytes(passphrase))))


def passphrase_bytes(passphrase: str) -> bytes:
    """`passphrase` as bytes, the same however its accents were typed."""
    return unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogateescape")


def secret_slot(kind: str, secret: bytes) -> Slot:
    """A slot of `kind` ("recovery" or "keyring") that the random `secret` opens, 32 bytes."""
    return Slot(kind, _public(X25519PrivateKey.from_private_bytes(secret)))


def load(path: Path) -> KeyFile:
    """The key file at `path`.

    Raises:
        VaultTooNew: it was written by a newer version.
        VaultDamaged: it can't be read.
    """
    damaged = VaultDamaged(
        "The file of sealed keys (keys.json) can't be read.",
        "Put back a copy of it from your backup; the vault itself was not touched.",
    )
    try:
        data = json.loads(path.read_bytes())
        version = data["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged from error
    if not isinstance(version, int) or version > _FORMAT:
        raise VaultTooNew(
            "The vault's keys were written by a newer version of this program.",
            "Install that version; nothing was changed.",
        )
    try:
        slots = tuple(_slot(entry) for entry in data["slots"])
        current = tuple(_bytes(seal) for seal in data["current"])
        following = tuple(_bytes(seal) for seal in data["following"])
    except (ValueError, KeyError, TypeError) as error:
        raise damaged from error
    if len(current) != len(slots) or len(following) not in {0, len(slots)}:
        raise damaged
    return KeyFile(slots, current, following)


def _sealed(slots: tuple[Slot, ...], key: bytes) -> tuple[bytes, ...]:
    return tuple(
        _SUITE.encrypt(key, X25519PublicKey.from_public_bytes(slot.public), info=_INFO)
        for slot in slots
    )


def _public(private: X25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _packed(slot: dict[str, Any]) -> dict[str, Any]:
    return slot | {"public": _text(slot["public"]), "salt": _text(slot["salt"])}


def _slot(entry: dict[str, Any]) -> Slot:
    cost = Cost(**{name: int(value) for name, value in entry["cost"].items()})
    slot = Slot(str(entry["kind"]), _bytes(entry["public"]), _bytes(entry["salt"]), cost)
    fits = (
        len(slot.public) == KEY_BYTES
        and len(slot.salt) in {0, _SALT_BYTES}
        and 1 <= cost.lanes <= _MOST_LANES
        and 8 * cost.lanes <= cost.memory_kib <= _MOST_MEMORY_KIB
        and 1 <= cost.passes <= _MOST_PASSES
    )
    if not fits:
        raise ValueError("a slot out of bounds")
    return slot

"""The recovery key: 256 random bits that a person can print and type back.

Crockford's base 32 (no I, L, O, U; https://www.crockford.com/base32.html) in groups of four,
with 16 bits of checksum, so that a slip of the pen is told apart from a passphrase.
"""

import hashlib
import secrets

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_KEY_BYTES = 32
_CHECK_BYTES = 2
_LETTERS = 55  # 272 bits in letters of 5
_CONFUSED = str.maketrans("OIL", "011")


def new_secret() -> bytes:
    """A fresh secret of 32 bytes."""
    return secrets.token_bytes(_KEY_BYTES)


def spelled(secret: bytes) -> str:
    """`secret` (32 bytes) as the letters to print: groups of four joined by hyphens."""
    number = int.from_bytes(secret + _checksum(secret))
    letters = ""
    for _ in range(_LETTERS):
        number, index = divmod(number, len(_ALPHABET))
        letters = _ALPHABET[index] + letters
    return "-".join(letters[at : at + 4] for at in range(0, _LETTERS, 4))


def read(typed: str) -> bytes | None:
    """The secret that `typed` spells, or None where it is no recovery key."""
    letters = "".join(typed.split()).replace("-", "").upper().translate(_CONFUSED)
    if len(letters) != _LETTERS or not set(letters) <= set(_ALPHABET):
        return None
    number = 0
    for letter in letters:
        number = number * len(_ALPHABET) + _ALPHABET.index(letter)
    if number.bit_length() > 8 * (_KEY_BYTES + _CHECK_BYTES):
        return None
    data = number.to_bytes(_KEY_BYTES + _CHECK_BYTES)
    secret, check = data[:_KEY_BYTES], data[_KEY_BYTES:]
    return secret if check == _checksum(secret) else None


def _checksum(secret: bytes) -> bytes:
    return hashlib.sha256(b"alliance recovery key" + secret).digest()[:_CHECK_BYTES]

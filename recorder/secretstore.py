"""The system's keyring: where a secret can wait so that the vault opens without a passphrase."""

import base64
import binascii
import contextlib
import hashlib
from typing import Final

from recorder.errors import VaultError
from recorder.paths import Home

_SERVICE: Final = "alliance-recorder"


def usable() -> bool:
    """Whether this system has a keyring that answers; may take a moment."""
    import keyring

    return float(keyring.get_keyring().priority) > 0


def secret(home: Home) -> bytes | None:
    """The secret kept for `home`, None where there is none or no keyring answers."""
    import keyring  # asks the system which keyrings there are: late
    from keyring.errors import KeyringError

    try:
        kept = keyring.get_password(_SERVICE, _account(home))
        return base64.b64decode(kept, validate=True) if kept else None
    except (KeyringError, binascii.Error):
        return None


def keep(home: Home, value: bytes) -> None:
    """Keep the secret of `home`.

    Raises:
        VaultError: there is no keyring, or it refuses.
    """
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, _account(home), base64.b64encode(value).decode())
    except KeyringError as error:
        raise VaultError(
            "This system's keyring can't be used.",
            "Go on with the passphrase; nothing was changed.",
        ) from error


def forget(home: Home) -> None:
    """Take the secret of `home` out of the keyring, if it is there."""
    import keyring
    from keyring.errors import KeyringError

    with contextlib.suppress(KeyringError):
        keyring.delete_password(_SERVICE, _account(home))


def _account(home: Home) -> str:
    """A name for this home that tells nothing of its path."""
    return hashlib.sha256(str(home.root).encode()).hexdigest()[:16]

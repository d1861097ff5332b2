"""The ways that open the vault, changed one at a time; the vault's own key changes with each.

A way that is replaced opens nothing any more, not even a copy of the key file made before.
"""

from collections.abc import Callable

from recorder import keys, recovery, secretstore
from recorder.keys import Cost
from recorder.vault import Vault


def use_passphrase(vault: Vault, passphrase: str, cost: Cost | None = None) -> None:
    """Let `passphrase` open `vault` in place of the one before; takes about a second.

    Raises:
        VaultBusy: others have the vault open, and which; nothing was changed.
    """
    slot = keys.passphrase_slot(passphrase, cost or Cost())
    with vault.alone():
        vault.change_key(keys.load(vault.home.keys).with_slot(slot, vault.key))


def use_recovery(vault: Vault, secret: bytes, show: Callable[[], None] | None = None) -> None:
    """Let the recovery key that spells `secret` open `vault` in place of the one before.

    A key that nobody saw must never be the only one: `show` it to the coach, or have done so.

    Raises:
        VaultBusy: others have the vault open, and which; nothing was changed.
    """
    with vault.alone():
        if show:
            show()
        slot = keys.secret_slot("recovery", secret)
        vault.change_key(keys.load(vault.home.keys).with_slot(slot, vault.key))


def use_keyring(vault: Vault) -> None:
    """Let the system's keyring open `vault` too.

    Raises:
        VaultBusy: others have the vault open, and which; nothing was changed.
        VaultError: there is no keyring, or it refuses; nothing was changed.
    """
    secret = recovery.new_secret()
    with vault.alone():
        secretstore.keep(vault.home, secret)
        slot = keys.secret_slot("keyring", secret)
        vault.change_key(keys.load(vault.home.keys).with_slot(slot, vault.key))


def forget_keyring(vault: Vault) -> None:
    """Let the system's keyring open `vault` no longer.

    Raises:
        VaultBusy: others have the vault open, and which; nothing was changed.
    """
    with vault.alone():
        vault.change_key(keys.load(vault.home.keys).without("keyring", vault.key))
        secretstore.forget(vault.home)

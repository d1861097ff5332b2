"""`alliance key`: the ways that open the vault."""

import argparse

from recorder import access, recovery
from recorder.vault import Vault
from tui import terminal, unlocking


def run(chosen: argparse.Namespace) -> None:
    """Change one way to open the vault; the vault's own key changes with it."""
    with unlocking.unlocked("key") as vault:
        {
            "passphrase": _passphrase,
            "recovery": _recovery,
            "keyring-on": _keyring_on,
            "keyring-off": _keyring_off,
        }[chosen.action](vault)


def _passphrase(vault: Vault) -> None:
    access.use_passphrase(vault, unlocking.new_passphrase("ALLIANCE_NEW_PASSPHRASE"))
    terminal.say("The passphrase is changed; the old one opens nothing any more.")


def _recovery(vault: Vault) -> None:
    secret = recovery.new_secret()
    access.use_recovery(
        vault, secret, lambda: unlocking.show_recovery_key(recovery.spelled(secret))
    )
    terminal.say("The new recovery key counts from now on; the old one opens nothing any more.")


def _keyring_on(vault: Vault) -> None:
    access.use_keyring(vault)
    terminal.say("The system's keyring opens the vault now; the passphrase still does.")


def _keyring_off(vault: Vault) -> None:
    access.forget_keyring(vault)
    terminal.say("Only the passphrase and the recovery key open the vault now.")

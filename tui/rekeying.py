"""`alliance key`: the ways that open the vault."""

import argparse

from recorder import keys, recovery, secretstore
from recorder.keys import Cost
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
    slot = keys.passphrase_slot(unlocking.new_passphrase("ALLIANCE_NEW_PASSPHRASE"), Cost())
    with vault.alone():
        vault.change_key(keys.load(vault.home.keys).with_slot(slot, vault.key))
    terminal.say("The passphrase is changed; the old one opens nothing any more.")


def _recovery(vault: Vault) -> None:
    slot, secret = keys.random_slot("recovery")
    with vault.alone():
        # Shown before it counts: a key that nobody saw must never be the only one.
        unlocking.show_recovery_key(recovery.spelled(secret))
        vault.change_key(keys.load(vault.home.keys).with_slot(slot, vault.key))
    terminal.say("The new recovery key counts from now on; the old one opens nothing any more.")


def _keyring_on(vault: Vault) -> None:
    slot, secret = keys.random_slot("keyring")
    with vault.alone():
        secretstore.keep(vault.home, secret)
        vault.change_key(keys.load(vault.home.keys).with_slot(slot, vault.key))
    terminal.say("The system's keyring opens the vault now; the passphrase still does.")


def _keyring_off(vault: Vault) -> None:
    with vault.alone():
        vault.change_key(keys.load(vault.home.keys).without("keyring", vault.key))
        secretstore.forget(vault.home)
    terminal.say("Only the passphrase and the recovery key open the vault now.")

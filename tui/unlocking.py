"""Opening the vault for a command: by the environment, the system's keyring, or a prompt."""

import os
from typing import Final

from recorder import erasure, keys, paths, secretstore, vault
from recorder.errors import UnusableAnswer, VaultError, VaultLocked
from recorder.paths import Home
from recorder.vault import Vault
from tui import terminal

_TRIES: Final = 3
_SHORT: Final = 8


def unlocked(command: str, *, new: bool = False) -> Vault:
    """The vault of this home, opened; made first where there is none and `new` allows it.

    Raises:
        VaultLocked: no secret opens it, or nobody is there to type one.
    """
    home = paths.home()
    if not vault.exists(home):
        if not new:
            raise VaultLocked(
                "There is no vault here yet.",
                "“alliance import” makes one; “alliance demo” shows it.",
            )
        return _created(home, command)
    opened = _opened(home, command)
    if trouble := finished(opened):  # the vault must open all the same, to export for one
        terminal.tell(f"An erasure that was cut off can't be finished yet. {trouble}")
    return opened


def finished(opened: Vault) -> VaultError | None:
    """End an erasure that was cut off; gives what is in the way, if anything."""
    try:
        erasure.finish(opened)
    except VaultError as error:
        return error
    return None


def unasked(home: Home, command: str) -> Vault | None:
    """The vault of `home`, opened by the environment or the system's keyring; None by neither.

    Raises:
        VaultLocked: the passphrase that is given does not open it.
    """
    given = os.environ.get("ALLIANCE_PASSPHRASE", "")
    if given:
        return vault.unlock(home, given, command)
    if "keyring" in keys.load(home.keys).kinds():
        kept = secretstore.secret(home)
        return vault.unlock_by_keyring(home, kept, command) if kept else None
    return None


def new_passphrase(variable: str) -> str:
    """A passphrase from the environment's `variable`, else typed twice.

    Raises:
        UnusableAnswer: it is empty, or the two differ.
        VaultLocked: nobody is there to type it.
    """
    chosen = os.environ.get(variable, "")
    if not chosen:
        if not terminal.can_ask():
            raise VaultLocked(
                "The vault needs a passphrase.", f"Set {variable}, or run this in a terminal."
            )
        chosen = terminal.ask_secret("New passphrase:")
        if chosen != terminal.ask_secret("The same again:"):
            raise UnusableAnswer("The two passphrases differ.", "Run the command again.")
    if not chosen.strip():
        raise UnusableAnswer("The passphrase is empty.", "Choose one that only you know.")
    if len(chosen) < _SHORT:
        terminal.tell("This passphrase is short; several words are safer.")
    return chosen


def show_recovery_key(spelled: str) -> None:
    """Show the recovery key, this once."""
    terminal.tell("Your recovery key, shown this once. Print it and keep it away from here;")
    terminal.tell("without it a forgotten passphrase loses everything:")
    terminal.tell(f"\n    {spelled}\n")


def _created(home: Home, command: str) -> Vault:
    opened, spelled = vault.create(home, new_passphrase("ALLIANCE_PASSPHRASE"), command)
    show_recovery_key(spelled)
    return opened


def _opened(home: Home, command: str) -> Vault:
    opened = unasked(home, command)
    if opened:
        return opened
    if "keyring" in keys.load(home.keys).kinds():
        terminal.tell("The system's keyring did not give the key; the passphrase is needed.")
    if not terminal.can_ask():
        raise VaultLocked(
            "The vault needs its passphrase.", "Set ALLIANCE_PASSPHRASE, or run this in a terminal."
        )
    for left in reversed(range(_TRIES)):
        try:
            return vault.unlock(home, terminal.ask_secret("Passphrase:"), command)
        except VaultLocked as error:
            if not left:
                raise
            terminal.tell(error.title)
    raise AssertionError

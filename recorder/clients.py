"""The people a coach accompanies, as rows of the vault."""

import secrets

from recorder.cleaning import one_line
from recorder.conversation import Client
from recorder.errors import NotFound, UnusableAnswer
from recorder.vault import Vault


def all_clients(vault: Vault) -> tuple[Client, ...]:
    """Every client, by name."""
    rows = vault.rows("SELECT id, name, language FROM clients ORDER BY name COLLATE NOCASE")
    return tuple(Client(*row) for row in rows)


def named(vault: Vault, name: str) -> Client:
    """The client called `name`, whatever its capitals.

    Raises:
        NotFound: nobody is.
    """
    wanted = one_line(name).casefold()
    for client in all_clients(vault):
        if wanted in {client.name.casefold(), client.id}:
            return client
    raise NotFound("No client has that name.", "“alliance clients” lists them.")


def with_id(vault: Vault, client_id: str) -> Client:
    """The client whose id is `client_id`.

    Raises:
        NotFound: nobody has it.
    """
    row = vault.row("SELECT id, name, language FROM clients WHERE id = ?", (client_id,))
    if row is None:
        raise NotFound("No client has that id.", "“alliance clients” lists them.")
    return Client(*row)


def named_or_new(vault: Vault, name: str, language: str) -> Client:
    """The client called `name`, added where nobody is; call it while writing.

    Raises:
        UnusableAnswer: nothing of the name is left after cleaning.
    """
    clean = one_line(name)
    if not clean:
        raise UnusableAnswer("The client's name is empty.", "Give one with --client NAME.")
    try:
        return named(vault, clean)
    except NotFound:
        client = Client(secrets.token_hex(4), clean, language)
        vault.run("INSERT INTO clients VALUES (?, ?, ?)", (client.id, client.name, language))
        return client

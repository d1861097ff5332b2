"""A consent is kept as worded, chained, and never changed."""

from dataclasses import replace
from datetime import UTC, datetime

import apsw
import pytest

from recorder import clients, consents, sessions
from recorder.conversation import Client, Given, Session
from recorder.vault import Vault


def _begun(vault: Vault, language: str = "fr") -> tuple[Session, Client]:
    client = clients.named_or_new(vault, "Leïla", language)
    at = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    session = Session(sessions.new_id(), client.id, "Bertrand", language, "import", at, 0.0, ())
    sessions.add(vault, session)
    return session, client


def test_it_says_who_what_how_and_when_in_the_language_of_the_conversation(opened: Vault) -> None:
    session, client = _begun(opened)
    kept = consents.add(opened, session, client, Given.ORAL, session.started)
    assert consents.newest(opened, session) == kept
    assert kept.text.startswith("Leïla accepte que Bertrand garde cette conversation")
    assert (kept.language, kept.version, kept.given) == ("fr", 1, Given.ORAL)
    assert kept.purposes == ("record", "transcribe", "analyse")
    english, _ = _begun(opened, "en")
    assert consents.add(opened, english, client, Given.ORAL, session.started).language == "en"


def test_a_changed_row_breaks_the_chain(opened: Vault) -> None:
    session, client = _begun(opened)
    for given in (Given.UNSTATED, Given.WRITTEN, Given.MESSAGE):
        consents.add(opened, session, client, given, session.started)
    chain = consents.all_of(opened, session)
    assert consents.unbroken(chain)
    assert not consents.unbroken((chain[0], replace(chain[1], given=Given.ORAL), chain[2]))
    assert not consents.unbroken((chain[0], chain[2]))
    assert not consents.unbroken(chain[1:])


def test_no_row_can_be_changed(opened: Vault) -> None:
    session, client = _begun(opened)
    consents.add(opened, session, client, Given.UNSTATED, session.started)
    with pytest.raises(apsw.ConstraintError, match="append-only"):
        opened.run("UPDATE consents SET given = 'written'")

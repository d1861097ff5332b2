"""Consents as rows of the vault: append-only, chained by hash, written before anything else."""

import hashlib
import json
import secrets
import tomllib
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any, Final

from recorder.conversation import Client, Consent, Given, Session
from recorder.vault import Vault

_COLUMNS: Final = (
    "id, session, client, controller, purposes, keep_sound_until, keep_text_until, text, language,"
    " version, given, at, previous, hash"
)
PURPOSES: Final = ("record", "transcribe", "analyse")
"""What an imported conversation is kept for; sharing it is nobody's default."""


@dataclass(frozen=True, slots=True)
class Statement:
    """The text that a client agrees to, in one language and version."""

    text: str
    language: str
    version: int


def statement(language: str, coach: str, client: str) -> Statement:
    """The statement for an imported conversation; French where `language` is "fr", else English."""
    chosen = "fr" if language == "fr" else "en"
    entry = _texts()[chosen]
    text = entry["import"].strip().format(coach=coach, client=client)
    return Statement(text, chosen, entry["version"])


def add(vault: Vault, session: Session, client: Client, given: Given, at: datetime) -> Consent:
    """Keep that `client` consented to `session`; call it while writing, before anything else."""
    said = statement(session.language, session.coach or "Coach", client.name)
    return _add(
        vault,
        Consent(
            id=secrets.token_hex(4),
            session=session.id,
            client=client.name,
            controller=session.coach,
            purposes=PURPOSES,
            keep_sound_until=None,
            keep_text_until=None,
            text=said.text,
            language=said.language,
            version=said.version,
            given=given,
            at=at,
            previous="",
            hash="",
        ),
    )


def take(vault: Vault, session: Session, consent: Consent) -> Consent:
    """Keep a consent that came with an imported conversation, for `session`; as `add`."""
    return _add(vault, replace(consent, id=secrets.token_hex(4), session=session.id))


def newest(vault: Vault, session: Session) -> Consent | None:
    """The consent in force for `session`, None where there is none."""
    found = all_of(vault, session)
    return found[-1] if found else None


def all_of(vault: Vault, session: Session) -> tuple[Consent, ...]:
    """Every consent of `session`, in the order given."""
    rows = vault.rows(
        f"SELECT {_COLUMNS} FROM consents WHERE session = ? ORDER BY number",
        (session.id,),
    )
    return tuple(_consent(row) for row in rows)


def unbroken(consents: tuple[Consent, ...]) -> bool:
    """Whether no row of the chain was changed, taken out or put in."""
    previous = ""
    for consent in consents:
        if consent.previous != previous or consent.hash != digest(consent):
            return False
        previous = consent.hash
    return True


def digest(consent: Consent) -> str:
    """The hash that `consent` must carry: SHA-256 over all its other fields, hex."""
    fields = {name: _plain(value) for name, value in asdict(consent).items() if name != "hash"}
    data = json.dumps(fields, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(data).hexdigest()


def _add(vault: Vault, consent: Consent) -> Consent:
    """Keep `consent` as the last of its session's chain."""
    row = vault.row(
        "SELECT hash FROM consents WHERE session = ? ORDER BY number DESC LIMIT 1",
        (consent.session,),
    )
    chained = replace(consent, previous=row[0] if row else "")
    signed = replace(chained, hash=digest(chained))
    vault.run(
        f"INSERT INTO consents ({_COLUMNS}) VALUES ({', '.join('?' * 14)})",
        [
            " ".join(value) if isinstance(value, tuple) else _plain(value)
            for value in asdict(signed).values()
        ],
    )
    return signed


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return value


def _consent(row: tuple[Any, ...]) -> Consent:
    (name, session, client, controller, purposes, sound_until, text_until, *rest) = row
    text, language, version, given, at, previous, digest_ = rest
    return Consent(
        name,
        session,
        client,
        controller,
        tuple(purposes.split()),
        date.fromisoformat(sound_until) if sound_until else None,
        date.fromisoformat(text_until) if text_until else None,
        text,
        language,
        version,
        Given(given),
        datetime.fromisoformat(at),
        previous,
        digest_,
    )


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads((resources.files("recorder") / "consent.toml").read_text("utf-8"))

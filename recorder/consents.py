"""Consents as rows of the vault: append-only, chained by hash, written before anything else."""

import hashlib
import json
import secrets
import tomllib
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any, Final

from recorder.cleaning import cleaned, one_line
from recorder.conversation import Client, Consent, Decision, Given, Language, Session
from recorder.errors import ConsentMissing, UnusableAnswer
from recorder.phrases import phrases
from recorder.vault import Vault

_COLUMNS: Final = (
    "id, session, client, controller, purposes, keep_sound_until, keep_text_until, text, language,"
    " version, given, at, previous, hash, decision, guardian, rights_told"
)
PURPOSES: Final = ("record", "transcribe", "analyse")
"""What a conversation is kept for; sharing it is nobody's default."""
EVERY_PURPOSE: Final = (*PURPOSES, "share")
_OWN_WORDING: Final = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """The text that a client agrees to, in one language and version."""

    text: str
    language: str
    version: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What a client is asked to agree to before a recording, and how they answered.

    `guardian` is who agrees for a minor, "" for an adult; `wording` is the coach's own statement,
    "" for ours. `rights_told` says whether the client was told their rights.
    """

    given: Given
    purposes: tuple[str, ...] = PURPOSES
    keep_sound_until: date | None = None
    keep_text_until: date | None = None
    guardian: str = ""
    wording: str = ""
    rights_told: bool = True


def asked(language: str, coach: str, client: str, terms: Terms) -> Statement:
    """The statement to read aloud or hand over before a recording.

    Raises:
        UnusableAnswer: the coach's own wording is empty.
    """
    chosen: Language = "fr" if language == "fr" else "en"
    if terms.wording:
        text = cleaned(terms.wording).strip()
        if not text:
            raise UnusableAnswer("The consent statement is empty.", "Write one, or leave it out.")
        return Statement(text, chosen, _OWN_WORDING)
    entry = _texts()[chosen]
    parts = ["record", *(part for part in EVERY_PURPOSE[1:] if part in terms.purposes), "here"]
    parts += ["sound"] if terms.keep_sound_until else []
    parts += ["text"] if terms.keep_text_until else []
    guardian = one_line(terms.guardian)
    parts += ["rights", *(["guardian"] if guardian else [])]
    day = phrases(chosen).date
    said = " ".join(entry["asked"][part] for part in parts).format(
        coach=coach,
        client=client,
        guardian=guardian,
        sound=day(terms.keep_sound_until) if terms.keep_sound_until else "",
        text=day(terms.keep_text_until) if terms.keep_text_until else "",
    )
    return Statement(said, chosen, entry["version"])


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


def agree(  # noqa: PLR0913, PLR0917, who, to what, in which words, when
    vault: Vault,
    session: Session,
    client: Client,
    terms: Terms,
    at: datetime,
    said: Statement | None = None,
) -> Consent:
    """Keep that `client` agreed to `terms`; call it while writing.

    `said` is the statement as it was shown or read, None for the one that `asked` gives now.

    Raises:
        ConsentMissing: recording is not among the purposes.
        UnusableAnswer: a purpose is unknown, or a day is past.
    """
    check(terms, at)
    said = said or asked(session.language, session.coach or "Coach", client.name, terms)
    return _add(
        vault,
        Consent(
            id=secrets.token_hex(4),
            session=session.id,
            client=client.name,
            controller=session.coach,
            purposes=tuple(name for name in EVERY_PURPOSE if name in terms.purposes),
            keep_sound_until=terms.keep_sound_until,
            keep_text_until=terms.keep_text_until,
            text=said.text,
            language=said.language,
            version=said.version,
            given=terms.given,
            at=at,
            previous="",
            hash="",
            guardian=one_line(terms.guardian),
            rights_told=terms.rights_told,
        ),
    )


def check(terms: Terms, at: datetime) -> None:
    """Whether anything can be recorded under `terms`, agreed to at `at`.

    Raises:
        ConsentMissing: recording is not among the purposes.
        UnusableAnswer: a purpose is unknown, or a day is past.
    """
    unknown = set(terms.purposes) - set(EVERY_PURPOSE)
    if unknown:
        raise UnusableAnswer(
            f"Nothing is known of the purpose “{min(unknown)}”.",
            f"There are: {', '.join(EVERY_PURPOSE)}.",
        )
    if "record" not in terms.purposes:
        raise ConsentMissing("The client does not agree to be recorded.", "Nothing was recorded.")
    if any(day and day < at.date() for day in (terms.keep_sound_until, terms.keep_text_until)):
        raise UnusableAnswer("It can't be kept until a day that is past.", "Give a later one.")


def last_day(days: int, at: datetime) -> date | None:
    """The last day of something that is kept for `days` from `at`; None where 0, for no limit.

    Raises:
        UnusableAnswer: no calendar goes so far.
    """
    if not days:
        return None
    try:
        return at.date() + timedelta(days=days)
    except OverflowError as error:
        raise UnusableAnswer("That is no number of days.", "Give 0 for no limit.") from error


def withdraw(vault: Vault, session: Session, at: datetime) -> Consent | None:
    """Keep that the client took the consent back; what was agreed stays on record.

    Call it while writing. None where there was none.
    """
    last = newest(vault, session)
    if last is None:
        return None
    decision = Decision.WITHDRAWN
    return _add(vault, replace(last, id=secrets.token_hex(4), at=at, decision=decision))


def in_force(vault: Vault, session: Session) -> Consent | None:
    """The consent that `session` rests on, None where it was never given or taken back."""
    last = newest(vault, session)
    return last if last and last.decision is Decision.GIVEN else None


def take(vault: Vault, session: Session, consent: Consent) -> Consent:
    """Keep a consent that came with an imported conversation, for `session`; as `add`."""
    return _add(vault, replace(consent, id=secrets.token_hex(4), session=session.id))


def newest(vault: Vault, session: Session) -> Consent | None:
    """The last row of the chain of `session`, None where there is none."""
    found = all_of(vault, session)
    return found[-1] if found else None


def newest_of_all(vault: Vault) -> dict[str, Consent]:
    """The last row of every session's chain, by session."""
    rows = vault.rows(f"SELECT {_COLUMNS} FROM consents ORDER BY number")
    last = {row[1]: row for row in rows}
    return {session: _consent(row) for session, row in last.items()}


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
        f"INSERT INTO consents ({_COLUMNS}) VALUES ({', '.join('?' * 17)})",
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
    text, language, version, given, at, previous, digest_, decision, guardian, told = rest
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
        Decision(decision),
        guardian,
        bool(told),
    )


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads((resources.files("recorder") / "consent.toml").read_text("utf-8"))

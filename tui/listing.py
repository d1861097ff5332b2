"""`alliance sessions`, `clients` and `search`: what is in the vault."""

import argparse
from collections import Counter
from datetime import UTC, date, datetime
from typing import Final

from recorder import clients, consents, search, sessions
from recorder.conversation import Consent, Decision, Session
from recorder.vault import Vault
from tui import terminal, unlocking

_ONLY_FOR_PROGRAMS: Final = ("utterance", "consent", "keep_sound_until", "keep_text_until", "due")
_CLIENT: Final = 1


def run(chosen: argparse.Namespace) -> None:
    """Print one list, as a table or as JSON."""
    with unlocking.unlocked(chosen.command) as vault:
        rows = {"sessions": _sessions, "clients": _clients}.get(chosen.command)
        found = rows(vault) if rows else _search(vault, " ".join(chosen.words))
    if chosen.json:
        terminal.say_json(found)
    elif found:
        today = datetime.now(UTC).astimezone().date()
        terminal.say_table([_cells(entry, today) for entry in found], _CLIENT)
        _tell_due(found)
    else:
        terminal.tell("Nothing found." if chosen.command == "search" else "Nothing here yet.")


def _sessions(vault: Vault) -> list[dict[str, object]]:
    names = {client.id: client.name for client in clients.all_clients(vault)}
    today = datetime.now(UTC).astimezone().date()
    return [
        _session(vault, session, names[session.client], today)
        for session in sessions.all_sessions(vault)
    ]


def _session(vault: Vault, session: Session, client: str, today: date) -> dict[str, object]:
    work = sessions.work(vault, session)
    return {
        "id": session.id,
        "client": client,
        "started": session.started.isoformat(),
        "language": session.language,
        "duration": session.duration,
        "state": work.state.value,
        **_agreed(consents.newest(vault, session), today, has_sound=work.has_sound),
    }


def _agreed(consent: Consent | None, today: date, *, has_sound: bool) -> dict[str, object]:
    """What a consent keeps and until when; `due` is what is there beyond its last day.

    Without sound there is no last day for it. A consent that was taken back keeps nothing.
    """
    given = consent if consent and consent.decision is Decision.GIVEN else None
    sound = given.keep_sound_until if given and has_sound else None
    text = given.keep_text_until if given else None
    return {
        "consent": consent.decision.value if consent else None,
        "keep_sound_until": sound.isoformat() if sound else None,
        "keep_text_until": text.isoformat() if text else None,
        "due": [name for name, last in (("sound", sound), ("text", text)) if last and last < today],
    }


def _clients(vault: Vault) -> list[dict[str, object]]:
    held = Counter(session.client for session in sessions.all_sessions(vault))
    return [
        {"id": client.id, "client": client.name, "sessions": held[client.id]}
        for client in clients.all_clients(vault)
    ]


def _search(vault: Vault, words: str) -> list[dict[str, object]]:
    return [
        {
            "id": found.session,
            "client": found.client,
            "utterance": found.utterance,
            "start": found.start,
            "speaker": found.speaker,
            "text": found.text,
        }
        for found in search.search(vault, words)
    ]


def _cells(entry: dict[str, object], today: date) -> list[str]:
    """The entry as cells of a table; what only programs need is left out."""
    shown = {key: value for key, value in entry.items() if key not in _ONLY_FOR_PROGRAMS}
    for key in ("start", "duration"):
        if key in shown:
            seconds = shown[key]
            shown[key] = terminal.minutes(seconds if isinstance(seconds, float) else None)
    if "started" in shown:
        shown["started"] = str(shown["started"])[:10]
    if "sessions" in shown:
        shown["sessions"] = f"{shown['sessions']} session(s)"
    if "due" in entry:
        shown["kept"] = _kept(entry, today)
    return [str(value) for value in shown.values()]


def _kept(entry: dict[str, object], today: date) -> str:
    """Which of sound and text must go first and in how many days, or that nothing is allowed."""
    if entry["consent"] != Decision.GIVEN:
        return str(entry["consent"] or "no consent")
    days = {
        name: (date.fromisoformat(str(entry[f"keep_{name}_until"])) - today).days
        for name in ("sound", "text")
        if entry[f"keep_{name}_until"]
    }
    if not days:
        return ""
    first = min(days, key=lambda name: days[name])
    if days[first] < 0:
        return " and ".join(name for name in days if days[name] < 0) + " due"
    return f"{first} {days[first]} days" if days[first] else f"{first} until today"


def _tell_due(entries: list[dict[str, object]]) -> None:
    late = sum(1 for entry in entries if entry.get("due"))
    if late:
        terminal.tell(
            f"{late} session(s) hold sound or text beyond the day agreed (“due”)."
            " Nothing is deleted by itself: “alliance erase SESSION” does it."
        )

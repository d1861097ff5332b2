"""`alliance sessions`, `clients` and `search`: what is in the vault."""

import argparse
from collections import Counter

from recorder import clients, search, sessions
from recorder.vault import Vault
from tui import terminal, unlocking


def run(chosen: argparse.Namespace) -> None:
    """Print one list, as a table or as JSON."""
    with unlocking.unlocked(chosen.command) as vault:
        rows = {"sessions": _sessions, "clients": _clients}.get(chosen.command)
        found = rows(vault) if rows else _search(vault, " ".join(chosen.words))
    if chosen.json:
        terminal.say_json(found)
    elif found:
        terminal.say_table([_cells(entry) for entry in found])
    else:
        terminal.tell("Nothing found." if chosen.command == "search" else "Nothing here yet.")


def _sessions(vault: Vault) -> list[dict[str, object]]:
    names = {client.id: client.name for client in clients.all_clients(vault)}
    return [
        {
            "id": session.id,
            "client": names[session.client],
            "started": session.started.isoformat(),
            "language": session.language,
            "duration": session.duration,
            "state": sessions.work(vault, session).state.value,
        }
        for session in sessions.all_sessions(vault)
    ]


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


def _cells(entry: dict[str, object]) -> list[str]:
    """The entry as cells of a table; what only programs need is left out."""
    shown = {key: value for key, value in entry.items() if key != "utterance"}
    for key in ("start", "duration"):
        if key in shown:
            seconds = shown[key]
            shown[key] = terminal.minutes(seconds if isinstance(seconds, float) else None)
    if "started" in shown:
        shown["started"] = str(shown["started"])[:10]
    if "sessions" in shown:
        shown["sessions"] = f"{shown['sessions']} session(s)"
    return [str(value) for value in shown.values()]

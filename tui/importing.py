"""`alliance import`: files from elsewhere become sessions; what is not said is asked."""

import argparse
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from models.language import language_of
from recorder import exported, intake, media, transcripts
from recorder.conversation import Given, Session
from recorder.errors import UnusableAnswer
from recorder.intake import Arrival, Channels
from recorder.vault import Vault
from tui import terminal, unlocking

_CHANNELS: Final[dict[str, Channels]] = {
    "the coach is on the left": "coach-left",
    "the coach is on the right": "coach-right",
    "both are on both": "mono",
}


def run(chosen: argparse.Namespace) -> None:
    """Bring in each file; prints the id of each new session."""
    sources = [Path(name) for name in chosen.files]
    arrival = Arrival(
        client=chosen.client,
        coach=chosen.coach or "",
        language="" if chosen.language == "auto" else chosen.language,
        given=Given(chosen.consent) if chosen.consent else Given.UNSTATED,
        started=_date(chosen.date),
    )
    # Everything is looked at before the vault is opened: a file that can't be used changes nothing.
    looks = [_look(path, chosen, arrival) for path in sources]
    if arrival.given is Given.UNSTATED and not all(look.consented for look in looks):
        given = _given()
        for look in looks:
            look.arrival = replace(look.arrival, given=given)
    with unlocking.unlocked("import", new=True) as vault:
        for look in looks:
            terminal.say(look.take(vault).id)


class _Sound:
    """A sound file that was found usable."""

    consented = False

    def __init__(self, path: Path, chosen: argparse.Namespace, arrival: Arrival) -> None:
        progress = terminal.Progress()
        total = media.inspect(path).duration or 0.0
        name = f"Checking {path.name}"
        self.facts = media.check(
            path,
            lambda done: progress.step(name, done, max(done, total)),
            allow_partial=chosen.partial,
        )
        progress.step(name, 1, 1)
        progress.end()
        for warning in self.facts.warnings:
            terminal.tell(warning)
        channels = _channels(chosen.channels, self.facts.channels)
        self.path, self.arrival = path, replace(arrival, channels=channels)

    def take(self, vault: Vault) -> Session:
        progress = terminal.Progress()
        total, name = self.facts.duration or 0.0, f"Keeping {self.path.name}"
        try:
            return intake.take_sound(
                vault,
                self.path,
                self.facts,
                self.arrival,
                lambda done: progress.step(name, done, total),
            )
        finally:
            progress.end()


class _Transcript:
    """A transcript that was found usable."""

    consented = False

    def __init__(self, path: Path, chosen: argparse.Namespace, arrival: Arrival) -> None:
        self.found = transcripts.read_transcript(path, chosen.encoding)
        for warning in self.found.warnings:
            terminal.tell(warning)
        self.path = path
        # The consent is worded in the conversation's language, so it must be known by now.
        said = " ".join(line.text for line in self.found.lines)
        self.arrival = replace(
            arrival,
            coach=arrival.coach or _coach(self.found.names),
            language=arrival.language or language_of(said) or "",
        )
        intake.people(self.found.names, self.arrival.coach, self.arrival.client)

    def take(self, vault: Vault) -> Session:
        return intake.take_transcript(vault, self.path, self.found, self.arrival)


class _Exported:
    """A conversation of our own that was found usable."""

    def __init__(self, path: Path, arrival: Arrival) -> None:
        self.found = exported.read_exported(path)
        self.consented = self.found.consent is not None
        self.path, self.arrival = path, arrival

    def take(self, vault: Vault) -> Session:
        return intake.take_exported(vault, self.path, self.found, self.arrival)


def _look(
    path: Path, chosen: argparse.Namespace, arrival: Arrival
) -> _Sound | _Transcript | _Exported:
    ending = path.suffix.lower()
    if ending == ".json":
        return _Exported(path, arrival)
    if ending in {".vtt", ".srt", ".txt"}:
        return _Transcript(path, chosen, arrival)
    return _Sound(path, chosen, arrival)


def _given() -> Given:
    if terminal.can_ask():
        terminal.tell("How did the client consent to this being kept?")
        return Given(terminal.ask_one_of("1, 2 or 3:", ("oral", "written", "message")))
    terminal.tell(
        "How the client consented is not said: it is kept as “unstated”. Say it with --consent."
    )
    return Given.UNSTATED


def _channels(said: str | None, there: int) -> Channels:
    match said:
        case "coach-left" | "coach-right" | "mono":
            return said
        case _ if there == 1:
            return "mono"
        case _ if terminal.can_ask():
            terminal.tell(f"The sound has {there} channels. Who is where?")
            return _CHANNELS[terminal.ask_one_of("1, 2 or 3:", tuple(_CHANNELS))]
        case _:
            raise UnusableAnswer(
                f"The sound has {there} channels, and it is not said who is where.",
                "Say it with --channels coach-left, coach-right or mono.",
            )


def _coach(names: tuple[str, ...]) -> str:
    if terminal.can_ask():
        terminal.tell("Which of them is the coach?")
        return terminal.ask_one_of("Number or name:", names)
    raise UnusableAnswer(
        "It is not said which name is the coach's.",
        f"Say it with --coach NAME; the transcript has: {', '.join(names) or 'no name'}.",
    )


def _date(said: str | None) -> datetime | None:
    if said is None:
        return None
    try:
        return datetime.fromisoformat(said).astimezone()
    except ValueError as error:
        raise UnusableAnswer(
            f"“{said}” is no date.", "Write it as 2026-11-23, or 2026-11-23T14:30."
        ) from error

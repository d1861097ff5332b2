"""`alliance record`: consent, then the recorder process, its buttons as keys of the terminal."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from recorder import codebook, consents, deck, erasure, gate, sessions
from recorder.conversation import Given, MarkKind, Session
from recorder.deck import Deck
from recorder.errors import AllianceError, RecorderStopped
from recorder.gate import Meeting
from recorder.vault import Vault
from recorder.wire import Began, Button, Ended, Event, Faulted, Marked, Removed, Running, Trouble
from tui import consenting, keyboard, terminal, unlocking

_BACK_S: Final = 60.0
_KEYS: Final = (
    "space pause · o off the record (the last minute too) · m mark · 1–9 topic · t note"
    " · w consent withdrawn · q stop"
)
_TOLD: Final = {
    Trouble.DEVICE_LOST: "The device is lost; looking for another. The gap is marked.",
    Trouble.DEVICE_CHANGED: "Another device is in use now; following it.",
    Trouble.DEVICE_BACK: "Sound is coming in again.",
    Trouble.SAMPLES_LOST: "The sound system lost some sound; the gap is marked.",
    Trouble.SILENT: "The microphone gives nothing but silence: is it muted, or not allowed?",
    Trouble.SUSPENDED: "The machine was asleep; the gap is marked.",
    Trouble.DISK_NEARLY_FULL: "The disk is nearly full: free some room.",
    Trouble.DISK_FULL: "The disk is full: free some room now; a few minutes wait in memory.",
    Trouble.VAULT_BUSY: "The store can't be written now; what comes waits in memory.",
    Trouble.RECORDER_DIED: "The recording process died; a new one goes on. The gap is marked.",
}
_WHYS: Final = {
    "no sound": "No sound came from the device.",
    "disk full": "The disk is full; what was said before is kept.",
    "terminated": "It was stopped from outside.",
}


@dataclass(slots=True)
class _Desk:
    """One recording as the command line shows it and steers it."""

    running: Deck
    given: Given
    seconds: float | None
    state: str = ""
    at: float = 0.0
    withdrawn: bool = False
    began: bool = False
    ended: Ended | None = None
    topics: tuple[str, ...] = field(default_factory=tuple)

    def follow(self, pressed: Callable[[], str]) -> None:
        """Show what comes and do what is pressed, until it has ended."""
        while self.ended is None:
            try:
                for event in self.running.events():
                    self._show(event)
                    self._do(pressed())
            except KeyboardInterrupt:
                if self.state == "stopping":
                    raise
                self._stop()

    def _stop(self) -> None:
        self.state = "stopping"
        self.running.press(Button.STOP)

    def _show(self, event: Event) -> None:
        match event:
            case Began():
                self.began = True
                terminal.tell(f"Recording from {', '.join(event.devices)}.")
                terminal.tell(_KEYS)
                if self.given is Given.ORAL and sys.stdin.isatty():
                    terminal.tell("Let the client say yes on the recording, then press y.")
            case Running():
                self._running(event)
            case Marked():
                terminal.tell(f"\n{event.kind} kept at {terminal.minutes(event.start)}.")
            case Removed():
                span = f"{terminal.minutes(event.start)}–{terminal.minutes(event.end)}"
                terminal.tell(f"\n{span} was taken out; nothing is kept until you press space.")
            case Faulted():
                name = f" ({event.device})" if event.device else ""
                at = terminal.minutes(event.seconds)
                terminal.tell(f"\n!! {at} {_TOLD[event.trouble]}{name}")
            case Ended():
                self.ended = event

    def _running(self, event: Running) -> None:
        self.at = event.seconds
        if self.state != "stopping":
            self.state = event.state
        enough = self.began and self.seconds is not None and event.seconds >= self.seconds
        if enough and self.state != "stopping":
            self._stop()
        if sys.stderr.isatty():
            levels = "  ".join(
                f"{_bar(peak)}{' CLIPPED' if clipped else ''}"
                for peak, clipped in zip(event.peaks, event.clipped, strict=True)
            )
            shown = "REC" if event.state == "recording" else event.state.upper()
            sys.stderr.write(f"\r\x1b[2K{shown} {terminal.minutes(event.seconds)}  {levels}")
            sys.stderr.flush()

    def _do(self, key: str) -> None:
        match key:
            case "":
                return
            case " ":
                keeping = self.state == "recording"
                self.running.press(Button.PAUSE if keeping else Button.RESUME)
            case "o":
                self.running.press(Button.OFF_THE_RECORD, back=_BACK_S)
            case "m":
                self.running.mark(MarkKind.MARK)
            case "y":
                self.running.mark(MarkKind.CONSENT, since=0.0)
            case "t":
                at = self.at
                with keyboard.line_wise():
                    self.running.mark(MarkKind.NOTE, terminal.ask("\nNote:"), since=at)
            case "w":
                self.withdrawn = True
                self._stop()
            case "q":
                self._stop()
            case digit if digit.isdecimal() and 0 < int(digit) <= len(self.topics):
                self.running.mark(MarkKind.TOPIC, self.topics[int(digit) - 1])


def run(chosen: argparse.Namespace) -> None:
    """Record one conversation; prints the id of its session.

    Raises:
        ConsentMissing: the client does not agree.
        DeviceUnusable: there is no microphone, or it can't be opened.
    """
    language = "" if chosen.language == "auto" else chosen.language
    terms = consenting.agreed(chosen, language)
    meeting = Meeting(chosen.client, chosen.coach or "", language, chosen.setting, terms)
    with unlocking.unlocked("record", new=True) as vault:
        session, new_client = gate.begin(vault, meeting, datetime.now(UTC).astimezone())
        try:
            desk = _followed(vault, session, chosen, terms.given)
        except AllianceError:
            if not sessions.samples(vault, session):
                erasure.discard(vault, session, new_client)
            raise
        if desk.ended and not desk.ended.seconds and not desk.withdrawn:
            erasure.discard(vault, session, new_client)
            why = _WHYS.get(desk.ended.why, "It was stopped before any sound came.")
            raise RecorderStopped(why, "Nothing was recorded.")
        _report(vault, session, desk)


def _followed(vault: Vault, session: Session, chosen: argparse.Namespace, given: Given) -> _Desk:
    topics = tuple(topic.id for topic in codebook.topics("en"))
    with (
        deck.recording(vault, session, chosen.mic, chosen.far_end) as running,
        keyboard.keys() as pressed,
    ):
        desk = _Desk(running, given, chosen.seconds, topics=topics)
        desk.follow(pressed)
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    return desk


def _report(vault: Vault, session: Session, desk: _Desk) -> None:
    ended = desk.ended
    if ended is None:
        return
    terminal.say(session.id)
    if ended.why in _WHYS:
        terminal.tell(_WHYS[ended.why])
    if not ended.sealed:
        terminal.tell("It could not be sealed: it is listed as unfinished, and complete.")
    terminal.tell(f"{terminal.minutes(ended.seconds)} recorded, kept encrypted.")
    if desk.withdrawn:
        _withdrawn(vault, session)
    else:
        terminal.tell(f"“alliance process {session.id}” transcribes it.")


def _withdrawn(vault: Vault, session: Session) -> None:
    with vault.writing():
        consents.withdraw(vault, session, datetime.now(UTC).astimezone())
    terminal.tell("The consent is withdrawn; this session will not be processed.")
    if terminal.can_ask() and terminal.ask("Erase it now? (y/N)").casefold().startswith("y"):
        receipt = erasure.erase(vault, [session])
        terminal.tell(f"Erased, with {receipt.sound_bytes:,} bytes of sound and their key.")
    else:
        terminal.tell(f"“alliance erase {session.id}” erases it.")


def _bar(peak: float) -> str:
    """A level of -60 to 0 dB as a bar of ten."""
    filled = max(0, min(10, round((peak + 60) / 6)))
    return "█" * filled + "·" * (10 - filled)

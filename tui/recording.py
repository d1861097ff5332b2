"""`alliance record`: consent, then the recorder process, its buttons as keys of the terminal."""

import argparse
import contextlib
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from models import listening
from models.listening import Listening
from recorder import clients, codebook, consents, deck, erasure, gate, holders, sessions
from recorder.cleaning import one_line
from recorder.conversation import Client, Given, MarkKind, Session
from recorder.deck import Deck
from recorder.errors import RecorderStopped
from recorder.gate import Meeting
from recorder.vault import Vault
from recorder.wire import Began, Button, Ended, Event, Faulted, Marked, Removed, Running
from tui import bars, consenting, faults, keyboard, terminal, unlocking
from tui.keyboard import Keys
from tui.livetext import LiveText

_WAIT_S: Final = 0.2
_LAST_WORDS_S: Final = 5.0
_KEYS: Final = (
    "space pause · o off the record (the last minute too) · m mark · 1–9 topic · t note"
    " · w consent withdrawn · q stop"
)


@dataclass(slots=True)
class _Desk:
    """One recording as the command line shows it and steers it."""

    vault: Vault
    session: Session
    running: Deck
    live: Listening | None
    keys: Keys
    seconds: float | None
    topics: tuple[str, ...]
    spoken: bool
    state: str = ""
    at: float = 0.0
    shown: tuple[str, float] = ("", 0.0)
    held: bool = False
    began: bool = False
    withdrawn: bool = False
    stopped: float | None = None
    heard: float = field(default_factory=time.monotonic)
    ended: Ended | None = None
    text: LiveText = field(default_factory=LiveText)

    def follow(self) -> None:
        """Show what comes and do what is pressed, until it has ended.

        Raises:
            RecorderStopped: it does not answer any more.
        """
        while self.ended is None:
            try:
                for event in self.running.events(_WAIT_S):
                    self.heard = time.monotonic()
                    self._show(event)
                    self._press_all()
                    self._show_words()
                self._press_all()
                self._show_words()
                self._look()
            except KeyboardInterrupt:
                if self.stopped is not None:
                    raise
                self._stop()

    def hear_out(self) -> None:
        """Show what was said last, for a moment at most."""
        wanted = self.text.follows and not self.withdrawn
        until = time.monotonic() + (_LAST_WORDS_S if wanted else 0.0)
        while self.live and not self.live.over and time.monotonic() < until:
            self._show_words(_WAIT_S)

    def _show_words(self, wait_s: float = 0.0) -> None:
        for event in self.live.events(wait_s) if self.live else ():
            for line in (*self.text.lines(event), *self.text.remarks(event)):
                if terminal.redraws():
                    terminal.redraw("")
                terminal.tell(line)

    def _look(self) -> None:
        """See whether the recorder still answers."""
        silent = time.monotonic() - self.heard
        if self.stopped is not None and silent > faults.GIVE_UP_S:
            raise RecorderStopped(
                "The recording process does not answer; it is ended.",
                f"What it kept is safe: “alliance sessions” lists {self.session.id}.",
            )
        if silent > faults.SILENT_S and self.state != "silent" and self.ended is None:
            self.state = "silent"
            terminal.tell("\n!! The recording process does not answer. q ends it.")

    def _stop(self) -> None:
        if self.stopped is None:
            self.stopped = time.monotonic()
            self.running.press(Button.STOP)

    def _show(self, event: Event) -> None:
        match event:
            case Began():
                self._begin(event)
            case Running():
                self._run(event)
            case Marked():
                terminal.tell(f"\n{event.kind} kept at {terminal.minutes(event.start)}.")
            case Removed():
                span = f"{terminal.minutes(event.start)}–{terminal.minutes(event.end)}"
                terminal.tell(f"\n{span} was taken out; nothing is kept until you press space.")
            case Faulted():
                name = f" ({event.device})" if event.device else ""
                at = terminal.minutes(event.seconds)
                terminal.tell(f"\n!! {at} {faults.TOLD[event.trouble]}{name}")
            case Ended():
                self.ended = event

    def _begin(self, event: Began) -> None:
        if self.began:
            return
        self.began = True
        terminal.tell(f"Recording from {', '.join(event.devices)}.")
        terminal.tell(_KEYS)
        if self.spoken and sys.stdin.isatty():
            terminal.tell("Let the client say yes on the recording, then press y.")

    def _run(self, event: Running) -> None:
        self.at, self.state = event.seconds, event.state
        if self.began and self.seconds is not None and event.seconds >= self.seconds:
            self._stop()
        shown = "REC" if event.state == "recording" else event.state.upper()
        line = f"{shown} {terminal.minutes(event.seconds)}"
        if terminal.redraws():
            levels = "  ".join(
                f"{_bar(peak)}{' CLIPPED' if clipped else ''}"
                for peak, clipped in zip(event.peaks, event.clipped, strict=True)
            )
            terminal.redraw(f"{line}  {levels}  {one_line(self.text.tail)}")
        elif sys.stderr.isatty() and (shown, event.seconds // 60) != self.shown:
            terminal.tell(line)
        self.shown = shown, event.seconds // 60

    def _press_all(self) -> None:
        while key := self.keys.pressed():
            self._do(key)

    def _do(self, key: str) -> None:
        match key:
            case " ":
                self.running.press(Button.RESUME if self.held else Button.PAUSE)
                self.held = not self.held
            case "o":
                self.held = True
                self.running.press(Button.OFF_THE_RECORD, back=faults.BACK_S)
            case "m":
                self.running.mark(MarkKind.MARK)
            case "y":
                self.running.mark(MarkKind.CONSENT, since=0.0)
            case "t":
                self._note()
            case "w":
                self._withdraw()
            case "q":
                self._stop()
            case digit if digit.isdecimal() and 0 < int(digit) <= len(self.topics):
                self.running.mark(MarkKind.TOPIC, self.topics[int(digit) - 1])

    def _note(self) -> None:
        at = self.at
        with keyboard.line_wise():
            text = terminal.ask("\nNote:")
        self.keys.forget()
        if text:
            self.running.mark(MarkKind.NOTE, text, since=at)

    def _withdraw(self) -> None:
        """Keep nothing from here on, and if it is meant, keep that the consent is withdrawn."""
        self.running.press(Button.PAUSE)
        self.keys.forget()
        with keyboard.line_wise():
            answer = terminal.ask("\nDoes the client withdraw the consent? Then it stops. (y/N)")
        self.keys.forget()
        if not answer.casefold().startswith("y"):
            if not self.held:
                self.running.press(Button.RESUME)
            return
        self._stop()
        self.withdrawn = True
        with self.vault.writing():
            consents.withdraw(self.vault, self.session, datetime.now(UTC).astimezone())


def run(chosen: argparse.Namespace) -> None:
    """Record one conversation; prints the id of its session.

    Raises:
        ConsentMissing: the client does not agree.
        DeviceUnusable: there is no microphone, or it can't be opened.
        RecorderStopped: no sound came, or something could not be written.
    """
    with unlocking.unlocked("record", new=True) as vault, _in_front():
        with holders.recording(vault.home.locks):
            pass  # nobody is asked for consent while another recording runs
        known = next((one for one in clients.all_clients(vault) if _is(one, chosen.client)), None)
        language = "" if chosen.language == "auto" else chosen.language
        language = language or (known.language if known else "")
        name = known.name if known else one_line(chosen.client)
        terms, said = consenting.agreed(chosen, name, language)
        meeting = Meeting(name, chosen.coach or "", language, chosen.setting, terms, said)
        session, new_client = gate.begin(vault, meeting, datetime.now(UTC).astimezone())
        wanted = chosen.live and "transcribe" in terms.purposes
        desk = None
        try:
            with (
                _live(vault, session, wanted=wanted) as live,
                deck.recording(vault, session, chosen.mic, chosen.far_end) as running,
                keyboard.keys() as keys,
            ):
                topics = tuple(topic.id for topic in codebook.topics("en"))
                spoken = terms.given is Given.ORAL
                desk = _Desk(vault, session, running, live, keys, chosen.seconds, topics, spoken)
                desk.follow()
                desk.hear_out()
        finally:
            if not (desk and desk.began) and not sessions.samples(vault, session):
                erasure.discard(vault, session, new_client)
        if sys.stderr.isatty():
            sys.stderr.write("\n")
        _report(vault, session, desk)


@contextlib.contextmanager
def _live(vault: Vault, session: Session, *, wanted: bool) -> Iterator[Listening | None]:
    """Live text while the block runs, where it is wanted and agreed to."""
    if not wanted:
        yield None
        return
    with listening.listening(vault, session) as live:
        yield live


def _is(client: Client, name: str) -> bool:
    return client.name.casefold() == one_line(name).casefold()


@contextlib.contextmanager
def _in_front() -> Iterator[None]:
    """While a recording runs it can't be put out of sight by Ctrl-Z."""
    if not hasattr(signal, "SIGTSTP"):
        yield
        return
    before = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGTSTP, before)


def _report(vault: Vault, session: Session, desk: _Desk) -> None:
    ended = desk.ended
    if ended is None:
        return
    if not desk.began:
        why = faults.WHYS.get(ended.why, "It was stopped before any sound came.")
        raise RecorderStopped(why, "Nothing was recorded.")
    terminal.say(session.id)
    if ended.why in faults.WHYS:
        terminal.tell(faults.WHYS[ended.why])
    terminal.tell(f"{terminal.minutes(ended.seconds)} recorded, kept encrypted.")
    if desk.withdrawn:
        _offer_to_erase(vault, session)
    elif ended.undone or ended.unwritten:
        raise RecorderStopped(
            f"{ended.unwritten:.0f} s of sound, marks, or the removal of what went off the record"
            " could not be written.",
            f"If it must go, erase {session.id}; it is listed as unfinished.",
        )
    else:
        terminal.tell(f"“alliance process {session.id}” transcribes it.")


def _offer_to_erase(vault: Vault, session: Session) -> None:
    terminal.tell("The consent is withdrawn; this session will not be processed.")
    if terminal.can_ask() and terminal.ask("Erase it now? (y/N)").casefold().startswith("y"):
        receipt = erasure.erase(vault, [session])
        terminal.tell(f"Erased, with {receipt.sound_bytes:,} bytes of sound and their key.")
    else:
        terminal.tell(f"“alliance erase {session.id}” erases it.")


def _bar(peak: float) -> str:
    """A level of -60 to 0 dB as a bar of ten."""
    filled = bars.filled(peak, 10)
    return "█" * filled + "·" * (10 - filled)

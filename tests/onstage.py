"""A recorder and a listener that say what a test tells them to, for pages that show a recording."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from models import news
from recorder import consents, gate
from recorder.consents import Terms
from recorder.conversation import Client, Given, MarkKind, Session
from recorder.gate import Meeting
from recorder.vault import Vault
from recorder.wire import Began, Button, Ended, Event, Failed, Running
from tui.screens import listen, taping

QUIET = (-96.0, -96.0)
WHEN = datetime(2026, 3, 1, 14, 5, tzinfo=UTC)


class Voice:
    """The listener's part: what it says."""

    def __init__(self) -> None:
        self.over = False
        self._told: queue.SimpleQueue[news.Event] = queue.SimpleQueue()

    def say(self, *events: news.Event) -> None:
        """Tell the page."""
        for event in events:
            self._told.put(event)

    def events(self, wait_s: float = 0.0) -> Iterator[news.Event]:
        """As `Listening.events`."""
        while not self.over:
            try:
                event = self._told.get(timeout=wait_s)
            except queue.Empty:
                return
            self.over = isinstance(event, Failed)
            yield event


class Stage:
    """The recorder's part: what it says, and what was pressed; `voice` is the listener's."""

    def __init__(self) -> None:
        self.voice = Voice()
        self.breathing = True
        """Whether it says again and again how it goes, as a recorder does that lives."""
        self._last: Running | None = None
        self.pressed: list[Button] = []
        self.marked: list[tuple[MarkKind, str]] = []
        self._told: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def say(self, *events: Event) -> None:
        """Tell the page."""
        for event in events:
            self._told.put(event)

    def begin(self) -> None:
        """Begin with both channels."""
        self.say(Began(("Built-in microphone", "Loudspeaker"), 0.0))

    def run(
        self, seconds: float, peaks: tuple[float, ...] = QUIET, state: str = "recording"
    ) -> None:
        """Tell how it goes."""
        clipped = tuple(peak > -1 for peak in peaks)
        self.say(Running(state, seconds, seconds, peaks, clipped))

    def events(self, wait_s: float) -> Iterator[Event]:
        """As `Deck.events`."""
        while True:
            try:
                event = self._told.get(timeout=wait_s)
            except queue.Empty:
                if self.breathing and self._last:
                    yield self._last
                return
            self._last = event if isinstance(event, Running) else self._last
            yield event
            if isinstance(event, Ended):
                return

    def press(self, button: Button, *, back: float = 0.0) -> None:
        """As `Deck.press`."""
        del back
        self.pressed.append(button)

    def mark(self, kind: MarkKind, text: str = "", since: float | None = None) -> None:
        """As `Deck.mark`."""
        del since
        self.marked.append((kind, text))


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The recorder of every page that records."""
    made = Stage()

    @contextmanager
    def recording(*_: Any) -> Iterator[Stage]:
        yield made

    @contextmanager
    def following(*_: Any, **__: Any) -> Iterator[Voice]:
        yield made.voice

    monkeypatch.setattr(taping.deck, "recording", recording)
    monkeypatch.setattr(listen.listening, "listening", following)
    return made


def agreed(
    vault: Vault,
    language: str = "en",
    setting: str = "call",
    purposes: tuple[str, ...] = consents.PURPOSES,
) -> tuple[Session, Client | None]:
    """A session whose client agreed, aloud."""
    terms = Terms(Given.ORAL, purposes)
    meeting = Meeting("Zoé", "Bertrand", language, "room" if setting == "room" else "call", terms)
    return gate.begin(vault, meeting, WHEN)

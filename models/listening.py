"""The listener process as its owner holds it: events to read, words as they are said.

The command line and the screens show live text with the same lines:

    with listening.listening(vault, session) as live:
        for event in live.events(0.1):
            show(event)

Nothing here waits for the process or hurts the recording: should it die, another goes on where it
was; should that be in vain, it says so and is the end. Importing this loads nothing learned.
"""

import contextlib
import queue
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from models import news
from models.news import Died, Event, Finished, Heard, Order, Said, Withdrawn
from recorder import wire
from recorder.child import Child
from recorder.conversation import Session, Word
from recorder.errors import ModelUnusable
from recorder.vault import Vault
from recorder.wire import Failed

_RESTARTS: Final = 3
_ENDING_S: Final = 2.0


class Listening:
    """Live text of a session, made in a process of its own."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._child = _begun(order)
        self._told: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._door = threading.Lock()
        self._said: dict[int, list[Word]] = {}
        self._since, self._words, self._restarts = order.since, 0, 0
        self._closed = self.over = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def process(self) -> int:
        """The number of the listener process."""
        return self._child.process.pid

    def events(self, wait_s: float = 0.0) -> Iterator[Event]:
        """What the listener tells, until nothing came for `wait_s` seconds, or it has ended.

        It has ended after `Finished` or `Failed`, and `over` says so.
        """
        while not self.over:
            try:
                event = self._told.get(timeout=wait_s) if wait_s else self._told.get_nowait()
            except queue.Empty:
                return
            self.over = isinstance(event, Finished | Failed)
            yield event

    def close(self) -> None:
        """End the listener; nothing is lost by it."""
        with self._door:
            self._closed = True
            child = self._child
        child.let_go()
        child.end(_ENDING_S)
        self._reader.join(_ENDING_S)
        child.tidy()

    def _read(self) -> None:
        """On a thread: read what is told; a listener that dies is started again."""
        while True:
            for event in self._child.said(news.event):
                self._learn(event)
                self._told.put(event)
                if isinstance(event, Finished | Failed):
                    return
            self._child.process.wait()
            if not self._started_again():
                died = ModelUnusable(
                    "The process that makes the live text ended by itself.",
                    "The recording goes on; the text will be made from its sound afterwards.",
                )
                self._told.put(wire.failure(died))
                return

    def _learn(self, event: Event) -> None:
        """Keep in mind what the next process would have to know."""
        if isinstance(event, Heard):
            self._said.setdefault(event.channel, []).extend(event.settled)
            self._words += len(event.settled)
            self._since = max([self._since, *(word.end or 0.0 for word in event.settled)])
        elif isinstance(event, Withdrawn):
            for channel, words in self._said.items():
                self._said[channel] = [word for word in words if not _within(word, event)]

    def _started_again(self) -> bool:
        with self._door:
            if self._closed or self._restarts == _RESTARTS:
                return False
            self._restarts += 1
            before = self._child
            said = tuple(Said(channel, tuple(words)) for channel, words in self._said.items())
            again = replace(self._order, since=self._since, said=said, first=self._words + 1)
            self._child = _begun(again)
            self._told.put(Died(self._since))
        before.end(_ENDING_S)
        before.tidy()
        return True


@contextlib.contextmanager
def listening(
    vault: Vault,
    session: Session,
    *,
    model: str = "base",
    topics: bool = True,
    gentle: bool | None = None,
) -> Iterator[Listening]:
    """Listen to `session` as it is recorded, from before its first sample if need be.

    It ends by itself once the recording is sealed and all is heard. With `gentle` the processor is
    spared; None leaves that to the battery.
    """
    order = Order(str(vault.home.root), vault.key.hex(), session.id, model, topics, gentle)
    live = Listening(order)
    try:
        yield live
    finally:
        live.close()


def _begun(order: Order) -> Child:
    return Child("models.booth", order)


def _within(word: Word, gone: Withdrawn) -> bool:
    return (word.start or 0.0) < gone.end and (word.end or 0.0) > gone.start

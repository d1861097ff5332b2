"""The listener process: it hears what the recorder commits and tells words and covered topics.

Like an interpreter's booth: it hears everything, and nothing that goes wrong in it is heard in the
room. It reads sound from the store alone, keeps no text anywhere, and ends when its input closes
or all is heard. Run as `python -m models.booth` by `listening`.
"""

import contextlib
import itertools
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import psutil

from models import news, weights
from models.board import Board
from models.ear import ShortWhisper
from models.listener import GENTLE, Listener, Listeners, Manner, Pace, Telling
from models.news import (
    Finished,
    Following,
    Heard,
    Lacking,
    Loading,
    Order,
    OtherLanguage,
    Part,
    Skipped,
    Withdrawn,
)
from models.tongue import Tongue
from models.voice import RATE
from models.wordtimes import HeardWord
from recorder import clock, consents, marks, paths, pipes, sessions, vault, wire
from recorder.conversation import Language, MarkKind, Session, Word
from recorder.errors import AllianceError, ConsentMissing
from recorder.paths import Home
from recorder.pipes import Ear, Mouth
from recorder.playhead import Playhead
from recorder.vault import Vault
from recorder.wire import Button

_TICK_S: Final = 0.05
_TOLD_S: Final = 1.0
_STALL_S: Final = 1.5  # nothing is kept: a pause of the recording, so what was said is all
_LOOKED_S: Final = 1.0
_NICE: Final = 10


@dataclass(slots=True)
class Booth:
    """One session being listened to.

    `numbers` are those of the words that it will tell; `gentle` is as in the order.
    """

    mouth: Mouth
    playhead: Playhead
    session: Session
    listeners: Listeners
    board: Board | None
    tongue: Tongue
    numbers: Iterator[int]
    gentle: bool | None = None
    _came: float = field(default_factory=clock.awake)
    _stalled: bool = False
    _over: bool = False
    _looked: float = 0.0
    _told: float = 0.0
    _pace: Pace = Pace.LOOKING
    _spared: bool = False

    def run(self, vault: Vault, ear: Ear) -> Finished | None:
        """Listen until all is heard; None where whoever wanted it is gone."""
        while not _left(ear):
            moved = self._follow()
            told = self.listeners.ready(self._now)
            if told:
                self._tell(*told)
            self._say_how_it_goes()
            self._look(vault)
            if not (moved or told):
                if self._over:
                    self._settle_all()
                    if self.board:
                        self.board.finish()
                    return Finished(self.playhead.at / RATE)
                time.sleep(_TICK_S)
        return None

    @property
    def _now(self) -> float:
        """The session's time in seconds, as far as the sound that was kept tells."""
        return self.playhead.at / RATE + clock.awake() - self._came

    def _follow(self) -> bool:
        """Take what was kept since; gives whether anything was."""
        for start, end in self.playhead.removed():
            self._withdraw(start, end)
        moved = False
        while stretch := self.playhead.read():
            self._came = clock.awake()
            moved, self._stalled = True, False
            if stretch.leap:
                self._leap(stretch.start)
            for samples, listener in zip(stretch.samples, self.listeners.channels, strict=True):
                listener.feed(samples.astype(np.float32) / np.float32(32768))
        if not moved and not self._stalled and clock.awake() - self._came > _STALL_S:
            self._stalled = True
            self._settle_all()
        return moved

    def _leap(self, place: int) -> None:
        self._each(lambda one: one.leap(place, self._now))

    def _settle_all(self) -> None:
        self._each(lambda one: one.finish(self._now))

    def _withdraw(self, start: float, end: float) -> None:
        self.mouth.say(Withdrawn(start, end))
        if self.board:
            self.board.withdraw(start, end)
        self._each(lambda one: one.withdraw(start, end, self._now))

    def _each(self, do: Callable[[Listener], Telling | None]) -> None:
        for channel, listener in enumerate(self.listeners.channels):
            told = do(listener)
            if told:
                self._tell(channel, told)

    def _tell(self, channel: int, told: Telling) -> None:
        settled = tuple(self._word(word, f"l{next(self.numbers)}") for word in told.settled)
        tail = tuple(self._word(word) for word in told.tail)
        self.mouth.say(Heard(channel, self.session.channels[channel], settled, tail))
        if told.skipped:
            self.mouth.say(Skipped(channel, *told.skipped))
        if told.spoken and self.tongue.hear(told.spoken):
            at, heard = self.playhead.at / RATE, told.spoken
            self.mouth.say(OtherLanguage(at, heard.language, round(heard.sure, 2)))
        for listener in self.listeners.channels:
            listener.language = self.tongue.language
        if self.board and self.tongue.language:
            self.board.language = self.tongue.language
        if settled and self.board:
            self.board.settle(channel, settled)

    def _word(self, word: HeardWord, name: str = "") -> Word:
        start, end, sure = (round(one, 3) for one in (word.start, word.end, word.probability))
        return Word(name, word.text, start, end, sure)

    def _say_how_it_goes(self) -> None:
        now = self._now
        channels = self.listeners.channels
        pace = max((one.pace(now) for one in channels), key=list(Pace).index)
        if pace is not self._pace or now - self._told >= _TOLD_S:
            self._pace, self._told = pace, now
            lag = max(one.lag(now) for one in channels)
            at = self.playhead.at / RATE
            self.mouth.say(Following(at, round(lag, 2), pace, self._spared))

    def _look(self, vault: Vault) -> None:
        """See now and then whether the recording is over, and what of it asked for consent."""
        now = clock.awake()
        if now - self._looked < _LOOKED_S:
            return
        self._looked = now
        self._spared = on_battery() if self.gentle is None else self.gentle
        for listener in self.listeners.channels:
            listener.manner = GENTLE if self._spared else Manner()
        self._over = self.playhead.over
        if not self.board:
            return
        asked = [
            (mark.start, mark.end)
            for mark in marks.all_of(vault, self.session)
            if mark.kind is MarkKind.CONSENT
        ]
        self.board.leave_out(asked)


def main() -> None:
    """Do as the order on the standard input says."""
    pipes.keep_apart()
    mouth = Mouth(os.fdopen(os.dup(1), "wb"), Following)
    os.dup2(2, 1)  # whatever a library prints is no event
    source = sys.stdin.buffer
    order = news.order(source.readline())
    ear = Ear(source)
    signal.signal(signal.SIGTERM, lambda *_: ear.stop("terminated"))
    threading.excepthook = lambda *_: os._exit(1)  # the owner starts another
    try:
        finished = _listened(order, ear, mouth)
        if finished:
            mouth.say(finished)
    except AllianceError as error:
        mouth.say(wire.failure(error))
    except BaseException:  # noqa: BLE001, the process's own edge
        # A fault of ours. It is told without words of anybody; the owner starts a new process.
        sys.excepthook(*sys.exc_info())
        mouth.close()
        os._exit(1)
    mouth.close()
    os._exit(0)


def _listened(order: Order, ear: Ear, mouth: Mouth) -> Finished | None:
    _step_back()
    home = Home(Path(order.home))
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(vault.unlock_by_key(home, bytes.fromhex(order.key), "listen"))
        session = sessions.find(opened, order.session)
        allowed = _allowed(opened, session)
        tongue = Tongue(_given(session))
        board = None
        if order.topics and "analyse" in allowed:
            board = _board(tongue.language or "fr", session, mouth)
        whisper = _whisper(order.model, mouth)
        playhead = Playhead(opened, session, round(order.since * RATE))
        stack.callback(playhead.close)
        listeners = Listeners([Listener(whisper, tongue.language) for _ in session.channels])
        for each in listeners.channels:
            each.leap(playhead.at, order.since)
        if board:
            for known in order.said:
                board.settle(known.channel, known.words)
        numbers = itertools.count(order.first)
        booth = Booth(mouth, playhead, session, listeners, board, tongue, numbers, order.gentle)
        return booth.run(opened, ear)


def _step_back() -> None:
    """Leave the processor to whoever needs it more: the recorder, the screen, a call."""
    own = psutil.Process()
    with contextlib.suppress(psutil.Error):  # it runs as well without
        if sys.platform == "win32":
            own.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            own.nice(_NICE)


def on_battery() -> bool:
    """Whether the machine says that it runs on its battery."""
    battery = getattr(psutil, "sensors_battery", lambda: None)()  # not there on every system
    return battery is not None and battery.power_plugged is False


def _given(session: Session) -> Language | None:
    return "fr" if session.language == "fr" else "en" if session.language == "en" else None


def _allowed(opened: Vault, session: Session) -> tuple[str, ...]:
    consent = consents.in_force(opened, session)
    if consent is None or "transcribe" not in consent.purposes:
        raise ConsentMissing(
            "The client has not agreed that this is transcribed.", "It is recorded all the same."
        )
    return consent.purposes


def _board(language: Language, session: Session, mouth: Mouth) -> Board:
    mouth.say(Loading(Part.TOPICS, 0.0))
    return Board(
        language,
        session.channels,
        mouth.say,
        lambda: mouth.say(Loading(Part.TOPICS, 1.0)),
        lambda error: mouth.say(Lacking(Part.TOPICS, error.title, error.advice)),
    )


def _whisper(model: str, mouth: Mouth) -> ShortWhisper:
    def progress(done: float, total: float) -> None:
        mouth.say(Loading(Part.SPEECH, 0.9 * done / total if total else 0.0))

    mouth.say(Loading(Part.SPEECH, 0.0))
    folder = weights.ensure(model, paths.models(), progress)
    whisper = ShortWhisper(folder, psutil.cpu_count(logical=False) or 0)
    mouth.say(Loading(Part.SPEECH, 1.0))
    return whisper


def _left(ear: Ear) -> bool:
    """Whether whoever wanted this is gone, or wants it no more."""
    return any(press.button is Button.STOP for press, _ in _pressed(ear))


def _pressed(ear: Ear) -> Iterator[tuple[wire.Press, str]]:
    while not ear.pressed.empty():
        yield ear.pressed.get()


if __name__ == "__main__":
    main()

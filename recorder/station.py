"""The recorder process: sound from the devices to the store, and nothing else.

It is told what to do on its standard input and tells how it goes on its standard output (`wire`).
When its input closes, whoever wanted the recording is gone: it seals what it has and ends, so that
no recording is ever hidden. Run as `python -m recorder.station` by `deck`.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from recorder import clock, consents, devices, holders, pipes, sessions, vault, wire
from recorder.capture import Capture
from recorder.conversation import Cause, Mark, Session
from recorder.devices import System
from recorder.errors import AllianceError, ConsentMissing, DiskFull, VaultBusy
from recorder.line import Line
from recorder.paths import Home
from recorder.pipes import Ear, Mouth
from recorder.reel import Reel
from recorder.sound import RATE, Lost, Sound
from recorder.tape import Tape
from recorder.vault import Vault
from recorder.wire import (
    Began,
    Button,
    Did,
    Ended,
    Faulted,
    Marked,
    Order,
    Press,
    Removed,
    Running,
    Trouble,
)

_TICK_S: Final = 0.05
_METER_S: Final = 0.1
_DISK_S: Final = 5.0
_DRAIN_S: Final = 4.0
_BEGIN_S: Final = 15.0
_ASLEEP_S: Final = 1.0
_SILENCE_S: Final = 3.0
_WRITING_S: Final = 20.0
_ALONE_S: Final = 15.0
_BUSY_MS: Final = 500
_ROOM_LOW: Final = 200_000_000  # bytes, over an hour of two channels
_ROOM_LEAST: Final = 20_000_000


@dataclass(slots=True)
class Station:
    """One recording under way."""

    line: Line
    tape: Tape
    reel: Reel
    mouth: Mouth
    capture: Capture = field(init=False)
    state: str = "starting"
    _paused_at: int = 0
    _pause: Cause | None = None
    _early: list[tuple[Press, str]] = field(default_factory=list)
    _ending: tuple[float, int, str] | None = None
    _finished: bool = False
    _asleep: float = field(default_factory=lambda: clock.now() - clock.awake())
    _slept_at: float = -1e9
    _alone: float = 0.0
    _beats: int = 0
    _heard: float = field(default_factory=clock.awake)
    _metered: float = 0.0
    _looked: float = 0.0
    _zeros: list[float | None] = field(default_factory=list)
    _said: set[Trouble] = field(default_factory=set)

    def run(self, system: System, order: Order, home: Path, channels: int, ear: Ear) -> Ended:
        """Record until it is stopped; gives how it ended.

        Raises:
            DeviceUnusable: a device can't be opened at the start.
        """
        wanted: dict[devices.Kind, str | None] = {"microphone": order.microphone}
        if channels > 1:
            wanted["far end"] = order.far_end
        self._zeros = [None] * channels
        self.capture = Capture(system, self.line, wanted, self.fault)
        for press in order.presses:  # of the process before this one, before any device is open
            self._take(press, "asked")
        if self._ending is None:
            self.capture.start(looking=order.zero is not None)
        began = clock.now()
        try:
            while True:
                now = clock.now()
                self._hear(ear)
                self._advance(now)
                self._watch(now, home)
                ended = self._over(now, began)
                if ended:
                    return ended
                time.sleep(_TICK_S)
        finally:
            self.capture.stop()

    def hold(self, place: int, cause: Cause) -> None:
        """Begin at `place` without keeping anything, until that is wanted again."""
        self._keep_no_longer(place, place, cause)
        self.state = "starting"

    def fault(self, trouble: Trouble, device: str = "") -> None:
        """Tell that something went wrong, and keep it in the session's log without names."""
        seconds = self.line.place(clock.now()) / RATE
        self.mouth.say(Faulted(trouble, seconds, device))
        self.reel.note("fault", trouble=trouble.value, seconds=round(seconds, 1))

    def _advance(self, now: float) -> None:
        """Bring the sound that came from the devices to the store."""
        self.capture.tick(now)
        limit = self.line.done(now)
        chunks, lost = self.line.taken()
        for channel, start, samples in chunks:
            self.tape.lay(channel, start, samples)
        if self.state == "starting" and self.line.begun:
            self.state = self._pause.value if self._pause else "recording"
            self.mouth.say(Began(self.capture.names, self.line.zero or 0.0))
            for press, why in self._early:
                self._take(press, why)
        if self._ending:
            limit = min(limit, self._ending[1])
        self.reel.keep(self.tape.blocks(limit), [self._named(gap) for gap in lost])
        self.reel.catch_up()

    def _named(self, gap: Lost) -> Lost:
        """A gap with its true cause: the machine slept, if it just did."""
        slept = clock.now() - self._slept_at < _DRAIN_S * 3
        return Lost(gap.start, gap.samples, Cause.SUSPENDED, gap.channel) if slept else gap

    def _hear(self, ear: Ear) -> None:
        while not ear.pressed.empty():
            press, why = ear.pressed.get()
            if self.line.begun or press.button is Button.STOP:
                self._take(press, why)
            else:
                self._early.append((press, why))
        self._mind_the_owner(ear)

    def _mind_the_owner(self, ear: Ear) -> None:
        """An owner who is frozen shows nobody that it records; then it ends.

        Time in which we were held up ourselves is none of the owner's silence.
        """
        now = clock.awake()
        self._alone = 0.0 if ear.beats != self._beats else self._alone + min(now - self._heard, 1.0)
        self._beats, self._heard = ear.beats, now
        if self._alone > _ALONE_S:
            self._stop(clock.now(), "owner gone")

    def _take(self, press: Press, why: str) -> None:
        """Do what is pressed; it counts from the moment that it was pressed."""
        at = min(press.at, clock.now())
        if press.button is Button.STOP:
            self._stop(at, why)
        elif self._ending is None:
            self._press(at, press)
        if press.button in (Button.PAUSE, Button.RESUME):
            self._done(press)

    def _done(self, press: Press) -> None:
        self.mouth.say(Did(press.number, self._pause.value if self._pause else ""))

    def _press(self, at: float, press: Press) -> None:
        place = self.line.place(at)
        if press.button is Button.PAUSE and not self._pause:
            self._keep_no_longer(place, place, Cause.PAUSE)
        elif press.button is Button.OFF_THE_RECORD:
            self._off_the_record(place, press)
        elif press.button is Button.RESUME and self._pause:
            self.tape.switch(place, on=True)
            missing = Lost(self._paused_at, place - self._paused_at, self._pause)
            self.reel.keep([], [missing] if missing.samples > 0 else [])
            self.state, self._pause = "recording", None
        elif press.button is Button.MARK:
            self._mark(place / RATE, press)

    def _mark(self, now: float, press: Press) -> None:
        start = now if press.since is None else press.since

        def marked(mark: Mark) -> None:
            self.mouth.say(Marked(mark.id, mark.kind, mark.start, mark.end, mark.text))
            self._done(press)

        # Named after the press: a process that died may have kept it and not have told.
        name = f"m{press.number}" if press.number else ""
        self.reel.mark(Mark(name, press.kind, start, max(start, now), press.text), marked)

    def _keep_no_longer(self, place: int, since: int, cause: Cause) -> None:
        self.tape.switch(place, on=False)
        self.state, self._paused_at, self._pause = cause.value, since, cause

    def _off_the_record(self, place: int, press: Press) -> None:
        """Keep nothing from here on, and take out what was said just before."""
        if self._pause:  # a pause already; what was said before it may still go
            place = self._paused_at
        start = max(0, place - round(press.back * RATE))
        self.tape.drop(start)
        self._keep_no_longer(start, place, Cause.OFF_THE_RECORD)

        def removed() -> None:
            self.mouth.say(Removed(start / RATE, place / RATE))
            self._done(press)

        if start < place:
            self.reel.remove(start, place, removed)
        else:
            self._done(press)

    def _stop(self, at: float, why: str) -> None:
        if self._ending is None:
            place = self.line.place(at) if self.line.begun else 0
            self.tape.switch(place, on=False)
            self._ending = (at, place, why)
            self.state = "stopping"

    def _over(self, now: float, began: float) -> Ended | None:
        """Whether it is over: what was said until the stop has come through, or nothing comes."""
        if self.reel.overflowing:
            self._stop(now, "disk full")
        if self.state == "starting" and now - began > _BEGIN_S:
            self._stop(now, "no sound")
        if self._ending is None:
            return None
        at, place, why = self._ending
        if self.line.begun and self.tape.at < place and now - at < _DRAIN_S:
            return None
        if not self._finished:
            self._finished = True
            self.line.finish(self.tape.at)
            self.reel.keep(self.tape.blocks(place, rest=True), self.line.taken()[1])
            drift = max((abs(drift) for drift in self.line.drifts), default=0.0)
            self.reel.note("recorded", drift_ppm=round(drift * 1e6, 1), why=why)
        sealed = self.reel.seal()
        if not sealed and now - at < _WRITING_S:  # a full disk may get room, a busy vault free
            return None
        return Ended(self.reel.seconds, sealed, why, self.reel.unwritten, self.reel.undone)

    def _watch(self, now: float, home: Path) -> None:
        """Levels, silence, sleep, the disk."""
        asleep = now - clock.awake()
        if asleep - self._asleep > _ASLEEP_S:
            self._slept_at = now
            self.fault(Trouble.SUSPENDED)
        self._asleep = asleep
        if now - self._metered >= _METER_S:
            self._metered = now
            self._meter(now)
        if now - self._looked >= _DISK_S:
            self._looked = now
            self._look_at_disk(now, home)

    def _meter(self, now: float) -> None:
        levels = self.capture.levels
        self.mouth.say(
            Running(
                self.state,
                self.line.place(now) / RATE if self.line.begun else 0.0,
                self.reel.seconds,
                tuple(round(one.peak, 1) for one in levels),
                tuple(one.clipped for one in levels),
            )
        )
        zero = self._zeros[0] if levels[0].zero else None
        self._zeros[0] = (zero or now) if levels[0].zero else None
        if zero and now - zero > _SILENCE_S:
            self._once(Trouble.SILENT, self.capture.names[0])
        elif not levels[0].zero:
            self._said.discard(Trouble.SILENT)

    def _look_at_disk(self, now: float, home: Path) -> None:
        free = shutil.disk_usage(home).free
        if isinstance(self.reel.stuck, DiskFull):
            self._once(Trouble.DISK_FULL)
        elif self.reel.stuck:
            self._once(Trouble.VAULT_BUSY)
        elif free < _ROOM_LEAST and not self._ending:
            self._once(Trouble.DISK_FULL)
            self._stop(now, "disk full")
        elif free < _ROOM_LOW:
            self._once(Trouble.DISK_NEARLY_FULL)
        else:
            self._said -= {Trouble.DISK_FULL, Trouble.DISK_NEARLY_FULL, Trouble.VAULT_BUSY}

    def _once(self, trouble: Trouble, device: str = "") -> None:
        if trouble not in self._said:
            self._said.add(trouble)
            self.fault(trouble, device)


def main() -> None:
    """Do as the order on the standard input says."""
    pipes.keep_apart()
    mouth = Mouth(os.fdopen(os.dup(1), "wb"), Running)
    os.dup2(2, 1)  # whatever a library prints is no event
    source = sys.stdin.buffer
    order = wire.order(source.readline())
    ear = Ear(source)
    signal.signal(signal.SIGTERM, lambda *_: ear.stop("terminated"))
    try:
        mouth.say(_recorded(order, ear, mouth))
    except AllianceError as error:
        mouth.say(wire.failure(error))
    except BaseException:  # noqa: BLE001, the process's own edge
        # A fault of ours. It is told without words of anybody; the owner starts a new process.
        sys.excepthook(*sys.exc_info())
        mouth.close()
        os._exit(1)
    mouth.close()
    os._exit(0)  # a sound system that hangs must not hold us


def _recorded(order: Order, ear: Ear, mouth: Mouth) -> Ended:
    home = Home(Path(order.home))
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(vault.unlock_by_key(home, bytes.fromhex(order.key), "record"))
        opened.connection.set_busy_timeout(_BUSY_MS)
        session = sessions.find(opened, order.session)
        _check_consent(opened, session)
        stack.enter_context(holders.recording(home.locks))
        stack.enter_context(holders.working_on(home.locks, session.id))
        system = devices.system()
        sound = stack.enter_context(_sound(opened, session, order))
        reach = sound.reach
        line = Line(len(session.channels), order.zero, reach)
        tape = Tape(len(session.channels), reach)
        station = Station(line, tape, Reel(opened, session, sound), mouth)
        if order.paused:  # the process before this one died while nothing was to be kept
            station.hold(reach, Cause(order.paused))
        return station.run(system, order, home.root, len(session.channels), ear)


def _check_consent(opened: Vault, session: Session) -> None:
    """No consent, no sample: the last gate, in the one process that writes sound."""
    consent = consents.in_force(opened, session)
    if consent is None or "record" not in consent.purposes:
        raise ConsentMissing(
            "The client has not agreed to be recorded.", "Nothing was recorded; ask them first."
        )


def _sound(opened: Vault, session: Session, order: Order) -> Sound:
    """The sound file: a new one, or that of the process that died."""
    if order.zero is None:
        return sessions.new_sound(opened, session)
    sound = sessions.sound_of(opened, session)
    if sound is None:
        raise VaultBusy("This session has no sound to go on with.")
    return sound


if __name__ == "__main__":
    main()

"""The sound of a session, heard again: from any moment, at any speed, its pitch kept.

Sound comes out of the store a second at a time, is mixed to one channel, and waits decoded for the
device; no more of it is ever in memory than a second or two, and none on the disk.
"""

import contextlib
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from recorder import clock
from recorder.portaudio import output, portaudio, told
from recorder.sound import RATE, Sound
from recorder.timestretch import TimeStretch

LEAD_S: Final = 1.0
"""Seconds of what was said before, so that the ear is there when the word comes."""

SPEEDS: Final = (0.75, 1.0, 1.25, 1.5)

_FIRST: Final = RATE // 10  # little at first, so that it sounds at once
_THEN: Final = RATE // 2
_AHEAD: Final = 4  # pieces that wait for the device at most
_LATENCY_S: Final = 0.08  # less runs dry on a busy machine

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Sound for the device, which begins at `start` (seconds of the session)."""

    samples: Samples
    start: float
    a_sample: float  # seconds of the session that a sample takes


class Player:
    """Plays one session; keep it as long as its page, and close it.

    The device is opened when it is first played on and stays open, so that later plays start at
    once. Keys come from one thread.
    """

    def __init__(self, sound: Sound) -> None:
        self._sound = sound
        self._stream: Any = None
        self._rate = RATE
        self._door = threading.Condition()
        self._opening = threading.Lock()
        self._waiting: deque[_Piece] = deque()
        self._offset = 0  # samples played of the first that waits
        self._turn = 0  # of which play; a feeder of an earlier one gives up
        self._fed = True
        self._now: tuple[float, float, float] | None = None  # second, when, seconds a second

    def play(
        self, start: float, end: float | None = None, speed: float = 1.0, *, lead: float = LEAD_S
    ) -> None:
        """Play from `lead` before `start` to `end` (seconds of the session; None: to its end).

        What was playing stops. `speed` is 0.5 to 2.

        Raises:
            DeviceUnusable: there is no output, or it refuses.
        """
        self.stop()
        self._open()
        first = max(0, int((start - lead) * RATE))
        last = self._sound.samples if end is None else int(end * RATE)
        with self._door:
            self._fed = False
            self._now = (first / RATE, clock.now(), 0.0)
            turn = self._turn
        pieces = self._pieces(first, last, speed)
        threading.Thread(target=self._feed, args=(turn, pieces), daemon=True).start()

    def get_ready(self) -> None:
        """Open the device ahead, so that the first play starts at once too.

        Raises:
            DeviceUnusable: there is no output, or it refuses.
        """
        self._open()

    def stop(self) -> None:
        """Be silent at once."""
        with self._door:
            self._turn += 1
            self._waiting.clear()
            self._offset, self._fed, self._now = 0, True, None
            self._door.notify_all()

    @property
    def position(self) -> float | None:
        """The second of the session that sounds now, None while nothing plays."""
        with self._door:
            if self._now is None:
                return None
            second, when, pace = self._now
            return max(0.0, second + (clock.now() - when) * pace)

    def close(self) -> None:
        """Stop, and let the device and the sound go."""
        self.stop()
        with self._opening:
            stream, self._stream = self._stream, None
        if stream is not None:
            with contextlib.suppress(Exception):  # it is gone already, one way or the other
                stream.abort()
                stream.close()
        self._sound.connection.close()

    def _open(self) -> None:
        with self._opening:
            self._open_once()

    def _open_once(self) -> None:
        if self._stream is not None and self._stream.active:
            return
        library = portaudio()
        device = output(library)
        with told():
            entry = library.query_devices(device, "output")
            self._rate = int(entry["default_samplerate"])
            self._stream = library.OutputStream(
                samplerate=self._rate,
                device=device,
                channels=min(2, entry["max_output_channels"]),
                dtype="float32",
                latency=_LATENCY_S,
                callback=self._called,
            )
            self._stream.start()

    def _feed(self, turn: int, pieces: Iterator[_Piece]) -> None:
        """On a thread of its own: keep some pieces waiting, until all are or another play began."""
        for piece in pieces:
            with self._door:
                while len(self._waiting) >= _AHEAD and turn == self._turn:
                    self._door.wait()
                if turn != self._turn:
                    return
                self._waiting.append(piece)
        with self._door:
            if turn == self._turn:
                self._fed = True

    def _pieces(self, first: int, last: int, speed: float) -> Iterator[_Piece]:
        from soxr import ResampleStream

        stretch = TimeStretch(speed, RATE)
        to_device = ResampleStream(RATE, self._rate, 1, dtype="float32")
        pace = speed / self._rate
        at, size, place = first, _FIRST, first / RATE
        while at < last:
            mixed = self._mixed(at, min(at + size, last))
            at, size = at + size, _THEN
            slower = stretch.feed(mixed)
            if at >= last:
                slower = np.concatenate([slower, stretch.finish()])
            samples = to_device.resample_chunk(slower, last=at >= last)
            if len(samples):
                yield _Piece(samples, place, pace)
                place += len(samples) * pace

    def _mixed(self, start: int, stop: int) -> Samples:
        whole = sum(
            self._sound.read(channel, start, stop).astype(np.float32)
            for channel in range(self._sound.channels)
        )
        mixed: Samples = np.clip(np.asarray(whole, np.float32) / np.float32(32768), -1.0, 1.0)
        return mixed

    def _called(self, out: Any, frames: int, times: Any, _status: Any) -> None:
        """On PortAudio's thread: give the next samples, silence where there are none."""
        late = max(0.0, times.outputBufferDacTime - times.currentTime)
        filled = 0
        with self._door:
            if self._waiting:
                piece = self._waiting[0]
                second = piece.start + self._offset * piece.a_sample
                self._now = (second, clock.now() + late, piece.a_sample * self._rate)
            elif self._fed:
                self._now = None
            while filled < frames and self._waiting:
                piece = self._waiting[0]
                part = piece.samples[self._offset : self._offset + frames - filled]
                out[filled : filled + len(part)] = part[:, None]
                filled += len(part)
                self._offset += len(part)
                if self._offset >= len(piece.samples):
                    self._waiting.popleft()
                    self._offset = 0
                    self._door.notify_all()
        out[filled:] = 0

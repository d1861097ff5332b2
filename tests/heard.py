"""Sound devices made up for tests: clocks that are off, arrivals that are late, samples that lack.

No real time passes: every buffer carries its own. What sounds is a row of short pulses at times
that never repeat their distance, so that a pulse found anywhere tells where it belongs.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from recorder.feed import Buffer
from recorder.line import Chunk, Line
from recorder.sound import RATE, Lost, Samples

PULSES = np.cumsum(np.random.default_rng(7).uniform(0.3, 0.7, 2_000)) + 100.0
"""When each pulse sounds, in seconds of the clock; the first sound after 100."""
_WIDTH_S = 0.001
_LOUD = 20_000


@dataclass
class Source:
    """A device: its clock runs faster by `off`, it opens at `opens`, it has `holes` and `holds`.

    In a hole samples are missing; in a hold they come late, all at once. Both are (from, to) in
    seconds of the clock. `late` is the most a buffer comes late, in seconds.
    """

    rate: int = 48_000
    off: float = 0.0
    opens: float = 100.0
    closes: float = 1e9
    late: float = 0.04
    block: float = 0.02
    holes: tuple[tuple[float, float], ...] = ()
    holds: tuple[tuple[float, float], ...] = ()
    seed: int = 1

    def buffers(self, until: float) -> list[tuple[float, Buffer]]:
        """What comes, and when, until then."""
        chance = np.random.default_rng(self.seed)
        true = self.rate * (1 + self.off)
        size = round(self.block * self.rate)
        came, last = [], 0.0
        for number in range(round((min(until, self.closes) - self.opens) * true / size)):
            times = self.opens + (number * size + np.arange(size)) / true
            ends = times[-1] + 1 / true
            if any(start <= times[0] < end for start, end in self.holes):
                continue
            late = chance.uniform(0, self.late) * (chance.random() < 0.6)
            arrival = max(last, ends + late)
            for start, end in self.holds:
                if start <= arrival < end:
                    arrival = end
            last = arrival
            came.append((arrival, Buffer(sounding(times), arrival - size / self.rate)))
        return came


def sounding(times: npt.NDArray[np.float64]) -> Samples:
    """What sounds at `times`."""
    near = np.searchsorted(PULSES, (times[0] - 0.01, times[-1] + 0.01))
    out = np.zeros(len(times))
    for pulse in PULSES[near[0] : near[1]]:
        out += _LOUD * np.exp(-0.5 * ((times - pulse) / _WIDTH_S) ** 2)
    return out.astype(np.int16)


def found(samples: Samples) -> npt.NDArray[np.float64]:
    """Where the pulses of `samples` lie, in samples."""
    high = np.flatnonzero(samples > _LOUD // 4)
    if not len(high):
        return np.zeros(0)
    groups = np.split(high, np.flatnonzero(np.diff(high) > RATE // 100) + 1)
    return np.array([np.average(one, weights=samples[one]) for one in groups])


@dataclass
class Laid:
    """What a line gave: each channel's samples in their places, which were laid, what was lost."""

    channels: list[Samples]
    covered: list[npt.NDArray[np.int8]]
    lost: list[Lost] = field(default_factory=list)
    late: int = 0

    def put(self, chunk: Chunk, done: int) -> None:
        channel, start, samples = chunk
        assert start >= 0
        self.channels[channel][start : start + len(samples)] = samples
        self.covered[channel][start : start + len(samples)] += 1
        self.late += max(0, done - start)


def play(
    line: Line,
    sources: dict[int, list[Source]],
    until: float,
    *,
    pauses: bool = False,
    start: float = 100.0,
) -> Laid:
    """Run `line` on what the sources of each channel bring, one after another, until then."""
    whole = round((until - start + 60) * RATE)
    laid = Laid(
        [np.zeros(whole, np.int16) for _ in sources], [np.zeros(whole, np.int8) for _ in sources]
    )
    events: list[tuple[float, int, Source | Buffer | None]] = []
    for number, several in sources.items():
        for source in several:
            events.append((source.opens, number, source))
            events += [(at, number, buffer) for at, buffer in source.buffers(until)]
            if source.closes < until:
                events.append((source.closes + 2.0, number, None))
    now, done = start, 0
    for at, number, what in sorted(events, key=lambda event: event[0]):
        if at > until:
            break
        while now + 0.05 < at:
            now += 0.05
            done = _tick(line, laid, now, done)
        if isinstance(what, Source):
            line.join(number, what.rate, pauses=pauses and number > 0)
        elif what is None:
            line.leave(number)
        else:
            line.take(number, what)
    done = _tick(line, laid, until, done)
    line.finish(done)
    _tick(line, laid, until, done)
    return laid


def _tick(line: Line, laid: Laid, now: float, done: int) -> int:
    reached = line.done(now)
    chunks, lost = line.taken()
    for chunk in chunks:
        laid.put(chunk, done)
    laid.lost += lost
    return max(done, reached)


def astray(samples: Samples, zero: float, since: float, until: float) -> tuple[float, int]:
    """How far at most a pulse between lies from its place, in seconds, and how many are missing.

    A pulse further than 0.1 s from any place counts as missing.
    """
    places = found(samples) / RATE + zero
    wanted = PULSES[(since < PULSES) & (until > PULSES)]
    off = np.array([np.abs(places - one).min() if len(places) else 9.0 for one in wanted])
    return float(off[off < 0.1].max(initial=0.0)), int((off >= 0.1).sum())

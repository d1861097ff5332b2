"""What of the line is kept, cut into blocks for the store."""

from itertools import pairwise

import numpy as np

from recorder.sound import BLOCK, Block, Samples


class Tape:
    """Takes each channel's samples at their places; gives blocks of what is to be kept.

    What lies in a stretch that is switched off is let go; what no channel brought is no block.
    """

    def __init__(self, channels: int, at: int = 0) -> None:
        self.at = at
        """Up to where all was given or let go."""
        self._laid: list[list[tuple[int, Samples]]] = [[] for _ in range(channels)]
        self._switches: list[tuple[int, bool]] = []
        self._on = True

    def lay(self, channel: int, start: int, samples: Samples) -> None:
        """Put `samples` of `channel` at `start`; what lies before `at` comes too late."""
        if len(samples):
            self._laid[channel].append((start, samples))

    def switch(self, place: int, *, on: bool) -> None:
        """Keep, or keep no longer, from `place` on."""
        self._switches.append((max(place, self.at), on))

    def drop(self, place: int) -> None:
        """Let go of what lies from `place` on, whatever was switched there."""
        self._switches = [(at, on) for at, on in self._switches if at < place]
        self.switch(place, on=False)

    def blocks(self, limit: int, *, rest: bool = False) -> list[Block]:
        """The blocks that are complete before `limit`; with `rest`, what is begun as well."""
        given = []
        for start, end in pairwise(self._cuts(limit, rest=rest)):
            while self._switches and self._switches[0][0] <= start:
                self._on = self._switches.pop(0)[1]
            block = self._block(start, end) if self._on else None
            if block is not None:
                given.append((start, block))
            self.at = end
        self._let_go()
        return given

    def _cuts(self, limit: int, *, rest: bool) -> list[int]:
        """Where blocks end: whole halves of seconds, switches, and the limit if it is wanted."""
        whole = range((self.at // BLOCK + 1) * BLOCK, limit + 1, BLOCK)
        switches = {place for place, _ in self._switches if self.at < place <= limit}
        ends = {*whole, *switches, *([limit] if rest and limit > self.at else [])}
        return [self.at, *sorted(ends)]

    def _block(self, start: int, end: int) -> Samples | None:
        block = np.zeros((len(self._laid), end - start), np.int16)
        empty = True
        for channel, laid in enumerate(self._laid):
            for at, samples in laid:
                low, high = max(at, start), min(at + len(samples), end)
                if low < high:
                    block[channel, low - start : high - start] = samples[low - at : high - at]
                    empty = False
        return None if empty else block

    def _let_go(self) -> None:
        self._laid = [
            [(at, samples) for at, samples in laid if at + len(samples) > self.at]
            for laid in self._laid
        ]

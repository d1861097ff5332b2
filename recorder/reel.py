"""What of a recording is kept: blocks, gaps, marks, faults, each committed as it comes.

A full disk or a busy vault holds nothing up: what can't be written yet waits here, bounded.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from recorder import marks, redaction, sessions
from recorder.conversation import Cause, Mark, Session
from recorder.errors import VaultError
from recorder.sound import RATE, Block, Lost, Samples, Sound
from recorder.vault import Vault

_MOST_BLOCKS: Final = 300
_MOST_ACTIONS: Final = 1_000


class Reel:
    """The open store of one recording."""

    def __init__(self, vault: Vault, session: Session, sound: Sound) -> None:
        self._vault, self._session, self._sound = vault, session, sound
        self._blocks: list[Block] = []
        self._lost: list[Lost] = []
        self._actions: deque[Callable[[], None]] = deque()
        self._end: int = sound.samples
        self.stuck: VaultError | None = None
        """Why nothing can be written now; what waits is tried again."""

    @property
    def seconds(self) -> float:
        """The session's time up to which sound is kept."""
        return self._end / RATE

    @property
    def unwritten(self) -> float:
        """Seconds of sound that wait to be written."""
        samples: int = sum(block.shape[1] for _, block in self._blocks)
        return samples / RATE

    @property
    def undone(self) -> bool:
        """Whether marks, or a removal, wait to be written."""
        return bool(self._actions)

    @property
    def overflowing(self) -> bool:
        """Whether more waits for room on the disk than may."""
        return len(self._blocks) > _MOST_BLOCKS

    def keep(self, blocks: list[Block], lost: list[Lost]) -> None:
        """Commit `blocks` and `lost`, and what waited; on a full disk they wait."""
        self._blocks += blocks
        self._lost += lost
        if not (self._blocks or self._lost):
            return
        try:
            self._sound.keep(self._blocks, self._lost)
        except VaultError as error:
            self.stuck = error
        else:
            ends = [at + block.shape[1] for at, block in self._blocks]
            self._end = max([self._end, *ends])
            self._blocks, self._lost, self.stuck = [], [], None

    def mark(self, mark: Mark, done: Callable[[Mark], None]) -> None:
        """Keep `mark`, and then call `done` with it; one whose id is there already is kept."""

        def write() -> None:
            with self._vault.writing():
                keep = marks.once if mark.id else marks.add
                kept = keep(self._vault, self._session, mark)
            done(kept)

        self._actions.append(write)

    def note(self, what: str, **detail: float | str) -> None:
        """Add a line to the session's log; no words, no names. Let go of where too much waits."""
        if len(self._actions) > _MOST_ACTIONS:
            return

        def write() -> None:
            with self._vault.writing():
                self._vault.note(what, self._session.id, **detail)

        self._actions.append(write)

    def remove(self, start: int, stop: int, done: Callable[[], None]) -> None:
        """Take what was said from `start` to before `stop` out of sound and text, for good.

        `done` is called once it is gone.
        """
        self._blocks = [
            rest for at, block in self._blocks for rest in _outside(at, block, start, stop)
        ]

        def cut() -> None:
            self._sound.cut(start, stop, Cause.OFF_THE_RECORD)

        def forget() -> None:
            with self._vault.writing():
                redaction.forget(self._vault, self._session, start / RATE, stop / RATE)
            done()

        self._actions.extend((cut, forget))
        self.catch_up()

    def catch_up(self) -> bool:
        """Write what waits for the vault; gives whether all is written."""
        while self._actions:
            try:
                self._actions[0]()
            except VaultError as error:
                self.stuck = error
                return False
            self._actions.popleft()
        if not self._blocks:
            self.stuck = None
        return True

    def seal(self) -> bool:
        """Say that the recording is whole; gives whether that could be written."""
        if self._blocks or self._lost or not self.catch_up():
            return False
        try:
            self._sound.settle()
            now = sessions.find(self._vault, self._session.id)
            with self._vault.writing():
                sessions.update(self._vault, replace(now, duration=self.seconds))
                sessions.seal(self._vault, self._session, self._sound.gaps())
        except VaultError:
            return False
        return True


def _outside(at: int, block: Samples, start: int, stop: int) -> list[Block]:
    """What of `block`, which starts at `at`, lies before `start` or from `stop` on."""
    parts = [
        (at, block[:, : max(0, start - at)]),
        (max(at, stop), block[:, max(0, stop - at) :]),
    ]
    return [(place, part) for place, part in parts if part.shape[1]]

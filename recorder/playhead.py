"""The place up to which another process has read a session's sound while it is being recorded."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from recorder import sessions
from recorder.conversation import Cause, Session
from recorder.errors import NotFound, VaultDamaged
from recorder.sound import RATE, Samples, Sound
from recorder.vault import Vault

_AT_ONCE: Final = RATE
_HOLE: Final = 2 * RATE  # a longer one is leapt over, a shorter one read as silence


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sound as it was kept: `samples` (channels, samples) from sample `start` on.

    `leap` says that nothing was kept for a while before it.
    """

    start: int
    samples: Samples
    leap: bool


class Playhead:
    """Reads what a recorder commits, in its order; the recorder never waits for it.

    `at` is the place, in samples of the session.
    """

    def __init__(self, vault: Vault, session: Session, at: int = 0) -> None:
        self._vault, self._session = vault, session
        self._sound: Sound | None = None
        self._gone: set[tuple[float, float]] = set()
        self.at = at

    @property
    def over(self) -> bool:
        """Whether the recording is sealed, or gone; some of it may still be unread."""
        try:
            return sessions.work(self._vault, sessions.find(self._vault, self._session.id)).sealed
        except NotFound:
            return True

    def read(self) -> Stretch | None:
        """The next second of what was kept, or as much of it as is there; None if nothing is."""
        sound = self._opened()
        kept = sound.next_kept(self.at) if sound else None
        if sound is None or kept is None:
            return None
        leap = kept - self.at > _HOLE
        start = kept if leap else self.at
        stop = min(sound.samples, kept + _AT_ONCE)
        samples = [sound.read(channel, start, stop) for channel in range(sound.channels)]
        self.at = stop
        return Stretch(start, np.stack(samples), leap)

    def removed(self) -> list[tuple[float, float]]:
        """What went off the record since this was last asked, in seconds."""
        sound = self._opened()
        gone = {
            (gap.start, gap.end)
            for gap in (sound.gaps() if sound else ())
            if gap.cause is Cause.OFF_THE_RECORD
        }
        fresh = gone - self._gone
        self._gone = gone
        return sorted(fresh)

    def close(self) -> None:
        """Let go of the sound file."""
        if self._sound:
            self._sound.connection.close()

    def _opened(self) -> Sound | None:
        """The sound file, once the recorder has made it."""
        if self._sound is None:
            try:
                self._sound = sessions.sound_of(self._vault, self._session)
            except VaultDamaged:  # it is being made this very moment
                return None
        return self._sound

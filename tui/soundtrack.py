"""The sound of the session that a page shows: played from a word, followed word by word."""

from bisect import bisect_right
from collections.abc import Sequence

from recorder import sessions
from recorder.conversation import Session, Utterance
from recorder.errors import UnusableAnswer
from recorder.player import SPEEDS, Player
from recorder.vault import Vault


class Soundtrack:
    """One session's player, made when it is first wanted; `speed` is one of `SPEEDS`."""

    def __init__(self, opened: Vault, session: Session) -> None:
        self._vault, self._session = opened, session
        self._player: Player | None = None
        self._starts: list[tuple[float, str]] = []
        self.speed = 1.0

    def get_ready(self) -> None:
        """Open the sound and the device; from a thread, since it takes a tenth of a second.

        Raises:
            UnusableAnswer: nothing was recorded.
            VaultDamaged: the sound can't be read.
            DeviceUnusable: there is no output, or it refuses.
        """
        self._made().get_ready()

    def follow(self, utterances: Sequence[Utterance]) -> None:
        """These are the words that sound."""
        words = [word for one in utterances for word in one.words]
        self._starts = sorted((word.start, word.id) for word in words if word.start is not None)

    def play(self, start: float | None, end: float | None = None) -> None:
        """Play from shortly before `start` (seconds).

        Raises:
            As `get_ready`; UnusableAnswer too where the word has no time.
        """
        if start is None:
            raise UnusableAnswer("This word has no time.", "The transcript came without times.")
        self._made().play(start, end, self.speed)

    def stop(self) -> None:
        """Be silent."""
        if self._player:
            self._player.stop()

    def faster(self) -> None:
        """Take the next speed, the slowest after the fastest, and go on in it."""
        self.speed = SPEEDS[(SPEEDS.index(self.speed) + 1) % len(SPEEDS)]
        at = self._player.position if self._player else None
        if self._player and at is not None:
            self._player.play(at, None, self.speed, lead=0.0)

    @property
    def plays(self) -> bool:
        """Whether something sounds."""
        return self._player is not None and self._player.position is not None

    @property
    def word(self) -> str:
        """The word that sounds, "" while none does."""
        at = self._player.position if self._player else None
        place = bisect_right(self._starts, (at, "\uffff")) if at is not None else 0
        return self._starts[place - 1][1] if place else ""

    def close(self) -> None:
        """Let the device and the sound go."""
        player, self._player = self._player, None
        if player:
            player.close()

    def _made(self) -> Player:
        if self._player is None:
            sound = sessions.sound_of(self._vault, self._session)
            if sound is None:
                raise UnusableAnswer(
                    "There is no sound.", "This conversation was imported as a transcript."
                )
            self._player = Player(sound)
        return self._player

"""Which language a conversation is in: the one given, unless none was; what is heard only warns."""

from typing import Final

from models.ear import Spoken
from recorder.conversation import Language

_SURE: Final = 0.8
_RUNNING: Final = 2  # stretches; one may be a quotation
_ENOUGH: Final = 3.0  # of certainty in favour, before a language that nobody gave is settled


class Tongue:
    """What is known of the language; `language` is None until it is given or settled."""

    def __init__(self, given: Language | None) -> None:
        self.language = given
        self._votes: dict[Language, float] = {"fr": 0.0, "en": 0.0}
        self._others = 0
        self._warned: Language | None = None

    def hear(self, spoken: Spoken) -> bool:
        """A stretch sounds like `spoken`; gives whether that is worth a warning.

        Two stretches running in another language than the conversation's warn once, until it has
        come back to its own.
        """
        if self.language is None:
            self._votes[spoken.language] += 2 * spoken.sure - 1
            first, second = sorted(self._votes, key=lambda one: -self._votes[one])
            if self._votes[first] - self._votes[second] >= _ENOUGH:
                self.language = first
            return False
        if spoken.sure < _SURE:
            return False
        if spoken.language == self.language:
            self._others, self._warned = 0, None
            return False
        self._others += 1
        if self._others < _RUNNING or self._warned == spoken.language:
            return False
        self._warned = spoken.language
        return True

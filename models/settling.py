"""Which words of live text are settled: they are never taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.guards import looped, plain_word
from models.wordtimes import HeardWord

_LOOKED_BACK = 40  # settled words in which a loop is looked for
_REMEMBERED = 150  # settled words that can be context


@dataclass(frozen=True, slots=True)
class Rule:
    """When words settle between pauses, and how many of the others are shown.

    `agreeing` looks running must give a word (0: words settle at pauses alone). What ends within
    `guard` seconds of the end of the sound never settles: its word may be cut. What ends within
    `hidden` seconds of it isn't shown yet, nor, until the next look, what is less probable than
    `sure` (0 to 1) and all after it.
    """

    agreeing: int = 3
    guard: float = 1.0
    hidden: float = 0.1
    sure: float = 0.5


class Settling:
    """The words of one channel: settled ones go out once, the tail may change at every look.

    Local agreement (Macháček and others, https://arxiv.org/abs/2307.14743), but compared without
    case and punctuation: “équipe” agrees with “équipe,”, and the newest form is kept. Words that
    would make a loop never settle, however often looks agree on them, and clear the context.
    """

    def __init__(self, rule: Rule | None = None) -> None:
        self._rule = rule or Rule()
        self._looks: tuple[tuple[HeardWord, ...], ...] = ()
        self._settled: tuple[HeardWord, ...] = ()
        self._context = 0
        self.tail: tuple[HeardWord, ...] = ()
        """What is shown beyond the settled words."""

    def context(self, count: int) -> tuple[str, ...]:
        """The last `count` settled words, fewer after a loop."""
        usable = min(count, self._context)
        return tuple(word.text for word in self._settled[len(self._settled) - usable :])

    def look(
        self, words: Sequence[HeardWord], until: float, *, suspect: bool = False
    ) -> tuple[HeardWord, ...]:
        """The words that settle by another look at all that isn't settled.

        `until` is where the sound ends, in the words' seconds. A look in doubt shows and settles
        nothing, and the looks before it no longer count.
        """
        if suspect or self._loops(words):
            self._forget()
            return ()
        agreed = _agreed([*self._looks, words]) if self._enough() else 0
        firm = _ended(words[:agreed], until - self._rule.guard)
        shown = min(self._credible(words), _ended(words, until - self._rule.hidden))
        self._looks = tuple(_rest(look, firm) for look in (*self._looks, tuple(words)))
        self._looks = self._looks[-max(1, self._rule.agreeing - 1) :]
        self.tail = tuple(words[firm:shown])
        return self._keep(words[:firm])

    def close(
        self, words: Sequence[HeardWord], until: float, *, suspect: bool = False
    ) -> tuple[HeardWord, ...]:
        """Settle `words`, heard up to a cut at `until`; nothing of a loop or of what is in doubt.

        What looks heard beyond the cut stays shown.
        """
        bad = suspect or self._loops(words)
        beyond = tuple(word for word in self.tail if (word.start + word.end) / 2 > until)
        self._forget(keep_context=not bad)
        self.tail = beyond
        return () if bad else self._keep(words)

    def withdraw(self, start: float, end: float) -> None:
        """Forget every word of `start` to `end` (seconds), and whatever isn't settled."""
        self._settled = tuple(
            word for word in self._settled if word.end <= start or word.start >= end
        )
        self._forget()

    def _credible(self, words: Sequence[HeardWord]) -> int:
        """How many words at the beginning the last look gave too, or are probable enough."""
        count = _agreed([self._looks[-1], words]) if self._looks else 0
        while count < len(words) and words[count].probability >= self._rule.sure:
            count += 1
        return count

    def _enough(self) -> bool:
        return 0 < self._rule.agreeing <= len(self._looks) + 1

    def _loops(self, words: Sequence[HeardWord]) -> bool:
        recent = self._settled[-_LOOKED_BACK:]
        return bool(words) and looped([word.text for word in (*recent, *words)])

    def _forget(self, *, keep_context: bool = False) -> None:
        self._looks = ()
        self.tail = ()
        if not keep_context:
            self._context = 0

    def _keep(self, words: Sequence[HeardWord]) -> tuple[HeardWord, ...]:
        """`words` as settled, none before the one before it."""
        floor = self._settled[-1].start if self._settled else 0.0
        kept = []
        for word in words:
            floor = max(floor, word.start)
            kept.append(replace(word, start=floor, end=max(floor, word.end)))
        self._settled = (*self._settled, *kept)[-_REMEMBERED:]
        self._context = min(_REMEMBERED, self._context + len(kept))
        return tuple(kept)


def _agreed(looks: Sequence[Sequence[HeardWord]]) -> int:
    """How many words at the beginning all looks have in common."""
    count = 0
    for same in zip(*looks, strict=False):
        if len({plain_word(word.text) for word in same}) > 1:
            break
        count += 1
    return count


def _ended(words: Sequence[HeardWord], by: float) -> int:
    """How many words at the beginning have ended by then."""
    for count, word in enumerate(words):
        if word.end > by:
            return count
    return len(words)


def _rest(look: Sequence[HeardWord], settled: int) -> tuple[HeardWord, ...]:
    return tuple(look[settled:])

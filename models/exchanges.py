"""Exchanges: what a statement answers, and what is answered to it."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import takewhile

from models.cues import cue, normal
from models.statements import Statement, Turns, hollow, is_no, is_yes
from recorder.conversation import Language, Speaker

_LOOK_BACK = 4
_SHORT_QUESTION = 9
_SHORT_REPLY = 8
_LONG_REPLY = 25


@dataclass(frozen=True, slots=True)
class Exchange:
    """What stands around a statement; each part may be empty.

    `question` is the coach's that it answers, `opening` the yes or no before it in its own turn,
    `reply` the client's agreement to it; `refused` when the client says no to it instead.
    """

    question: tuple[Statement, ...]
    opening: tuple[Statement, ...]
    reply: tuple[Statement, ...]
    refused: bool

    @property
    def asked_at(self) -> int:
        """The turn of the question, -1 without one."""
        return self.question[-1].turn if self.question else -1


def exchange(
    statement: Statement,
    turns: Turns,
    topic: AbstractSet[str],
    language: Language,
    *,
    answered: bool = False,
) -> Exchange:
    """The exchange that `statement` belongs to.

    `topic` holds the word ids that a question and a reply may have. With `answered` the reply
    is whatever the client says first, a yes or not, as far as it is short: what the coach asks
    for themself is settled by the answer.
    """
    before = turns[statement.turn][: statement.place]
    after = _answer(statement, turns)
    held = [s for s in after if not topic.isdisjoint(s.words)]
    refused = bool(after) and is_no(after[0].text, language)
    return Exchange(
        question=tuple(s for s in _question(statement, turns) if not topic.isdisjoint(s.words)),
        opening=tuple(takewhile(lambda s: hollow(s, language), before)),
        reply=_reply(statement, held, language, answered=answered),
        refused=refused and not _agrees(after[0], statement, language),
    )


def _question(statement: Statement, turns: Turns) -> tuple[Statement, ...]:
    """The coach's last question, a few turns back at most; a short one with what leads to it."""
    for turn in reversed(turns[max(0, statement.turn - _LOOK_BACK) : statement.turn]):
        places = [s.place for s in turn if s.by_coach and s.asks]
        if places:
            last = places[-1]
            short = len(turn[last].words) < _SHORT_QUESTION
            return tuple(turn[max(0, last - short) : last + 1])
    return ()


def _answer(statement: Statement, turns: Turns) -> Sequence[Statement]:
    """The client's turn right after a coach's statement."""
    after = turns[statement.turn + 1] if statement.turn + 1 < len(turns) else ()
    by_client = bool(after) and after[0].utterance.speaker == Speaker.CLIENT
    return after if statement.by_coach and by_client else ()


def _reply(
    statement: Statement, after: Sequence[Statement], language: Language, *, answered: bool
) -> tuple[Statement, ...]:
    agreed = (n for n, s in enumerate(after[:2]) if _agrees(s, statement, language))
    yes = 0 if answered else next(agreed, len(after))
    most = _LONG_REPLY if answered else _SHORT_REPLY
    kept: list[Statement] = []
    for said in after[yes:]:
        most -= len(said.words)
        if most < 0 or said.asks or not (answered or _agrees(said, statement, language)):
            break
        kept.append(said)
    return tuple(kept)


def _agrees(said: Statement, statement: Statement, language: Language) -> bool:
    """Whether `said` is a yes to `statement`, or a no to one that says what is not wanted."""
    if said.asks:
        return False
    if is_no(said.text, language):
        return bool(cue(language, "negation").search(normal(statement.text)))
    return is_yes(said.text, language)

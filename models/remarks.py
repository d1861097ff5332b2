"""Remarks: statements that say something on a topic, each with what it is worth for a clause."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from models.cues import Aspect, aspects, cue, normal, weight
from models.exchanges import Exchange, exchange
from models.statements import Statement, Turns
from recorder.conversation import Conversation, Language, Party

_FULL_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Remark:
    """A statement as the answer to one aspect of a topic; the higher `score`, the better."""

    statement: Statement
    aspect: Aspect
    exchange: Exchange
    score: float

    @property
    def at(self) -> tuple[int, int]:
        """Where it stands in the conversation."""
        return self.statement.turn, self.statement.place


def remarks(
    conversation: Conversation, turns: Turns, language: Language, topic: str
) -> tuple[Remark, ...]:
    """Every statement mostly inside passages of `topic`, under the aspect that it fits best.

    In the order said.
    """
    known = [aspect for aspect in aspects() if aspect.topic == topic]
    passages = (passage for passage in conversation.passages if passage.topic == topic)
    inside = {word for passage in passages for word in passage.words}
    tagged = {word for passage in conversation.passages for word in passage.words}
    found: list[Remark] = []
    for turn in turns if known else ():
        said = [s for s in turn if _is_about(s, turns, inside, tagged)]
        around = [exchange(s, turns, inside, language, answered=known[0].answered) for s in said]
        fits = [
            [_fit(s, near, aspect, language) for aspect in known]
            for s, near in zip(said, around, strict=True)
        ]
        whole = [sum(column) / len(said) for column in zip(*fits, strict=True)]
        for statement, near, own in zip(said, around, fits, strict=True):
            best = _best(statement, own, whole, known, language)
            score = own[best] + _merit(statement, language)
            if statement.by_coach:
                score += _backing(statement, near, known[best], turns, language)
            else:
                score += weight("direct") * (near.asked_at == statement.turn - 1)
            found.append(Remark(statement, known[best], near, score))
    return tuple(found)


def _is_about(
    statement: Statement, turns: Turns, inside: AbstractSet[str], tagged: AbstractSet[str]
) -> bool:
    """Whether a statement is mostly inside passages of a topic, or answers a question there.

    A tagger that knows the question may still miss its answer: where no topic has it, it is the
    question's.
    """
    if 2 * sum(word in inside for word in statement.words) >= len(statement.words):
        return True
    if statement.by_coach or not tagged.isdisjoint(statement.words) or not statement.turn:
        return False
    before = turns[statement.turn - 1]
    return any(s.by_coach and s.asks and not inside.isdisjoint(s.words) for s in before)


def _best(
    statement: Statement,
    own: Sequence[float],
    whole: Sequence[float],
    known: Sequence[Aspect],
    language: Language,
) -> int:
    """Which of `known` aspects a statement fits best; the first where none fits surely.

    `own` is how well it fits each, `whole` how well its turn does: a turn is mostly about one.
    Words that bind one party are seldom about what the other does.
    """
    bound = _bound(statement, language)
    sure = [
        fit
        + weight("turn") * turn
        + weight("opposite") * ({bound, aspect.party} == {Party.COACH, Party.CLIENT})
        for fit, turn, aspect in zip(own, whole, known, strict=True)
    ]
    best = max(range(len(known)), key=sure.__getitem__)
    return best if sure[best] >= weight("sure") else 0


def _fit(statement: Statement, around: Exchange, aspect: Aspect, language: Language) -> float:
    """How well a statement fits an aspect, by what was asked, what is said and of whom."""
    asked = normal(" ".join(s.text for s in around.question))
    said = normal(statement.text)

    def found(kind: str, text: str) -> bool:
        return bool(cue(language, "aspects", aspect.topic, f"{aspect.id}_{kind}").search(text))

    return (
        weight("asked") * found("asked", asked)
        + weight("said") * found("said", said)
        + weight("barred") * found("barred", asked)
        + weight("person") * (_bound(statement, language) is aspect.party)
    )


def _bound(statement: Statement, language: Language) -> Party:
    """Whom a statement binds, by its grammatical person and who says it."""
    said = normal(statement.text)
    orders = set(cue(language, "order").findall(said))
    orders -= set(cue(language, "not_order").findall(said))
    if orders or cue(language, "second").search(said):
        return Party.CLIENT if statement.by_coach else Party.COACH
    if cue(language, "first").search(said):
        return Party.COACH if statement.by_coach else Party.CLIENT
    return Party.BOTH


def _merit(statement: Statement, language: Language) -> float:
    """What a statement is worth as a clause, whatever the aspect."""
    said = normal(statement.text)
    score = sum(
        weight(kind)
        for kind in ("wish", "limit", "told", "doubt", "talk")
        if cue(language, kind).search(said)
    )
    score += weight("asks" if statement.by_coach else "wonders") * statement.asks
    score += weight("unfinished") * statement.unfinished
    score += weight("retracts") * bool(cue(language, "taken_back").search(said))
    return score + weight("length") * min(len(said.split()), _FULL_LENGTH) / _FULL_LENGTH


def _backing(
    statement: Statement, around: Exchange, aspect: Aspect, turns: Turns, language: Language
) -> float:
    """What a coach's sentence gains by the client's yes and loses by a no or by leading up.

    Where the coach speaks for themself, no yes is waited for.
    """
    said = normal(statement.text)
    own = aspect.coach > 0
    leads = not own and any(s.asks for s in turns[statement.turn])
    score = aspect.coach
    score += weight("confirmed") if around.reply and not leads else weight("unconfirmed")
    score += weight("refused") * (around.refused and not own)
    score += weight("setup") * bool(cue(language, "setup").search(said))
    return score + weight("restated") * bool(cue(language, "restating").match(said))

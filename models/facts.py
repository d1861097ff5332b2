"""Facts of the alliance: who promised what by when, what the coach may do, what was refused.

A fact stands on words that were said. The grammar of a sentence (`acts`) and the exchange around
it say what it does; nothing is written in other words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from models.acts import Act, ActKind, acts
from models.clauses import language_of
from models.cues import cue, normal
from models.dates import times
from models.exchanges import Exchange, exchange
from models.remarks import remarks
from models.sentences import sentences
from models.spans import word_ids
from models.statements import Statement, Turns, hollow, is_no, is_yes, statements
from models.supersede import standing
from recorder.conversation import Conversation, Language, Party

_PROMISES = "commitments"
_PERMISSIONS = "permission"
# Where a client's no, or leave, is about what the coach does and not a story.
_DEALINGS = frozenset(
    {
        *("commitments", "permission", "confrontation", "logistics", "expectations"),
        *("safety", "procrastination", "saboteur", "evolution"),
    }
)
_HALF = 2


class FactKind(StrEnum):
    """What a fact is."""

    PROMISE = "promise"
    PERMISSION = "permission"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that somebody promised, allowed or refused, in the words that were said.

    `party` is who is to do it, or may, or must not. `words` are word ids, `question` those of the
    coach's question that it answers, `when` those of its time; `due` is the day meant by the time,
    None where no single one is, and `next_time` says that it is the next session. `condition` are
    the words that it is bound to ("if…", "sauf…"). `stands` is False where it was taken back later.
    """

    kind: FactKind
    party: Party
    topic: str
    words: tuple[str, ...]
    question: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    due: date | None = None
    next_time: bool = False
    condition: tuple[str, ...] = ()
    stands: bool = True


def facts(conversation: Conversation) -> tuple[Fact, ...]:
    """The promises, permissions and refusals of `conversation`, in the order said.

    They are looked for in its passages only; days are counted from the day of the session. Raises
    UnusableAnswer where the session has no usable language, ModelUnusable as `sentences` does.
    """
    language = language_of(conversation)

    def split(text: str) -> list[tuple[int, int]]:
        return [(s.start_char, s.end_char) for s in sentences(text, language)]

    turns = statements(conversation, split)
    looked = _Looked(conversation, turns, language)
    return tuple(fact for turn in turns for fact in _of_turn(turn, looked))


class _Looked:
    """What the conversation shows of its statements: topics, grammar, what still stands."""

    def __init__(self, conversation: Conversation, turns: Turns, language: Language) -> None:
        self.turns = turns
        self.language = language
        self.day = conversation.session.started.date()
        self.inside: dict[str, set[str]] = {}
        for passage in conversation.passages:
            self.inside.setdefault(passage.topic, set()).update(passage.words)
        told = [s for turn in turns for s in turn if self.topics(s) and not s.asks]
        read = acts([s.text for s in told], language)
        self.acts = {(s.turn, s.place): found for s, found in zip(told, read, strict=True)}
        self.gone: set[tuple[int, int]] = set()
        for topic in self.inside.keys() & _DEALINGS:
            said = remarks(conversation, turns, language, topic)
            self.gone |= {r.at for r in said} - {r.at for r in standing(said, language)[0]}

    def topics(self, statement: Statement) -> list[str]:
        """The topics of dealings that most of its words belong to, promises first."""
        words = statement.words
        found = [
            topic
            for topic, inside in self.inside.items()
            if topic in _DEALINGS and _HALF * sum(word in inside for word in words) >= len(words)
        ]
        return sorted(found, key=lambda topic: (topic != _PROMISES, topic != _PERMISSIONS, topic))

    def around(self, statement: Statement) -> Exchange:
        """The exchange that it belongs to, whatever topic its question has."""
        every = {word for turn in self.turns for s in turn for word in s.words}
        return exchange(statement, self.turns, every, self.language)


def _of_turn(turn: Sequence[Statement], looked: _Looked) -> Iterator[Fact]:
    """The facts of one turn; what is promised in it is one promise, with the time beside it."""
    found = [fact for statement in turn for fact in _of_statement(statement, looked)]
    promised = [fact for fact in found if fact.kind is FactKind.PROMISE]
    for fact in found:
        if fact.kind is not FactKind.PROMISE:
            yield fact
        elif fact is promised[0]:
            whole = replace(
                fact,
                words=tuple(word for one in promised for word in one.words),
                condition=tuple(word for one in promised for word in one.condition),
                stands=any(one.stands for one in promised),
            )
            asked = looked.around(turn[0]).question if fact.question else ()
            yield _timed(whole, [*turn, *asked], looked)


def _of_statement(statement: Statement, looked: _Looked) -> Iterator[Fact]:
    topics = looked.topics(statement)
    if not topics or statement.asks:
        return
    found = looked.acts[statement.turn, statement.place]
    kind, topic = _kind(statement, found, topics, looked)
    if kind is None:
        return
    around = looked.around(statement)
    direct = not statement.by_coach and around.asked_at == statement.turn - 1
    promised = kind is FactKind.PROMISE and not statement.by_coach
    yield Fact(
        kind=kind,
        party=Party.CLIENT if promised else Party.COACH,
        topic=topic,
        words=statement.words,
        question=_words(around.question) if direct else (),
        condition=_condition(statement, found),
        stands=(statement.turn, statement.place) not in looked.gone,
    )


def _kind(
    statement: Statement, found: Sequence[Act], topics: Sequence[str], looked: _Looked
) -> tuple[FactKind | None, str]:
    """What a statement that is no question does, and under which topic."""
    kinds = {act.kind for act in found}
    around = looked.around(statement)
    answers = not statement.by_coach and around.asked_at == statement.turn - 1
    if _PROMISES in topics and _promises(statement, kinds, around, looked):
        return FactKind.PROMISE, _PROMISES
    if statement.by_coach:
        return None, ""
    first = statement.place == 0
    asked = answers and first and any(s.asks for s in around.question)
    if ActKind.REFUSAL in kinds or (asked and is_no(statement.text, looked.language)):
        return FactKind.REFUSAL, topics[0]
    leave = ActKind.PERMISSION in kinds
    if _PERMISSIONS in topics:
        leave |= asked and is_yes(statement.text, looked.language)
    return (FactKind.PERMISSION, topics[0]) if leave else (None, "")


def _promises(statement: Statement, kinds: set[ActKind], around: Exchange, looked: _Looked) -> bool:
    """Whether it promises: by its grammar, or as the answer to who asks for a promise."""
    language = looked.language
    asked = normal(" ".join(s.text for s in around.question))
    # What follows "and if it isn't done?" is no promise, whatever its grammar.
    if cue(language, "aspects", _PROMISES, "promise_barred").search(asked):
        return False
    if ActKind.PROMISE in kinds:
        return True
    if statement.by_coach or ActKind.REFUSAL in kinds or hollow(statement, language):
        return False
    if around.asked_at < statement.turn - 1:
        return False
    wanted = cue(language, "aspects", _PROMISES, "promise_asked").search(asked)
    # Who says "you" in an answer asks something of the coach.
    return bool(wanted) and not cue(language, "second").search(normal(statement.text))


def _condition(statement: Statement, found: Sequence[Act]) -> tuple[str, ...]:
    """The words that what is said is bound to."""
    at = statement.utterance.text.find(statement.text)
    spans = [(act.start, act.end) for act in found if act.kind is ActKind.CONDITION]
    every = {w for a, b in spans for w in word_ids(statement.utterance, at + a, at + b)}
    return tuple(word for word in statement.words if word in every)


def _timed(fact: Fact, said: Sequence[Statement], looked: _Looked) -> Fact:
    """`fact` with the first time in `said` that is a day, else with the next session.

    What comes back every week is no day to keep a promise by.
    """
    named = [
        (statement, when)
        for statement in said
        for when in times(statement.text, looked.language, looked.day)
        if not when.again
    ]
    if not named:
        return fact
    statement, best = next((pair for pair in named if pair[1].day), named[0])
    at = statement.utterance.text.find(statement.text)
    when = word_ids(statement.utterance, at + best.start, at + best.end)
    return replace(fact, when=when, due=best.day, next_time=best.next_time)


def _words(said: Sequence[Statement]) -> tuple[str, ...]:
    return tuple(word for statement in said for word in statement.words)

"""The draft alliance: clauses chosen from what was said, nothing without evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from models.clauses import Drafted, People, bare, language_of, people, wording
from models.cues import Aspect, aspects, weight
from models.ledger import ledger
from models.remarks import Remark, remarks
from models.sentences import bounds
from models.shortening import Parts, shortened
from models.statements import Splitter, Statement, hollow, is_no, is_yes, statements
from models.supersede import standing
from recorder.anchors import anchored
from recorder.conversation import (
    Agreement,
    Clause,
    Conversation,
    Language,
    Speaker,
)
from recorder.decisions import not_discussed, ordered
from recorder.proposals import merged
from recorder.style import Style
from recorder.template import Template

_MOST_WORDS = 34
_MOST_CLAUSES = 20
_FRAGMENT = 4
_SAME = 0.6
_SHORT_ANSWER = 30


def write_agreement(conversation: Conversation, template: Template | None = None) -> Agreement:
    """The draft alliance of `conversation`, from its passages, worded as `template` has it.

    Clauses stand in the order of the codebook's topics, then of their words; a topic without one
    is in `not_discussed`. Where `conversation.agreement` is there already, it is `merged` with
    the new draft: what a person made, changed or decided on stays.
    Raises `UnusableAnswer` when the session's language is neither "fr" nor "en".
    """
    language = language_of(conversation)
    who = people(conversation, language, template or Template())

    def split(text: str) -> Sequence[tuple[int, int]]:
        return bounds(text, language)

    scene = Scene(conversation, language, who)
    places = {word: place for place, word in enumerate(conversation.words())}
    drafted = sorted(
        _drafted(scene, split), key=lambda one: min(places[word] for word in one.clause.quote)
    )
    order = ordered([replace(one.clause, id=str(at)) for at, one in enumerate(drafted)])
    named = [
        replace(drafted[int(clause.id)], clause=replace(clause, id=f"c{number}"))
        for number, clause in enumerate(order, start=1)
    ]
    clauses = tuple(one.clause for one in named)
    style = conversation.agreement.style if conversation.agreement else Style()
    fresh = Agreement(
        1,
        clauses,
        not_discussed(clauses),
        ledger(named, conversation.session.started.date(), language),
        style=style if language == "en" else replace(style, address=who.address),
    )
    current = conversation.agreement
    return merged(anchored(current, conversation), fresh) if current else fresh


@dataclass(frozen=True, slots=True)
class Scene:
    """What all clauses of one draft share."""

    conversation: Conversation
    language: Language
    who: People


def _drafted(scene: Scene, split: Splitter) -> list[Drafted]:
    """The clauses that the passages ground, best first; ids are empty."""
    turns = statements(scene.conversation, split)
    found: list[tuple[float, Drafted]] = []
    for topic in dict.fromkeys(passage.topic for passage in scene.conversation.passages):
        said = remarks(scene.conversation, turns, scene.language, topic)
        valid, gone = standing(said, scene.language)
        here: list[tuple[tuple[Remark, ...], Drafted]] = []
        for aspect in aspects():
            about = [remark for remark in valid if remark.aspect == aspect]
            here += [
                (chosen, drafted)
                for chosen in _chosen(about, aspect, scene.language)
                if (drafted := _clause(chosen, valid, scene))
            ]
        first = _first_said(said, gone, [chosen for chosen, _ in here])
        for place, (chosen, drafted) in enumerate(here):
            clause = replace(drafted.clause, superseded=tuple(first.get(place, ())))
            found.append((_worth(chosen), replace(drafted, clause=clause)))
    found.sort(key=lambda pair: -pair[0])
    return _distinct([drafted for _, drafted in found])


def _first_said(
    said: Sequence[Remark],
    gone: Mapping[tuple[int, int], Remark],
    clauses: Sequence[tuple[Remark, ...]],
) -> dict[int, list[str]]:
    """The words that were taken back, by the place of the clause that now holds.

    That is the clause which took them back, else the next of the topic, else its last.
    """
    found: dict[int, list[str]] = {}
    for remark in said:
        by = gone.get(remark.at)
        if by is None or remark.statement.asks or not clauses:
            continue
        turn = by.statement.turn

        def far(place: int, turn: int = turn) -> tuple[bool, int]:
            turns = [one.statement.turn for one in clauses[place]]
            return max(turns) < turn, min(abs(each - turn) for each in turns)

        place = min(range(len(clauses)), key=far)
        found.setdefault(place, []).extend(remark.statement.words)
    return found


def _distinct(clauses: Sequence[Drafted]) -> list[Drafted]:
    """`clauses` without those whose words earlier ones quote already, nearly all of them.

    The first of a topic stays: what was discussed must not seem left out. Of the others only the
    best, so that a draft has at most 20.
    """
    kept: list[Drafted] = []
    quoted: set[str] = set()
    topics = {drafted.clause.topic for drafted in clauses}
    for drafted in clauses:
        clause = drafted.clause
        first = all(other.clause.topic != clause.topic for other in kept)
        waiting = len(topics - {other.clause.topic for other in kept})
        fresh = len(quoted & set(clause.quote)) <= _SAME * len(clause.quote)
        if first or (fresh and len(kept) + waiting < _MOST_CLAUSES):
            kept.append(drafted)
            quoted |= set(clause.quote)
    return kept


def _chosen(
    about: Sequence[Remark], aspect: Aspect, language: Language
) -> list[tuple[Remark, ...]]:
    """The best turns for `aspect`, each with its best remarks in the order said."""
    by_coach = [remark for remark in about if remark.statement.by_coach]
    about = by_coach or about if aspect.answered else about
    about = [remark for remark in about if _stands(remark)]
    turns = []
    for _, said in groupby(about, key=lambda remark: remark.statement.turn):
        picked = _picked(list(said), language)
        if picked:
            turns.append(picked)
    if not turns:
        return []
    turns.sort(key=_worth, reverse=True)
    enough = weight("join" if aspect.most == 1 else "second") * _worth(turns[0])
    others = turns[1 : max(aspect.most, 2)]
    best = [turns[0], *(picked for picked in others if _worth(picked) >= enough)]
    if aspect.most == 1:
        best = _together(best) if aspect.joined else turns[:1]
    return sorted(best, key=lambda picked: picked[0].at)


def _stands(remark: Remark) -> bool:
    """Whether a remark may be in a clause: a coach's words for the client need the client's yes."""
    own = not remark.statement.by_coach or remark.aspect.coach > 0
    return own or bool(remark.exchange.reply)


def _together(best: Sequence[tuple[Remark, ...]]) -> list[tuple[Remark, ...]]:
    """The best turn, with the second where the client says both: in one clause while it is short.

    What the client said twice over, in too many words for one clause, makes two.
    """
    both = [remark for picked in best for remark in picked]
    words = sum(len(remark.statement.words) for remark in both)
    if any(remark.statement.utterance.speaker != Speaker.CLIENT for remark in both):
        return list(best[:1])
    if words > _MOST_WORDS:
        return list(best)
    return [tuple(sorted(both, key=lambda r: r.at))]


def _settles(remark: Remark, language: Language) -> bool:
    """Whether a yes or no, alone, answers a question that stands with its answer."""
    statement = remark.statement
    answers = remark.exchange.asked_at == statement.turn - 1 and not statement.by_coach
    said = is_yes(statement.text, language) or is_no(statement.text, language)
    return remark.aspect.asked and answers and said


def _gain(remark: Remark, language: Language) -> float:
    """What a remark adds to its turn; a fragment of an answer rather stays with the rest."""
    least = weight("least")
    if hollow(remark.statement, language):
        return -least
    short = len(remark.statement.words) <= _FRAGMENT and not remark.statement.asks
    return max(remark.score - least, weight("fragment")) if short else remark.score - least


def _worth(picked: Sequence[Remark]) -> float:
    return max(remark.score for remark in picked)


def _picked(turn: Sequence[Remark], language: Language) -> tuple[Remark, ...]:
    """The neighbouring remarks of one turn that together are worth most; none below the least."""
    worth = [_gain(remark, language) for remark in turn]
    best: tuple[float, int, int] = (0.0, 0, 0)
    for start in range(len(turn)):
        for end in range(start + 1, len(turn) + 1):
            words = sum(len(remark.statement.words) for remark in turn[start:end])
            if words <= _MOST_WORDS or end == start + 1:
                best = max(best, (sum(worth[start:end]), -start, end))
    value, start, end = best
    if value <= 0 or all(remark.statement.unfinished for remark in turn[-start:end]):
        return tuple(turn[:1]) if _settles(turn[0], language) else ()
    return tuple(_with_neighbours(turn, -start, end, language))


def _with_neighbours(
    turn: Sequence[Remark], start: int, end: int, language: Language
) -> Sequence[Remark]:
    """The remarks from `start` to `end` with those around them that still fit in a short answer.

    What stands with its question also keeps how the answer begins.
    """

    def words(first: int, last: int) -> int:
        return sum(len(remark.statement.words) for remark in turn[first:last])

    if turn[0].aspect.asked and words(0, end) <= _MOST_WORDS:
        start = 0
    while end < len(turn) and _follows(turn[end], turn[end - 1], language):
        if words(start, end + 1) > _SHORT_ANSWER:
            break
        end += 1
    while start > 0 and _follows(turn[start - 1], turn[start], language):
        if words(start - 1, end) > _SHORT_ANSWER:
            break
        start -= 1
    return turn[start:end]


def _follows(remark: Remark, other: Remark, language: Language) -> bool:
    """Whether the two stand side by side and `remark` says something whole."""
    statement = remark.statement
    near = abs(statement.place - other.statement.place) == 1
    return near and not (statement.asks or statement.unfinished or hollow(statement, language))


def _clause(chosen: Sequence[Remark], valid: Sequence[Remark], scene: Scene) -> Drafted | None:
    """The clause that `chosen` make among `valid` remarks; none when cleaning leaves no words."""
    language, conversation = scene.language, scene.conversation
    key = chosen[0].aspect.key
    worth = {remark.at: remark.score for remark in chosen}

    def worded(parts: Parts) -> str:
        return wording(key, language, scene.who, parts)

    parts = shortened(
        _parts(chosen, valid, language),
        worded,
        language,
        lambda statement: worth.get((statement.turn, statement.place), 0),
    )
    text = worded(parts)
    if not text:
        return None
    quote = tuple(word for part in parts for statement in part for word in statement.words)
    topic, party = chosen[0].aspect.topic, chosen[0].aspect.party
    asked = (word for remark in chosen for one in remark.exchange.question for word in one.words)
    around = {*quote, *asked}
    evidence = tuple(
        passage.id
        for passage in conversation.passages
        if passage.topic == topic and not around.isdisjoint(passage.words)
    )
    said = bare([parts[1] or parts[0]], language, scene.who)
    return Drafted(Clause("", topic, party, text, evidence, quote), key, said)


def _parts(chosen: Sequence[Remark], valid: Sequence[Remark], language: Language) -> Parts:
    """What is said in the clause of `chosen`, with the question and the answer that it needs."""
    first = chosen[0]
    around = first.exchange
    said = tuple(remark.statement for remark in chosen)
    stands = {remark.at for remark in valid}
    opening = tuple(s for s in around.opening if s not in said and (s.turn, s.place) in stands)
    refuses = any(is_no(s.text, language) for s in opening)
    asked: tuple[Statement, ...] = ()
    direct = not said[0].by_coach and around.asked_at == said[0].turn - 1
    short = sum(len(s.words) for s in said) <= _FRAGMENT
    if direct and (first.aspect.asked or refuses or short):
        asked, said = around.question, (*opening, *said)
    reply = next((r.exchange.reply for r in reversed(chosen) if r.exchange.reply), ())
    return asked, said, reply

"""The draft alliance: clauses chosen from what was said, nothing without evidence."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from models.clauses import language_of, people, wording
from models.cues import Aspect, aspects, weight
from models.remarks import Remark, remarks
from models.sentences import sentences
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

_MOST_WORDS = 45
_FRAGMENT = 4
_SAME = 0.6
_SHORT_ANSWER = 30


def write_agreement(conversation: Conversation) -> Agreement:
    """The draft alliance of `conversation`, from its passages.

    Clauses stand in the order of the codebook's topics, then of their words; a topic without one
    is in `not_discussed`. Where `conversation.agreement` is there already, it is `merged` with
    the new draft: what a person made, changed or decided on stays.
    Raises `UnusableAnswer` when the session's language is neither "fr" nor "en".
    """
    language = language_of(conversation)

    def split(text: str) -> Sequence[tuple[int, int]]:
        return [(s.start_char, s.end_char) for s in sentences(text, language)]

    places = {word: place for place, word in enumerate(conversation.words())}
    drafted = sorted(
        _drafted(conversation, language, split), key=lambda c: min(places[w] for w in c.quote)
    )
    clauses = tuple(
        replace(clause, id=f"c{number}") for number, clause in enumerate(ordered(drafted), start=1)
    )
    fresh = Agreement(1, clauses, not_discussed(clauses))
    current = conversation.agreement
    return merged(anchored(current, conversation), fresh) if current else fresh


def _drafted(conversation: Conversation, language: Language, split: Splitter) -> list[Clause]:
    """The clauses that the passages ground, best first; ids are empty."""
    turns = statements(conversation, split)
    found: list[tuple[float, Clause]] = []
    for topic in dict.fromkeys(passage.topic for passage in conversation.passages):
        valid = standing(remarks(conversation, turns, language, topic), language)
        for aspect in aspects():
            about = [remark for remark in valid if remark.aspect == aspect]
            for chosen in _chosen(about, aspect, language):
                clause = _clause(chosen, valid, conversation)
                if clause:
                    found.append((_worth(chosen), clause))
    found.sort(key=lambda pair: -pair[0])
    return _distinct([clause for _, clause in found])


def _distinct(clauses: Sequence[Clause]) -> list[Clause]:
    """`clauses` without those whose words earlier ones quote already, nearly all of them.

    The first of a topic stays: what was discussed must not seem left out.
    """
    kept: list[Clause] = []
    quoted: set[str] = set()
    for clause in clauses:
        only = all(other.topic != clause.topic for other in kept)
        if only or len(quoted & set(clause.quote)) <= _SAME * len(clause.quote):
            kept.append(clause)
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
        best = [_together(best) if aspect.joined else turns[0]]
    return sorted(best, key=lambda picked: picked[0].at)


def _stands(remark: Remark) -> bool:
    """Whether a remark may be in a clause: a coach's words for the client need the client's yes."""
    own = not remark.statement.by_coach or remark.aspect.coach > 0
    return own or bool(remark.exchange.reply)


def _together(best: Sequence[tuple[Remark, ...]]) -> tuple[Remark, ...]:
    """The best turn, with the second where the client says both and they stay short."""
    both = [remark for picked in best for remark in picked]
    words = sum(len(remark.statement.words) for remark in both)
    alone = any(remark.statement.utterance.speaker != Speaker.CLIENT for remark in both)
    return best[0] if alone or words > _MOST_WORDS else tuple(sorted(both, key=lambda r: r.at))


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


def _clause(
    chosen: Sequence[Remark], valid: Sequence[Remark], conversation: Conversation
) -> Clause | None:
    """The clause that `chosen` make among `valid` remarks; none when cleaning leaves no words."""
    language = language_of(conversation)
    first = chosen[0]
    around = first.exchange
    said = tuple(remark.statement for remark in chosen)
    stands = {remark.at for remark in valid}
    opening = tuple(s for s in around.opening if s not in said and (s.turn, s.place) in stands)
    refuses = any(is_no(s.text, language) for s in opening)
    asked: tuple[Statement, ...] = ()
    direct = not said[0].by_coach and around.asked_at == said[0].turn - 1
    bare = sum(len(s.words) for s in said) <= _FRAGMENT
    if direct and (first.aspect.asked or refuses or bare):
        asked, said = around.question, (*opening, *said)
    reply = next((r.exchange.reply for r in reversed(chosen) if r.exchange.reply), ())
    parts = (asked, said, reply)
    text = wording(first.aspect.key, language, people(conversation, language), parts)
    quote = tuple(word for part in parts for statement in part for word in statement.words)
    evidence = tuple(
        passage.id
        for passage in conversation.passages
        if passage.topic == first.aspect.topic and not set(quote).isdisjoint(passage.words)
    )
    if not text:
        return None
    return Clause("", first.aspect.topic, first.aspect.party, text, evidence, quote)

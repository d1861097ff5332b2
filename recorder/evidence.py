"""What a tag or a clause rests on: which utterances, and the words that were said."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from recorder.cleaning import one_line
from recorder.conversation import (
    Agreement,
    Clause,
    ClauseState,
    Conversation,
    Maker,
    Passage,
    Utterance,
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A topic on an utterance: the best score (0 to 1) of the passages that hold its words."""

    topic: str
    score: float
    by: Maker


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one utterance that ground a clause; "(…)" stands where words were left out."""

    utterance: Utterance
    text: str
    start: float | None


class Evidence:
    """The links of one conversation, computed once.

    Word ids that are no longer in the conversation (erased, merged) are passed over. A clause
    that was carried over rests on the earlier conversation that it comes from.
    """

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._homes = conversation.homes()
        self._order = {item.id: place for place, item in enumerate(conversation.utterances)}
        self._passages = {passage.id: passage for passage in conversation.passages}
        self._earlier = {each.session.id: Evidence(each) for each in conversation.earlier}

    def utterances(self, words: Iterable[str]) -> tuple[str, ...]:
        """The ids of the utterances that hold these words, in the order said."""
        found = {self._homes[word].id for word in words if word in self._homes}
        return tuple(sorted(found, key=self._order.__getitem__))

    def grounds(self, clause: Clause) -> tuple[str, ...]:
        """The utterance ids of a clause: those of its quote, else those of its passages."""
        if clause.origin:
            at = self._earlier.get(clause.origin)
            return at.grounds(replace(clause, origin="")) if at else ()
        quoted = self.utterances(clause.quote)
        if quoted:
            return quoted
        passages = (self._passages[name] for name in clause.evidence if name in self._passages)
        return self.utterances(word for passage in passages for word in passage.words)

    def quotes(self, clause: Clause) -> tuple[Quote, ...]:
        """What was said that a clause quotes, an utterance at a time, in the order said."""
        if clause.origin:
            at = self._earlier.get(clause.origin)
            return at.quotes(replace(clause, origin="")) if at else ()
        wanted = set(clause.quote)
        places = (self._order[name] for name in self.utterances(clause.quote))
        return tuple(_quote(self._conversation.utterances[place], wanted) for place in places)

    def superseded(self, clause: Clause) -> tuple[Quote, ...]:
        """What was said first and taken back by what the clause rests on."""
        return self.quotes(replace(clause, quote=clause.superseded))

    def tags(self) -> dict[str, tuple[Tag, ...]]:
        """The topics of every utterance that has any, best score first.

        One entry a topic; where scores are equal, a tag by the coach comes before a guess.
        """
        best: dict[str, dict[str, Tag]] = {}
        for passage in self._conversation.passages:
            for name in self.utterances(passage.words):
                _keep_best(best.setdefault(name, {}), passage)
        return {name: tuple(sorted(tags.values(), key=_rank)) for name, tags in best.items()}


def standing(agreement: Agreement) -> dict[str, list[Clause]]:
    """The clauses that were not rejected, by topic; topics in the order of their first clause."""
    clauses: dict[str, list[Clause]] = {}
    for clause in agreement.clauses:
        if clause.state is not ClauseState.REJECTED:
            clauses.setdefault(clause.topic, []).append(clause)
    return clauses


def _keep_best(tags: dict[str, Tag], passage: Passage) -> None:
    tag = Tag(passage.topic, passage.score, passage.by)
    known = tags.get(tag.topic)
    if known is None or _rank(tag) < _rank(known):
        tags[tag.topic] = tag


def _rank(tag: Tag) -> tuple[float, bool, str]:
    return -tag.score, tag.by is not Maker.COACH, tag.topic


def _quote(utterance: Utterance, wanted: set[str]) -> Quote:
    parts: list[str] = []
    wanted = wanted | _typed_between(utterance, wanted)
    kept = True
    for word in utterance.words:
        if word.id in wanted:
            parts += [word.text] if kept or not parts else ["(…)", word.text]
        kept = word.id in wanted
    start = next(word.start for word in utterance.words if word.id in wanted)
    return Quote(utterance, one_line(" ".join(parts)), start)


def _typed_between(utterance: Utterance, wanted: set[str]) -> set[str]:
    """What the coach typed right between two words that are quoted: they corrected the quote."""
    found: set[str] = set()
    run: list[str] = []
    inside = False
    for word in utterance.words:
        if word.id in wanted:
            found.update(run if inside else ())
            inside, run = True, []
        elif word.by is Maker.COACH:
            run.append(word.id)
        else:
            inside, run = False, []
    return found

"""What the coach decides about an alliance: each decision gives a new agreement, nothing is stored.

`agreements.change` keeps the result as a step that can be undone. An agreement that both have
agreed to stays as it is: the first decision after that opens the next version.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from recorder import codebook
from recorder.cleaning import one_line
from recorder.conversation import (
    Agreement,
    Clause,
    ClauseState,
    Conversation,
    Maker,
    Outcome,
    Party,
    Proposal,
    ProposalKind,
)
from recorder.errors import NotFound, UnusableAnswer
from recorder.style import Style

MOST_CHARACTERS: Final = 1000
"""A clause is a sentence, not a page."""


def accept(agreement: Agreement, clause: str) -> Agreement:
    """The clause stands as it is worded; one that was edited stays edited.

    Raises:
        NotFound: there is no such clause; so in all that follows.
    """
    found = _found(agreement, clause)
    edited = found.by is Maker.COACH and found.drafted
    state = ClauseState.EDITED if edited else ClauseState.ACCEPTED
    return _with(agreement, replace(found, state=state))


def accept_all(agreement: Agreement) -> Agreement:
    """Every clause that is undecided stands as it is worded."""
    for clause in agreement.clauses:
        if clause.state is ClauseState.DRAFT:
            agreement = accept(agreement, clause.id)
    return agreement


def reject(agreement: Agreement, clause: str) -> Agreement:
    """The clause is left out of every document, and not drafted again; `reopen` brings it back."""
    return _with(agreement, replace(_found(agreement, clause), state=ClauseState.REJECTED))


def reopen(agreement: Agreement, clause: str) -> Agreement:
    """The clause is undecided again."""
    return _with(agreement, replace(_found(agreement, clause), state=ClauseState.DRAFT))


def reword(agreement: Agreement, clause: str, text: str) -> Agreement:
    """The clause says `text`; what the model had said is remembered beside it.

    Raises:
        UnusableAnswer: nothing is left of the text once cleaned, or it is longer than 1000
            characters.
    """
    found, line = _found(agreement, clause), _line(text)
    if line == found.text:
        return agreement
    drafted = found.drafted or ("" if found.by is Maker.COACH else found.text)
    edited = replace(found, text=line, state=ClauseState.EDITED, by=Maker.COACH, drafted=drafted)
    return _with(agreement, edited)


def move(
    agreement: Agreement, clause: str, *, topic: str | None = None, party: Party | None = None
) -> Agreement:
    """The clause stands under another topic, last there, or is about another party."""
    found = _found(agreement, clause)
    moved = replace(found, topic=topic or found.topic, party=party or found.party, by=Maker.COACH)
    if moved.topic == found.topic:
        return _with(agreement, moved)
    others = [one for one in agreement.clauses if one.id != clause]
    return _settled(agreement, ordered([*others, moved]))


def shift(agreement: Agreement, clause: str, by: int) -> Agreement:
    """The clause stands `by` places later among those of its topic, earlier when negative."""
    found = _found(agreement, clause)
    group = [one for one in agreement.clauses if one.topic == found.topic]
    group.remove(found)
    at = [one.id for one in agreement.clauses if one.topic == found.topic].index(clause)
    group.insert(max(0, min(at + by, len(group))), found)
    others = [one for one in agreement.clauses if one.topic != found.topic]
    return _settled(agreement, ordered([*others, *group]))


def add(agreement: Agreement, clause: Clause, conversation: Conversation) -> Agreement:
    """A clause of the coach's own, last of its topic: its topic, party, text and `quote` count.

    The quote's words (ids, in any order) are what it rests on; there may be none.

    Raises:
        UnusableAnswer: as of `reword`.
    """
    chosen = set(clause.quote)
    evidence = (
        passage.id
        for passage in conversation.passages
        if passage.topic == clause.topic and not chosen.isdisjoint(passage.words)
    )
    added = Clause(
        free_id("c", [one.id for one in agreement.clauses]),
        clause.topic,
        clause.party,
        _line(clause.text),
        tuple(evidence),
        tuple(word for word in conversation.words() if word in chosen),
        ClauseState.EDITED,
        Maker.COACH,
    )
    return _settled(agreement, ordered([*agreement.clauses, added]))


def approve_quote(agreement: Agreement, clause: str, *, approved: bool = True) -> Agreement:
    """Whether the client's copy may show the words that the clause rests on."""
    return _with(agreement, replace(_found(agreement, clause), quotable=approved))


def take(agreement: Agreement, proposal: str) -> Agreement:
    """The clause becomes what the proposal says: added, changed, reworded or left out."""
    found = next((one for one in agreement.proposals if one.id == proposal), None)
    if found is None:
        raise NotFound("There is no such proposal any more.", "Look at the alliance again.")
    rest = replace(agreement, proposals=_without(agreement, proposal))
    if found.kind is ProposalKind.DROP:
        return reject(rest, found.instead_of)
    if found.kind is ProposalKind.COMMENT:
        return reword(rest, found.instead_of, found.clause.text)
    clause = replace(found.clause, state=ClauseState.ACCEPTED, drafted="")
    if found.kind is ProposalKind.ADD:
        clause = replace(clause, id=free_id("c", [one.id for one in rest.clauses]))
        return _settled(rest, ordered([*rest.clauses, clause]))
    _found(rest, found.instead_of)
    return _with(rest, replace(clause, id=found.instead_of))


def take_all(agreement: Agreement) -> Agreement:
    """Every proposal is taken, as after the style of the clauses was changed."""
    for proposal in agreement.proposals:
        agreement = take(agreement, proposal.id)
    return agreement


def leave(agreement: Agreement, proposal: str) -> Agreement:
    """The clause stays; the same is not proposed again."""
    found = next((one for one in agreement.proposals if one.id == proposal), None)
    if found is None:
        raise NotFound("There is no such proposal any more.", "Look at the alliance again.")
    rest = replace(agreement, proposals=_without(agreement, proposal))
    if found.kind is ProposalKind.CHANGE:
        clause = _found(rest, found.instead_of)
        return _with(rest, replace(clause, drafted=found.clause.text))
    if found.kind is ProposalKind.ADD:
        name = free_id("c", [one.id for one in rest.clauses])
        declined = replace(found.clause, id=name, state=ClauseState.REJECTED)
        return _settled(rest, ordered([*rest.clauses, declined]))
    return _settled(rest, rest.clauses)


def check_in(agreement: Agreement, sessions: int) -> Agreement:
    """After how many sessions to look at the alliance again, 0 for never.

    Raises:
        UnusableAnswer: the number is negative.
    """
    if sessions < 0:
        raise UnusableAnswer("A number of sessions can't be negative.", "0 means never.")
    return _settled(replace(agreement, check_in=sessions), agreement.clauses)


def restyle(agreement: Agreement, style: Style) -> Agreement:
    """How the clauses speak; the drafter words its own anew, a hand's words stay."""
    return _settled(replace(agreement, style=style), agreement.clauses)


def agree(agreement: Agreement, at: datetime) -> Agreement:
    """Both agreed to this version at `at`.

    Raises:
        UnusableAnswer: a clause or a proposal is undecided, or no clause stands.
    """
    undecided = sum(one.state is ClauseState.DRAFT for one in agreement.clauses)
    undecided += len(agreement.proposals)
    if undecided:
        raise UnusableAnswer(
            f"{undecided} clauses or proposals are undecided.", "Accept, edit or reject each first."
        )
    if all(one.state is ClauseState.REJECTED for one in agreement.clauses):
        raise UnusableAnswer("The alliance has no clause.", "Accept or add one first.")
    return replace(agreement, agreed=at)


def come_of(agreement: Agreement, commitment: str, outcome: Outcome) -> Agreement:
    """What became of a commitment; the alliance stays the version that it is.

    Raises:
        NotFound: there is no such commitment.
    """
    if all(one.id != commitment for one in agreement.commitments):
        raise NotFound("There is no such commitment any more.", "Look at the alliance again.")
    ledger = tuple(
        replace(one, outcome=outcome, by=Maker.COACH) if one.id == commitment else one
        for one in agreement.commitments
    )
    return replace(agreement, commitments=ledger)


def ordered(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """`clauses` by the codebook's order of topics; within a topic they stay in their order."""
    order = {topic: place for place, topic in enumerate(_topics())}
    return tuple(sorted(clauses, key=lambda clause: order.get(clause.topic, len(order))))


def not_discussed(clauses: Sequence[Clause]) -> tuple[str, ...]:
    """The topics that no standing clause is about, in the codebook's order."""
    held = {clause.topic for clause in clauses if clause.state is not ClauseState.REJECTED}
    return tuple(topic for topic in _topics() if topic not in held)


def free_id(letter: str, used: Sequence[str]) -> str:
    """The first id of `letter` and a number that is not `used`."""
    taken = set(used)
    return next(
        name for number in range(1, len(taken) + 2) if (name := f"{letter}{number}") not in taken
    )


def _topics() -> tuple[str, ...]:
    return tuple(topic.id for topic in codebook.topics("en"))


def _found(agreement: Agreement, clause: str) -> Clause:
    for one in agreement.clauses:
        if one.id == clause:
            return one
    raise NotFound("There is no such clause any more.", "Look at the alliance again.")


def _with(agreement: Agreement, clause: Clause) -> Agreement:
    """`agreement` with `clause` in place of the one with its id."""
    clauses = tuple(clause if one.id == clause.id else one for one in agreement.clauses)
    return agreement if clauses == agreement.clauses else _settled(agreement, clauses)


def _without(agreement: Agreement, proposal: str) -> tuple[Proposal, ...]:
    return tuple(one for one in agreement.proposals if one.id != proposal)


def _settled(agreement: Agreement, clauses: tuple[Clause, ...]) -> Agreement:
    """`agreement` with these clauses, as the next version where this one was agreed to."""
    number = agreement.version + (agreement.agreed is not None)
    return replace(
        agreement,
        version=number,
        clauses=clauses,
        not_discussed=not_discussed(clauses),
        agreed=None,
    )


def _line(text: str) -> str:
    line = one_line(text)
    if not line:
        raise UnusableAnswer("A clause needs words.", "Write a sentence, or reject the clause.")
    if len(line) > MOST_CHARACTERS:
        raise UnusableAnswer(
            f"A clause has at most {MOST_CHARACTERS} characters.", "Make two clauses of it."
        )
    return line

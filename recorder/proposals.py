"""A newer draft beside what a hand made: nothing of the hand's is touched, conflicts are proposed.

Which clause of the new draft answers which of the old is told by the words that both quote, and
where those are gone (the conversation was transcribed anew, or is another one) by topic, party and
how alike the texts are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Final

from recorder.conversation import (
    Agreement,
    Clause,
    ClauseState,
    Commitment,
    Maker,
    Outcome,
    Proposal,
    ProposalKind,
)
from recorder.decisions import free_id, not_discussed, ordered

_SHARED: Final = 0.5
_ALIKE: Final = 0.6


def is_by_hand(clause: Clause) -> bool:
    """Whether a person made, changed or decided on the clause."""
    return clause.by is Maker.COACH or clause.state is not ClauseState.DRAFT


def merged(current: Agreement, fresh: Agreement) -> Agreement:
    """`current` with the clauses of the draft `fresh` in place of the model's undecided ones.

    A clause by hand stays as it is, where it is. What the draft now says in its place is a
    proposal, unless the coach has seen that wording before; nothing is said again in place of a
    rejected clause. Undecided clauses that the draft repeats keep their ids and places.
    """
    hand = [clause for clause in current.clauses if is_by_hand(clause)]
    pairs = _pairs(hand, fresh.clauses)
    becomes = {clause.id: hand[at].id for at, clause in pairs}
    new = [clause for clause in fresh.clauses if clause.id not in becomes]
    undecided = [clause for clause in current.clauses if not is_by_hand(clause)]
    becomes |= {clause.id: undecided[at].id for at, clause in _pairs(undecided, new)}
    taken = [clause.id for clause in current.clauses]  # an id means one clause for ever
    for clause in new:
        if clause.id not in becomes:
            becomes[clause.id] = free_id("c", taken)
            taken.append(becomes[clause.id])
    named = {clause.id: clause for clause in hand}
    named |= {becomes[clause.id]: replace(clause, id=becomes[clause.id]) for clause in new}
    clauses = ordered(_woven(current, fresh, named, becomes))
    news = [(hand[at], clause) for at, clause in pairs if _is_news(hand[at], clause)]
    return replace(
        current,
        version=current.version + (current.agreed is not None),
        clauses=clauses,
        not_discussed=not_discussed(clauses),
        commitments=_ledger(current, fresh, becomes),
        proposals=_numbered(
            [
                *(Proposal("", ProposalKind.CHANGE, old.id, clause) for old, clause in news),
                *(one for one in current.proposals if _stays(one, named)),
            ]
        ),
        agreed=None,
    )


def redesigned(base: Agreement, origin: str, fresh: Agreement) -> Agreement:
    """The alliance `base` of session `origin`, with what a later conversation would change in it.

    Every clause that stood stands still, accepted, as the next version; each clause of the draft
    `fresh` is a proposal, to change the one that it answers or to add one.
    """
    carried = tuple(
        replace(clause, origin=clause.origin or origin, state=_standing(clause), drafted="")
        for clause in base.clauses
        if clause.state is not ClauseState.REJECTED
    )
    answers = {id(clause): carried[at].id for at, clause in _pairs(carried, fresh.clauses)}
    proposals = tuple(
        Proposal(
            f"r{number}",
            ProposalKind.CHANGE if id(clause) in answers else ProposalKind.ADD,
            answers.get(id(clause), ""),
            replace(clause, id=clause.id or f"n{number}"),
        )
        for number, clause in enumerate(fresh.clauses, start=1)
    )
    return replace(
        base,
        version=base.version + 1,
        clauses=carried,
        not_discussed=not_discussed(carried),
        commitments=tuple(one for one in base.commitments if one.outcome is Outcome.OPEN),
        proposals=proposals,
        agreed=None,
    )


def _stays(proposal: Proposal, named: Mapping[str, Clause]) -> bool:
    """Whether a proposal outlives a new draft: the client's comments, not a former draft's."""
    return proposal.kind is ProposalKind.COMMENT and proposal.instead_of in named


def _numbered(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    return tuple(replace(one, id=f"r{number}") for number, one in enumerate(proposals, start=1))


def _standing(clause: Clause) -> ClauseState:
    return ClauseState.EDITED if clause.state is ClauseState.EDITED else ClauseState.ACCEPTED


def _is_news(hand: Clause, clause: Clause) -> bool:
    """Whether the coach has not yet seen what the draft says in place of `hand`."""
    if hand.state is ClauseState.REJECTED:
        return False
    return clause.text not in {hand.text, hand.drafted}


def _pairs(old: Sequence[Clause], new: Sequence[Clause]) -> list[tuple[int, Clause]]:
    """The places of `old` with the clause of `new` that answers each, most alike first."""
    ways = sorted(
        (
            (_likeness(before, after), at, number)
            for at, before in enumerate(old)
            for number, after in enumerate(new)
        ),
        key=lambda way: -way[0],
    )
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    found = []
    for alike, at, number in ways:
        if alike <= 0:
            break
        if at not in taken_old and number not in taken_new:
            taken_old.add(at)
            taken_new.add(number)
            found.append((at, new[number]))
    return found


def _likeness(old: Clause, new: Clause) -> float:
    """How surely two clauses are about the same: above 1 by shared words, else by their text."""
    shared = set(old.quote) & set(new.quote)
    if shared and not old.origin:
        if len(shared) < _SHARED * min(len(old.quote), len(new.quote)):
            return 0
        return 1 + len(shared) / len({*old.quote, *new.quote})
    if old.topic != new.topic or old.party is not new.party:
        return 0
    first = old.drafted or old.text
    alike = SequenceMatcher(None, first.casefold().split(), new.text.casefold().split()).ratio()
    return alike if alike >= _ALIKE else 0


def _woven(
    current: Agreement, fresh: Agreement, named: Mapping[str, Clause], becomes: Mapping[str, str]
) -> list[Clause]:
    """The clauses `named` in their old order, each new one after the one it follows in `fresh`."""
    order = [clause.id for clause in current.clauses if clause.id in named]
    last = ""
    for clause in fresh.clauses:
        name = becomes[clause.id]
        if name not in order:
            near = last in order and named[last].topic == clause.topic
            order.insert(order.index(last) + 1 if near else 0, name)
        last = name
    return [named[name] for name in order]


def _ledger(
    current: Agreement, fresh: Agreement, becomes: Mapping[str, str]
) -> tuple[Commitment, ...]:
    """Commitments by hand, and those of the draft whose clauses have none by hand."""
    hand = [
        one
        for one in current.commitments
        if one.by is Maker.COACH or one.outcome is not Outcome.OPEN
    ]
    held = {one.clause for one in hand if one.clause}
    taken = [one.id for one in hand]
    rest = []
    for one in fresh.commitments:
        clause = becomes.get(one.clause, "")
        if clause not in held:
            name = free_id("k", taken)
            taken.append(name)
            rest.append(replace(one, id=name, clause=clause))
    return (*hand, *rest)

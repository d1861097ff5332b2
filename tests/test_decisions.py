"""What the coach decides: each decision changes what it says and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from scripted import scripted

from recorder import decisions
from recorder.conversation import (
    Agreement,
    Clause,
    ClauseState,
    Maker,
    Party,
    Proposal,
    ProposalKind,
)
from recorder.errors import NotFound, UnusableAnswer
from recorder.style import Person, Style

AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def clause(name: str, topic: str = "values", text: str = "Être honnête.") -> Clause:
    return Clause(name, topic, Party.CLIENT, text, ("p1",), ("w1",))


def agreement(*clauses: Clause) -> Agreement:
    return Agreement(1, clauses, decisions.not_discussed(clauses))


THREE = agreement(clause("c1"), clause("c2"), clause("c3", "safety"))


def states(found: Agreement) -> list[ClauseState]:
    return [one.state for one in found.clauses]


def test_accepting_and_rejecting_touch_one_clause() -> None:
    found = decisions.reject(decisions.accept(THREE, "c1"), "c3")
    assert states(found) == [ClauseState.ACCEPTED, ClauseState.DRAFT, ClauseState.REJECTED]
    assert found.clauses[1] == THREE.clauses[1]
    assert "safety" in found.not_discussed
    assert "safety" not in decisions.reopen(found, "c3").not_discussed


def test_accepting_all_leaves_what_was_rejected() -> None:
    found = decisions.accept_all(decisions.reject(THREE, "c2"))
    assert states(found) == [ClauseState.ACCEPTED, ClauseState.REJECTED, ClauseState.ACCEPTED]


def test_a_clause_in_other_words_remembers_the_models() -> None:
    found = decisions.reword(
        decisions.reword(THREE, "c1", "Parler vrai."), "c1", " Parler\nclair. "
    )
    edited = found.clauses[0]
    assert (edited.text, edited.drafted) == ("Parler clair.", "Être honnête.")
    assert (edited.state, edited.by) == (ClauseState.EDITED, Maker.COACH)
    assert decisions.accept(found, "c1").clauses[0].state is ClauseState.EDITED


@pytest.mark.parametrize("text", ["", "\u202e\u200b", "  \n", "a" * 1001])
def test_a_clause_needs_words_and_not_too_many(text: str) -> None:
    with pytest.raises(UnusableAnswer):
        decisions.reword(THREE, "c1", text)


def test_moving_to_another_topic_keeps_the_codebooks_order() -> None:
    found = decisions.move(THREE, "c3", topic="impact", party=Party.BOTH)
    assert [one.id for one in found.clauses] == ["c3", "c1", "c2"]
    assert found.clauses[0].party is Party.BOTH
    assert "safety" in found.not_discussed


@pytest.mark.parametrize(("by", "order"), [(1, "c2 c1"), (-1, "c1 c2"), (9, "c2 c1")])
def test_a_clause_is_shifted_within_its_topic(by: int, order: str) -> None:
    found = decisions.shift(THREE, "c1", by)
    assert [one.id for one in found.clauses if one.topic == "values"] == order.split()
    assert {one.id for one in found.clauses} == {"c1", "c2", "c3"}


def test_a_clause_of_the_coachs_own_rests_on_the_words_chosen() -> None:
    said = scripted([("client", "Le respect, toujours.", ("values",))])
    words = [*said.words()]
    added = replace(clause("", text="Respecter."), quote=(words[2], words[0]))
    found = decisions.add(THREE, added, said).clauses
    assert [one.id for one in found] == ["c1", "c2", "c4", "c3"]
    assert found[2].quote == (words[0], words[2])
    assert found[2].evidence == (said.passages[0].id,)
    assert (found[2].state, found[2].by) == (ClauseState.EDITED, Maker.COACH)


def test_what_was_agreed_stays_and_the_next_decision_opens_a_version() -> None:
    agreed = decisions.agree(decisions.accept_all(THREE), AT)
    assert (agreed.version, agreed.agreed) == (1, AT)
    changed = decisions.reword(agreed, "c1", "Parler vrai.")
    assert (changed.version, changed.agreed) == (2, None)
    assert decisions.reword(agreed, "c1", agreed.clauses[0].text) is agreed


def test_nobody_agrees_to_what_is_undecided_or_empty() -> None:
    with pytest.raises(UnusableAnswer, match="3 clauses"):
        decisions.agree(THREE, AT)
    with pytest.raises(UnusableAnswer, match="no clause"):
        decisions.agree(agreement(), AT)


NEWER = clause("n1", text="Dire la vérité.")


def proposing(kind: ProposalKind, instead_of: str) -> Agreement:
    return replace(THREE, proposals=(Proposal("r1", kind, instead_of, NEWER),))


def test_a_proposal_taken_changes_its_clause_and_one_left_does_not_come_back() -> None:
    taken = decisions.take(proposing(ProposalKind.CHANGE, "c1"), "r1")
    assert (taken.clauses[0].id, taken.clauses[0].text) == ("c1", "Dire la vérité.")
    assert taken.proposals == ()
    left = decisions.leave(proposing(ProposalKind.CHANGE, "c1"), "r1")
    assert (left.clauses[0].text, left.clauses[0].drafted) == ("Être honnête.", "Dire la vérité.")


def test_proposals_add_and_drop() -> None:
    added = decisions.take(proposing(ProposalKind.ADD, ""), "r1")
    assert [one.id for one in added.clauses] == ["c1", "c2", "c4", "c3"]
    dropped = decisions.take(proposing(ProposalKind.DROP, "c2"), "r1")
    assert dropped.clauses[1].state is ClauseState.REJECTED
    declined = decisions.leave(proposing(ProposalKind.ADD, ""), "r1")
    assert declined.clauses[2].state is ClauseState.REJECTED
    assert decisions.leave(proposing(ProposalKind.DROP, "c2"), "r1").clauses == THREE.clauses


def test_quotes_style_and_check_in_are_chosen() -> None:
    found = decisions.approve_quote(THREE, "c1")
    assert [one.quotable for one in found.clauses] == [True, False, False]
    assert decisions.restyle(THREE, Style(Person.SECOND, "tu")).style.address == "tu"
    assert decisions.check_in(THREE, 3).check_in == 3
    with pytest.raises(UnusableAnswer):
        decisions.check_in(THREE, -1)


def test_what_is_gone_is_told() -> None:
    with pytest.raises(NotFound):
        decisions.accept(THREE, "c9")
    for decide in (decisions.take, decisions.leave):
        with pytest.raises(NotFound):
            decide(THREE, "r9")

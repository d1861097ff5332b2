"""A new draft beside a hand's work: nothing of the hand's is touched, news are proposed."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from recorder import decisions
from recorder.conversation import (
    Agreement,
    Clause,
    ClauseState,
    Commitment,
    Maker,
    Outcome,
    Party,
    ProposalKind,
)
from recorder.proposals import is_by_hand, merged, redesigned


def clause(name: str, words: str, text: str = "", topic: str = "values") -> Clause:
    said = text or f"Ce qui compte : « {words} »"
    return Clause(name, topic, Party.CLIENT, said, ("p1",), tuple(words.split()))


def agreement(*clauses: Clause, commitments: tuple[Commitment, ...] = ()) -> Agreement:
    placed = decisions.ordered(clauses)
    return Agreement(1, placed, decisions.not_discussed(placed), commitments)


DRAFT = agreement(clause("c1", "w1 w2"), clause("c2", "w5 w6"), clause("c3", "w8", topic="safety"))


def test_the_same_draft_changes_nothing() -> None:
    assert merged(DRAFT, DRAFT) == DRAFT
    decided = decisions.accept(decisions.reword(DRAFT, "c1", "Parler vrai."), "c2")
    assert merged(decided, DRAFT) == decided


def test_what_a_draft_says_in_place_of_a_hand_is_proposed_once() -> None:
    edited = decisions.reword(DRAFT, "c1", "Parler vrai.")
    fresh = agreement(clause("c1", "w1 w2 w3"), *DRAFT.clauses[1:])
    found = merged(edited, fresh)
    assert found.clauses == edited.clauses
    (proposal,) = found.proposals
    assert (proposal.kind, proposal.instead_of) == (ProposalKind.CHANGE, "c1")
    assert proposal.clause == fresh.clauses[0]
    assert merged(decisions.leave(found, "r1"), fresh).proposals == ()


def test_what_was_rejected_does_not_come_back() -> None:
    rejected = decisions.reject(DRAFT, "c1")
    fresh = agreement(clause("c1", "w1 w2 w3"), *DRAFT.clauses[1:])
    found = merged(rejected, fresh)
    assert found.clauses == rejected.clauses
    assert found.proposals == ()


def test_undecided_clauses_are_the_models_and_keep_their_places() -> None:
    shifted = decisions.shift(DRAFT, "c1", 1)
    fresh = agreement(clause("c1", "w4"), clause("c2", "w1 w2 w3"), clause("c3", "w5 w6"))
    found = merged(shifted, fresh)
    assert [(one.id, one.quote) for one in found.clauses] == [
        ("c4", ("w4",)),
        ("c2", ("w5", "w6")),
        ("c1", ("w1", "w2", "w3")),
    ]


def test_a_clause_whose_words_were_heard_anew_is_known_by_its_text() -> None:
    text = "Ce qui compte : « le respect des gens qui travaillent »"
    hand = decisions.reword(agreement(clause("c1", "", text)), "c1", "Respecter le travail.")
    again = agreement(clause("c1", "w40 w41", text.replace("gens", "gars")))
    found = merged(hand, again)
    assert [one.text for one in found.clauses] == ["Respecter le travail."]
    assert [one.instead_of for one in found.proposals] == ["c1"]


def commitment(name: str, held_by: str, what: str, by: Maker = Maker.MODEL) -> Commitment:
    return Commitment(name, held_by, Party.CLIENT, what, by=by)


def test_a_ledger_by_hand_stays_and_new_lines_follow_their_clause() -> None:
    mine = commitment("k1", "c1", "Appeler jeudi", Maker.COACH)
    kept = replace(commitment("k2", "", "Écrire"), outcome=Outcome.KEPT)
    current = replace(decisions.accept(DRAFT, "c1"), commitments=(mine, kept))
    fresh = replace(
        agreement(clause("c7", "w1 w2"), clause("c8", "w5 w6")),
        commitments=(commitment("k1", "c7", "Appeler"), commitment("k2", "c8", "Ranger")),
    )
    found = merged(current, fresh).commitments
    assert found[:2] == (mine, kept)
    assert [(one.id, one.clause, one.what) for one in found[2:]] == [("k3", "c2", "Ranger")]


def test_a_later_conversation_proposes_and_changes_nothing_by_itself() -> None:
    text = "Pour confronter Inès : « droit au but, jamais devant les autres »"
    base = decisions.accept_all(
        agreement(clause("c1", "w1", text), clause("c2", "w5", topic="safety"))
    )
    base = decisions.reject(base, "c2")
    fresh = agreement(
        clause("c1", "w1", text.replace("jamais", "sauf")), clause("c2", "w7", "Se voir le lundi.")
    )
    found = redesigned(base, "s1", fresh)
    assert found.version == 2
    assert [(one.id, one.text, one.origin, one.state) for one in found.clauses] == [
        ("c1", text, "s1", ClauseState.ACCEPTED)
    ]
    assert [(one.kind, one.instead_of) for one in found.proposals] == [
        (ProposalKind.CHANGE, "c1"),
        (ProposalKind.ADD, ""),
    ]
    taken = decisions.take(decisions.take(found, "r1"), "r2")
    assert [(one.origin, one.quote) for one in taken.clauses] == [("", ("w1",)), ("", ("w7",))]


_TOPICS = st.sampled_from(("values", "safety", "impact"))
_WORDS = st.lists(
    st.sampled_from([f"w{n}" for n in range(12)]), min_size=1, max_size=4, unique=True
)


@st.composite
def _drafts(draw: st.DrawFn) -> Agreement:
    made = draw(st.lists(st.tuples(_TOPICS, _WORDS), max_size=6))
    return agreement(
        *(
            clause(f"c{number}", " ".join(words), topic=topic)
            for number, (topic, words) in enumerate(made, start=1)
        )
    )


@given(_drafts(), _drafts(), st.data())
def test_whatever_is_drafted_again_a_hands_work_stands(
    first: Agreement, second: Agreement, data: st.DataObject
) -> None:
    for one in first.clauses:
        decide = data.draw(st.sampled_from(("leave", "accept", "reject", "reword", "move")))
        if decide == "accept":
            first = decisions.accept(first, one.id)
        elif decide == "reject":
            first = decisions.reject(first, one.id)
        elif decide == "reword":
            first = decisions.reword(first, one.id, f"À la main, {one.id}.")
        elif decide == "move":
            first = decisions.move(first, one.id, topic="logistics")
    found = merged(first, second)
    hand = [one for one in first.clauses if is_by_hand(one)]
    assert [one for one in found.clauses if is_by_hand(one)] == hand
    ids = [one.id for one in found.clauses]
    assert len(set(ids)) == len(ids)
    assert {one.instead_of for one in found.proposals} <= {one.id for one in hand}
    assert merged(found, second).clauses == found.clauses

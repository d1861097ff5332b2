"""What changed between two versions can be read."""

from hypothesis import given
from hypothesis import strategies as st

from recorder import decisions
from recorder.conversation import Agreement, Clause, Party
from recorder.differences import Kind, Run, Sign, differences, runs


def clause(name: str, text: str, topic: str = "values") -> Clause:
    return Clause(name, topic, Party.CLIENT, text, ())


OLD = Agreement(
    1, (clause("c1", "Se voir le lundi."), clause("c2", "Tutoyer."), clause("c3", "Rire.")), ()
)


def test_added_removed_changed_and_kept_clauses_stand_in_order() -> None:
    new = Agreement(
        2, (clause("c1", "Se voir le mardi."), clause("c3", "Rire."), clause("c4", "Écrire.")), ()
    )
    found = differences(OLD, new)
    assert [(one.kind, (one.after or one.before or clause("", "")).id) for one in found] == [
        (Kind.CHANGED, "c1"),
        (Kind.REMOVED, "c2"),
        (Kind.SAME, "c3"),
        (Kind.ADDED, "c4"),
    ]
    assert found[0].runs == (
        Run(Sign.KEPT, "Se voir le"),
        Run(Sign.REMOVED, "lundi."),
        Run(Sign.ADDED, "mardi."),
    )


def test_a_rejected_clause_is_a_removed_one_and_a_moved_one_is_changed() -> None:
    assert differences(OLD, decisions.reject(OLD, "c2"))[1].kind is Kind.REMOVED
    moved = decisions.move(OLD, "c3", topic="safety")
    assert [one.kind for one in differences(OLD, moved)][-1] is Kind.CHANGED


@given(st.text(), st.text())
def test_the_runs_hold_both_texts(old: str, new: str) -> None:
    found = runs(old, new)
    for text, other in ((old, Sign.ADDED), (new, Sign.REMOVED)):
        assert " ".join(run.text for run in found if run.sign is not other) == " ".join(
            text.split()
        )

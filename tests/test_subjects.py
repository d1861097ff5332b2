"""Subjects: a question's subject reaches its answers, small talk does not end it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.subjects import subjects

USUAL = np.full(3, 0.2)


def test_a_subject_is_carried_over_what_says_nothing() -> None:
    likely = np.array([[0.9, 0.03, 0.03, 0.04], [0.05, 0.05, 0.05, 0.85], [0.1, 0.1, 0.1, 0.7]])
    found, _ = subjects(likely, np.array([0.6, 0.95, 0.95]), USUAL)
    assert (found.argmax(axis=1) == 0).all()


def test_hindsight_lets_an_answer_explain_its_question() -> None:
    likely = np.array([[0.3, 0.35, 0.3, 0.05], [0.95, 0.01, 0.01, 0.03]])
    found, so_far = subjects(likely, np.array([0.6, 0.95]), USUAL)
    assert so_far[0].argmax() == 1
    assert found[0].argmax() == 0


def test_a_new_question_turns_to_a_new_subject() -> None:
    likely = np.array([[0.9, 0.04, 0.03, 0.03], [0.02, 0.02, 0.9, 0.06]])
    found, _ = subjects(likely, np.array([0.6, 0.6]), USUAL)
    assert found.argmax(axis=1).tolist() == [0, 2]


def test_nothing_said_has_no_subject() -> None:
    found, so_far = subjects(np.zeros((0, 4)), np.zeros(0), USUAL)
    assert found.shape == so_far.shape == (0, 3)


@given(
    st.lists(
        st.tuples(st.lists(st.floats(0.001, 1), min_size=4, max_size=4), st.floats(0.05, 0.99)),
        min_size=1,
        max_size=40,
    )
)
def test_chances_always_sum_to_one(rows: list[tuple[list[float], float]]) -> None:
    raw = np.array([row for row, _ in rows])
    likely = raw / raw.sum(axis=1, keepdims=True)
    for result in subjects(likely, np.array([stay for _, stay in rows]), USUAL):
        assert np.allclose(result.sum(axis=1), 1)
        assert (result >= 0).all()

"""What is asked first is where most is in doubt; one question an exchange, none twice."""

from hypothesis import given
from hypothesis import strategies as st

from models.doubts import ask_first
from recorder.conversation import Speaker, Utterance, Word

COACH, CLIENT = Speaker.COACH, Speaker.CLIENT
HALF = {"safety": 0.5, "values": 0.5}
SURE, OPEN = {"safety": 0.99, "values": 0.01}, {"safety": 0.55, "values": 0.45}


def spoken(*lines: tuple[Speaker, str]) -> list[Utterance]:
    return [
        Utterance(
            f"u{place}",
            0,
            speaker,
            tuple(Word(f"w{place}.{n}", text, None, None) for n, text in enumerate(said.split())),
        )
        for place, (speaker, said) in enumerate(lines)
    ]


def test_the_question_whose_answers_are_in_doubt_comes_first() -> None:
    said = spoken(
        (COACH, "one two three"), (CLIENT, "a b c"), (COACH, "four five six"), (CLIENT, "d e f")
    )
    first, second = ask_first(said, [SURE, SURE, SURE, OPEN], HALF)
    assert (first.utterance, first.topics) == ("u2", ("safety",))
    assert second.utterance == "u0"
    assert first.worth > second.worth


def test_what_the_coach_has_settled_is_not_asked_again() -> None:
    said = spoken((COACH, "one two three"), (CLIENT, "a b c"))
    (asked,) = ask_first(said, [OPEN, OPEN], HALF, {"u0"})
    assert asked.utterance == "u1"
    assert ask_first(said, [OPEN, OPEN], HALF, {"u0", "u1"}) == []


def test_nobody_is_asked_about_a_nod() -> None:
    assert ask_first(spoken((COACH, "Mm-hm.")), [OPEN], HALF) == []


LINES = st.tuples(
    st.sampled_from([COACH, CLIENT, Speaker.UNKNOWN]),
    st.sampled_from(["Mm.", "one two three four", "why is that?"]),
    st.fixed_dictionaries({"safety": st.floats(0, 1), "values": st.floats(0, 1)}),
)


@given(st.lists(LINES, max_size=20))
def test_the_order_is_by_worth_and_every_question_was_said(
    rows: list[tuple[Speaker, str, dict[str, float]]],
) -> None:
    said = spoken(*((speaker, text) for speaker, text, _ in rows))
    asked = ask_first(said, [scores for _, _, scores in rows], HALF)
    assert [one.worth for one in asked] == sorted((one.worth for one in asked), reverse=True)
    names = [one.utterance for one in asked]
    assert len(names) == len(set(names))
    assert set(names) <= {one.id for one in said}

"""Tags stay on their words whatever is written around them, and grow and shrink by a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder import tagging
from recorder.conversation import Maker, Passage, Reason
from recorder.errors import UnusableAnswer

ORDER = [f"w{at}" for at in range(10)]
PASSAGE = Passage("p1", "values", ("w3", "w4", "w5"), 0.4, reason=Reason("m", ("x",)))


def test_a_tag_by_hand_takes_in_those_of_its_topic_that_it_touches() -> None:
    elsewhere = Passage("p2", "values", ("w8",), 0.5)
    another = Passage("p3", "safety", ("w3",), 0.5)
    now = tagging.tagged([PASSAGE, elsewhere, another], "values", ("w5", "w6"), ORDER, "p9")
    assert now[:2] == (elsewhere, another)
    assert (now[2].id, now[2].words) == ("p1", ("w3", "w4", "w5", "w6"))
    assert (now[2].by, now[2].score) == (Maker.COACH, 1.0)


@pytest.mark.parametrize(
    ("edge", "places", "words"),
    [
        ("start", -1, "w2 w3 w4 w5"),
        ("start", 1, "w4 w5"),
        ("end", 1, "w3 w4 w5 w6"),
        ("end", -1, "w3 w4"),
        ("end", 4, "w3 w4 w5 w6 w7 w8 w9"),
    ],
)
def test_its_span_moves_by_words(edge: tagging.Edge, places: int, words: str) -> None:
    now = tagging.stretched(PASSAGE, edge, places, ORDER)
    assert now.words == tuple(words.split())
    assert now.by is Maker.COACH
    assert now.reason == PASSAGE.reason


@pytest.mark.parametrize(("edge", "places"), [("start", -4), ("start", 3), ("end", 5)])
def test_it_keeps_a_word_and_stays_in_the_conversation(edge: tagging.Edge, places: int) -> None:
    with pytest.raises(UnusableAnswer):
        tagging.stretched(PASSAGE, edge, places, ORDER)


def test_what_a_nod_interrupts_stays_interrupted() -> None:
    around = Passage("p1", "values", ("w1", "w2", "w5"), 0.5)
    assert tagging.stretched(around, "end", 1, ORDER).words == ("w1", "w2", "w5", "w6")
    assert tagging.stretched(around, "end", -1, ORDER).words == ("w1", "w2")


@pytest.mark.parametrize(
    ("after", "held"),
    [
        ("w2 w3 n1 w5 w6", "w3 n1 w5"),  # one in the place of one held
        ("w2 w3 w4 n1 n2 w5 w6", "w3 w4 n1 n2 w5"),  # between two held
        ("w2 w3 w5 w6", "w3 w5"),
        ("n1 w2 w3 w4 w5 w6 n2", "w3 w4 w5"),  # outside
        ("n1 n2", "n1 n2"),
        ("", ""),
    ],
)
def test_a_tag_follows_its_words(after: str, held: str) -> None:
    before = ["w2", "w3", "w4", "w5", "w6"]
    assert tagging.followed(PASSAGE.words, before, after.split()) == tuple(held.split())


def test_a_tag_that_goes_on_elsewhere_keeps_its_order() -> None:
    held = ("w1", "w2", "w3", "w8")
    assert tagging.followed(held, ["w2", "w3"], ["w2", "n1"]) == ("w1", "w2", "n1", "w8")


@given(st.data())
def test_no_change_of_words_moves_a_tag(data: st.DataObject) -> None:
    before = ORDER[2:8]
    held = tuple(sorted(data.draw(st.sets(st.sampled_from(ORDER)))))
    kept = [word for word in before if data.draw(st.booleans())]
    after = list(kept)
    for number in range(data.draw(st.integers(0, 4))):
        after.insert(data.draw(st.integers(0, len(after))), f"n{number}")
    now = tagging.followed(held, before, after)
    assert set(now) >= set(held) - (set(before) - set(kept))
    assert set(now) - set(held) <= {word for word in after if word.startswith("n")}
    assert len(set(now)) == len(now)
    assert [word for word in now if word in held] == [word for word in held if word in now]

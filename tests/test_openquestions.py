"""What is still open: untouched before asked, one question of each topic before the second."""

from dataclasses import replace

from recorder import codebook
from recorder.conversation import Topic
from tui.openquestions import Touch, still_open, touched

A, B, C = (
    replace(topic, questions=(f"{topic.id}?", f"{topic.id}??")[: 2 - place % 2])
    for place, topic in enumerate(codebook.topics("en")[:3])
)


def _asked(*touches: Touch) -> list[tuple[Topic, str]]:
    by_topic = {topic.id: touch for topic, touch in zip((A, B, C), touches, strict=True)}
    return list(still_open((A, B, C), by_topic))


def test_what_nobody_touched_comes_first_in_the_guides_order() -> None:
    found = _asked(Touch.ASKED, Touch.UNTOUCHED, Touch.UNTOUCHED)
    assert [topic for topic, _ in found] == [B, C, A, C, A]
    assert [question[-2:] for _, question in found][-1] == "??"


def test_what_was_answered_is_open_no_more() -> None:
    assert _asked(Touch.ANSWERED, Touch.MARKED, Touch.ASKED)[0] == (B, f"{B.id}?")
    assert not _asked(*[Touch.ANSWERED] * 3)


def test_a_mark_by_hand_touches_a_topic_and_takes_nothing_back() -> None:
    assert touched(Touch.UNTOUCHED, "values", ("values",)) is Touch.MARKED
    assert touched(Touch.UNTOUCHED, "values", ()) is Touch.UNTOUCHED
    assert touched(Touch.ANSWERED, "values", ("values",)) is Touch.ANSWERED

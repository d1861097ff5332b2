"""Which topics are covered, by what was heard and by the coach's marks, and what is open."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from recorder.conversation import Topic


class Touch(StrEnum):
    """How far a topic is covered."""

    UNTOUCHED = "untouched"
    MARKED = "marked"
    ASKED = "asked"
    ANSWERED = "answered"


_ORDER: Final = (Touch.UNTOUCHED, Touch.MARKED, Touch.ASKED)


def touched(listened: Touch, topic: str, marked: Sequence[str]) -> Touch:
    """How far `topic` is covered: what the listener found, or at least the coach's mark."""
    return Touch.MARKED if listened is Touch.UNTOUCHED and topic in marked else listened


def still_open(
    topics: Sequence[Topic], touches: Mapping[str, Touch]
) -> tuple[tuple[Topic, str], ...]:
    """The questions to suggest, the first first.

    One of each topic that nobody touched, in the guide's order, then of those that were marked or
    asked and not answered; then the further questions of them all in the same order.
    """
    waiting = [
        topic
        for touch in _ORDER
        for topic in topics
        if touches.get(topic.id, Touch.UNTOUCHED) is touch
    ]
    most = max((len(topic.questions) for topic in waiting), default=0)
    return tuple(
        (topic, topic.questions[place])
        for place in range(most)
        for topic in waiting
        if place < len(topic.questions)
    )

"""Which topics of the guide a conversation has covered so far, and what to ask next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from recorder.conversation import Speaker, Topic, Utterance

_ANSWER = 4  # words; in less, nothing is answered but "yes" or "hm"


class State(StrEnum):
    """How far a topic is covered."""

    UNTOUCHED = "untouched"
    ASKED = "asked"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far one topic is covered, and how many seconds were spent talking about it."""

    topic: str
    state: State
    seconds: float


@dataclass(frozen=True, slots=True)
class Covered:
    """The state of every topic, in the guide's order, up to `seconds`.

    `topic` and `question` are the next open question of the guide, both "" where none is open.
    """

    seconds: float
    topics: tuple[Coverage, ...]
    topic: str = ""
    question: str = ""


def covered(
    guide: Sequence[Topic],
    utterances: Sequence[Utterance],
    scores: Sequence[Mapping[str, float]],
    thresholds: Mapping[str, float],
) -> Covered:
    """What `utterances`, in their order, have covered of `guide`.

    `scores` has an entry for each utterance; from its threshold on, a topic counts. It is asked
    once someone speaks of it, and answered once the client has, in more than a word or two; where
    nobody knows who speaks, whatever is no question counts as the client's.
    """
    topics = tuple(
        _coverage(
            topic.id,
            [
                one
                for one, score in zip(utterances, scores, strict=True)
                if score.get(topic.id, 0.0) >= thresholds[topic.id]
            ],
        )
        for topic in guide
    )
    end = max((one.end or 0.0 for one in utterances), default=0.0)
    following = _next(guide, topics)
    if following is None:
        return Covered(end, topics)
    return Covered(end, topics, following.id, following.questions[0])


def _coverage(topic: str, about: Sequence[Utterance]) -> Coverage:
    seconds = sum((one.end or 0.0) - (one.start or 0.0) for one in about)
    if not about:
        return Coverage(topic, State.UNTOUCHED, 0.0)
    answered = any(_answers(one) for one in about)
    return Coverage(topic, State.ANSWERED if answered else State.ASKED, round(seconds, 1))


def _answers(utterance: Utterance) -> bool:
    theirs = utterance.speaker is Speaker.CLIENT or (
        utterance.speaker is Speaker.UNKNOWN and "?" not in utterance.text
    )
    return theirs and len(utterance.words) >= _ANSWER


def _next(guide: Sequence[Topic], topics: Sequence[Coverage]) -> Topic | None:
    """The first topic that nobody has touched, else the first that was asked and not answered."""
    for wanted in (State.UNTOUCHED, State.ASKED):
        for topic, state in zip(guide, topics, strict=True):
            if state.state is wanted:
                return topic
    return None

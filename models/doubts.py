"""What to ask the coach first: where one answer settles most of what is still in doubt."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from recorder.conversation import Speaker, Utterance

# How much of what is in doubt around it an answer settles, next to what it settles of its own.
_REACH = 0.7
# "Mm-hm" says nothing, so nobody is asked about it.
_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Doubt:
    """An utterance to ask about, with its topics as the model sees them, surest first.

    `worth` is how many wrong tags an answer may be expected to settle.
    """

    utterance: str
    topics: tuple[str, ...]
    worth: float


def ask_first(
    utterances: Sequence[Utterance],
    scores: Sequence[Mapping[str, float]],
    thresholds: Mapping[str, float],
    settled: Collection[str] = (),
) -> list[Doubt]:
    """The utterances to confirm, the one that settles most first, one an exchange.

    An exchange is what the coach says and all that follows until the coach speaks again; what is
    confirmed of any of it carries to the rest. `scores` has an entry for each utterance, as
    `Tagger.weigh` gives them; `settled` are the ids of those that the coach has spoken on. Ask
    again after each answer: it changes what is in doubt elsewhere.
    """
    asked = []
    for places in _exchanges(utterances):
        doubt = {place: _doubt(scores[place], thresholds) for place in places}
        around = sum(doubt.values())
        worth = {
            place: doubt[place] + _REACH * (around - doubt[place])
            for place in places
            if utterances[place].id not in settled and len(utterances[place].words) >= _FEWEST_WORDS
        }
        # The coach's words carry on to the answers, so where there are some they are asked about.
        coach = [place for place in worth if utterances[place].speaker is Speaker.COACH]
        best = max(coach or worth, key=worth.__getitem__, default=None)
        if best is not None:
            asked.append(Doubt(utterances[best].id, _about(scores[best], thresholds), worth[best]))
    return sorted(asked, key=lambda one: -one.worth)


def _doubt(scores: Mapping[str, float], thresholds: Mapping[str, float]) -> float:
    """How many of an utterance's tags are expected to be wrong, given or missed."""
    return sum(
        1 - scores[topic] if scores[topic] >= least else scores[topic]
        for topic, least in thresholds.items()
    )


def _about(scores: Mapping[str, float], thresholds: Mapping[str, float]) -> tuple[str, ...]:
    found = [topic for topic, least in thresholds.items() if scores[topic] >= least]
    return tuple(sorted(found, key=lambda topic: -scores[topic]))


def _exchanges(utterances: Sequence[Utterance]) -> Iterator[range]:
    """The places of each exchange, in order."""
    starts = [
        place
        for place, utterance in enumerate(utterances)
        if place == 0
        or (
            utterance.speaker is Speaker.COACH
            and utterances[place - 1].speaker is not Speaker.COACH
        )
    ]
    for start, end in pairwise([*starts, len(utterances)]):
        yield range(start, end)

"""What the coach said utterances are about, put in place of what was read from their words.

A question that a person confirmed carries to its answers like one that was plain by itself, so
nothing else has to know of confirmations.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from models.reading import Reading, Scores
from recorder.conversation import Maker, Mark, MarkKind, Passage, Speaker, Utterance
from recorder.tagging import Confirmation

Chances = npt.NDArray[np.float64]

# What a word against a confirmation still counts, so that no logarithm is taken of nothing.
_LEAST = 1e-4
# A mark is pressed while its subject is talked about, or a little after (seconds).
_LATE = 20.0


def with_confirmations(
    reading: Reading, confirmed: Mapping[str, Confirmation], topics: Sequence[str]
) -> Reading:
    """`reading` as if each confirmed utterance had said plainly what the coach says of it.

    `confirmed` goes by utterance id; `topics` names the columns.
    """
    places = {u.id: place for place, u in enumerate(reading.utterances)}
    known = {places[name]: one for name, one in confirmed.items() if name in places}
    if not known:
        return reading
    alone, whole, pieces = reading.alone.copy(), reading.whole.copy(), list(reading.pieces)
    for place, one in known.items():
        alone[place] = _told(alone[place], one, topics)
        pieces[place] = np.array([_told(piece, one, topics) for piece in pieces[place]])
    for number, turn in enumerate(reading.turns):
        told = [place for place in range(turn.first, turn.last + 1) if place in known]
        if told:
            rest = [whole[number]] if len(told) <= turn.last - turn.first else []
            every = np.exp(np.array([*(alone[place] for place in told), *rest]))
            whole[number] = np.log(every.mean(axis=0))
    return replace(reading, alone=alone, whole=whole, pieces=pieces)


def settled(
    scores: Scores,
    utterances: Sequence[Utterance],
    confirmed: Mapping[str, Confirmation],
    topics: Sequence[str],
) -> Scores:
    """`scores` (utterances, topics) with 1 and 0 where the coach has spoken."""
    found = scores.copy()
    for row, utterance in zip(found, utterances, strict=True):
        one = confirmed.get(utterance.id)
        if one is None:
            continue
        about = np.array([topic in one.topics for topic in topics])
        not_about = np.array([one.whole or topic in one.refused for topic in topics])
        row[:] = np.where(about, 1.0, np.where(not_about, 0.0, row))
    return found


def marked(marks: Iterable[Mark], utterances: Sequence[Utterance]) -> list[Confirmation]:
    """The topic marks of the call, each as a word on the utterance that it belongs to.

    That is the coach's question which was asked last before the key was pressed; a mark says what
    is talked about, never that nothing else is. Without times there are none.
    """
    about: dict[str, dict[str, None]] = {}
    for mark in marks:
        if mark.kind is not MarkKind.TOPIC or not mark.text:
            continue
        home = _home(mark.start, utterances)
        if home is not None:
            about.setdefault(home.id, {})[mark.text] = None
    return [Confirmation(name, tuple(topics), whole=False) for name, topics in about.items()]


def by_hand(
    passages: Iterable[Passage], refused: Iterable[Passage], utterances: Sequence[Utterance]
) -> list[Confirmation]:
    """The coach's own tags and those that the coach took away, as words on their utterances.

    A passage of `passages` that a model made says nothing. Neither says that there are no other
    topics.
    """
    homes = {word.id: utterance.id for utterance in utterances for word in utterance.words}
    about: dict[str, dict[str, bool]] = {}
    tags = [(one, True) for one in passages if one.by is Maker.COACH]
    for passage, right in (*((one, False) for one in refused), *tags):
        for name in dict.fromkeys(homes[word] for word in passage.words if word in homes):
            about.setdefault(name, {})[passage.topic] = right
    return [
        Confirmation(
            name,
            tuple(topic for topic, right in said.items() if right),
            whole=False,
            refused=tuple(topic for topic, right in said.items() if not right),
        )
        for name, said in about.items()
    ]


def together(confirmations: Iterable[Confirmation]) -> dict[str, Confirmation]:
    """One word on each utterance, by its id: what is told later counts, or adds where partial."""
    found: dict[str, Confirmation] = {}
    for one in confirmations:
        before = found.get(one.utterance)
        if one.whole or before is None:
            found[one.utterance] = one
            continue
        topics = (*(t for t in before.topics if t not in one.refused), *one.topics)
        refused = (*(t for t in before.refused if t not in one.topics), *one.refused)
        found[one.utterance] = replace(
            before, topics=tuple(dict.fromkeys(topics)), refused=tuple(dict.fromkeys(refused))
        )
    return found


def _told(row: Scores, one: Confirmation, topics: Sequence[str]) -> Scores:
    """Log probabilities that say what the coach said; what was read stays under a partial word."""
    about = [place for place, topic in enumerate(topics) if topic in one.topics]
    chances = np.full(len(row), _LEAST)
    if about:
        chances[about] = 1.0
    elif one.whole:
        chances[-1] = 1.0
    if not one.whole:
        read = np.exp(row) / (2 if about else 1)
        read[[place for place, topic in enumerate(topics) if topic in one.refused]] = _LEAST
        chances = np.maximum(chances, read)
    return np.asarray(np.log(chances / chances.sum()))


def _home(at: float, utterances: Sequence[Utterance]) -> Utterance | None:
    """The coach's last utterance before `at`, or whoever's, where the coach's lies far back."""
    begun = [u for u in utterances if u.start is not None and u.start <= at]
    if not begun or at - (begun[-1].end or at) > _LATE:
        return None
    asked = [u for u in begun if u.speaker is Speaker.COACH and "?" in u.text]
    return asked[-1] if asked and at - (asked[-1].end or at) <= _LATE else begun[-1]

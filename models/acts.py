"""What a sentence does: promises, refuses, permits, sets a condition; found by its grammar.

A spaCy pipeline component, `alliance_acts`, does the work (`models/grammar`). Any spaCy user who
has this program installed adds it with `nlp.add_pipe("alliance_acts")`, after the parser of a
French or English pipeline; it fills `doc.spans["acts"]`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.sentences import parsed
from recorder.conversation import Language


class ActKind(StrEnum):
    """What a stretch of a sentence does."""

    PROMISE = "promise"
    REFUSAL = "refusal"
    PERMISSION = "permission"
    CONDITION = "condition"
    NEGATION = "negation"


@dataclass(frozen=True, slots=True)
class Act:
    """A stretch of a text and what it does; `start` and `end` count characters."""

    kind: ActKind
    start: int
    end: int


def acts(texts: Sequence[str], language: Language) -> list[tuple[Act, ...]]:
    """What each text does, in the order said; stretches may overlap.

    Many texts at once take a third of the time that they take one by one. Raises ModelUnusable
    when the language's package is missing or damaged.
    """
    return [
        tuple(
            Act(ActKind(span.label_), span.start_char, span.end_char) for span in doc.spans["acts"]
        )
        for doc in parsed(texts, language)
    ]

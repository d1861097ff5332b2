"""Statements: the sentences of a conversation, where and by whom they were said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.cues import cue, normal
from models.spans import joined, word_ids
from models.spoken import tidy
from recorder.conversation import Conversation, Language, Speaker, Utterance

Splitter = Callable[[str], Sequence[tuple[int, int]]]
"""First and one-past-last character of every sentence of a text."""

_HOLLOW = 3
_SMALL = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence where it was said.

    `turn` is the place of its utterance in the conversation, `place` its own in the utterance.
    """

    turn: int
    place: int
    utterance: Utterance
    text: str
    words: tuple[str, ...]

    @property
    def asks(self) -> bool:
        """Whether it is a question, not one quoted: « on fait quoi ? » may be the answer."""
        return self.text.rstrip(" ).…").endswith("?")

    @property
    def unfinished(self) -> bool:
        """Whether the speaker leaves it hanging."""
        return self.text.endswith(("...", "…"))

    @property
    def by_coach(self) -> bool:
        """Whether the coach says it."""
        return self.utterance.speaker == Speaker.COACH


Turns = Sequence[Sequence[Statement]]
"""The statements of every utterance, in the order said."""


def statements(conversation: Conversation, split: Splitter) -> Turns:
    """The sentences of every utterance, in the order said; suspect utterances have none."""
    turns = []
    for turn, utterance in enumerate(conversation.utterances):
        text = utterance.text
        pieces = () if utterance.suspect else joined(split(text), text)
        turns.append(
            tuple(
                Statement(turn, place, utterance, text[a:b].strip(), word_ids(utterance, a, b))
                for place, (a, b) in enumerate(pieces)
            )
        )
    return tuple(turns)


def is_yes(text: str, language: Language) -> bool:
    """Whether `text` opens with a yes."""
    return bool(cue(language, "assent").match(normal(text)))


def is_no(text: str, language: Language) -> bool:
    """Whether `text` opens with a no."""
    return bool(cue(language, "refusal").match(normal(text)))


def hollow(statement: Statement, language: Language) -> bool:
    """Whether a sentence is only a yes, a no or a noise: it needs its question to say anything."""
    text = tidy(statement.text, language)
    if not text:
        return True
    rest = normal(text)
    for kind in ("assent", "refusal"):
        rest = cue(language, kind).sub(" ", rest)
    only = all(len(word) <= _SMALL for word in rest.split())
    short = len(text.split()) <= _HOLLOW
    return only and short and (is_yes(text, language) or is_no(text, language))

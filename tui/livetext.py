"""Live text as the command line shows it: lines of settled words, and how close behind it is."""

from collections.abc import Iterator
from typing import Final

from models.coverage import Covered, State
from models.listener import Pace
from models.news import (
    Died,
    Event,
    Finished,
    Following,
    Heard,
    Lacking,
    Loading,
    OtherLanguage,
    Part,
    Skipped,
    Withdrawn,
)
from recorder.conversation import Speaker, Word
from recorder.wire import Failed
from tui import terminal

_PAUSE_S: Final = 0.8
_OPEN_S: Final = 3.0  # after so much silence a line is at its end
_LONG: Final = 14  # words, after which the end of a sentence ends the line too
_NAMES: Final = {Speaker.COACH: "Coach", Speaker.CLIENT: "Client"}
_LANGUAGES: Final = {"fr": "French", "en": "English"}


class LiveText:
    """Puts settled words together into lines, and says in words how it goes."""

    def __init__(self) -> None:
        self._open: dict[int, list[Word]] = {}
        self._tails: dict[int, str] = {}
        self._names: dict[int, str] = {}
        self._states: dict[str, State] = {}
        self._pace = Pace.LOOKING
        self.follows = False
        """Whether the speech model is loaded."""
        self.board: Covered | None = None
        self.lag = 0.0

    @property
    def tail(self) -> str:
        """What is not in a line yet, the uncertain end of it included."""
        channels = sorted({*self._open, *self._tails})
        said = (
            f"{' '.join(word.text for word in self._open.get(one, []))} {self._tails.get(one, '')}"
            for one in channels
        )
        return " · ".join(part for one in said if (part := one.strip()))

    def lines(self, event: Event) -> Iterator[str]:
        """The lines that `event` ends."""
        match event:
            case Heard():
                self._tails[event.channel] = " ".join(word.text for word in event.tail)
                self._names[event.channel] = _NAMES.get(event.speaker, "")
                for word in event.settled:
                    yield from self._add(event.channel, word)
            case Following():
                self.lag = event.lag
                for channel, words in list(self._open.items()):
                    if words and event.seconds - (words[-1].end or 0.0) > _OPEN_S:
                        yield from self._ended(channel)
            case Withdrawn():
                self._open.clear()
                self._tails.clear()
            case Finished() | Failed():
                for channel in list(self._open):
                    yield from self._ended(channel)
            case _:
                pass

    def remarks(self, event: Event) -> Iterator[str]:
        """What `event` says of how it goes."""
        match event:
            case Loading(part=Part.SPEECH, done=1.0):
                self.follows = True
                yield "Live text follows."
            case Lacking() | Failed():
                yield f"{event.title} {event.advice}"
            case Following() if event.pace is not self._pace:
                self._pace = event.pace
                yield f"Live text {event.pace}; {event.lag:.0f} s behind."
            case Skipped():
                span = f"{terminal.minutes(event.start)}–{terminal.minutes(event.end)}"
                yield f"Live text leaves out {span}; the final text will have it."
            case OtherLanguage():
                spoken = _LANGUAGES[event.language]
                yield f"{terminal.minutes(event.seconds)}: this sounds like {spoken}."
            case Died():
                yield "The live text broke off; it goes on."
            case Covered():
                self.board = event
                yield from self._covered(event)
            case _:
                pass

    def _covered(self, event: Covered) -> Iterator[str]:
        for topic in event.topics:
            if topic.state is not self._states.get(topic.topic, State.UNTOUCHED):
                yield f"Topic {topic.topic}: {topic.state}"
            self._states[topic.topic] = topic.state

    def _add(self, channel: int, word: Word) -> Iterator[str]:
        said = self._open.setdefault(channel, [])
        if said and (word.start or 0.0) - (said[-1].end or 0.0) >= _PAUSE_S:
            yield from self._ended(channel)
        for other in [one for one in self._open if one != channel]:
            yield from self._ended(other)
        self._open.setdefault(channel, []).append(word)
        said = self._open[channel]
        if len(said) >= _LONG and word.text.endswith((".", "?", "!", "…")):
            yield from self._ended(channel)

    def _ended(self, channel: int) -> Iterator[str]:
        words = self._open.pop(channel, [])
        if words:
            name = self._names.get(channel, "")
            who = f" {name}" if name else ""
            text = " ".join(word.text for word in words)
            yield f"{terminal.minutes(words[0].start)}{who}: {text}"

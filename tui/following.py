"""Live text and coverage as whoever watches them knows them: told event by event."""

from dataclasses import dataclass, field
from typing import Final

from models.coverage import Covered
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
from recorder.conversation import Speaker
from recorder.wire import Failed
from tui import terminal
from tui.catalogue import N_, _, told
from tui.openquestions import Touch
from tui.said import Said

_PACES: Final = {
    Pace.LOOKING: "",
    Pace.PAUSES: N_("text at pauses only: the computer is busy"),
    Pace.BEHIND: N_("text paused: the computer can't keep up; the final text will be whole"),
}
_LANGUAGES: Final = {"fr": N_("French"), "en": N_("English")}


@dataclass(slots=True)
class LiveText:
    """What live text has brought so far, and how it goes.

    `loaded` is how far the speech model is, 0 to 1; `lag` is in seconds. `gone` says why there is
    no live text (any more), "" while there is. `warning` is the last thing to be told, "" for none.
    """

    speakers: tuple[Speaker, ...]
    said: Said = field(default_factory=Said)
    states: dict[str, tuple[Touch, float]] = field(default_factory=dict)
    loaded: float = 0.0
    lag: float = 0.0
    pace: Pace = Pace.LOOKING
    gentle: bool = False
    gone: str = ""
    warning: str = ""

    def take(self, event: Event) -> None:
        """Learn from `event`."""
        match event:
            case Heard():
                self.said.hear(event.channel, event.speaker, event.settled, event.tail)
            case Skipped():
                speaker = self.speakers[event.channel]
                self.said.skip(event.channel, speaker, event.start, event.end)
            case Withdrawn():
                self.said.forget(event.start, event.end)
            case Covered():
                self.states = {one.topic: (Touch(one.state), one.seconds) for one in event.topics}
            case Following():
                self.lag, self.pace, self.gentle = event.lag, event.pace, event.gentle
            case _:
                self._how_it_goes(event)

    def _how_it_goes(self, event: Event) -> None:
        match event:
            case Loading(part=Part.SPEECH):
                self.loaded = event.done
            case Lacking():
                self.warning = f"{told(event.title)} {told(event.advice)}"
            case Failed():
                self.gone = f"{told(event.title)} {told(event.advice)}"
            case OtherLanguage():
                words = _("{time}: this sounds like {language}.")
                self.warning = words.format(
                    time=terminal.minutes(event.seconds), language=_(_LANGUAGES[event.language])
                )
            case Died():
                self.warning = _("The live text broke off; it goes on. Recording is untouched.")
            case Finished():
                self.lag = 0.0
            case _:
                pass

    def line(self) -> str:
        """How it goes, in one line."""
        if self.gone:
            return _("No live text; recording goes on. {why}").format(why=self.gone)
        if self.loaded < 1:
            return _("live text is loading … {percent} %").format(percent=round(100 * self.loaded))
        lag = _("text {seconds} s behind").format(seconds=round(self.lag))
        parts = [lag if self.pace is not Pace.BEHIND else "", _(_PACES[self.pace]), self.warning]
        return " · ".join(part for part in parts if part)

"""How far something long is: what it does, a bar, and the time that is left."""

import time
from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from recorder.cleaning import one_line
from tui.catalogue import N_, _, plural

STEPS: Final = (
    N_("Loading the speech model"),
    N_("Preparing the speech model"),
    N_("Finding speech"),
    N_("Telling the language"),
    N_("Transcribing"),
    N_("Telling the voices apart"),
    N_("Finding topics"),
    N_("Drafting the alliance"),
)
"""The steps of the final pass, which name themselves in English."""
_WIDEST: Final = 30
_SURE_S: Final = 3.0
_A_MINUTE: Final = 60
_ROUND_S: Final = 5


class TimeLeft:
    """Tells from how fast it went how long the step at hand still takes."""

    def __init__(self) -> None:
        self._step = ""
        self._begun = self._from = 0.0

    def seconds(self, step: str, done: float, total: float, now: float) -> float | None:
        """The seconds left of `step`, None until that can be told.

        `now` is in seconds by a clock that never steps. What was done before the first call, as
        by a run that was cut off, does not count as speed.
        """
        if step != self._step or done < self._from:
            self._step, self._begun, self._from = step, now, done
        passed, made = now - self._begun, done - self._from
        if passed < _SURE_S or made <= 0 or total <= done:
            return None
        return (total - done) * passed / made


def in_words(seconds: float | None) -> str:
    """A time that is left: “about 20 s”, “about 3 minutes”; "" where it can't be told."""
    if seconds is None:
        return ""
    if seconds < _A_MINUTE:
        nearest = max(round(seconds / _ROUND_S), 1) * _ROUND_S
        return _("about {seconds} s left").format(seconds=nearest)
    return plural(
        "about {number} minute left", "about {number} minutes left", round(seconds / _A_MINUTE)
    )


class Gauge(Widget):
    """One line; hidden while there is nothing to tell."""

    DEFAULT_CSS = """
    Gauge { height: 1; padding: 0 1; background: $panel; display: none; }
    Gauge.-on { display: block; }
    """

    line: reactive[tuple[str, float, str]] = reactive(("", 0.0, ""))

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002, Textual's own name
        super().__init__(id=id)
        self._left = TimeLeft()

    def tell(self, what: str, step: str, done: float, total: float) -> None:
        """`step` (English, or words already) of `what` has done `done` of `total`."""
        share = min(done / total, 1.0) if total > 0 else 0.0
        left = self._left.seconds(step, done, total, time.monotonic())
        self.line = (" · ".join(filter(None, (what, _(step)))), share, in_words(left))
        self.add_class("-on")

    def hide(self) -> None:
        """There is nothing to tell any more."""
        self._left = TimeLeft()
        self.remove_class("-on")

    def render(self) -> Content:
        """What, a bar, how much, how long still."""
        what, share, left = self.line
        width = self.size.width
        tail = f" {share:4.0%} {left}".rstrip()
        wide = max(min(_WIDEST, width - len(what) - len(tail) - 1), 4)
        full = round(share * wide)
        return Content.assemble(
            Content(one_line(what)),
            " ",
            ("━" * full, "$primary"),
            ("─" * (wide - full), "$text-muted"),
            tail,
        )

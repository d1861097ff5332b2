"""The band that says what the recording does; nothing on the screen covers it."""

from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui import terminal
from tui.catalogue import N_, _
from tui.onair import Air

_SIGNS: Final = {
    Air.STARTING: "○",
    Air.RECORDING: "●",
    Air.PAUSE: "‖",
    Air.OFF_THE_RECORD: "⊘",
    Air.STOPPING: "■",
    Air.SILENT: "!",
}
_WORDS: Final = {
    Air.STARTING: N_("STARTING"),
    Air.RECORDING: N_("REC"),
    Air.PAUSE: N_("PAUSE"),
    Air.OFF_THE_RECORD: N_("OFF THE RECORD"),
    Air.STOPPING: N_("STOPPING"),
    Air.SILENT: N_("NO ANSWER"),
}
_MEANING: Final = {
    Air.STARTING: N_("waiting for the first sound"),
    Air.RECORDING: N_("what is said is kept"),
    Air.PAUSE: N_("nothing is kept; space goes on"),
    Air.OFF_THE_RECORD: N_("nothing is kept; space goes on"),
    Air.STOPPING: N_("sealing what was kept"),
    Air.SILENT: N_("the recorder does not answer; q ends it"),
}


class RecBand(Widget):
    """What the recording does, in a word, with its time; on every screen while it runs."""

    DEFAULT_CSS = """
    RecBand {
        dock: top;
        height: 1;
        padding: 0 1;
        text-style: bold;
        color: $background;
        background: $panel;
        &.-recording { background: $error; }
        &.-pause, &.-off, &.-silent { background: $warning; }
        &.-starting, &.-stopping { color: $foreground; }
        &.-large { height: 3; padding: 1 2; }
    }
    """

    air: reactive[Air] = reactive(Air.STARTING)
    seconds: reactive[int] = reactive(0)

    def watch_air(self, air: Air) -> None:
        """Colour it; what it says is said in words too."""
        self.set_classes([f"-{air.value.split()[0]}", *(self.classes & {"-large"})])

    def render(self) -> Content:
        """The sign, the word and the time first: they are left when there is little room."""
        left = f"{_SIGNS[self.air]} {_(_WORDS[self.air])}  {terminal.minutes(self.seconds)}"
        meaning = _(_MEANING[self.air])
        room = self.content_size.width - len(left) - len(meaning)
        return Content(left if room < 2 else left + " " * room + meaning)  # noqa: PLR2004

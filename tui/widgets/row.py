"""A line of a form: what is asked on the left, the answer on the right."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Checkbox, Label, RadioButton, RadioSet


class Row(Horizontal):
    """A question and the part that takes its answer."""

    DEFAULT_CSS = """
    Row {
        height: auto;
        margin-bottom: 1;
        & > .asked { width: 20; color: $text-muted; padding-right: 2; }
    }
    """

    def __init__(self, asked: str, answer: Widget) -> None:
        super().__init__()
        self._asked, self._answer = asked, answer

    def compose(self) -> ComposeResult:
        """The question, the answer."""
        yield Label(Content(self._asked), classes="asked")
        yield self._answer


class Tick(Checkbox):
    """A box to tick; what is ticked is seen without colour."""

    DEFAULT_CSS = """
    Tick {
        width: auto;
        background: transparent;
        & > .toggle--button { color: $foreground; background: transparent; }
        &.-on > .toggle--button { color: $text-success; background: transparent; text-style: bold; }
    }
    """

    def render(self) -> Content:
        """The box and its words."""
        return _drawn(self, f"[{'✓' if self.value else ' '}]")


class Dot(RadioButton):
    """One of a few; the chosen one is seen without colour."""

    def render(self) -> Content:
        """The button and its words."""
        return _drawn(self, f"({'●' if self.value else ' '})")


def _drawn(button: Checkbox | RadioButton, mark: str) -> Content:
    words = button.label.pad(1, 1).stylize_before(button.get_visual_style("toggle--label"))
    return Content.assemble((mark, button.get_visual_style("toggle--button")), words)


class Choice(RadioSet):
    """One of a few `values`, side by side; `value` is the one chosen, None where none is."""

    DEFAULT_CSS = """
    Choice {
        layout: horizontal;
        height: 1;
        background: transparent;
        & > RadioButton { width: auto; margin-right: 3; }
        & > RadioButton > .toggle--button { color: $foreground; background: transparent; }
        & > RadioButton.-on > .toggle--button { color: $text-success; background: transparent; }
        &:focus { background-tint: $foreground 0%; }
        &:blur > RadioButton.-selected > .toggle--label { background: transparent; }
    }
    """

    def __init__(
        self, name: str, values: Sequence[str], words: Sequence[str], chosen: str | None
    ) -> None:
        buttons = [
            Dot(Content(word), value=value == chosen)
            for value, word in zip(values, words, strict=True)
        ]
        super().__init__(*buttons, id=name, compact=True)
        self._values = tuple(values)

    @property
    def value(self) -> str | None:
        """The chosen value."""
        return self._values[self.pressed_index] if self.pressed_index >= 0 else None

    def action_next_button(self) -> None:
        """Choose the one to the right."""
        super().action_next_button()
        if self.has_focus:  # it is called once when it is mounted, too
            self.action_toggle_button()

    def action_previous_button(self) -> None:
        """Choose the one to the left."""
        super().action_previous_button()
        if self.has_focus:
            self.action_toggle_button()

    def choose(self, value: str) -> None:
        """Choose `value`, if it is one."""
        if value in self._values:
            self.query(RadioButton)[self._values.index(value)].value = True

"""The guide, a section at a time: what to say, what to ask."""

from collections.abc import Mapping
from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from recorder.conversation import Topic
from recorder.guide import Section
from tui.widgets.topicboard import KEYS

_INDENT: Final = "  "


class Guidebook(VerticalScroll):
    """One section of the guide; the page turns it."""

    DEFAULT_CSS = """
    Guidebook {
        height: 1fr;
        & > Static { height: auto; }
    }
    """

    def __init__(self) -> None:
        super().__init__(can_focus=False)

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static()

    def show(
        self, section: Section, place: str, topics: Mapping[str, Topic], order: list[str]
    ) -> None:
        """Draw `section`, which is at `place` ("2/5"), with its topics' questions."""
        lines = [
            Content.assemble((section.title, "bold $primary"), (f"  {place}", "$foreground 60%"))
        ]
        lines += [Content(line) for line in section.lines]
        for name in section.topics:
            topic = topics[name]
            key = KEYS[order.index(name)] if order.index(name) < len(KEYS) else " "
            lines.append(Content.assemble((key, "bold $footer-key-foreground"), f" {topic.name}"))
            lines += [
                Content.styled(f"{_INDENT}{one}", "$foreground 60%") for one in topic.questions
            ]
        self.query_one(Static).update(Content("\n").join(lines))
        self.scroll_home(animate=False)

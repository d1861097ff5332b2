"""The bar of keys: every key that does something here, in words, to be pressed or clicked."""

from typing import Final

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from tui.catalogue import _

_BETWEEN: Final = "  "


class KeyBar(Widget):
    """The keys of the screen that it lies on, in as many lines as they need."""

    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: auto;
        max-height: 4;
        padding: 0 1;
        background: $footer-background;
        color: $footer-foreground;
        link-style: none;
        link-color: $footer-foreground;
    }
    """

    def on_mount(self) -> None:
        """Follow what can be pressed."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def on_unmount(self) -> None:
        """Follow no longer."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """As many lines as the keys need at this width."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The keys in their order; one that can't be pressed now is dim."""
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        """The keys laid out in lines of `width`; none is broken over two."""
        lines: list[list[Content]] = [[]]
        left = width
        for key in self._keys():
            needed = key.cell_length + (len(_BETWEEN) if lines[-1] else 0)
            if needed > left and lines[-1]:
                lines.append([])
                left, needed = width, key.cell_length
            lines[-1].append(key)
            left -= needed
        return [Content(_BETWEEN).join(line) for line in lines]

    def _keys(self) -> list[Content]:
        shown: dict[str, Content] = {}  # the first key for each thing; others are in the help
        for _node, binding, enabled, _tooltip in self.screen.active_bindings.values():
            if binding.show and binding.id:  # those without are Textual's own
                shown.setdefault(binding.action, self._key(binding, enabled=enabled))
        return list(shown.values())

    def _key(self, binding: Binding, *, enabled: bool) -> Content:
        key, words = self.app.get_key_display(binding), _(binding.description)
        click = Style.from_meta({"@click": f"app.simulate_key('{binding.key}')"})
        return Content.assemble(
            (key, "bold $accent" if enabled else "dim"),
            " ",
            (words, "" if enabled else "dim"),
        ).stylize(click)

    def _changed(self, _screen: Screen[object]) -> None:
        self.refresh(layout=True)

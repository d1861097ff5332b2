"""The keys, by the ids of what they do: any can be given another."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from recorder.errors import AllianceError, UnusableAnswer
from tui import keymap
from tui.catalogue import N_, _
from tui.widgets.dialogs import Dialog

if TYPE_CHECKING:
    from tui.app import AllianceApp

_EVERYWHERE = ("app", "page")


class KeyGrab(Dialog[str | None]):
    """Takes the next key that is pressed; escape leaves it as it was."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what

    def compose(self) -> ComposeResult:
        """What the key will do."""
        with Vertical():
            yield Label(Content(self._what), classes="title")
            yield Label(_("Press the new key, or esc to leave it."), classes="advice")

    def on_key(self, event: events.Key) -> None:
        """This one."""
        event.stop()
        event.prevent_default()
        self.dismiss(None if event.key == "escape" else event.key)


class KeyPick(OptionList):
    """One line a key: enter gives another, delete goes back to the usual one."""

    DEFAULT_CSS = """
    KeyPick { height: 1fr; border: none; background: $background; }
    KeyPick:focus { border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "delete",
            "usual",
            N_("usual key"),
            id="keypick.usual",
            tooltip=N_("Give it its usual key again"),
        ),
    ]

    @property
    def _app(self) -> "AllianceApp":
        return cast("AllianceApp", self.app)

    def on_mount(self) -> None:
        """List them."""
        self._list()

    def _list(self) -> None:
        place, rows = self.highlighted, []
        for one in self._all():
            shown = self.app.get_key_display(Binding(self._key_of(one), one.action))
            words = _(one.tooltip) or _(one.description)
            mark = "*" if one.id in self._app.chosen.keys else " "
            line = Content.assemble(
                (f"{mark} {shown:12}", "bold"), f"{words}  ", (one.id or "", "$text-muted")
            )
            rows.append(Option(line, id=one.id))
        self.set_options(rows)
        self.highlighted = place or 0

    def _all(self) -> list[Binding]:
        first = {one.id: one for one in reversed(list(keymap.bindings()))}  # of several with an id
        return sorted(first.values(), key=lambda one: one.id or "")

    def _key_of(self, one: Binding) -> str:
        return self._app.chosen.keys.get(one.id or "", one.key).split(",")[0]

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        name = event.option.id or ""
        one = next(one for one in self._all() if one.id == name)
        words = _(one.tooltip) or _(one.description)
        self.app.push_screen(KeyGrab(words), lambda key: self._give(name, key) if key else None)

    def _give(self, name: str, key: str) -> None:
        try:
            if other := self._clash(name, key):
                raise UnusableAnswer(
                    _("That key is taken there by “{id}”.").format(id=other),
                    _("Press another, or give that one another first."),
                )
            self._app.choose(keys={**self._app.chosen.keys, name: key})
        except AllianceError as error:
            self._app.tell_failure(error)
        self._list()

    def _clash(self, name: str, key: str) -> str:
        """The id of what has `key` already on the same page or everywhere, "" for none."""
        page = name.split(".", maxsplit=1)[0]
        for one in self._all():
            other = one.id or ""
            near = other.split(".")[0] in {page, *_EVERYWHERE} or page in _EVERYWHERE
            given = self._app.chosen.keys.get(other, one.key).split(",")
            if other != name and near and key in given:
                return other
        return ""

    def action_usual(self) -> None:
        """Go back to the usual key."""
        if self.highlighted is None:
            return
        name = self.get_option_at_index(self.highlighted).id
        kept = {one: key for one, key in self._app.chosen.keys.items() if one != name}
        try:
            self._app.choose(keys=kept)
        except AllianceError as error:
            self._app.tell_failure(error)
        self._list()

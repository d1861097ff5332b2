"""The settings: language, colours, name, devices, what is kept, speech model, keys, ways in."""

from typing import Any, ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, RadioSet, Select, Static, TabbedContent, TabPane
from textual.widgets.option_list import Option

from recorder import codebook, devices
from recorder.cleaning import one_line
from recorder.conversation import Topic
from recorder.devices import Device
from recorder.errors import UnusableAnswer
from tui import catalogue, themes
from tui.catalogue import N_, _
from tui.page import Page
from tui.widgets.keypick import KeyPick
from tui.widgets.modelpick import ModelPick
from tui.widgets.row import Choice, Row
from tui.widgets.waysin import WaysIn

_THEMES: Final = (themes.DARK.name, themes.LIGHT.name)
_DEVICES: Final = {"microphone": "microphone", "far_end": "far end"}
_DAYS: Final = ("keep_sound_days", "keep_text_days")
_MOST_DAYS: Final = 36_500


class Options(Page):
    """Each change counts at once, and is kept in settings.toml."""

    CSS_PATH = "options.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+right",
            "turn(1)",
            N_("next leaf"),
            id="options.next",
            tooltip=N_("Turn to the next leaf"),
            priority=True,
        ),
        Binding(
            "ctrl+left",
            "turn(-1)",
            N_("leaf before"),
            id="options.before",
            tooltip=N_("Turn to the leaf before"),
            priority=True,
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._leaf = "general"

    def body(self) -> ComposeResult:
        """A leaf for each kind of thing."""
        with TabbedContent(initial=self._leaf):
            with TabPane(_("General"), id="general"), VerticalScroll(can_focus=False):
                yield from self._general()
            with TabPane(_("Speech model"), id="model"):
                yield ModelPick()
            with TabPane(_("Keys"), id="keys"):
                yield KeyPick()
            with TabPane(_("Access"), id="access"), VerticalScroll(can_focus=False):
                yield WaysIn()
            with TabPane(_("Topics"), id="topics"):
                yield OptionList(*(Option(Content(one.name), id=one.id) for one in self._topics()))
                yield VerticalScroll(Static(id="topic"))

    def on_mount(self) -> None:
        """Say where one is, and look what devices there are."""
        self.where = (_("Settings"),)
        self._look_for_devices()

    async def recompose(self) -> None:
        """In another language, on the same leaf."""
        await super().recompose()
        self.on_mount()

    def action_turn(self, by: int) -> None:
        """Turn the leaf."""
        leaves = [pane.id or "" for pane in self.query(TabPane)]
        tabs = self.query_one(TabbedContent)
        tabs.active = leaves[(leaves.index(tabs.active) + by) % len(leaves)]

    @on(TabbedContent.TabActivated)
    def _turned(self, event: TabbedContent.TabActivated) -> None:
        self._leaf = event.pane.id or "general"

    # The general leaf.

    def _general(self) -> ComposeResult:
        chosen = self.alliance.chosen
        tongue = Choice("interface", ("fr", "en"), ("Français", "English"), catalogue.spoken())
        yield Row(_("language"), tongue)
        looks = Choice("theme", _THEMES, (_("dark"), _("light")), self.app.theme)
        yield Row(_("colours"), looks)
        yield Row(_("your name"), Input(one_line(chosen.coach), id="coach", compact=True))
        for name, words in (("microphone", _("microphone")), ("far_end", _("far end of a call"))):
            yield Row(words, Select([], prompt=_("the one in use"), id=name, compact=True))
        for name, words in (
            ("keep_sound_days", _("keep sound, days")),
            ("keep_text_days", _("keep text, days")),
        ):
            days = str(getattr(chosen, name))
            yield Row(words, Input(days, id=name, type="integer", compact=True))
        yield Static(
            _("0 days: no limit. The client's own wish, in the consent, always comes first."),
            classes="muted",
        )

    @on(RadioSet.Changed)
    def _picked(self, event: RadioSet.Changed) -> None:
        choice = event.radio_set
        if isinstance(choice, Choice) and choice.value:
            name, value = choice.id or "", choice.value
            now = catalogue.spoken() if name == "interface" else self.app.theme
            if value != now:
                self._keep(**{name: value})

    @on(Input.Submitted, "#coach")
    @on(Input.Blurred, "#coach")
    def _named(self, event: Input.Submitted | Input.Blurred) -> None:
        if one_line(event.value) != self.alliance.chosen.coach:
            self._keep(coach=one_line(event.value))

    @on(Input.Submitted, "#keep_sound_days, #keep_text_days")
    @on(Input.Blurred, "#keep_sound_days, #keep_text_days")
    def _days(self, event: Input.Submitted | Input.Blurred) -> None:
        name, typed = event.input.id or "", event.value.strip()
        if typed == str(getattr(self.alliance.chosen, name)):
            return
        with self.told():
            if not typed.isdecimal() or int(typed) > _MOST_DAYS:
                event.input.value = str(getattr(self.alliance.chosen, name))
                raise UnusableAnswer(
                    _("That is no number of days."), _("Give a whole number; 0: no limit.")
                )
            self._keep(**{name: int(typed)})

    def _keep(self, **changed: Any) -> None:
        with self.told():
            self.alliance.choose(**changed)

    # Devices.

    @work(thread=True, exclusive=True, exit_on_error=False, group="devices")
    def _look_for_devices(self) -> None:
        """On a thread: the sound system may take its time."""
        there = devices.system().devices()
        self.app.call_from_thread(self._list_devices, there)

    def _list_devices(self, there: tuple[Device, ...]) -> None:
        for name, kind in _DEVICES.items():
            found = self.query(f"#{name}").results(Select)
            wanted = getattr(self.alliance.chosen, name)
            for select in found:
                known = [(Content(one_line(d.name)), d.name) for d in there if d.kind == kind]
                if wanted and wanted not in {value for _words, value in known}:
                    known.append((Content(one_line(wanted)), wanted))
                with self.prevent(Select.Changed):
                    select.set_options(known)
                    if wanted:
                        select.value = wanted

    @on(Select.Changed)
    def _device(self, event: Select.Changed) -> None:
        name = event.select.id or ""
        value = "" if event.select.is_blank() else str(event.value)
        if value != getattr(self.alliance.chosen, name):
            self._keep(**{name: value})

    # Topics.

    def _topics(self) -> tuple[Topic, ...]:
        return codebook.topics("fr" if catalogue.spoken() == "fr" else "en")

    @on(OptionList.OptionHighlighted)
    def _shown(self, event: OptionList.OptionHighlighted) -> None:
        for topic in self._topics():
            if topic.id == event.option.id:
                lines = [
                    Content.styled(topic.name, "bold"),
                    Content(topic.definition),
                    Content(""),
                    *(Content(f"· {question}") for question in topic.questions),
                ]
                self.query_one("#topic", Static).update(Content("\n").join(lines))

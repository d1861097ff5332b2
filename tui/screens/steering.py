"""The keys that steer a recording: pause, off the record, marks, notes, withdrawal, stop."""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from recorder import codebook
from recorder.conversation import Client, Language, MarkKind, Session
from recorder.wire import Button
from tui import faults
from tui.catalogue import N_, _
from tui.screens.taping import Taping
from tui.widgets.topicboard import KEYS

_UNSHIFTED: Final = dict(
    zip(
        "1234567890",
        (
            *("ampersand", "é", "quotation_mark", "apostrophe", "left_parenthesis"),
            *("minus", "è", "underscore", "ç", "à"),
        ),
        strict=True,
    )
)
"""What the keys of the digits give on a French keyboard, so that nobody has to hold shift."""


_STEERING: Final = frozenset(
    {"pause", "off_the_record", "mark", "topic", "note", "withdraw", "stop"}
)


def _topic_keys() -> Iterator[Binding]:
    for place, key in enumerate(KEYS):
        keys = f"{key},{_UNSHIFTED[key]}" if key in _UNSHIFTED else key
        yield Binding(
            keys,
            f"topic({place})",
            N_("mark a topic"),
            id=f"listen.topic{place + 1}",
            tooltip=N_("Mark this moment with the topic that has this key on the board"),
            show=False,
        )


class Steering(Taping):
    """Does with the recorder what is pressed; a page with a line "#note" for what is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,y",
            "yes",
            N_("the yes is said"),
            id="listen.yes",
            tooltip=N_("The client has said yes, aloud: keep where"),
        ),
        Binding(
            "space",
            "pause",
            N_("pause"),
            id="listen.pause",
            tooltip=N_("Pause, and go on: what is said in a pause is not kept"),
        ),
        Binding(
            "o",
            "off_the_record",
            N_("off the record"),
            id="listen.off",
            tooltip=N_("Off the record: the last minute is taken out, and nothing kept from here"),
        ),
        Binding(
            "m", "mark", N_("mark"), id="listen.mark", tooltip=N_("Mark this moment to find it")
        ),
        *_topic_keys(),
        Binding(
            "t",
            "note",
            N_("note"),
            id="listen.note",
            tooltip=N_("Type a note while the recording goes on"),
        ),
        Binding(
            "w",
            "withdraw",
            N_("consent withdrawn"),
            id="listen.withdraw",
            tooltip=N_("The client takes the consent back: nothing more is kept"),
        ),
        Binding("q", "stop", N_("stop"), id="listen.stop", tooltip=N_("End the recording")),
    ]

    def __init__(
        self,
        session: Session,
        microphone: str = "",
        far_end: str = "",
        *,
        spoken: bool = False,
        new: Client | None = None,
    ) -> None:
        super().__init__(session, microphone, far_end, spoken=spoken, new=new)
        self.language: Language = "en" if session.language == "en" else "fr"
        self.topics = codebook.topics(self.language)
        self._noting: float | None = None
        self._held_before = False
        for key, found in self._bindings.key_to_bindings.items():
            self._bindings.key_to_bindings[key] = [self._named(one) for one in found]

    def _named(self, binding: Binding) -> Binding:
        """A topic's key with the topic's name, for the help and the palette."""
        if not binding.action.startswith("topic("):
            return binding
        place = int(binding.action.removeprefix("topic(").removesuffix(")"))
        name = self.topics[place].name if place < len(self.topics) else ""
        return replace(binding, description=name, tooltip=name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes sense now; before the recorder is there, nothing but to look."""
        del parameters
        if action == "yes":
            return self.on_air.spoken and self.on_air.began
        if action == "leave":
            return self._noting is not None
        if action == "faults":
            return bool(self.on_air.faults)
        if action in _STEERING and (self.running is None or self.on_air.over):
            return None
        return True

    def action_pause(self) -> None:
        """Pause, or go on."""
        self.press(Button.RESUME if self.on_air.held else Button.PAUSE)

    def action_off_the_record(self) -> None:
        """Keep nothing from here on, and take out the last minute."""
        self.press(Button.OFF_THE_RECORD, back=faults.BACK_S)

    def action_mark(self) -> None:
        """Mark this moment."""
        self._mark(MarkKind.MARK)

    def action_yes(self) -> None:
        """The client's yes was said, from the beginning to now."""
        self._mark(MarkKind.CONSENT, since=0.0)

    def action_topic(self, place: int) -> None:
        """Mark this moment with a topic."""
        if place < len(self.topics):
            self._mark(MarkKind.TOPIC, self.topics[place].id)

    def _mark(self, kind: MarkKind, text: str = "", since: float | None = None) -> None:
        if self.running and not self.on_air.over:
            self.running.mark(kind, text, since)

    def action_note(self) -> None:
        """Type a note; it belongs to the moment at which it was begun."""
        if self._noting is None:
            self._noting = self.on_air.seconds
            typed = self.query_one("#note", Input)
            typed.display = True
            typed.focus()

    @on(Input.Submitted, "#note")
    def _noted(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self._mark(MarkKind.NOTE, event.value, self._noting)
        self.action_leave()

    def action_leave(self) -> None:
        """Put the note away; the page itself is left by stopping."""
        typed = self.query_one("#note", Input)
        typed.value, typed.display, self._noting = "", False, None
        self.set_focus(None)
        self.refresh_bindings()

    def action_withdraw(self) -> None:
        """Keep nothing from here on, and ask whether the consent is withdrawn."""
        self._held_before = self.on_air.held
        self.press(Button.PAUSE)
        self.ask(
            _("Does the client take the consent back?"),
            _("Nothing is kept while you answer. Yes ends the recording for good."),
            "withdraw_it",
        )

    def withdraw_it_not(self) -> None:
        """They do not: go on as before."""
        if not self._held_before:
            self.press(Button.RESUME)

    def action_stop(self) -> None:
        """Ask once, then stop."""
        self.ask(_("End the recording?"), _("It goes on until you say yes."), "stop")

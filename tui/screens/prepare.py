"""Prepare: with whom, where, in which language, and whether the microphone hears."""

import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, RadioSet, Select, Static
from textual.worker import Worker, get_current_worker

from models import weights
from recorder import clients, holders, paths, space
from recorder.cleaning import one_line
from recorder.conversation import Client
from recorder.errors import DeviceUnusable, UnusableAnswer
from tui.catalogue import N_, _, plural, spoken, told
from tui.page import Page
from tui.screens.asking import Plan
from tui.widgets.clientname import ClientName
from tui.widgets.levels import Heights, Levels
from tui.widgets.row import Choice, Row

if TYPE_CHECKING:
    from recorder.devices import Device, Kind, System
    from recorder.soundcheck import Heard

_SHOW_S: Final = 0.1
_JUDGED_S: Final = 1.0
_EARLY_S: Final = 2.0  # before, hardly anybody has said a word
_RETRY_S: Final = 2.0
_USED: Final = ""  # the device that the system has in use
_FEW_HOURS: Final = 5

Wanted = tuple[str, str | None]
"""What is listened to: the microphone's name and the far end's, None where there is none."""


class Prepare(Page):
    """Everything before consent; meters move while it is open, and no sample is kept."""

    CSS_PATH = "prepare.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+n",
            "go_on",
            N_("go on"),
            id="prepare.next",
            tooltip=N_("Go on to the client's consent"),
        ),
        Binding(
            "ctrl+t",
            "play",
            N_("test echo"),
            id="prepare.play",
            tooltip=N_("Play a soft sound to find out whether the microphone hears it"),
        ),
    ]

    @dataclass
    class Found(Message):
        """These devices are plugged in."""

        devices: "tuple[Device, ...]"

    @dataclass
    class Measured(Message):
        """How loud it is now."""

        heights: Heights

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts."""
            return isinstance(message, Prepare.Measured)

    @dataclass
    class Opened(Message):
        """These devices are being listened to, by their names."""

        names: tuple[str, ...]

    @dataclass
    class Judged(Message):
        """What there is to say of what was heard."""

        told: Content

    def __init__(self, client: Client | None = None, plan: Plan | None = None) -> None:
        super().__init__()
        self._plan = plan or Plan(client=client.name if client else "")
        self._wanted: Wanted | None = None
        self._there: tuple[Device, ...] | None = None
        self._door = threading.Lock()

    def body(self) -> ComposeResult:
        """The questions, then what the devices bring."""
        plan, chosen = self._plan, self.alliance.chosen
        places = _("in a room"), _("on a call")
        tongues = _("French"), _("English")
        language = plan.language or spoken()
        coach = Input(
            one_line(plan.coach or chosen.coach),
            id="coach",
            compact=True,
            placeholder=_("your name"),
        )
        with VerticalScroll(id="form", can_focus=False):
            yield Row(_("Client"), ClientName(plan.client, self._known()))
            yield Row(_("Where"), Choice("setting", ("room", "call"), places, plan.setting))
            yield Row(_("Language"), Choice("language", ("fr", "en"), tongues, language))
            yield Row(_("Coach"), coach)
            yield Row(_("Microphone"), _devices("microphone", plan.microphone or chosen.microphone))
            yield Row(_("Far end"), _devices("far_end", plan.far_end or chosen.far_end))
            yield Levels()
            yield Static(_("Listening …"), id="heard")
            yield Static(self._room(), id="room")
            yield Button(_("Go on to consent"), id="next", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Begin to listen."""
        self.where = (_("Prepare"),)
        if self._plan.client:
            self.query_one("#next").focus()
        self._listen_to()

    def _known(self) -> tuple[Client, ...]:
        with self.told():
            return clients.all_clients(self.vault)
        return ()

    def _room(self) -> Content:
        """Room on the disk in hours, and the speech model."""
        hours = int(space.hours(space.free(self.alliance.home)))
        disk = plural("room for {number} hour of sound", "room for {number} hours of sound", hours)
        model = self.alliance.chosen.model
        there = weights.present(model, paths.models())
        told = _("speech model {name}: ready") if there else _("speech model {name}: not here yet")
        named = told.format(name=one_line(model))
        return Content("  ·  ").join(
            (
                Content.styled(
                    disk, "$foreground 60%" if hours >= _FEW_HOURS else "bold $text-error"
                ),
                Content.styled(named, "$foreground 60%" if there else "$text-warning"),
            )
        )

    @on(ClientName.Recognised)
    def _recognised(self, event: ClientName.Recognised) -> None:
        if event.client:
            self.query_one("#language", Choice).choose(event.client.language)

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    # What is listened to.

    def _device(self, name: str) -> str:
        value = self.query_one(f"#{name}", Select).value
        return value if isinstance(value, str) else _USED

    @on(RadioSet.Changed, "#setting")
    @on(Select.Changed)
    def _listen_to(self) -> None:
        """Listen to what is chosen now, if that is something else."""
        call = self.query_one("#setting", Choice).value == "call"
        for row in self.query(Row):
            if row.query("#far_end"):
                row.display = call
        wanted = self._device("microphone"), self._device("far_end") if call else None
        if wanted != self._wanted:
            self._wanted = wanted
            names = (_("Microphone"), _("Far end")) if call else (_("Microphone"),)
            self.query_one(Levels).names = names
            self.query_one(Levels).heights = ()
            self._listen(wanted)

    @work(thread=True, exclusive=True, exit_on_error=False, group="listen")
    def _listen(self, wanted: Wanted) -> None:
        """Measure until the worker is told to end; a device that fails is tried again."""
        from recorder import devices

        worker = get_current_worker()
        with self._door:  # whoever listened before lets go of the devices first
            while not worker.is_cancelled:
                try:
                    system = devices.system()
                    self._measure(worker, system, wanted)
                except DeviceUnusable as error:
                    trouble = Content(f"{told(error.title)} {told(error.advice)}")
                    self.post_message(self.Judged(trouble.stylize("$text-error")))
                    end = time.monotonic() + _RETRY_S
                    while time.monotonic() < end and not worker.is_cancelled:
                        time.sleep(_SHOW_S)

    def _measure(self, worker: Worker[None], system: "System", wanted: Wanted) -> None:
        from recorder import devices, soundcheck

        self.post_message(self.Found(system.devices()))
        microphone = devices.needed(system, "microphone", wanted[0] or None)
        far_end = None
        if wanted[1] is not None:
            far_end = devices.needed(system, "far end", wanted[1] or None)
        with soundcheck.Listening(system, microphone, far_end) as listening:
            there = (microphone, far_end) if far_end else (microphone,)
            self.post_message(self.Opened(tuple(one.name for one in there)))
            began = judged = time.monotonic()
            while not worker.is_cancelled:
                time.sleep(_SHOW_S)
                levels = listening.tick()
                self.post_message(self.Measured(tuple((one.peak, one.clipped) for one in levels)))
                now = time.monotonic()
                if now - judged < _JUDGED_S or now - began < _EARLY_S:
                    continue
                judged = now
                self.post_message(self.Judged(judgement(listening.heard())))
                if system.cheap:
                    self.post_message(self.Found(system.devices()))

    def on_prepare_found(self, event: Found) -> None:
        """Offer what is plugged in."""
        if event.devices == self._there:
            return
        self._there = event.devices
        kinds: tuple[tuple[str, Kind], ...] = ("microphone", "microphone"), ("far_end", "far end")
        for name, kind in kinds:
            there = [device for device in event.devices if device.kind == kind]
            select = self.query_one(f"#{name}", Select)
            chosen = self._device(name)
            options = [(Content(_("the one in use")), _USED)]
            options += [(Content(one_line(one.name)), one.name) for one in there]
            if chosen not in {value for _shown, value in options}:
                gone = _("{name} (not plugged in)").format(name=one_line(chosen))
                options.append((Content(gone), chosen))
            with select.prevent(Select.Changed):
                select.set_options(options)
                select.value = chosen

    def on_prepare_opened(self, event: Opened) -> None:
        """Say which devices are heard: the one in use may be any."""
        self.query_one(Levels).names = event.names

    def on_prepare_measured(self, event: Measured) -> None:
        """Move the meters."""
        self.query_one(Levels).heights = event.heights

    def on_prepare_judged(self, event: Judged) -> None:
        """Say what was found."""
        self.query_one("#heard", Static).update(event.told)

    @work(thread=True, exclusive=True, exit_on_error=False, group="play")
    def action_play(self) -> None:
        """Play a soft sound."""
        from recorder import testsound

        with testsound.playing():
            time.sleep(testsound.SECONDS)

    # On to consent.

    @on(Button.Pressed, "#next")
    def action_go_on(self) -> None:
        """See that nothing is missing, and ask for consent."""
        with self.told():
            plan = self._planned()
            with holders.recording(self.vault.home.locks):
                pass  # nobody is asked for consent while another recording runs
            remembered = {
                "coach": plan.coach,
                "microphone": plan.microphone,
                "far_end": plan.far_end,
            }
            if any(getattr(self.alliance.chosen, name) != one for name, one in remembered.items()):
                self.alliance.choose(**remembered)
            from tui.screens.asking import Asking

            self.app.switch_screen(Asking(plan))

    def _planned(self) -> Plan:
        """What was answered.

        Raises:
            UnusableAnswer: a name is missing.
        """
        name = self.query_one(ClientName).value
        coach = one_line(self.query_one("#coach", Input).value)
        if not name:
            self.query_one("ClientName Input").focus()
            raise UnusableAnswer(_("The client's name is missing."), _("Type it, or pick one."))
        if not coach:
            self.query_one("#coach").focus()
            raise UnusableAnswer(_("Your own name is missing."), _("The client agrees with you."))
        return replace(
            self._plan,
            client=name,
            coach=coach,
            language=self.query_one("#language", Choice).value or spoken(),
            setting="call" if self.query_one("#setting", Choice).value == "call" else "room",
            microphone=self._device("microphone"),
            far_end=self._device("far_end"),
        )


def judgement(heard: "Heard") -> Content:
    """What a sound check found, with advice; the gravest first."""
    from recorder import soundcheck
    from recorder.soundcheck import Concern
    from tui import checking

    lines = []
    concerns = soundcheck.concerns(heard)
    for concern in concerns:
        if concern is Concern.UNSPOKEN:
            lines.append(
                Content.styled(_("Say a few words: the meter should move."), "$foreground 60%")
            )
        else:
            style = "bold $text-error" if concern in checking.GRAVE else "$text-warning"
            lines.append(Content.styled(f"! {_(checking.ADVICE[concern])}", style))
    if not concerns:
        lines.append(Content.styled(_("✓ You are heard well."), "$text-success"))
    if heard.far_end is not None and not checking.ECHO & set(concerns):
        lines.append(_echo(heard))
    return Content("\n").join(lines)


def _echo(heard: "Heard") -> Content:
    if not heard.bleed.measured:
        told = _("Echo: not measured yet, since nothing played; ctrl+t plays a soft sound.")
        return Content.styled(told, "$foreground 60%")
    return Content.styled(_("✓ No echo: the far end does not come back."), "$text-success")


def _devices(name: str, chosen: str) -> "Select[str]":
    """The devices of one kind; until they are known, the one that was chosen before."""
    options = [(_("the one in use"), _USED), *([(one_line(chosen), chosen)] if chosen else [])]
    return Select(options, value=chosen, allow_blank=False, id=name, compact=True)

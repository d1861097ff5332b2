"""The very first start: the language, the coach's name, the passphrase, the recovery key."""

from enum import IntEnum, auto
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Button, Checkbox, Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from recorder import access, recovery, secretstore, vault
from recorder.cleaning import one_line
from recorder.conversation import Session
from recorder.errors import VaultError
from recorder.keys import Cost
from tui import catalogue, sample
from tui.catalogue import N_, _, told
from tui.page import Page
from tui.passphrase import strength
from tui.widgets.busy import Busy
from tui.widgets.row import Tick

if TYPE_CHECKING:
    from recorder.vault import Vault

_HOLDER: Final = "alliance"  # the name that other processes see
_TONGUES: Final = {"fr": "Français", "en": "English"}
_GROUPS_A_LINE: Final = 5
COST: Final = Cost()


class Step(IntEnum):
    """The steps, in their order; nothing is kept before the last."""

    LANGUAGE = auto()
    NAME = auto()
    PASSPHRASE = auto()
    RECOVERY = auto()
    READY = auto()


class FirstRun(Page):
    """Makes the vault, step by step; left before the end, it leaves nothing behind."""

    CSS_PATH = "firstrun.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("back"), id="firstrun.back", tooltip=N_("The step before")),
    ]

    step: reactive[Step] = reactive(Step.LANGUAGE, recompose=True)
    keyring: reactive[bool] = reactive(False)  # noqa: FBT003, whether the system has one

    def __init__(self) -> None:
        super().__init__()
        self._coach = ""
        self._passphrase = ""
        self._secret = recovery.new_secret()
        self._keyring_wanted = False

    def body(self) -> ComposeResult:
        """The step at hand."""
        with VerticalScroll(id="steps", can_focus=False), Vertical():
            match self.step:
                case Step.LANGUAGE:
                    yield from self._tongues()
                case Step.NAME:
                    yield from self._names()
                case Step.PASSPHRASE:
                    yield from self._two_passphrases()
                case Step.RECOVERY:
                    yield from self._recovery_key()
                case Step.READY:
                    yield from self._ready()

    def on_mount(self) -> None:
        """Begin with the language that the system speaks."""
        self._look_for_keyring()
        self._begin()

    async def recompose(self) -> None:
        """Show the step, and have the first thing to fill in ready to be typed into."""
        await super().recompose()
        self._begin()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no way back from the first step, nor once the vault is made."""
        if action == "leave" and self.step in {Step.LANGUAGE, Step.READY}:
            return False
        return super().check_action(action, parameters)

    def action_leave(self) -> None:
        """Go back a step."""
        if Step.LANGUAGE < self.step < Step.READY:
            self.step = Step(self.step - 1)

    def _begin(self) -> None:
        self.where = (_("First start"), f"{self.step.value}/{len(Step)}")
        self.refresh_bindings()
        for kind in (Input, OptionList, Checkbox, Button):
            if found := self.query(kind):
                found.first().focus()
                break

    # The language.

    def _tongues(self) -> ComposeResult:
        yield Label(_("Welcome."), classes="title", id="welcome")
        yield Label(_("Which language shall we speak?"), id="which")
        tongues = OptionList(*(Option(name, id=code) for code, name in _TONGUES.items()))
        tongues.highlighted = list(_TONGUES).index(catalogue.spoken())
        yield tongues
        yield Label(self._promise(), classes="muted", id="promise")

    def _promise(self) -> str:
        return _(
            "You listen to a person; this program remembers what you two agree on."
            " Sound and text stay on this computer, encrypted."
        )

    @on(OptionList.OptionHighlighted)
    def _speak(self, event: OptionList.OptionHighlighted) -> None:
        catalogue.speak(event.option.id or "")
        self.where = (_("First start"), f"{self.step.value}/{len(Step)}")
        self.query_one("#welcome", Label).update(_("Welcome."))
        self.query_one("#which", Label).update(_("Which language shall we speak?"))
        self.query_one("#promise", Label).update(self._promise())
        for part in self.query("Masthead, KeyBar"):
            part.refresh(layout=True)

    @on(OptionList.OptionSelected)
    def _spoken(self) -> None:
        self.step = Step.NAME

    # The name.

    def _names(self) -> ComposeResult:
        yield Label(_("What is your name?"), classes="title")
        yield Label(
            _("As your clients know you: it stands in the consent and in the alliance."),
            classes="muted",
        )
        yield Input(self._coach, id="name", max_length=200)
        yield Label("", id="refused", classes="error")

    @on(Input.Submitted, "#name")
    def _named(self, event: Input.Submitted) -> None:
        self._coach = one_line(event.value)
        if self._coach:
            self.step = Step.PASSPHRASE
        else:
            self._refuse(_("A name is needed; a first name will do."))

    # The passphrase.

    def _two_passphrases(self) -> ComposeResult:
        yield Label(_("Choose a passphrase."), classes="title")
        yield Label(
            _("It locks everything that you keep here. Four or five words that you alone know."),
            classes="muted",
        )
        yield Input(password=True, placeholder=_("passphrase"), id="first")
        yield Label("", id="strength", classes="muted")
        yield Input(password=True, placeholder=_("the same again"), id="second")
        yield Tick(_("Open without asking me, by this computer's keyring"), self._keyring_wanted)
        yield Label("", id="refused", classes="error")
        self.call_after_refresh(self.watch_keyring)

    def watch_keyring(self) -> None:
        """The keyring is offered where there is one."""
        for box in self.query("#steps Checkbox"):
            box.display = self.keyring or self.step is Step.RECOVERY

    @on(Input.Changed, "#first")
    def _weighed(self, event: Input.Changed) -> None:
        self.query_one("#strength", Label).update(_(strength(event.value)))

    @on(Input.Submitted, "#first")
    def _again(self) -> None:
        self.query_one("#second", Input).focus()

    @on(Input.Submitted, "#second")
    def _both(self) -> None:
        first, second = (self.query_one(name, Input) for name in ("#first", "#second"))
        if not first.value.strip():
            self._refuse(_("The passphrase is empty."))
            first.focus()
        elif first.value != second.value:
            self._refuse(_("The two differ. Type the second one again."))
            second.value = ""
        else:
            self._passphrase = first.value
            self._keyring_wanted = self.keyring and self.query_one(Checkbox).value
            self.step = Step.RECOVERY

    @work(thread=True, exit_on_error=False, group="keyring")
    def _look_for_keyring(self) -> None:
        there = secretstore.usable()
        self.app.call_from_thread(setattr, self, "keyring", there)

    # The recovery key.

    def _recovery_key(self) -> ComposeResult:
        yield Label(_("Your recovery key"), classes="title")
        yield Label(
            _(
                "Shown this once and kept nowhere. Print it or write it down, and keep it away from"
                " this computer: without it a forgotten passphrase loses everything."
            ),
            classes="muted",
        )
        groups = recovery.spelled(self._secret).split("-")
        lines = [
            "-".join(groups[at : at + _GROUPS_A_LINE])
            for at in range(0, len(groups), _GROUPS_A_LINE)
        ]
        yield Static(Content("\n".join(lines)), id="key")
        yield Tick(_("I have printed it, or written it down"), id="written")
        yield Button(_("Make my vault"), variant="primary", id="make", disabled=True)

    @on(Checkbox.Changed, "#written")
    def _written(self, event: Checkbox.Changed) -> None:
        self.query_one("#make", Button).disabled = not event.value

    @on(Button.Pressed, "#make")
    def _make(self) -> None:
        self.app.push_screen(Busy(_("Making your vault…"), self._made), self._entered)

    def _made(self) -> "tuple[Vault, VaultError | None]":
        """On a thread: the vault, and what is in the way of the keyring."""
        made, _spelled = vault.create(
            self.alliance.home, self._passphrase, _HOLDER, COST, self._secret
        )
        if self._keyring_wanted:
            try:
                access.use_keyring(made)
            except VaultError as error:
                return made, error
        return made, None

    def _entered(self, made: "tuple[Vault, VaultError | None] | None") -> None:
        if made is None:  # it was told why; the passphrase and the key still count
            return
        opened, trouble = made
        self._passphrase, self._secret = "", b""
        self.alliance.hold(opened)
        with self.told():
            self.alliance.choose(interface=catalogue.spoken(), coach=self._coach)
        self.step = Step.READY
        if trouble:
            self.notify(told(trouble.title), severity="warning", markup=False)

    # Where to now.

    def _ready(self) -> ComposeResult:
        yield Label(
            _("All is ready, {name}.").format(name=self._coach), classes="title", markup=False
        )
        yield Label(
            _(
                "The sample is a conversation between invented people. It goes through everything"
                " that yours will, and can be erased like any other."
            ),
            classes="muted",
        )
        yield Button(_("Open the sample conversation"), variant="primary", id="sample")
        yield Button(_("Begin with an empty book"), id="home")

    @on(Button.Pressed, "#home")
    def _home(self) -> None:
        self.alliance.enter(self.vault)

    @on(Button.Pressed, "#sample")
    def _sample(self) -> None:
        language, mark = catalogue.spoken(), _("{name} (sample)")
        self.app.push_screen(
            Busy(_("Opening the sample…"), lambda: sample.take(self.vault, language, mark)),
            self._taken,
        )

    def _taken(self, session: Session | None) -> None:
        if session:
            self.alliance.enter(self.vault, session)

    def _refuse(self, why: str) -> None:
        self.query_one("#refused", Label).update(Content(why))

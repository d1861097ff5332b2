"""The ways that open the vault, changed from the settings."""

from typing import TYPE_CHECKING, cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Label

from recorder import access, keys, recovery
from tui.catalogue import _
from tui.widgets.busy import Busy
from tui.widgets.dialogs import Ask, Confirm

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.app import AllianceApp


class WaysIn(Vertical):
    """Passphrase, recovery key, keyring; each change gives the vault a new key of its own."""

    DEFAULT_CSS = """
    WaysIn { height: auto; }
    WaysIn Button { margin-top: 1; width: 100%; }
    WaysIn Label { width: 1fr; color: $text-muted; }
    """

    @property
    def _app(self) -> "AllianceApp":
        return cast("AllianceApp", self.app)

    def compose(self) -> ComposeResult:
        """One button a way."""
        yield Label(_("A way that is replaced opens nothing any more."))
        yield Button(_("Change the passphrase"), id="passphrase")
        yield Button(_("Make a new recovery key"), id="recovery")
        yield Button(self._keyring_words(), id="keyring")

    def _keyring(self) -> bool:
        return "keyring" in keys.load(self._app.home.keys).kinds()

    def _keyring_words(self) -> str:
        if self._keyring():
            return _("Let the keyring open the vault no longer")
        return _("Let this computer's keyring open the vault too")

    @on(Button.Pressed, "#passphrase")
    @work(exit_on_error=False)
    async def _passphrase(self) -> None:
        vault = self._app.vault
        first = await self.app.push_screen_wait(Ask(_("The new passphrase"), secret=True))
        if not first or not first.strip():
            return
        second = await self.app.push_screen_wait(Ask(_("The same again"), secret=True))
        if first != second:
            self.notify(_("The two differ; nothing was changed."), severity="warning")
            return
        await self._do(lambda: access.use_passphrase(vault, first), _("The passphrase is changed."))

    @on(Button.Pressed, "#recovery")
    @work(exit_on_error=False)
    async def _recovery(self) -> None:
        vault, secret = self._app.vault, recovery.new_secret()
        groups = recovery.spelled(secret).split("-")
        spelled = "\n".join("-".join(groups[at : at + 5]) for at in range(0, len(groups), 5))
        question = Confirm(
            _("Your new recovery key, shown this once"),
            spelled,
            _("I have printed it, or written it down"),
        )
        if await self.app.push_screen_wait(question):
            await self._do(
                lambda: access.use_recovery(vault, secret), _("The new recovery key counts now.")
            )

    @on(Button.Pressed, "#keyring")
    @work(exit_on_error=False)
    async def _toggle(self) -> None:
        vault = self._app.vault
        change = access.forget_keyring if self._keyring() else access.use_keyring
        await self._do(lambda: change(vault), _("Done."))
        self.query_one("#keyring", Button).label = Content(self._keyring_words())

    async def _do(self, change: "Callable[[], None]", told: str) -> None:
        def done() -> bool:
            change()
            return True

        if await self.app.push_screen_wait(Busy(_("The vault gets a new key…"), done)):
            self.notify(told)

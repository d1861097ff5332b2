"""The app: it wires. What a coach does is in `screens/`, one file for each thing."""

import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from recorder import settings, vault
from recorder.errors import AllianceError
from recorder.paths import Home
from recorder.settings import Settings
from tui import catalogue, keymap, themes
from tui.catalogue import N_, _
from tui.widgets.dialogs import Failure

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from recorder.conversation import Session
    from recorder.vault import Vault


class AllianceApp(App[int]):
    """The alliance recorder on a terminal; its exit value is the exit code of the command."""

    CSS_PATH: ClassVar[str] = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "question_mark,f1",
            "help",
            N_("help"),
            id="app.help",
            tooltip=N_("All keys of this page"),
        ),
        Binding(
            "ctrl+p",
            "command_palette",
            N_("commands"),
            id="app.commands",
            tooltip=N_("Find a command by its name"),
            priority=True,
        ),
        Binding("ctrl+q", "quit", N_("quit"), id="app.quit", tooltip=N_("Leave"), priority=True),
    ]

    def __init__(self, home: Home, chosen: Settings, opened: "Vault | None" = None) -> None:
        """The app over `home` with the `chosen` settings; `opened` is the vault if it is open."""
        super().__init__()
        self.home, self.chosen = home, chosen
        self._vault = opened
        catalogue.speak(chosen.interface)
        for theme in themes.ALL:
            self.register_theme(theme)
        self.theme = chosen.theme if chosen.theme in self.available_themes else themes.DARK.name
        self.set_keymap(keymap.checked(chosen.keys))

    @property
    def vault(self) -> "Vault":
        """The open vault; pages are shown only once there is one."""
        assert self._vault is not None  # noqa: S101, a page before it is a fault of ours
        return self._vault

    def on_mount(self) -> None:
        """Begin where the coach can: at home, else at the door, else at the very start."""
        if self._vault is not None:
            from tui.screens.home import HomePage

            self.push_screen(HomePage())
        elif vault.exists(self.home):
            from tui.screens.unlock import Unlock

            self.push_screen(Unlock())
        else:
            from tui.screens.firstrun import FirstRun

            self.push_screen(FirstRun())

    def hold(self, opened: "Vault") -> None:
        """The vault is open, and closed when the app ends."""
        self._vault = opened

    def enter(self, opened: "Vault", begin: "Session | None" = None) -> None:
        """The vault is open: show home; `begin` is to be processed and shown at once."""
        self.hold(opened)
        from tui.screens.home import HomePage

        self.switch_screen(HomePage(begin))

    def choose(self, **changed: Any) -> None:
        """Keep other settings, and live by them at once.

        Raises:
            UnusableAnswer: one does not fit.
            VaultError: the folder can't be written.
        """
        keys = keymap.checked(changed.get("keys", self.chosen.keys))
        self.chosen = replace(self.chosen, **changed)
        settings.save(self.home, self.chosen)
        self.set_keymap(keys)
        if "theme" in changed:
            self.theme = self.chosen.theme or themes.DARK.name
        if "interface" in changed:
            catalogue.speak(self.chosen.interface)
            for screen in self.screen_stack:
                screen.refresh(recompose=True)

    def tell_failure(self, error: AllianceError) -> None:
        """Show what went wrong and what to do; whatever is on the screen stays."""
        self.push_screen(Failure(error))

    def action_help(self) -> None:
        """Show every key of this page in words."""
        from tui.screens.help import Help

        if not isinstance(self.screen, Help):
            self.push_screen(Help(self.screen.active_bindings.values()))

    async def action_quit(self) -> None:
        """Leave, if every page lets one: what is under a dialog may have to be asked too."""
        leaves = [getattr(screen, "may_quit", None) for screen in reversed(self.screen_stack)]
        if all(leave is None or leave() for leave in leaves):
            self.exit(0)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every key of the page is a command too."""
        seen = set()
        for node, binding, enabled, tooltip in screen.active_bindings.values():
            again = (node, binding.action) in seen  # the second key of the same thing
            seen.add((node, binding.action))
            if enabled and binding.id and binding.id != "app.commands" and not again:
                words = _(binding.description)

                async def run(action: str = binding.action, node: "DOMNode" = node) -> None:
                    await self.run_action(action, node)

                yield SystemCommand(
                    words[0].upper() + words[1:], _(binding.tooltip or tooltip or ""), run
                )

    def handle_bindings_clash(self, clashed_bindings: set[Binding], _node: "DOMNode") -> None:
        """Two actions on one key: say so, once the coach presses it."""
        names = ", ".join(sorted(binding.id or binding.action for binding in clashed_bindings))
        self.notify(
            _("Another action has that key too: {names}").format(names=names), severity="warning"
        )

    def on_unmount(self) -> None:
        """Close the vault."""
        if self._vault is not None:
            self._vault.close()

    def _fatal_error(self) -> None:
        """A fault of ours: told in a line, never with what clients said."""
        kind, _value, trace = sys.exc_info()
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
        self._exit_renderables.append(
            _("The screen broke off ({kind}, {where}); what was kept before is safe.").format(
                kind=kind.__name__ if kind else "?", where=where
            )
        )
        self._close_messages_no_wait()

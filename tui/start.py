"""`alliance` by itself: the app, where there is a terminal that can show it."""

import argparse
import os
import sys

from recorder import paths, settings
from recorder.errors import AllianceError
from tui import catalogue
from tui.catalogue import _


class NoTerminal(AllianceError):
    """There is no terminal, or none that can show the app."""


def run(_chosen: argparse.Namespace) -> None:
    """Run the app until the coach leaves it.

    Raises:
        NoTerminal: it can't be shown here.
        UnusableAnswer: the settings hold something that does not fit.
    """
    home = paths.home()
    chosen = settings.load(home)
    catalogue.speak(chosen.interface)
    _check_terminal()
    from tui.app import AllianceApp

    code = AllianceApp(home, chosen).run()
    if code is None:  # it broke off, and has said so
        raise SystemExit(1)


def _check_terminal() -> None:
    advice = _("Every part of it is a command too: alliance --help.")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NoTerminal(_("The app needs a terminal."), advice)
    if os.environ.get("TERM", "") in ("", "dumb", "unknown") and sys.platform != "win32":
        raise NoTerminal(_("This terminal can't show the app (TERM says so)."), advice)
    if "utf" not in (sys.stdout.encoding or "").casefold():
        raise NoTerminal(
            _("This terminal is not set to UTF-8, which the app needs."),
            _("Set LANG to a UTF-8 locale, such as fr_FR.UTF-8 or C.UTF-8."),
        )

"""What `alliance` says by itself, until there are screens: where to go next."""

import argparse

from recorder import paths, vault
from tui import terminal


def run(_: argparse.Namespace) -> None:
    """Say where to go next."""
    terminal.say("Alliance recorder. Everything stays on this computer.\n")
    if not vault.exists(paths.home()):
        terminal.say("See it work:         alliance demo")
    terminal.say("Bring in a file:     alliance import FILE --client NAME")
    terminal.say("Transcribe and draft: alliance process SESSION")
    terminal.say("Read and export:     alliance show SESSION · alliance export SESSION --format md")
    terminal.say("All commands:        alliance --help")

"""`alliance models`: which speech models there are, fetching one, choosing one."""

import argparse
from dataclasses import replace

from models import downloads, weights
from recorder import paths, settings
from recorder.errors import UnusableAnswer
from tui import terminal


def run(chosen: argparse.Namespace) -> None:
    """List, fetch or use."""
    if chosen.action == "list":
        _list()
        return
    if chosen.action == "fetch":
        _fetch(chosen.name)
    else:
        _use(chosen.name)


def _list() -> None:
    in_use = settings.load(paths.home()).model
    rows = []
    for entry in weights.TABLE.values():
        here = weights.present(entry.name, paths.models())
        rows.append(
            (
                "*" if entry.name == in_use else " ",
                entry.name,
                f"{entry.size / 1e6:,.0f} MB",
                "here" if here else f"fetch it: alliance models fetch {entry.name}",
            )
        )
    if in_use not in weights.TABLE:
        rows.append(("*", in_use, "", "a folder of yours"))
    terminal.say_table(rows)


def _fetch(name: str) -> None:
    progress = terminal.Progress()
    entry = weights.TABLE.get(name)
    if entry is None:
        raise UnusableAnswer(
            f"There is no model called {name}.", f"One of: {', '.join(weights.TABLE)}."
        )
    if not weights.present(name, paths.models()):
        terminal.tell(f"Fetching {name}, {entry.size / 1e6:,.0f} MB, from {entry.source}.")
        downloads.fetch(
            name, paths.models(), lambda done, total: progress.step("Fetching", done, total)
        )
    folder = weights.ensure(
        name, paths.models(), lambda done, total: progress.step("Checking", done, total)
    )
    progress.end()
    terminal.tell(f"The model {name} is ready ({folder}).")


def _use(name: str) -> None:
    weights.ensure(name, paths.models())
    settings.save(paths.home(), replace(settings.load(paths.home()), model=name))
    terminal.say(f"From now on “alliance process” uses {name}.")

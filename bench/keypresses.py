"""How long a key takes to reach the screen while a final pass runs on every core.

An hour of talk is open in Review and in Write; keys are pressed one by one, each once the one
before has been drawn. The same is measured before the final pass is begun, so that the two can be
compared in one run. Printed: median, 95th percentile and the worst, in milliseconds.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from opening import talk
from textual import events

from recorder import paths, sessions, vault
from recorder.conversation import Session
from recorder.keys import Cost
from recorder.settings import Settings
from recorder.vault import Vault
from tui.app import AllianceApp
from tui.page import Page
from tui.screens.review import Review
from tui.screens.write import Write

PRESSES, PATIENCE_S = 200, 5.0
KEYS = {Review: ("down", "pagedown", "up", "end", "home"), Write: ("down", "up")}
PASSPHRASE = "a bench's own phrase"  # noqa: S105, nobody's


class _Watched(AllianceApp):
    """The app, telling when it draws."""

    drawn: asyncio.Event | None = None

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)
        if self.drawn:
            self.drawn.set()


async def _pressed(app: _Watched, key: str) -> float | None:
    """Milliseconds from the press to the next drawing, None where nothing is drawn."""
    app.drawn = asyncio.Event()
    begin = time.perf_counter()
    app.post_message(events.Key(key, None))
    try:
        await asyncio.wait_for(app.drawn.wait(), PATIENCE_S)
    except TimeoutError:
        return None
    return (time.perf_counter() - begin) * 1000


async def _measured(app: _Watched, page: type[Page], name: str) -> None:
    keys, taken = KEYS[page], []
    for number in range(PRESSES):
        spent = await _pressed(app, keys[number % len(keys)])
        if spent is not None:
            taken.append(spent)
        await asyncio.sleep(0.03)
    taken.sort()
    print(
        f"{page.__name__:8} {name:24} median {statistics.median(taken):5.1f} ms"
        f"  95th {taken[int(len(taken) * 0.95)]:5.1f} ms  worst {taken[-1]:5.1f} ms"
        f"  ({len(taken)} drawn)"
    )


@contextmanager
def _busy(file: Path) -> Iterator[None]:
    """A final pass on another vault, begun again and again, until the block ends."""
    script = Path(sys.executable).with_name("alliance")
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "ALLIANCE_HOME": home, "ALLIANCE_PASSPHRASE": PASSPHRASE}
        run = [script, "import", file, "--client", "B", "--channels", "coach-left"]
        called = [*run, "--language", "fr", "--consent", "oral"]
        done = subprocess.run(  # noqa: S603, our own script
            called, env=environment, capture_output=True, text=True, check=True
        )
        process = [script, "process", done.stdout.strip(), "--model", "base"]
        begun = subprocess.Popen(  # noqa: S603, the same
            process, env=environment, stderr=subprocess.PIPE, text=True
        )
        for line in begun.stderr or ():
            if line.startswith("Transcribing"):
                break
        try:
            yield
        finally:
            ended = begun.poll() is not None
            begun.kill()
            begun.wait()
            if ended:
                print("the final pass ended before the presses: too short a conversation")


async def _all(opened: Vault, session: Session, file: Path) -> None:
    app = _Watched(opened.home, Settings(interface="en"), opened)
    async with app.run_test(size=(120, 40)) as hands:
        for page in (Review, Write):
            begin = time.perf_counter()
            app.drawn = asyncio.Event()
            app.push_screen(page(session))
            await app.drawn.wait()
            await hands.pause()
            print(f"{page.__name__:8} opened in {time.perf_counter() - begin:.2f} s")
            await _measured(app, page, "nothing else running")
            with _busy(file):
                await _measured(app, page, "final pass running")
            app.pop_screen()


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ALLIANCE_HOME"] = folder + "/home"
        made, _ = vault.create(paths.home(), PASSPHRASE, "bench", Cost(64, 1, 1))
        source = resources.files("tui") / "samples" / "seance-decouverte.ogg"
        with made, resources.as_file(source) as file:
            asyncio.run(_all(made, sessions.find(made, talk(made).id), file))


if __name__ == "__main__":
    main()

"""What the command line shows and asks: data on stdout, everything else on stderr."""

import getpass
import json
import os
import shutil
import sys
import time
from collections.abc import Sequence
from typing import Any

from recorder.cleaning import cleaned, one_line
from recorder.errors import UnusableAnswer

_LINES_A_SECOND = 5.0
_NARROWEST = 8


def say(text: str = "") -> None:
    """Print data on stdout, made harmless."""
    sys.stdout.write(cleaned(text) + "\n")


def say_at_once(text: str) -> None:
    """Print data on stdout, made harmless, and don't let it wait for more."""
    say(text)
    sys.stdout.flush()


def tell(text: str) -> None:
    """Print a remark on stderr, made harmless."""
    sys.stderr.write(cleaned(text) + "\n")


def say_json(data: Any) -> None:
    """Print `data` on stdout as JSON, for other programs."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def say_table(rows: Sequence[Sequence[str]], shrink: int = 0) -> None:
    """Print `rows` on stdout in columns as wide as they need.

    At a terminal too narrow for that, column `shrink` gives way.
    """
    clean = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*clean, strict=True)]
    if sys.stdout.isatty():
        over = sum(widths) + 2 * (len(widths) - 1) - shutil.get_terminal_size().columns
        widths[shrink] = max(_NARROWEST, widths[shrink] - max(0, over))
    for row in clean:
        cells = (_within(cell, width) for cell, width in zip(row, widths, strict=True))
        say("  ".join(cells).rstrip())


def _within(cell: str, width: int) -> str:
    return cell.ljust(width) if len(cell) <= width else cell[: width - 1] + "…"


def redraws() -> bool:
    """Whether a line on stderr can be drawn over: at a terminal that is not a dumb one."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def redraw(line: str) -> None:
    """Draw `line` over the last one on stderr, no longer than the terminal is wide."""
    sys.stderr.write(f"\r\x1b[2K{line[: shutil.get_terminal_size().columns - 1]}")
    sys.stderr.flush()


def can_ask() -> bool:
    """Whether a person is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str) -> str:
    """What the person types to `question`, on one line."""
    sys.stderr.write(cleaned(question) + " ")
    sys.stderr.flush()
    return one_line(sys.stdin.readline())


def ask_one_of(question: str, answers: Sequence[str]) -> str:
    """Which of `answers` the person chooses, by number or by name.

    Raises:
        UnusableAnswer: what was typed is none of them.
    """
    for number, answer in enumerate(answers, 1):
        tell(f"  {number}. {answer}")
    typed = ask(question)
    if typed.isdecimal() and 1 <= int(typed) <= len(answers):
        return answers[int(typed) - 1]
    for answer in answers:
        if typed and typed.casefold() == one_line(answer).casefold():
            return answer
    raise UnusableAnswer("That is none of the answers.", "Run the command again.")


def ask_secret(question: str) -> str:
    """What the person types to `question`, unseen."""
    return getpass.getpass(question + " ")


def minutes(seconds: float | None) -> str:
    """A length or a moment as m:ss, h:mm:ss from an hour on, "–" where unknown."""
    if seconds is None:
        return "–"
    whole, rest = divmod(int(seconds), 60)
    hours, whole = divmod(whole, 60)
    return f"{hours}:{whole:02}:{rest:02}" if hours else f"{whole}:{rest:02}"


class Progress:
    """One line on stderr that says how far a step is and how long it still takes.

    Where that can't be drawn over, one line at the start of each step.
    """

    def __init__(self) -> None:
        self._live = redraws()
        self._step = ""
        self._began = self._shown = 0.0

    def step(self, name: str, done: float, total: float) -> None:
        """Step `name` has done `done` of `total`; called as often as one likes."""
        now = time.monotonic()
        if name != self._step:
            self.end()
            self._step, self._began, self._shown = name, now, 0.0
            self._first = done
            if not self._live:
                tell(f"{name} …")
        if self._live and (now - self._shown > 1 / _LINES_A_SECOND or done >= total):
            self._shown = now
            share = min(1.0, done / total) if total else 1.0
            redraw(f"{name} {share:4.0%}{self._left(now, done, total)}")

    def end(self) -> None:
        """Leave the line."""
        if self._live and self._step:
            sys.stderr.write("\n")
        self._step = ""

    def _left(self, now: float, done: float, total: float) -> str:
        fresh = done - self._first
        if fresh <= 0 or done >= total or now - self._began < 1:
            return ""
        return f", {minutes((total - done) * (now - self._began) / fresh)} left"

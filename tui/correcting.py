"""`alliance edit`: a transcript changed by hand, and its changes taken back."""

import argparse
from collections.abc import Callable

from recorder import codebook, desk, sessions
from recorder.desk import Desk
from recorder.errors import UnusableAnswer
from tui import terminal, unlocking
from tui.ways import WAYS


def run(chosen: argparse.Namespace) -> None:
    """Change the session and say what can be undone.

    Raises:
        UnusableAnswer: too few or too many words for what is asked, or no such topic.
        NotFound: there is no such session, utterance, word or tag.
    """
    needs = WAYS[chosen.way][0].split()
    if len(chosen.what) != len(needs):
        raise UnusableAnswer(
            f"“{chosen.way}” needs {WAYS[chosen.way][0] or 'nothing more'}.",
            "“alliance edit --help” lists what can be asked.",
        )
    with unlocking.unlocked("edit") as vault:
        on = desk.on_desk(vault, sessions.find(vault, chosen.session))
        if chosen.way == "list":
            _list(on)
            return
        told = _ways(on, remember=chosen.remember)[chosen.way](*chosen.what)
        terminal.tell(told or "Kept; “undo” takes it back.")


def _ways(on: Desk, *, remember: bool) -> dict[str, Callable[..., str | None]]:
    return {
        "text": on.respell,
        "split": on.split,
        "join": on.join,
        "flip": on.say_who,
        "swap": on.swap,
        "trust": on.trust,
        "replace": lambda old, new: _replace(on, old, new, remember=remember),
        "tag": lambda topic, first, last: on.tag(_topic(topic), _between(on, first, last)),
        "retag": lambda tag, topic: on.retag(tag, _topic(topic)),
        "untag": on.untag,
        "confirm": on.confirm,
        "undo": lambda: _stepped(on, back=True),
        "redo": lambda: _stepped(on, back=False),
    }


def _replace(on: Desk, old: str, new: str, *, remember: bool) -> str:
    times = on.replace(old, new, remember=remember)
    return f"Replaced {times} time(s)." if times else "Not found; nothing was changed."


def _stepped(on: Desk, *, back: bool) -> str:
    change = on.undo() if back else on.redo()
    if change is None:
        return "There is nothing to undo." if back else "There is nothing to redo."
    return f"{'Undone' if back else 'Done again'}: {change.what}."


def _between(on: Desk, first: str, last: str) -> list[str]:
    order = on.order()
    on.home(first)
    on.home(last)
    low, high = sorted((order.index(first), order.index(last)))
    return order[low : high + 1]


def _topic(name: str) -> str:
    known = [topic.id for topic in codebook.topics("en")]
    if name not in known:
        raise UnusableAnswer(f"There is no topic “{name}”.", f"There are {', '.join(known)}.")
    return name


def _list(on: Desk) -> None:
    for one in on.utterances:
        terminal.say(f"{one.id}  {terminal.minutes(one.start)}  {one.speaker}{'  ?' * one.suspect}")
        terminal.say("    " + " ".join(f"{word.text}[{word.id}]" for word in one.words))
    for tag in on.passages:
        terminal.say(f"{tag.id}  {tag.topic}  {tag.by}  {tag.words[0]}–{tag.words[-1]}")

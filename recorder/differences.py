"""What changed between two versions of an alliance, clause by clause and word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from recorder.conversation import Agreement, Clause, ClauseState


class Kind(StrEnum):
    """How a clause differs between two versions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


class Sign(StrEnum):
    """Whether a run of words is in both versions, only in the newer, or only in the older."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a clause that share a sign, joined by single spaces."""

    sign: Sign
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One clause in both versions; `before` or `after` is None where only one has it.

    `runs` read in order show the older text and the newer one together.
    """

    kind: Kind
    before: Clause | None
    after: Clause | None
    runs: tuple[Run, ...]


def differences(old: Agreement, new: Agreement) -> tuple[Difference, ...]:
    """Every clause that stands in either version, in the newer order, removed ones in their place.

    A clause is the same one by its id; moving it to another topic or party is a change.
    """
    before = {clause.id: clause for clause in old.clauses if _stands(clause)}
    after = {clause.id: clause for clause in new.clauses if _stands(clause)}
    return tuple(
        _difference(before.get(name), after.get(name)) for name in _order(list(before), list(after))
    )


def runs(old: str, new: str) -> tuple[Run, ...]:
    """The words of `old` and `new` as one text with what was taken out and put in."""
    first, second = old.split(), new.split()
    found: list[Run] = []
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(Run(Sign.KEPT, " ".join(first[a:b])))
            continue
        if a < b:
            found.append(Run(Sign.REMOVED, " ".join(first[a:b])))
        if c < d:
            found.append(Run(Sign.ADDED, " ".join(second[c:d])))
    return tuple(found)


def _stands(clause: Clause) -> bool:
    return clause.state is not ClauseState.REJECTED


def _difference(before: Clause | None, after: Clause | None) -> Difference:
    text = runs(before.text if before else "", after.text if after else "")
    if before is None or after is None:
        return Difference(Kind.REMOVED if before else Kind.ADDED, before, after, text)
    same = (before.topic, before.party, before.text) == (after.topic, after.party, after.text)
    return Difference(Kind.SAME if same else Kind.CHANGED, before, after, text)


def _order(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """The ids of `after`, and each of `before` alone right after the one that it followed."""
    gone: dict[str, list[str]] = {}
    last = ""
    for name in before:
        if name in after:
            last = name
        else:
            gone.setdefault(last, []).append(name)
    yield from gone.get("", ())
    for name in after:
        yield name
        yield from gone.get(name, ())

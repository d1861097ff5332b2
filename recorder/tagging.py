"""What a hand may change of topics, on the nouns alone: tags, and the run of words they are on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from recorder.conversation import Maker, Passage, Reason
from recorder.errors import UnusableAnswer

Edge = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the coach says an utterance is about; no topics: about none.

    `whole` says that these are all its topics; of a mark or a tag they are some. `refused` are
    topics that it is not about.
    """

    utterance: str
    topics: tuple[str, ...]
    whole: bool = True
    refused: tuple[str, ...] = ()


def tagged(
    passages: Sequence[Passage], topic: str, words: Sequence[str], order: Sequence[str], name: str
) -> tuple[Passage, ...]:
    """`passages` with `topic` on `words`, by the coach.

    Where passages of the topic hold any of the words already, they become one with it. `order` is
    every word of the conversation as said; `name` is the new passage's id.
    """
    wanted = set(words)
    same = [one for one in passages if one.topic == topic and wanted & set(one.words)]
    held = wanted.union(*(one.words for one in same))
    made = Passage(
        same[0].id if same else name,
        topic,
        tuple(word for word in order if word in held),
        1.0,
        Maker.COACH,
        same[0].reason if same else Reason(),
    )
    return (*(one for one in passages if one not in same), made)


def confirmed(passage: Passage) -> Passage:
    """`passage` as the coach's own; its reason stays, to be read."""
    return replace(passage, by=Maker.COACH, score=1.0)


def stretched(passage: Passage, edge: Edge, places: int, order: Sequence[str]) -> Passage:
    """`passage` with its start or end moved by so many words, to the right where above 0.

    `order` is every word of the conversation as said.

    Raises:
        UnusableAnswer: nothing would be left of it, or there is no further word.
    """
    at = {word: place for place, word in enumerate(order)}
    held = sorted(at[word] for word in passage.words if word in at)
    if not held:
        raise UnusableAnswer("Nothing of this passage is left.", "Remove its tag.")
    first, last = held[0], held[-1]
    if edge == "start":
        first += places
    else:
        last += places
    if not 0 <= first <= last < len(order):
        raise UnusableAnswer(
            "A passage can't be moved there.", "It holds at least one word of the conversation."
        )
    inside = {place for place in held if first <= place <= last}
    inside.update(range(first, held[0]), range(held[-1] + 1, last + 1))
    if not inside:  # what was stepped over is all that is left
        inside = {first}
    return confirmed(replace(passage, words=tuple(order[place] for place in sorted(inside))))


def followed(held: Sequence[str], before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """The word ids `held` once the words `before` have become `after`.

    Words that stay, stay; words that stand in the place of held ones are held; new words between
    two held ones are held too. Nothing else changes.
    """
    known = set(held)
    if not known & set(before) or list(before) == list(after):
        return tuple(held)
    whole = known >= set(before)
    stays = set(before) & set(after)
    taken = _taken(before, stays, known)
    inside: list[str] = []
    left, run = "", []
    for word in (*after, ""):
        if word and word not in stays:
            run.append(word)
            continue
        both = left in known and word in known
        if run and (whole or both or taken.get((left, word), False)):
            inside += run
        if word in known:
            inside.append(word)
        left, run = word, []
    gone = set(before)
    place = next(at for at, word in enumerate(held) if word in gone)
    rest = [word for word in held[place:] if word not in gone]
    return (*held[:place], *inside, *rest)


def _taken(
    before: Sequence[str], stays: Iterable[str], known: Iterable[str]
) -> dict[tuple[str, str], bool]:
    """Between which words that stay some went that were held."""
    stay, hold = set(stays), set(known)
    found: dict[tuple[str, str], bool] = {}
    left, any_held = "", False
    for word in (*before, ""):
        if word and word not in stay:
            any_held = any_held or word in hold
            continue
        found[left, word] = any_held
        left, any_held = word, False
    return found

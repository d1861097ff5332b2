"""Labelled conversations as speech recognition may write them, the same way each time.

Words are lost, shortened or run together, marks go missing, and an utterance ends where speech
pauses, not where a writer began a new turn.
"""

import random
import re
from collections.abc import Iterator

from models.training.labelled import Labelled, rewritten

# Of ten words about one is wrong, as with Whisper base on French speech in a room.
_LOST = 0.03
_BENT = 0.05
_JOINED = 0.02
# Whole turns come without marks this often; elsewhere a mark is lost this often.
_BARE = 0.4
_MARK_LOST = 0.3
_PAUSE = (4, 14)
_LEAST_BENT = 4


def as_heard(whole: Labelled) -> Labelled:
    """The same conversation with the errors of recognition, cut where speech pauses."""
    chance = random.Random(whole.id)  # noqa: S311, a seed makes it the same each time
    lines = [
        (utterance.speaker, piece, tags)
        for utterance, tags in zip(whole.utterances, whole.tags, strict=True)
        for piece in _cut(_words(utterance.text, chance), chance)
    ]
    return rewritten(whole, lines)


def _words(text: str, chance: random.Random) -> list[str]:
    """The words of a turn as they might be heard; never none."""
    bare = chance.random() < _BARE
    heard: list[str] = []
    for word in re.sub(r"\([^)]*\)", " ", text).split():
        kept = word.casefold() if bare else word
        if bare or chance.random() < _MARK_LOST:
            kept = re.sub(r"[.,;:!?…«»\"]+", "", kept)
        what = chance.random()
        if not kept or what < _LOST:
            continue
        if what < _LOST + _BENT and len(kept) > _LEAST_BENT:
            kept = _bent(kept, chance)
        if heard and _LOST + _BENT < what < _LOST + _BENT + _JOINED:
            heard[-1] += kept.casefold()
        else:
            heard.append(kept)
    return heard or text.split()[:1]


def _bent(word: str, chance: random.Random) -> str:
    """A word with an end or a middle that was heard otherwise."""
    place = chance.randrange(1, len(word) - 1)
    return chance.choice((word[:-1], word[:place] + word[place + 1 :], word[1:]))


def _cut(words: list[str], chance: random.Random) -> Iterator[str]:
    """The words in runs that end at pauses."""
    while words:
        length = chance.randint(*_PAUSE)
        yield " ".join(words[:length])
        words = words[length:]

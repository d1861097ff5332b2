"""Words found again in one conversation, and put right everywhere at once."""

import re
from collections.abc import Sequence

from recorder.cleaning import one_line
from recorder.conversation import Utterance
from recorder.errors import UnusableAnswer


def pattern(words: str) -> re.Pattern[str]:
    """Finds `words` whole, whatever their capitals.

    Raises:
        UnusableAnswer: there is nothing to look for.
    """
    parts = one_line(words).split()
    if not parts:
        raise UnusableAnswer("There is nothing to look for.", "Type a word or a name.")
    return re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, parts)) + r"(?!\w)", re.IGNORECASE)


def replaced(utterances: Sequence[Utterance], old: str, new: str) -> dict[str, tuple[str, int]]:
    """The text of each utterance that holds `old` with `new` in its place, and how often.

    Raises:
        UnusableAnswer: there is nothing to look for.
    """
    wanted = pattern(old)
    plain = one_line(new)
    found = {}
    for utterance in utterances:
        text, times = wanted.subn(lambda _: plain, utterance.text)
        if times:
            found[utterance.id] = (text, times)
    return found


def places(utterances: Sequence[Utterance], words: str) -> list[str]:
    """The ids of the words where `words` begin, in the order said; parts of words count.

    Raises:
        UnusableAnswer: there is nothing to look for.
    """
    wanted = one_line(words).casefold()
    if not wanted:
        raise UnusableAnswer("There is nothing to look for.", "Type a word or a name.")
    found: list[str] = []
    for utterance in utterances:
        at, starts = 0, []
        for word in utterance.words:
            starts.append(at)
            at += len(word.text.casefold()) + 1
        text = utterance.text.casefold()
        place = text.find(wanted)
        while place >= 0:
            number = max(n for n, start in enumerate(starts) if start <= place)
            if not found or found[-1] != utterance.words[number].id:
                found.append(utterance.words[number].id)
            place = text.find(wanted, place + 1)
    return found

"""The part of an utterance around the words that were looked for, with them made plain."""

import re
from typing import Final

from textual.content import Content

from recorder import search
from recorder.cleaning import one_line

_BEFORE: Final = 24
_PART: Final = re.compile(r"[^\W_]+")


def excerpt(text: str, words: str, width: int) -> Content:
    """`text` on one line, cut so that the first of `words` is among its `width` letters."""
    plain, wanted = one_line(text), search.terms(words)
    places = [found.span() for found in _PART.finditer(plain) if search.fits(found.group(), wanted)]
    start = max(places[0][0] - _BEFORE, 0) if places and places[0][0] > width // 2 else 0
    lead = "…" if start else ""
    shown = Content(f"{lead}{plain[start : start + max(width, 1)]}")
    for begin, end in places:
        shown = shown.stylize(
            "bold underline", max(begin - start, 0) + len(lead), max(end - start, 0) + len(lead)
        )
    return shown

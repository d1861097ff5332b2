"""How hard a passphrase is to guess, in three words: a hint while it is typed, never a bar."""

from enum import StrEnum
from typing import Final

from tui.catalogue import N_

_SHORT: Final = 8
_GOOD: Final = 18
_FEW: Final = 6


class Strength(StrEnum):
    """How hard it is to guess, in words for the coach."""

    NONE = ""
    WEAK = N_("weak: several words that don't belong together are safer")
    FAIR = N_("fair: one word more makes it strong")
    STRONG = N_("strong")


def strength(passphrase: str) -> Strength:
    """How hard `passphrase` is to guess, by how many letters of it come as a surprise.

    A letter counts unless it repeats the one before or follows it in the alphabet or the row of
    digits; few different letters make any length weak. No list of known passphrases is asked:
    those that ship are English, and would call every French one strong.
    """
    plain = "".join(passphrase.split()).casefold()
    surprises = sum(
        ord(letter) - ord(before) not in {0, 1, -1}
        for before, letter in zip(" " + plain, plain, strict=False)
    )
    if not plain:
        return Strength.NONE
    if surprises < _SHORT or len(set(plain)) < _FEW:
        return Strength.WEAK
    return Strength.STRONG if surprises >= _GOOD else Strength.FAIR

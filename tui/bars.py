"""A level as a bar, for the command line and the screens alike."""

from typing import Final

LEAST_DB: Final = -60.0


def filled(peak: float, cells: int) -> int:
    """How many of `cells` a peak (dB below full scale) fills: none at -60 dB, all at 0."""
    share = 1 - max(LEAST_DB, min(0.0, peak)) / LEAST_DB
    return round(share * cells)

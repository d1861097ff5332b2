"""How much room the disk has, and how many hours of sound go into it."""

import shutil
from typing import Final

from recorder.paths import Home

_HOUR_BYTES: Final = 150e6  # two channels of talk, as FLAC at 16 kHz


def free(home: Home) -> int:
    """Bytes that are free on the disk of `home`, which need not be there yet."""
    folder = home.root
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def hours(size: int) -> float:
    """Hours of a call that go into `size` bytes."""
    return size / _HOUR_BYTES

"""How long `alliance` takes from its command to the first screen: clock and processor time.

python bench/firstscreen.py
"""

import os
import pty
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from recorder import vault
from recorder.keys import Cost
from recorder.paths import Home

TRIES = 5


def main() -> None:
    """Print the medians of first start and of Home."""
    with tempfile.TemporaryDirectory() as folder:
        made, _ = vault.create(Home(Path(folder) / "made"), "bench", "bench", Cost(64, 1, 1))
        made.close()
        for name, home, word in (("first start", "none", b"Welcome"), ("Home", "made", b"Nobody")):
            taken = [_opened(Path(folder) / home, word) for _ in range(TRIES)]
            clock, processor = (statistics.median(one) for one in zip(*taken, strict=True))
            print(f"{name}: {clock:.2f} s by the clock, {processor:.2f} s of processor time")


def _opened(home: Path, word: bytes) -> tuple[float, float]:
    """Seconds until `word` is on the screen, and the processor time of the whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    child, screen = pty.fork()
    if not child:
        os.environ |= {"ALLIANCE_HOME": str(home), "ALLIANCE_PASSPHRASE": "bench"}
        os.environ |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        script = str(Path(sys.executable).with_name("alliance"))
        os.execv(script, [script])  # noqa: S606, our own
    seen = b""
    while word not in seen:
        seen += os.read(screen, 1 << 16)
    clock = time.perf_counter() - begin
    os.write(screen, b"\x11")  # ctrl+q
    try:
        while os.read(screen, 1 << 16):
            pass
    except OSError:
        pass
    os.waitpid(child, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return clock, used


if __name__ == "__main__":
    main()

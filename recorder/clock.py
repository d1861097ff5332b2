"""The clock that runs even while the machine sleeps and never steps; its zero means nothing.

The wall clock is only ever a label: time in a session is counted in samples.
"""

import sys
import time


def now() -> float:
    """Seconds on the clock."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)  # Python's own stops in sleep there
    return time.perf_counter()


def awake() -> float:
    """Seconds that the machine was awake, where it can tell; what `now` gained more was sleep."""
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_UPTIME_RAW)
    if sys.platform == "win32":
        import ctypes

        ticks = ctypes.c_ulonglong()  # of 100 ns
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks))
        return ticks.value / 1e7
    return time.monotonic()

"""On its battery a machine is spared; where it has none, or does not say, it is not."""

from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from models import booth


@pytest.mark.parametrize(
    ("battery", "spared"),
    [
        (SimpleNamespace(power_plugged=False), True),
        (SimpleNamespace(power_plugged=True), False),
        (SimpleNamespace(power_plugged=None), False),
        (None, False),
    ],
    ids=["on battery", "plugged in", "it does not say", "no battery"],
)
def test_the_processor_is_spared_on_battery_alone(
    monkeypatch: pytest.MonkeyPatch, battery: Any, *, spared: bool
) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", lambda: battery, raising=False)
    assert booth.on_battery() is spared

"""Every trouble has its words."""

from recorder.wire import Trouble
from tui import faults


def test_every_trouble_is_told() -> None:
    assert set(faults.TOLD) == set(Trouble)
    assert all(told.endswith((".", "?")) for told in (*faults.TOLD.values(), *faults.WHYS.values()))

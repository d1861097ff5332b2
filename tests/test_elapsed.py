"""The time as a line, with its two marks."""

import pytest
from textual.app import App, ComposeResult

from tui.widgets.elapsed import Elapsed


class _Line(App[None]):
    def compose(self) -> ComposeResult:
        yield Elapsed()


@pytest.mark.parametrize(
    ("minutes", "full", "end"), [(0, 0, "60 min"), (30, 0.5, "60 min"), (90, 0.75, "120 min")]
)
async def test_it_fills_to_the_hour_and_then_to_two(minutes: int, full: float, end: str) -> None:
    async with _Line().run_test(size=(70, 3)) as hands:
        line = hands.app.query_one(Elapsed)
        line.seconds = minutes * 60
        await hands.pause()
        shown = line.render().plain
        assert shown.endswith(end)
        assert "10" in shown
        assert ("60" in shown.removesuffix(end)) == (end == "120 min")
        cells = len(shown) - len(end) - 1
        assert shown.rfind("━") + 1 == pytest.approx(full * cells, abs=1)

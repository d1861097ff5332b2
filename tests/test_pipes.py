"""What is told and heard on the recorder's pipes, whatever becomes of the other end."""

import io
import os

import pytest

from recorder import lines, wire
from recorder.pipes import Ear, Mouth
from recorder.wire import Button, Ended, Press, Running


@pytest.mark.parametrize("cut", [2, 10, 40])
def test_a_line_cut_short_is_the_end_and_the_end_is_a_stop(cut: int) -> None:
    line = lines.line_of(Press(Button.MARK, text="é" * 50))
    ear = Ear(io.BytesIO(line + line[:-cut]))
    first, last = (ear.pressed.get(timeout=10) for _ in range(2))
    assert first[0].text == "é" * 50
    assert (last[0].button, last[1]) == (Button.STOP, "owner gone")


def test_levels_are_let_go_when_nobody_reads_and_the_end_is_not() -> None:
    source, sink = os.pipe()
    mouth = Mouth(os.fdopen(sink, "wb"), Running)
    level = Running("recording", 1.0, 1.0, (-20.0, -30.0), (False, False))
    for _ in range(10_000):  # far more than a pipe holds
        mouth.say(level)
    mouth.say(Ended(1.0, sealed=True, why="asked"))
    told = []
    with os.fdopen(source, "rb") as reader:
        for line in reader:
            told.append(wire.event(line))
            if isinstance(told[-1], Ended):
                break
    assert len(told) < 5_000
    assert isinstance(told[-1], Ended)
    mouth.close()

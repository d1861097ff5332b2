"""Single keys of a terminal, however they come."""

import os
import pty
import sys
from collections.abc import Callable

import pytest

from tui import keyboard


def test_keys_that_come_together_are_all_read_and_a_letter_of_two_bytes_is_one(
    monkeypatch: pytest.MonkeyPatch, wait_for: Callable[[Callable[[], bool]], None]
) -> None:
    end, other = pty.openpty()
    read: list[str] = []
    with os.fdopen(other) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        with keyboard.keys() as keys:
            os.write(end, "m é".encode())

            def all_read() -> bool:
                read.extend(filter(None, [keys.pressed()]))
                return len(read) == 3

            wait_for(all_read)
            os.write(end, b"yes")
            keys.forget()
            assert keys.pressed() == ""
    os.close(end)
    assert read == ["m", " ", "é"]


def test_away_from_a_terminal_no_key_is_ever_pressed() -> None:
    with keyboard.keys() as keys:
        assert keys.pressed() == ""

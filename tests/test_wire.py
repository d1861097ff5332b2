"""What goes over the pipes is one line each, and comes out as it went in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import speech

from recorder import lines, wire
from recorder.conversation import Mark, MarkKind
from recorder.errors import DeviceUnusable
from recorder.wire import (
    Began,
    Button,
    Ended,
    Event,
    Failed,
    Faulted,
    Marked,
    Order,
    Press,
    Removed,
    Running,
    Trouble,
)

_NUMBERS = st.floats(allow_nan=False)
_SEVERAL = st.lists(_NUMBERS, max_size=2).map(tuple)
_EVENTS = st.one_of(
    st.builds(Began, st.lists(speech(), max_size=2).map(tuple), _NUMBERS),
    st.builds(Running, speech(), _NUMBERS, _NUMBERS, _SEVERAL, st.lists(st.booleans()).map(tuple)),
    st.builds(Marked, speech(), st.sampled_from(MarkKind), _NUMBERS, _NUMBERS, speech()),
    st.builds(Removed, _NUMBERS, _NUMBERS),
    st.builds(Faulted, st.sampled_from(Trouble), _NUMBERS, speech()),
    st.builds(Ended, _NUMBERS, st.booleans(), speech()),
    st.builds(Failed, speech(), speech(), speech()),
)


def _one_line(said: bytes) -> bytes:
    assert said.endswith(b"\n")
    assert len(said.splitlines()) == 1
    said.decode("ascii")
    return said


@given(_EVENTS)
def test_every_event_comes_out_as_it_went_in(said: Event) -> None:
    heard = wire.event(_one_line(lines.line_of(said)))
    assert heard == said
    assert type(heard) is type(said)


@given(
    st.builds(
        Press,
        st.sampled_from(Button),
        _NUMBERS,
        st.sampled_from(MarkKind),
        speech(),
        st.none() | _NUMBERS,
    )
)
def test_every_press_comes_out_as_it_went_in(said: Press) -> None:
    heard = wire.press(_one_line(lines.line_of(said)))
    assert heard == said
    assert isinstance(heard.button, Button)
    assert isinstance(heard.kind, MarkKind)


@given(speech(), st.none() | speech(), st.none() | speech(), st.none() | _NUMBERS)
def test_every_order_comes_out_as_it_went_in(
    home: str, microphone: str | None, far_end: str | None, zero: float | None
) -> None:
    said = Order(home, "ab" * 32, "s1", microphone, far_end, zero)
    assert wire.order(_one_line(lines.line_of(said))) == said


def test_a_mark_is_told_whole() -> None:
    assert Marked("m1", MarkKind.NOTE, 1.0, 2.0, "à dire").mark() == Mark(
        "m1", MarkKind.NOTE, 1.0, 2.0, "à dire"
    )


def test_a_failure_says_what_a_person_can_do() -> None:
    failed = wire.failure(DeviceUnusable("No microphone was found.", "Plug one in."))
    assert failed == Failed("DeviceUnusable", "No microphone was found.", "Plug one in.")


@pytest.mark.parametrize("line", [b"", b"{", b'{"is": "Rumour"}', b"hello\n", b'{"is": "Began"}'])
def test_a_line_that_was_cut_short_is_no_event(line: bytes) -> None:
    with pytest.raises((json.JSONDecodeError, KeyError)):
        wire.event(line)

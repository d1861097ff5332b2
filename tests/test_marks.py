"""Marks and notes are kept at once, clean, in the order they start."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import speech

from recorder import clients, marks, sessions
from recorder.cleaning import cleaned
from recorder.conversation import Mark, MarkKind, Session
from recorder.vault import Vault


def _session(vault: Vault) -> Session:
    client = clients.named_or_new(vault, "Leïla", "fr")
    at = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    session = Session(sessions.new_id(), client.id, "Paul", "fr", "room", at, 0.0, ())
    sessions.add(vault, session)
    return session


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.sampled_from(MarkKind), st.floats(0, 9_000), st.floats(0, 60), speech()),
        max_size=15,
    )
)
def test_they_are_read_as_kept_in_the_order_they_start(
    opened: Vault, made: list[tuple[MarkKind, float, float, str]]
) -> None:
    session = _session(opened)
    kept = [
        marks.add(opened, session, Mark("", kind, start, start + long, text))
        for kind, start, long, text in made
    ]
    assert [mark.id for mark in kept] == [f"m{number + 1}" for number in range(len(made))]
    assert [mark.text for mark in kept] == [cleaned(text).strip() for *_, text in made]
    found = marks.all_of(opened, session)
    assert list(found) == sorted(kept, key=lambda mark: mark.start)


def test_each_session_has_its_own(opened: Vault) -> None:
    one, other = _session(opened), _session(opened)
    for session in (one, other, one):
        marks.add(opened, session, Mark("", MarkKind.NOTE, 1.0, 1.0, "a\x1b[31mb\n\u202ec"))
    assert [mark.id for mark in marks.all_of(opened, one)] == ["m1", "m2"]
    [mark] = marks.all_of(opened, other)
    assert mark == Mark("m1", MarkKind.NOTE, 1.0, 1.0, "ab\nc")

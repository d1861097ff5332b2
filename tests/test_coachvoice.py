"""The coach's voice is kept at their wish alone, for their sessions alone, and goes when asked."""

from datetime import UTC, datetime

import numpy as np
import pytest

from recorder import clients, coachvoice, erasure, sessions
from recorder.coachvoice import Voiceprint
from recorder.conversation import Session, Speaker
from recorder.vault import Vault

BY = "a-printer"


def _session(opened: Vault, coach: str = "Ana") -> Session:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    with opened.writing():
        client = clients.named_or_new(opened, "Zoé", "fr")
        session = Session(
            sessions.new_id(), client.id, coach, "fr", "room", at, 1.0, (Speaker.UNKNOWN,)
        )
        sessions.add(opened, session)
    return session


def _print(place: int) -> Voiceprint:
    return np.eye(192, dtype=np.float32)[place]


def _keep(opened: Vault, session: Session, place: int, seconds: float = 30.0) -> None:
    with opened.writing():
        coachvoice.keep(opened, session, _print(place), seconds, BY)


def test_nothing_is_known_until_it_is_kept(opened: Vault) -> None:
    assert coachvoice.known(opened, _session(opened), BY) is None
    assert coachvoice.kept(opened) == ()


def test_a_voice_kept_from_one_session_is_known_in_the_next(opened: Vault) -> None:
    first, second = _session(opened), _session(opened)
    _keep(opened, first, 3)
    assert coachvoice.known(opened, second, BY) == pytest.approx(_print(3))
    [kept] = coachvoice.kept(opened)
    assert (kept.session, kept.seconds) == (first.id, 30.0)


def test_a_session_never_knows_a_voice_by_itself(opened: Vault) -> None:
    only = _session(opened)
    _keep(opened, only, 3)
    assert coachvoice.known(opened, only, BY) is None


def test_several_sessions_weigh_as_much_as_they_heard(opened: Vault) -> None:
    for place, seconds in ((0, 30.0), (1, 40.0)):
        _keep(opened, _session(opened), place, seconds)
    found = coachvoice.known(opened, _session(opened), BY)
    assert found is not None
    assert found[:2] == pytest.approx([0.6, 0.8])


def test_another_coach_and_another_model_know_nothing_of_it(opened: Vault) -> None:
    _keep(opened, _session(opened, "Ana"), 0)
    assert coachvoice.known(opened, _session(opened, "Bertrand"), BY) is None
    assert coachvoice.known(opened, _session(opened, "ANA"), "another") is None
    assert coachvoice.known(opened, _session(opened, "ANA"), BY) is not None
    assert coachvoice.known(opened, _session(opened, ""), BY) is not None


def test_it_goes_with_the_session_that_it_came_from(opened: Vault) -> None:
    first, second = _session(opened), _session(opened)
    _keep(opened, first, 0)
    assert erasure.preview(opened, [first]).rows["coach_voice"] == 1
    erasure.erase(opened, [first])
    assert coachvoice.known(opened, second, BY) is None


def test_it_can_be_dropped_and_kept_anew(opened: Vault) -> None:
    session, other = _session(opened), _session(opened)
    _keep(opened, session, 0)
    _keep(opened, session, 1)
    assert coachvoice.known(opened, other, BY) == pytest.approx(_print(1))
    with opened.writing():
        coachvoice.drop(opened, session)
    assert coachvoice.kept(opened) == ()


def test_forgotten_nothing_of_it_can_be_opened_even_with_the_old_key(opened: Vault) -> None:
    session = _session(opened)
    _keep(opened, session, 5)
    key = opened.key
    assert erasure.forget_voice(opened) == 1
    assert coachvoice.kept(opened) == ()
    assert opened.key != key
    assert opened.row("SELECT 1 FROM facts WHERE name = 'erasing'") is None
    assert sessions.all_sessions(opened) == (session,)

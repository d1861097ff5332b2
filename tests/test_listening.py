"""Live text in its own process: real speech through the store, whatever becomes of the process."""

import os
import signal
import time
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from clips import FRENCH, plain, silence, sound

from models import listening
from models.coverage import Covered
from models.listening import Listening
from models.news import Died, Event, Finished, Following, Heard, Withdrawn
from recorder import gate, marks, sessions, transcript
from recorder.consents import Terms
from recorder.conversation import Cause, Given, Mark, MarkKind, Session, Speaker, Word
from recorder.gate import Meeting
from recorder.sound import RATE, Sound
from recorder.vault import Vault
from recorder.wire import Failed
from tui import processing

_PATIENCE_S = 60.0
_BLOCK = RATE // 2


def _begun(vault: Vault, setting: str = "call", **terms: Any) -> Session:
    meeting = Meeting("Zoé", "Bertrand", "fr", setting, Terms(Given.ORAL, **terms))
    return gate.begin(vault, meeting, datetime.now(UTC))[0]


def _until(live: Listening, kind: type[Any], test: Any = lambda _: True) -> Any:
    """The first event of `kind` that passes `test`, and all that came; fails if it doesn't come."""
    heard: list[Event] = []
    until = time.monotonic() + _PATIENCE_S
    while not live.over and time.monotonic() < until:
        for event in live.events(1.0):
            heard.append(event)
            if isinstance(event, kind) and test(event):
                return event, heard
    raise AssertionError(heard)


def _kept(kept: Sound, *channels: np.ndarray, at: int = 0) -> None:
    """Keep these channels (float32) from sample `at` on, as a recorder would but faster."""
    both = (np.stack(channels) * 32767).astype(np.int16)
    for start in range(0, both.shape[1], _BLOCK):
        kept.keep([(at + start, both[:, start : start + _BLOCK])])


def _seal(vault: Vault, session: Session) -> None:
    with vault.writing():
        sessions.seal(vault, session)


def _words(events: list[Event]) -> list[Word]:
    return [word for one in events if isinstance(one, Heard) for word in one.settled]


def _said(events: list[Event], channel: int = 0) -> list[str]:
    heard = [one for one in events if isinstance(one, Heard) and one.channel == channel]
    return plain(" ".join(word.text for one in heard for word in one.settled))


def _share(truth: str, said: list[str]) -> float:
    """How much of what was truly said is among the words."""
    return len(set(plain(truth)) & set(said)) / len(set(plain(truth)))


@pytest.fixture(scope="module")
def call() -> tuple[np.ndarray, np.ndarray]:
    """A coach who says something, then a client who says it again, and silence around them."""
    said = np.concatenate([silence(1), sound("french"), silence(1)])
    quiet = silence(len(said) / RATE)
    return np.concatenate([said, quiet]), np.concatenate([quiet, said])


def test_both_channels_are_heard_told_by_whom_and_kept_nowhere(
    opened: Vault, call: tuple[np.ndarray, np.ndarray]
) -> None:
    session = _begun(opened)
    with listening.listening(opened, session) as live:  # before there is any sound
        with sessions.new_sound(opened, session) as kept:
            _kept(kept, *call)
        _seal(opened, session)
        finished, events = _until(live, Finished)
        assert list(live.events(_PATIENCE_S)) == []
    assert live.over
    assert finished.seconds == pytest.approx(len(call[0]) / RATE, abs=0.1)
    assert _share(FRENCH, _said(events)) > 0.7
    assert _share(FRENCH, _said(events, 1)) > 0.7
    speakers = {(one.channel, one.speaker) for one in events if isinstance(one, Heard)}
    assert speakers == {(0, Speaker.COACH), (1, Speaker.CLIENT)}
    words = _words(events)
    assert len({word.id for word in words}) == len(words)
    assert all(0 <= (word.start or 0) <= (word.end or 0) <= finished.seconds for word in words)
    assert any(isinstance(one, Following) for one in events)
    last = [one for one in events if isinstance(one, Covered)][-1]
    assert len(last.topics) == 12
    assert last.question
    assert opened.number("SELECT count(*) FROM words") == 0
    for path in opened.home.root.rglob("*"):
        assert not path.is_file() or b"accompagn" not in path.read_bytes(), path


def test_what_goes_off_the_record_is_withdrawn_from_words_and_topics(opened: Vault) -> None:
    session = _begun(opened, "room")
    clip = np.concatenate([silence(1), sound("french"), silence(2)])
    with sessions.new_sound(opened, session) as kept, listening.listening(opened, session) as live:
        _kept(kept, clip)
        _until(live, Heard, lambda one: one.settled)
        end = len(clip) / RATE
        kept.cut(0, len(clip), Cause.OFF_THE_RECORD)
        gone, _ = _until(live, Withdrawn)
        assert (gone.start, gone.end) == (0.0, pytest.approx(end))
        _kept(kept, clip, at=len(clip))
        _seal(opened, session)
        _, rest = _until(live, Finished)
    after = _words(rest)
    assert after
    assert min(word.start or 0 for word in after) >= end
    boards = [one for one in rest if isinstance(one, Covered)]
    assert sum(one.seconds for one in boards[-1].topics) <= 1.5 * end


def test_a_listener_that_dies_goes_on_where_it_was(opened: Vault) -> None:
    session = _begun(opened, "room")
    clip = np.concatenate([silence(1), sound("french"), silence(3)])
    spoken = len(clip) / RATE - 6
    with sessions.new_sound(opened, session) as kept, listening.listening(opened, session) as live:
        _kept(kept, clip)
        _, before = _until(live, Heard, lambda one: one.settled and one.settled[-1].end > spoken)
        os.kill(live.process, signal.SIGKILL)
        died, _ = _until(live, Died)
        _kept(kept, clip, at=len(clip))
        _seal(opened, session)
        _, after = _until(live, Finished)
    assert died.seconds > spoken
    assert _share(FRENCH, _said(before)) > 0.7
    assert _share(FRENCH, _said(after)) > 0.7
    assert min(word.start or 0 for word in _words(after)) >= len(clip) / RATE
    assert not {word.id for word in _words(before)} & {word.id for word in _words(after)}


def test_a_listener_that_dies_again_and_again_says_so_and_is_the_end(opened: Vault) -> None:
    session = _begun(opened, "room")
    with listening.listening(opened, session) as live:
        for _ in range(4):
            os.kill(live.process, signal.SIGKILL)
            event, _ = _until(live, Died | Failed)
        assert isinstance(event, Failed)
        assert "recording goes on" in event.advice
        assert list(live.events(_PATIENCE_S)) == []


def test_asked_to_be_gentle_it_says_that_it_is(opened: Vault) -> None:
    with listening.listening(opened, _begun(opened), gentle=True) as live:
        _until(live, Following, lambda one: one.gentle)


def test_without_consent_to_it_nothing_is_heard(opened: Vault) -> None:
    session = _begun(opened, "room", purposes=("record",))
    with listening.listening(opened, session) as live:
        failed, events = _until(live, Failed)
    assert failed.error == "ConsentMissing"
    assert len(events) == 1


def test_without_consent_to_analysis_no_topic_is_tagged(opened: Vault) -> None:
    session = _begun(opened, "room", purposes=("record", "transcribe"))
    with sessions.new_sound(opened, session) as kept, listening.listening(opened, session) as live:
        _kept(kept, np.concatenate([silence(1), sound("french"), silence(2)]))
        _seal(opened, session)
        _, events = _until(live, Finished)
    assert _words(events)
    assert not any(isinstance(one, Covered) for one in events)


def test_asking_for_events_never_waits_unasked(opened: Vault) -> None:
    with listening.listening(opened, _begun(opened)) as live:
        list(live.events())
        process = live.process
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_the_final_pass_takes_the_place_of_live_words_and_marks_stay_where_they_were(
    opened: Vault,
) -> None:
    session = _begun(opened, "room")
    made = [
        Mark("", MarkKind.MARK, 2.25, 2.25),
        Mark("", MarkKind.TOPIC, 3.5, 3.5, "values"),
        Mark("", MarkKind.NOTE, 4.0, 6.5, "à reprendre"),
    ]
    with sessions.new_sound(opened, session) as kept, listening.listening(opened, session) as live:
        _kept(kept, np.concatenate([silence(1), sound("french"), silence(2)]))
        _until(live, Heard, lambda one: one.settled)
        with opened.writing():
            noted = [marks.add(opened, session, mark) for mark in made]
        _seal(opened, session)
        _until(live, Finished)
    session = processing.process(opened, session, progress=lambda *_: None)
    assert _share(FRENCH, plain(" ".join(_texts(opened, session)))) > 0.7
    assert list(marks.all_of(opened, session)) == noted
    assert [(one.start, one.end, one.text) for one in noted] == [
        (one.start, one.end, one.text) for one in made
    ]


def _texts(vault: Vault, session: Session) -> list[str]:
    return [one.text for one in transcript.utterances_of(vault, session)]

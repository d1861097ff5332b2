"""Commitments with a day as a calendar that another program reads."""

from dataclasses import replace
from datetime import date, datetime

import icalendar
import pytest
from hypothesis import given, settings
from invented import HOSTILE, conversations, spoken

from recorder import diary
from recorder.cleaning import one_line
from recorder.conversation import Agreement, Commitment, Conversation, Outcome, Party, Speaker
from recorder.edition import Edition


def holding(*commitments: Commitment) -> Conversation:
    talk = spoken((Speaker.CLIENT, "Oui"))
    return replace(talk, agreement=Agreement(1, (), (), commitments))


def events(talk: Conversation) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(diary.render(talk, Edition()))
    assert calendar.errors == []
    return list(calendar.walk("VEVENT"))


CALL = Commitment("k1", "", Party.CLIENT, "Appeler Sofia", date(2026, 12, 3), "jeudi")


def test_a_commitment_with_a_day_is_a_whole_day_with_an_alarm() -> None:
    told = replace(CALL, check="Un message.", otherwise="On en parle ; sans reproche.")
    (event,) = events(holding(told))
    assert event["SUMMARY"] == "Marc\u00a0: Appeler Sofia"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 3), date(2026, 12, 4))
    assert "sans reproche" in event["DESCRIPTION"]
    assert len(event.walk("VALARM")) == 1
    assert isinstance(event["DTSTAMP"].dt, datetime)


def test_what_has_no_day_or_is_done_is_not_there() -> None:
    assert events(holding(replace(CALL, due=None), replace(CALL, outcome=Outcome.KEPT))) == []


@pytest.mark.parametrize("said", HOSTILE)
def test_a_text_stays_a_text(said: str) -> None:
    (event,) = events(holding(replace(CALL, what=f"a {said}")))
    assert event["SUMMARY"] == f"Marc\u00a0: {one_line(f'a {said}')}"


@settings(max_examples=60, deadline=None)
@given(conversations())
def test_lines_are_no_longer_than_the_standard_allows(conversation: Conversation) -> None:
    lines = diary.render(conversation, Edition()).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]

"""Gaps and marks are shown where they belong, and nothing of a transcript is lost on the way."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from invented import conversations, spoken

from recorder.conversation import Cause, Conversation, Gap, Mark, MarkKind, Speaker, Utterance
from recorder.timeline import gap_name, mark_name, mark_text, moments, notable_gaps, span

TALK = spoken((Speaker.COACH, "On commence ?"), (Speaker.CLIENT, "Oui."))
AT = TALK.session.started


@settings(max_examples=60, deadline=None)
@given(conversations())
def test_every_moment_is_there_once_and_in_its_order(conversation: Conversation) -> None:
    found = list(moments(conversation))
    assert tuple(each for each in found if isinstance(each, Utterance)) == conversation.utterances
    between = [each for each in found if not isinstance(each, Utterance)]
    assert sorted(map(id, between)) == sorted(
        map(id, [*notable_gaps(conversation), *conversation.marks])
    )
    starts = [each.start for each in found if each.start is not None]
    assert starts == sorted(starts)


@settings(max_examples=20, deadline=None)
@given(conversations(times=False))
def test_without_times_gaps_and_marks_come_last(conversation: Conversation) -> None:
    found = list(moments(conversation))
    assert tuple(found[: len(conversation.utterances)]) == conversation.utterances


@pytest.mark.parametrize(
    ("length", "channel", "notable"),
    [(0.0, None, True), (1.0, 0, False), (1.01, 0, True), (60.0, 7, True)],
)
def test_a_short_gap_of_one_channel_is_passed_over(
    length: float, channel: int | None, *, notable: bool
) -> None:
    gap = Gap(0.0, length, Cause.OVERFLOW, channel, AT)
    assert bool(notable_gaps(replace(TALK, gaps=(gap,)))) is notable


def test_a_span_is_one_time_where_both_ends_show_alike() -> None:
    assert (span(130, 210), span(130, 130.9), span(3599, 3600)) == (
        "02:10–03:30",
        "02:10",
        "59:59–1:00:00",
    )


def test_a_gap_names_the_person_who_is_missing_where_that_is_known() -> None:
    talk = replace(TALK, session=replace(TALK.session, channels=(Speaker.CLIENT, Speaker.UNKNOWN)))
    names = [
        gap_name(Gap(0.0, 9.0, Cause.SUSPENDED, channel, AT), talk) for channel in (None, 0, 1, 2)
    ]
    asleep = "ordinateur en veille"
    assert names == [asleep, f"{asleep} (Marc)", asleep, asleep]


def test_a_topic_is_marked_by_its_name_and_a_note_keeps_its_text() -> None:
    topic = Mark("m1", MarkKind.TOPIC, 0.0, 0.0, "values")
    assert mark_name(topic, "fr") not in {"", "values", mark_name(topic, "en")}
    assert mark_text(topic) == ""
    assert mark_name(replace(topic, text="\u200b"), "fr") == "thème"
    note = Mark("m2", MarkKind.NOTE, 0.0, 0.0, "un\ndeux\x1b[1m")
    assert (mark_name(note, "en"), mark_text(note)) == ("note", "un deux")

"""Documents speak the session's language, and dates are written right in it."""

from dataclasses import replace
from datetime import date

import pytest
from invented import spoken

from recorder.conversation import Cause, MarkKind, Party, Speaker
from recorder.phrases import clock, language_of, party_name, phrases, speaker_names, topic_name


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("fr", date(2026, 11, 23), "23 novembre 2026"),
        ("fr", date(2026, 5, 1), "1er mai 2026"),
        ("en", date(2026, 5, 1), "1 May 2026"),
        ("", date(2026, 12, 31), "31 December 2026"),
    ],
)
def test_a_day_is_written_as_in_a_letter(language: str, day: date, written: str) -> None:
    assert phrases(language).date(day) == written


def test_a_language_without_phrases_gets_english() -> None:
    assert [language_of(code) for code in ("fr", "fr-CA", "en", "de", "")] == [
        "fr",
        "fr",
        "en",
        "en",
        "en",
    ]


def test_both_languages_say_the_same_things() -> None:
    french, english = phrases("fr"), phrases("en")
    assert set(french.given) == set(english.given)
    assert set(french.purposes) == set(english.purposes)
    assert set(french.causes) == set(english.causes) == set(Cause)
    assert set(french.marks) == set(english.marks) == set(MarkKind)
    assert len(french.months) == len(english.months) == 12
    assert french.not_discussed == "Non abordé"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "00:00"), (83.9, "01:23"), (3599.9, "59:59"), (3723, "1:02:03"), (-1, "00:00")],
)
def test_a_clock_counts_whole_seconds(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_people_are_called_by_name_else_by_role() -> None:
    talk = spoken((Speaker.CLIENT, "Oui"), language="en")
    assert speaker_names(talk)[Speaker.UNKNOWN] == "?"
    assert party_name(Party.BOTH, talk) == "Claire and Marc"
    nameless = replace(talk, client=replace(talk.client, name=" \u200b"))
    assert speaker_names(nameless)[Speaker.CLIENT] == "Client"


def test_two_people_of_one_name_are_told_apart() -> None:
    talk = spoken((Speaker.CLIENT, "Oui"), language="en")
    namesakes = replace(talk, client=replace(talk.client, name="claire"))
    names = speaker_names(namesakes)
    assert names[Speaker.COACH] == "Claire (coach)"
    assert names[Speaker.CLIENT] == "claire (client)"


def test_a_topic_is_called_by_its_name_else_by_its_id() -> None:
    assert topic_name("values", "fr") not in {"", "values"}
    assert topic_name("values", "fr") != topic_name("values", "en")
    assert topic_name("no-such-topic", "fr") == "no-such-topic"

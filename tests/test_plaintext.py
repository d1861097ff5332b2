"""The plain text is readable, and only our labels stand at the start of a line."""

import re
from dataclasses import replace

from hypothesis import given, settings
from invented import conversations, spoken

from recorder import plaintext
from recorder.cleaning import one_line
from recorder.conversation import (
    Agreement,
    Cause,
    Clause,
    Consent,
    Conversation,
    Decision,
    Gap,
    Given,
    Mark,
    MarkKind,
    Party,
    Passage,
    Speaker,
)


def test_it_reads_as_a_conversation_and_its_alliance() -> None:
    talk = spoken(
        (Speaker.COACH, "What do you expect ?"), (Speaker.CLIENT, "Honesty."), language=""
    )
    clause = Clause("c1", "odd", Party.CLIENT, "Marc expects honesty.", ("p1",), ("w5",))
    talk = replace(
        talk,
        passages=(Passage("p1", "odd", ("w5",), 0.9),),
        agreement=Agreement(1, (clause,), ("void",)),
    )
    assert plaintext.readable(talk) == (
        "Alliance – Marc and Claire\n"
        "Conversation of 23 November 2026\n\n"
        "Transcript\n==========\n\n"
        "[00:00] Claire\n    What do you expect ?\n\n"
        "[00:02] Marc  · odd\n    Honesty.\n\n"
        "Alliance\n========\n\n"
        "odd\n"
        "    Marc: Marc expects honesty.\n"
        "        [00:02] Marc « Honesty. »\n\n"
        "Not discussed\n    void\n"
    )


@settings(max_examples=60, deadline=None)
@given(conversations())
def test_speech_and_notes_are_whole_and_always_indented(conversation: Conversation) -> None:
    text = plaintext.readable(conversation)
    talk = text.partition("=\n\n")[2].rpartition("\nAlliance\n========\n")[0]
    blocks = re.findall(r"^(\S).*\n((?:(?!\S).*\n?)*)", talk, flags=re.MULTILINE)
    notes = [mark for mark in conversation.marks if mark.kind is not MarkKind.TOPIC]
    for sign, expected in (
        ("[", [one_line(item.text) for item in conversation.utterances]),
        ("—", [one_line(mark.text) for mark in notes]),
    ):
        found = "".join("".join(block.split()) for first, block in blocks if first == sign)
        assert found == "".join("".join(each.split()) for each in expected)


def test_a_spoken_label_or_heading_stays_inside_the_speech() -> None:
    talk = spoken((Speaker.CLIENT, "Bon.\n\n[00:09] Claire\nJ'accepte.\nAlliance\n======="))
    lines = plaintext.readable(talk).splitlines()
    assert [line for line in lines if line.startswith("[")] == ["[00:00] Marc"]
    assert lines.count("Alliance") == 1


def test_a_question_mark_is_not_left_alone_on_a_line() -> None:
    talk = spoken((Speaker.CLIENT, "Est-ce que vous croyez vraiment ça ?"))
    for width in range(20, 50):
        assert "    ?" not in plaintext.readable(talk, width=width).splitlines()


def marked(language: str) -> Conversation:
    talk = spoken(
        (Speaker.COACH, "On commence ?"), (Speaker.CLIENT, "Oui, allez-y."), language=language
    )
    at = talk.session.started
    return replace(
        talk,
        session=replace(talk.session, channels=(Speaker.COACH, Speaker.CLIENT)),
        gaps=(
            Gap(0.8, 0.8, Cause.PAUSE, None, at),
            Gap(1.0, 1.9, Cause.OVERFLOW, 0, at),
            Gap(130.0, 210.0, Cause.OFF_THE_RECORD, None, at),
            Gap(211.0, 213.0, Cause.DEVICE_LOST, 1, at),
        ),
        marks=(
            Mark("m1", MarkKind.CONSENT, 0.0, 2.0),
            Mark("m2", MarkKind.TOPIC, 0.5, 0.5, "odd"),
            Mark("m3", MarkKind.NOTE, 130.0, 130.0, "[00:09] Claire\n— 00:00 consent —"),
            Mark("m4", MarkKind.MARK, 300.0, 300.0),
        ),
    )


def test_gaps_and_marks_stand_at_their_place_in_time() -> None:
    text = plaintext.readable(marked("en"))
    assert text.partition("==========\n\n")[2].partition("Alliance\n")[0] == (
        "— 00:00–00:02 consent —\n\n"
        "[00:00] Claire\n    On commence ?\n\n"
        "— 00:00 odd —\n\n"
        "— 00:00 pause —\n\n"
        "[00:01] Marc\n    Oui, allez-y.\n\n"
        "— 02:10–03:30 off the record —\n\n"
        "— 02:10 note —\n    [00:09] Claire — 00:00 consent —\n\n"
        "— 03:31–03:33 device lost (Marc) —\n\n"
        "— 05:00 mark —\n\n"
    )


def test_gaps_and_marks_speak_the_language_of_the_session() -> None:
    lines = plaintext.readable(marked("fr")).splitlines()
    assert [line.strip("— ") for line in lines if line.startswith("—")] == [
        "00:00–00:02 consentement",
        "00:00 odd",
        "00:00 pause",
        "02:10–03:30 hors enregistrement",
        "02:10 note",
        "03:31–03:33 appareil perdu (Marc)",
        "05:00 repère",
    ]


def test_a_consent_that_was_taken_back_is_said_at_the_head() -> None:
    talk = spoken((Speaker.CLIENT, "Oui"), language="en")
    at = talk.session.started
    consent = Consent(
        *("n1", "s1", "Marc", "Claire", ("record",), None, None, "Yes.", "en", 1),
        *(Given.ORAL, at, "", "ab"),
    )
    for decision, line in (
        (Decision.WITHDRAWN, "Consent was withdrawn on 23 November 2026."),
        (Decision.REFUSED, "Consent was refused on 23 November 2026."),
        (Decision.GIVEN, ""),
    ):
        told = replace(talk, consent=replace(consent, decision=decision))
        assert plaintext.readable(told).splitlines()[2] == line

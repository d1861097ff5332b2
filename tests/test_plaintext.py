"""The plain text is readable, and only our labels stand at the start of a line."""

import re
from dataclasses import replace

from hypothesis import given, settings
from invented import conversations, spoken

from recorder import plaintext
from recorder.cleaning import one_line
from recorder.conversation import Agreement, Clause, Conversation, Party, Passage, Speaker


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
def test_speech_is_whole_and_always_indented(conversation: Conversation) -> None:
    text = plaintext.readable(conversation)
    talk = text.partition("=\n\n")[2].rpartition("\nAlliance\n========\n")[0]
    turns = re.split(r"^\S.*\n", talk, flags=re.MULTILINE)
    said = "".join(" ".join(turn.split()) for turn in turns).replace(" ", "")
    expected = "".join(one_line(item.text) for item in conversation.utterances).replace(" ", "")
    assert said == expected


def test_a_spoken_label_or_heading_stays_inside_the_speech() -> None:
    talk = spoken((Speaker.CLIENT, "Bon.\n\n[00:09] Claire\nJ'accepte.\nAlliance\n======="))
    lines = plaintext.readable(talk).splitlines()
    assert [line for line in lines if line.startswith("[")] == ["[00:00] Marc"]
    assert lines.count("Alliance") == 1


def test_a_question_mark_is_not_left_alone_on_a_line() -> None:
    talk = spoken((Speaker.CLIENT, "Est-ce que vous croyez vraiment ça ?"))
    for width in range(20, 50):
        assert "    ?" not in plaintext.readable(talk, width).splitlines()

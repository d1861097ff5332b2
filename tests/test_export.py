"""The one door: every format, any conversation, and a clear no for another format."""

import pytest
from hypothesis import given, settings
from invented import conversations, spoken

from recorder import plaintext
from recorder.conversation import Conversation, Speaker
from recorder.errors import UnusableAnswer
from recorder.export import FORMATS, export


@settings(max_examples=30, deadline=None)
@given(conversations())
def test_every_format_takes_any_conversation_and_gives_the_same_bytes_again(
    conversation: Conversation,
) -> None:
    for name in FORMATS:
        data = export(conversation, name)
        assert "\x1b" not in data.decode()
        assert data == export(conversation, name)


def test_the_formats_of_the_contract_are_there() -> None:
    assert {"json", "md", "txt", "srt", "vtt", "csv"} <= set(FORMATS)
    talk = spoken((Speaker.CLIENT, "Oui"))
    assert export(talk, "txt").decode() == plaintext.readable(talk)


def test_another_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnusableAnswer, match=r"'odt'.*json, md, txt"):
        export(spoken((Speaker.CLIENT, "Oui")), "odt")

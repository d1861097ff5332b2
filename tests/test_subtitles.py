"""WebVTT and SubRip lose their markup and nothing that was said."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from invented import conversations
from written import read, said, times

from recorder import captions
from recorder.cleaning import one_line
from recorder.conversation import Conversation
from recorder.errors import UnusableFile

VTT = """WEBVTT - a meeting
Kind: captions

STYLE
::cue { color: red }

NOTE made by hand
over two lines

1
00:01.000 --> 00:04.500 align:start position:10%
<v Claire Dupont>Où voulez-vous <i>aller</i> &amp; pourquoi ?</v>

00:00:04.500 --> 00:00:09.000
<v.loud.first Marc O&#39;Neil>Je veux <00:00:05.000>une vie <c.yellow>plus calme</c>
et du temps.
<v Claire Dupont>Bien.</v>

01:00:00.000 --> 01:00:01.000
<rire> 3 <4, non ?
"""


def test_vtt_keeps_voices_and_times_and_drops_its_markup(tmp_path: Path) -> None:
    found = read(tmp_path, "a.vtt", VTT)
    assert said(found) == [
        ("Claire Dupont", "Où voulez-vous aller & pourquoi ?"),
        ("Marc O'Neil", "Je veux une vie plus calme et du temps."),
        ("Claire Dupont", "Bien."),
        ("", "<rire> 3 <4, non ?"),
    ]
    assert found.names == ("Claire Dupont", "Marc O'Neil", "")
    assert times(found)[0] == (1.0, 4.5)
    assert times(found)[3] == (3600.0, 3601.0)
    assert found.warnings == ("1 line names no speaker.",)


def test_voices_within_one_cue_share_its_time(tmp_path: Path) -> None:
    marc, claire = times(read(tmp_path, "a.vtt", VTT))[1:3]
    assert marc[0] == 4.5
    assert claire[1] == 9.0
    assert marc[1] == claire[0]
    assert marc[1] == pytest.approx(8.5, abs=0.1)


def test_vtt_without_voices_may_name_speakers_before_a_colon(tmp_path: Path) -> None:
    text = (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nClaire: Bonjour.\n\n2\n"
        "00:00:02.000 --> 00:00:04.000\nMarc: Bonjour\n\n"
        "3\n00:00:04.000 --> 00:00:05.000\nà vous.\n"
    )
    found = read(tmp_path, "zoom.vtt", text)
    assert said(found) == [("Claire", "Bonjour."), ("Marc", "Bonjour"), ("Marc", "à vous.")]


def test_srt_with_names_tags_and_several_voices_in_a_cue(tmp_path: Path) -> None:
    text = (
        "1\r\n00:00:01,000 --> 00:00:03,000 X1:0\r\n"
        "<font color=#fff>Coach:</font> {\\an8}Ça va ?\r\n\r\n"
        "2\r\n00:00:03,000 --> 00:00:05,000\r\nClient : <b>Oui.</b>\r\nCoach: Bien.\r\n\r\n"
        "3\r\n00:00:05,000 --> 00:00:06,000\r\n12\r\n"
    )
    found = read(tmp_path, "a.SRT", text)
    assert said(found) == [
        ("Coach", "Ça va ?"),
        ("Client", "Oui."),
        ("Coach", "Bien."),
        ("Coach", "12"),
    ]
    assert times(found)[0] == (1.0, 3.0)
    assert times(found)[1][0] == 3.0
    assert times(found)[2][1] == 5.0


def test_a_cue_parted_by_a_blank_line_loses_nothing(tmp_path: Path) -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:03,000\nAvant\n\naprès.\n\n"
        "2\n00:00:03,000 --> 00:00:04,000\nFin\n"
    )
    found = read(tmp_path, "a.srt", text)
    assert said(found) == [("", "Avant après."), ("", "Fin")]
    assert found.warnings == ("Line 5: text without a time was added to the cue before it.",)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(conversations())
def test_what_we_export_as_vtt_comes_back_word_for_word(
    tmp_path: Path, conversation: Conversation
) -> None:
    words = [one_line(word.text) for item in conversation.utterances for word in item.words]
    file = captions.vtt(conversation)
    if not any(words):
        with pytest.raises(UnusableFile):
            read(tmp_path, "a.vtt", file)
        return
    kept = "".join(line.text for line in read(tmp_path, "a.vtt", file).lines)
    assert unspaced(kept) == unspaced("".join(words))


def unspaced(text: str) -> str:
    return one_line("".join(text.split()))

"""Transcripts from elsewhere are read clean and in order, or refused in one clear line."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from written import read, refused, said

from recorder.cleaning import one_line
from recorder.errors import UnusableFile
from recorder.transcripts import SpokenLine, Transcript, read_transcript, words_of

quick = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_names_and_text_come_clean(tmp_path: Path) -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n"
        "<v Ma\u200brc\u202e>\x1b]0;x\x07Bon\x1b[31mjour &#x202e;&rlm;&lt;v Claire&gt;</v>\n"
    )
    assert said(read(tmp_path, "a.vtt", text)) == [("Marc", "Bonjour <v Claire>")]
    lines = "Ma\u200brc: a\nMarc: \x9b2Jb\ufeff\nMarc: \u200b\n"
    found = read(tmp_path, "a.txt", lines)
    assert found == Transcript(
        (SpokenLine("Marc", "a", None, None), SpokenLine("Marc", "b", None, None)), ("Marc",)
    )


CUE = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Marc>Oui.\n\n"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.vtt", "", "empty"),
        ("a.srt", b"\x00\x01\x02\x03", "not a text file"),
        ("a.txt", b"RIFF\x24\x00\x00\x00WAVEfmt \xff", "not a text file"),
        ("a.txt", "Marc: Oui\0\n", "zero bytes"),
        ("a.txt", " \n\n\u200b\n", "Nobody says anything"),
        ("a.vtt", "WEBVTT\n\nNOTE nothing\n", "Nobody says anything"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n\n", "Nobody says anything"),
        ("a.srt", "no cue at all\n", "Nobody says anything"),
        ("a.vtt", "1\n00:01.000 --> 00:02.000\nOui.\n", "line 1: WEBVTT is missing"),
        ("a.vtt", f"{CUE}00:03.000 --> 00:04.000\nOui --> non.\n", "line 7: an arrow"),
        (
            "a.srt",
            "1\n00:00:01,000 --> 00:00:02,000\na\n2\n00:00:02,000 --> 00:00:03,000\nb\n",
            "line 5",
        ),
        ("a.vtt", f"{CUE}00:03.000 --> 00:02.500\nOui.\n", "line 6: the cue ends before"),
        ("a.vtt", f"{CUE}00:00.500 --> 00:02.500\nOui.\n", "line 6: the cue starts before"),
        ("a.vtt", f"{CUE}soon --> later\nOui.\n", "line 6: this time"),
        ("a.srt", "1\n00:75:00,000 --> 00:76:00,000\na\n", "line 2: this time"),
        ("a.txt", "[00:10] Marc: a\n[00:05] Claire: b\n", "line 2: the time lies before"),
        ("a.doc", "Marc: Bonjour", "no transcript that can be read"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, name: str, text: str | bytes, told: str
) -> None:
    assert told in refused(tmp_path, name, text).title


FRAGMENTS = """Claire: |Marc : |00:01.000 --> 00:02.000
|00:00:01,000 --> 00:00:09,000
|[00:01] |(12:03)
|<v Marc>|<v.a B|</v>|&amp;|&#27;|
|

|\r|NOTE|Bonjour|1
|\x1b[|\u202e|{\\an8}|é|-->|:| """
fragments = st.sampled_from(FRAGMENTS.split("|"))


@quick
@given(st.lists(fragments, max_size=30).map("".join), st.sampled_from(["vtt", "srt", "txt"]))
def test_any_text_is_read_clean_or_refused(tmp_path: Path, text: str, form: str) -> None:
    head = "WEBVTT\n\n" if form == "vtt" else ""
    (tmp_path / f"a.{form}").write_bytes(f"{head}{text}".encode())
    try:
        found = read_transcript(tmp_path / f"a.{form}")
    except UnusableFile:
        return
    assert found.lines
    assert set(found.names) == {line.name for line in found.lines}
    for line in found.lines:
        assert line.text == one_line(line.text) != ""
        assert line.name == one_line(line.name)
        assert line.start is None or line.end is None or line.start <= line.end
    starts = [line.start for line in found.lines if line.start is not None]
    assert starts == sorted(starts)


visible = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)


@quick
@given(visible, visible)
def test_nothing_said_in_a_txt_is_lost(tmp_path: Path, first: str, second: str) -> None:
    text = f"Claire: a{first}\nMarc: b{second}\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    found = read_transcript(tmp_path / "a.txt")
    kept = "".join(f"{line.name}{line.text}" for line in found.lines)
    lost = Counter(filter(str.isalpha, one_line(text))) - Counter(filter(str.isalpha, kept))
    assert not lost


@given(st.text(st.sampled_from("ab é?!:;»«–—-.…&%€😀\u00a0\n"), max_size=30), st.integers(0, 9))
def test_words_joined_by_spaces_are_the_text(text: str, first: int) -> None:
    words = words_of(text, None, None, first)
    assert " ".join(word.text for word in words) == " ".join(text.split())
    assert [word.id for word in words] == [f"w{first + place}" for place in range(len(words))]
    assert all((word.start, word.end, word.probability) == (None, None, None) for word in words)


@given(
    st.text(st.sampled_from("ab ?«»"), min_size=1, max_size=40),
    st.floats(0, 40_000),
    st.floats(0, 600),
)
def test_times_of_words_follow_each_other_within_the_line(
    text: str, start: float, length: float
) -> None:
    words = words_of(text, start, start + length, 1)
    edges = [edge for word in words for edge in (word.start, word.end) if edge is not None]
    assert len(edges) == 2 * len(words)
    assert edges == sorted(edges)
    if words:
        assert edges[0] == pytest.approx(start, abs=0.001)
        assert edges[-1] == pytest.approx(start + length, abs=0.001)


def test_french_marks_stay_with_their_word() -> None:
    text = "« Ça va ? » – Oui : « très » bien ! 20 € & 3 %"
    assert [word.text for word in words_of(text, None, None, 1)] == [
        *("« Ça", "va ? »", "– Oui :", "« très »", "bien !", "20", "€", "&", "3", "%")
    ]


def test_times_are_shared_by_length() -> None:
    words = words_of("un mot plus", 10.0, 11.8, 5)
    assert [(word.id, word.start, word.end) for word in words] == [
        ("w5", 10.0, 10.4),
        ("w6", 10.4, 11.0),
        ("w7", 11.0, 11.8),
    ]
    assert words_of("un mot", 10.0, None, 1)[0].start == 10.0

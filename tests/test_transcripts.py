"""Transcripts from elsewhere are read whole, by speaker, or refused in one clear line."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recorder.cleaning import one_line
from recorder.errors import UnusableAnswer, UnusableFile
from recorder.transcripts import SpokenLine, Transcript, read_transcript, words_of

quick = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read(tmp_path: Path, name: str, text: str | bytes) -> Transcript:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_transcript(path)


def said(transcript: Transcript) -> list[tuple[str, str]]:
    return [(line.name, line.text) for line in transcript.lines]


def times(transcript: Transcript) -> list[tuple[float | None, float | None]]:
    return [(line.start, line.end) for line in transcript.lines]


def refused(tmp_path: Path, name: str, text: str | bytes) -> UnusableFile:
    with pytest.raises(UnusableFile) as caught:
        read(tmp_path, name, text)
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value.advice
    return caught.value


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


TXT = """Coach : Où en êtes-vous ?

Client : Je procrastine.
Note : penser à en reparler.
https://example.org/a: b
Le 12:30 : c'était trop tôt.
Et je me suis dit : ça suffit.
Coach: D'accord.
Client: Voilà --> c'est dit.
"""


def test_txt_lines_that_continue_belong_to_the_one_before(tmp_path: Path) -> None:
    found = read(tmp_path, "a.txt", TXT)
    assert said(found) == [
        ("Coach", "Où en êtes-vous ?"),
        (
            "Client",
            (
                "Je procrastine. Note : penser à en reparler. https://example.org/a: b"
                " Le 12:30 : c'était trop tôt. Et je me suis dit : ça suffit."
            ),
        ),
        ("Coach", "D'accord."),
        ("Client", "Voilà --> c'est dit."),
    ]
    assert found.names == ("Coach", "Client")
    assert times(found) == [(None, None)] * 4
    assert found.warnings == ("Line 4: “Note” was taken as speech, not as a speaker.",)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Claire: Bonjour.\nMarc: Bonjour.\n", ("Claire", "Marc")),
        ("coach: Bonjour.\nclient: Bonjour.\ncoach: Bien.\n", ("coach", "client")),
        ("Speaker 1: a\nSpeaker 2: b\nSpeaker 1: c\n", ("Speaker 1", "Speaker 2")),
        ("CLAIRE: a\nClaire : b\nMarc: c\n", ("CLAIRE", "Marc")),
        (
            "M. de la Tour (client): a\nDr. Ève L'Hôte: b\n",
            ("M. de la Tour (client)", "Dr. Ève L'Hôte"),
        ),
        ("Question : a\nRéponse : b\nQuestion : c\nRéponse : d\n", ("Question", "Réponse")),
        ("Claire: a\nNote : b\nExemple : c\nClaire: d\n", ("Claire",)),
        ("A: a\nB: b\nA: c\nB: d\nMarie : e\n", ("A", "B")),
        ("Claire：a\nMarc：b\n", ("Claire", "Marc")),
        ("Je me dis : oui.\nJe me dis : non.\n", ("",)),
        (f"{'N' * 61}: a\n{'N' * 61}: b\n", ("",)),
        ("12:30 : le train\n12:45 : le car\n", ("",)),
    ],
)
def test_who_is_a_speaker(tmp_path: Path, text: str, names: tuple[str, ...]) -> None:
    assert read(tmp_path, "a.txt", text).names == names


def test_a_label_within_speech_is_never_a_speaker_where_labels_have_times(tmp_path: Path) -> None:
    text = "[00:01] Claire: a\n[00:05] Marc: b\nPaul: c\nPaul: d\n[00:09] Claire: e\n"
    found = read(tmp_path, "a.txt", text)
    assert said(found)[1] == ("Marc", "b Paul: c Paul: d")


@pytest.mark.parametrize(
    "text",
    [
        "[00:00:03] Claire: Bonjour.\n[00:01:05] Marc: Oui.\n[01:00:00] Claire: Fin.\n",
        "(0:03) Claire: Bonjour.\n(1:05) Marc: Oui.\n(60:00) Claire: Fin.\n",
        "00:00:03 Claire: Bonjour.\n00:01:05 Marc: Oui.\n01:00:00 Claire: Fin.\n",
        "Claire (0:03): Bonjour.\nMarc (1:05): Oui.\nClaire (1:00:00): Fin.\n",
        "Claire  0:03\nBonjour.\n\nMarc  1:05\nOui.\n\nClaire  1:00:00\nFin.\n",
        "[Claire] 14:00:03\nBonjour.\n[Marc] 14:01:05\nOui.\n[Claire] 15:00:00\nFin.\n",
        "00:00:03\nClaire: Bonjour.\n\n00:01:05\nMarc: Oui.\n\n01:00:00\nClaire: Fin.\n",
    ],
    ids=["brackets", "parentheses", "bare", "within", "otter", "zoom", "own-line"],
)
def test_txt_times_as_meeting_tools_write_them(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, "a.txt", text)
    assert said(found) == [("Claire", "Bonjour."), ("Marc", "Oui."), ("Claire", "Fin.")]
    first = found.lines[0].start
    assert first is not None
    assert times(found) == [
        (first, first + 62.0),
        (first + 62.0, first + 3597.0),
        (first + 3597.0, None),
    ]
    assert first == (0.0 if found.warnings else 3.0)


def test_a_time_that_was_said_is_no_time_of_the_transcript(tmp_path: Path) -> None:
    text = "Claire: Quand ?\nMarc: Hier.\n12:30 me va.\n" + "Claire: Oui.\nMarc: Non.\n" * 10
    found = read(tmp_path, "a.txt", text)
    assert said(found)[1] == ("Marc", "Hier. 12:30 me va.")
    assert times(found)[1] == (None, None)


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marked_encodings_are_read_without_being_told(tmp_path: Path, encoding: str) -> None:
    found = read(tmp_path, "a.txt", "Ève: Où ça ?\nNoël: Là.\n".encode(encoding))
    assert said(found) == [("Ève", "Où ça ?"), ("Noël", "Là.")]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "mac-roman", "utf-16-be"])
def test_other_encodings_are_read_when_told(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Ève: Où ça ?\nNoël: Là.\n".encode(encoding))
    assert said(read_transcript(path, encoding)) == [("Ève", "Où ça ?"), ("Noël", "Là.")]


def test_quotes_of_windows_survive_being_called_latin_1(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Marc: l’œil\n".encode("cp1252"))
    assert read_transcript(path, "latin-1").lines[0].text == "l’œil"


def test_other_encodings_are_refused_with_the_line_and_what_to_do(tmp_path: Path) -> None:
    error = refused(tmp_path, "a.txt", "Marc: Bonjour\nÈve: Été\n".encode("cp1252"))
    assert "line 2" in error.title
    assert "--encoding cp1252" in error.advice


@pytest.mark.parametrize("encoding", ["nonsense", "hex", "rot13", "\x1b[2J"])
def test_an_encoding_that_is_none_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Marc: Bonjour\n")
    with pytest.raises(UnusableAnswer) as caught:
        read_transcript(path, encoding)
    assert "\x1b" not in str(caught.value)


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


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(UnusableFile, match="20 MB"):
        read_transcript(path)


def test_missing_files_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for name, told in [
        ("gone.txt", "There is no file"),
        ("folder.txt", "is a folder"),
        ("pipe.txt", "not a plain file"),
        (f"{'n' * 300}.txt", "can't be read"),
    ]:
        with pytest.raises(UnusableFile, match=told):
            read_transcript(tmp_path / name)


@pytest.fixture
def nobody() -> Iterator[None]:
    """Rights that root has by itself are laid down, so that the test holds for root too."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield
    if user == 0:
        os.seteuid(0)


def test_a_file_without_permission_is_refused(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Marc: Bonjour\n")
    path.chmod(0)
    request.getfixturevalue("nobody")
    with pytest.raises(UnusableFile, match="permission denied"):
        read_transcript(path)


def test_a_file_name_can_not_speak_to_the_terminal(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile) as caught:
        read_transcript(tmp_path / "\x1b]0;x\x07a\u202e\n.txt")
    assert "There is no file a .txt." in caught.value.title


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

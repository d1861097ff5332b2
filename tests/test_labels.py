"""Speakers are told from speech by the whole file, and times by the way it writes them."""

from pathlib import Path

import pytest
from written import read, said, times

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

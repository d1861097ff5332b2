"""A file that can't be used is refused in one line, and text is decoded without a guess."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from written import read, refused, said

from recorder import media
from recorder.errors import UnusableAnswer, UnusableFile
from recorder.transcripts import read_transcript


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
        with pytest.raises(UnusableFile, match=told):
            media.check(tmp_path / name)


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

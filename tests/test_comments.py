"""A client's comments come back from the copy that they wrote into, and nothing else does."""

import zipfile
from pathlib import Path

import docx
import pytest
from test_export import decided

from recorder import comments, decisions
from recorder.conversation import ClauseState, ProposalKind
from recorder.edition import Edition
from recorder.errors import UnusableFile
from recorder.export import export

COPY = Edition(for_client=True)


def copied(tmp_path: Path, form: str) -> Path:
    path = tmp_path / f"copy.{form}"
    path.write_bytes(export(decided(), form, COPY))
    return path


@pytest.mark.parametrize("form", ["md", "txt", "html", "docx"])
def test_an_untouched_copy_holds_no_comment(tmp_path: Path, form: str) -> None:
    assert comments.read(copied(tmp_path, form)) == {}


@pytest.mark.parametrize("form", ["md", "txt", "html"])
def test_what_is_written_after_the_place_comes_back(tmp_path: Path, form: str) -> None:
    path = copied(tmp_path, form)
    mark = r"\[c1\] :" if form == "md" else "[c1]\u00a0:"
    text = path.read_text("utf-8")
    assert text.count(mark) == 1
    path.write_text(text.replace(mark, f"{mark} Plutôt le mardi,\nsi possible."), "utf-8")
    assert comments.read(path) == {"c1": "Plutôt le mardi, si possible."}


def test_a_word_copy_gives_what_was_typed_and_words_own_comments(tmp_path: Path) -> None:
    path = copied(tmp_path, "docx")
    file = docx.Document(str(path))
    for paragraph in file.paragraphs:
        if "[c0]" in paragraph.text:
            paragraph.add_run("Oui, très bien.")
        if "Clause edited." in paragraph.text:
            file.add_comment(paragraph.runs, text="Pas d'accord.", author="Marc")
    file.save(str(path))
    assert comments.read(path) == {"c0": "Oui, très bien.", "c1": "Pas d'accord."}


def test_a_comment_stands_beside_its_clause_once_and_can_be_taken() -> None:
    agreement = decided().agreement
    assert agreement
    found, unknown = comments.proposed(agreement, {"c0": "Plutôt le mardi.", "c77": "?"})
    assert unknown == 1
    (proposal,) = found.proposals
    assert (proposal.kind, proposal.instead_of) == (ProposalKind.COMMENT, "c0")
    assert comments.proposed(found, {"c0": "Plutôt le mardi."})[0] == found
    taken = decisions.take(found, proposal.id).clauses[0]
    assert (taken.text, taken.state) == ("Plutôt le mardi.", ClauseState.EDITED)
    left = decisions.leave(found, proposal.id)
    assert left.clauses == agreement.clauses
    assert left.proposals == ()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"%PDF-"),
        ("a.docx", b"no zip"),
        ("a.docx", b""),
        ("a.md", b"# Nothing\n\nHere."),
        ("a.txt", b"\xff\xfe\x00"),
    ],
)
def test_other_files_are_refused_in_one_line(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnusableFile) as caught:
        comments.read(path)
    assert len(str(caught.value).splitlines()) == 1


def test_a_package_that_would_swell_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"0" * 101_000_000)
    with pytest.raises(UnusableFile, match="too large"):
        comments.read(path)


def test_a_package_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(UnusableFile):
        comments.read(path)


def test_comments_are_no_longer_than_a_clause(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Comment [c1]: " + "ha " * 1000)
    assert len(comments.read(path)["c1"]) <= decisions.MOST_CHARACTERS

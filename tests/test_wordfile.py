"""The Word document has real styles, and speech in it stays text; another reader agrees."""

import io
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

import docx
import mammoth
import pytest
from hypothesis import Phase, given, settings
from invented import HOSTILE, conversations, spoken
from test_export import decided
from test_markdown import harmless

from recorder import wordfile
from recorder.cleaning import one_line
from recorder.conversation import Conversation, Speaker
from recorder.edition import Edition
from recorder.template import Template


def opened(data: bytes) -> "docx.document.Document":
    return docx.Document(io.BytesIO(data))


def shape(data: bytes) -> list[str]:
    """The style of every paragraph, and the kinds of element that hold text of others."""
    body = opened(data).element.body
    kinds = {each.tag.split("}")[1] for each in body.iter() if isinstance(each.tag, str)}
    odd = kinds - {"body", "p", "pPr", "pStyle", "r", "rPr", "t", "b", "bCs", "strike", "tab"}
    styles = [paragraph.style.name for paragraph in opened(data).paragraphs]
    return [*styles, *sorted(odd)]


def test_headings_quotes_and_tables_are_what_they_look_like() -> None:
    file = opened(wordfile.render(decided(), Edition(template=Template(("Cabinet",), ("SIRET",)))))
    styles = Counter(paragraph.style.name for paragraph in file.paragraphs)
    assert styles["Title"] == 1
    assert styles["Heading 1"] == 5  # a topic, commitments, open questions, data, the appendix
    assert styles["Quote"] == 9
    assert [cell.text for cell in file.tables[0].rows[1].cells][:2] == ["Marc", "Faire 0"]
    assert file.sections[0].header.paragraphs[0].text == "Cabinet"
    assert file.core_properties.title == "Alliance – Marc et Claire"


def test_the_clients_copy_holds_only_what_was_accepted_and_approved() -> None:
    copy = wordfile.render(decided(), Edition(for_client=True))
    text = mammoth.extract_raw_text(io.BytesIO(copy)).value
    assert "Clause accepted." in text
    assert "Clause edited." in text
    assert text.count("Cash,") == 1
    assert "Clause draft." not in text
    assert "Comment faire" not in text
    assert "Commentaire [c1]" in text.replace("\u00a0", " ")


@settings(max_examples=6, deadline=None, phases=(Phase.generate,))
@given(conversations())
def test_speech_never_changes_the_shape(conversation: Conversation) -> None:
    data = wordfile.render(conversation, Edition())
    assert shape(data) == shape(wordfile.render(harmless(conversation), Edition()))
    assert data == wordfile.render(conversation, Edition())
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not [name for name in names if "vba" in name.lower() or "embed" in name.lower()]


def test_speech_is_shown_as_it_was_said_by_another_reader() -> None:
    turns = [(Speaker.CLIENT, f"Oui {said}") for said in HOSTILE]
    data = wordfile.render(spoken(*turns), Edition())
    text = mammoth.extract_raw_text(io.BytesIO(data)).value
    for _, said in turns:
        assert one_line(said) in text


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice on this machine")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(wordfile.render(decided(), Edition()))
    profile = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    outdir = (tmp_path, tmp_path / "a.docx")
    subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", "txt:Text", "--outdir", *outdir],
        capture_output=True,
        check=True,
        timeout=180,
    )
    assert "Clause accepted." in (tmp_path / "a.txt").read_text("utf-8-sig")

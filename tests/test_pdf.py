"""The PDF is read back by another program: whole, its fonts inside, speech as it was said."""

import re
import subprocess
from pathlib import Path

from hypothesis import given, settings
from invented import HOSTILE, conversations, spoken
from test_export import decided

from recorder import pdf
from recorder.cleaning import one_line
from recorder.conversation import Conversation, Speaker
from recorder.edition import Edition


def text_of(data: bytes, folder: Path) -> str:
    file = folder / "a.pdf"
    file.write_bytes(data)
    done = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True, text=True)
    return squeezed(done.stdout)


def squeezed(text: str) -> str:
    """`text` as one reads it: breaks and hyphens at line ends are the page's, not the text's."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def test_another_program_reads_what_stands_there(tmp_path: Path) -> None:
    text = text_of(pdf.render(decided(), Edition()), tmp_path)
    for shown in (
        "Alliance – Marc et Claire",
        "Clause accepted.",
        "Cash,",
        "D'abord dit autrement",
    ):
        assert squeezed(shown) in text.replace("’", "'")
    assert squeezed("Clause rejected.") not in text


def test_the_clients_copy_holds_only_what_was_accepted_and_approved(tmp_path: Path) -> None:
    text = text_of(pdf.render(decided(), Edition(for_client=True)), tmp_path)
    assert squeezed("Clause edited.") in text
    assert text.count("Cash,") == 1
    assert squeezed("Clause draft.") not in text
    assert squeezed("Comment faire") not in text
    assert squeezed("Marc, date et signature") in text


def test_its_fonts_are_inside_and_it_is_tagged(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf.render(decided(), Edition()))
    fonts = subprocess.run(["pdffonts", file], capture_output=True, check=True, text=True).stdout
    lines = fonts.splitlines()[2:]
    assert lines
    assert all(line.split()[-5] == "yes" for line in lines)
    about = subprocess.run(["pdfinfo", file], capture_output=True, check=True, text=True).stdout
    assert re.search(r"Tagged:\s+yes", about)
    assert re.search(r"JavaScript:\s+no", about)


def test_speech_is_shown_as_it_was_said(tmp_path: Path) -> None:
    turns = [(Speaker.CLIENT, said) for said in HOSTILE if said.isascii() and one_line(said)]
    text = text_of(pdf.render(spoken(*turns), Edition()), tmp_path)
    for _, said in turns:
        assert squeezed(one_line(said)) in text.replace("’", "'")


@settings(max_examples=10, deadline=None)
@given(conversations())
def test_any_conversation_becomes_the_same_pdf_again(conversation: Conversation) -> None:
    data = pdf.render(conversation, Edition())
    assert data.startswith(b"%PDF-")
    assert data == pdf.render(conversation, Edition())

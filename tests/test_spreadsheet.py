"""The CSV opens in a spreadsheet with its accents, and runs nothing."""

import csv
import io

import pytest
from hypothesis import given, settings
from invented import conversations, spoken

from recorder import spreadsheet
from recorder.cleaning import one_line
from recorder.conversation import Conversation, Speaker


def rows(data: bytes, delimiter: str = ",") -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(
        csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=delimiter == ",")
    )


def test_excel_reads_accents_by_the_byte_order_mark() -> None:
    data = spreadsheet.render(spoken((Speaker.CLIENT, 'Bientôt l\'été, "enfin"')))
    assert (
        data
        == (
            "\ufeff"
            '"id","start","end","speaker","text","topics","suspect"\r\n'
            '"u0","0.000","1.200","Marc","Bientôt l\'été, ""enfin""","","no"\r\n'
        ).encode()
    )


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("- Oui", "'- Oui"),
        ("=1+1", "'=1+1"),
        ("+33", "'+33"),
        ("@A1", "'@A1"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("oui;=1", "oui;'=1"),
        ('oui; "=1', "oui;' \"=1"),
        ("peut-être = oui", "peut-être = oui"),
        ("12 + 3", "12 + 3"),
    ],
)
def test_a_formula_is_only_text(said: str, shown: str) -> None:
    assert spreadsheet.guarded(said) == shown


@settings(max_examples=60, deadline=None)
@given(conversations())
def test_any_conversation_reads_back_without_a_formula(conversation: Conversation) -> None:
    data = spreadsheet.render(conversation)
    header, *found = rows(data)
    assert tuple(header) == spreadsheet.COLUMNS
    assert len(found) == len(conversation.utterances)
    for row, item in zip(found, conversation.utterances, strict=True):
        assert len(row) == len(header)
        said = row[header.index("text")]
        assert said in {one_line(item.text), spreadsheet.guarded(item.text)}
        assert not [field for field in row if field.startswith(tuple("=+-@\t\r"))]


@settings(max_examples=60, deadline=None)
@given(conversations())
def test_a_reader_that_parts_at_semicolons_finds_no_formula(conversation: Conversation) -> None:
    for row in rows(spreadsheet.render(conversation), delimiter=";"):
        assert not [field for field in row if field.strip(' "').startswith(tuple("=+-@\t\r"))]

"""The alliance as a Word document: real headings, styles and tables, so that a coach can go on.

Texts go in as runs of plain text: no field, link or macro can come of them.
"""

import io
import zipfile
from typing import TYPE_CHECKING

from recorder.conversation import Conversation
from recorder.document import Document, Item, Said, document, ledger_heads, place
from recorder.edition import Edition
from recorder.phrases import Phrases, phrases

if TYPE_CHECKING:
    from docx.document import Document as File

_LINE = "_" * 32


def render(conversation: Conversation, edition: Edition) -> bytes:
    """The document as DOCX; the same conversation gives the same bytes."""
    from docx import Document as Blank

    page = document(conversation, edition)
    words = phrases(conversation.session.language)
    file = Blank()
    _style(file, page, conversation)
    _opening(file, page, words)
    for section in page.sections:
        file.add_heading(section.title, 1)
        for item in section.items:
            _clause(file, item, words, comments=page.comments)
    _ledger(file, page, words)
    if page.open:
        file.add_heading(words.open_questions, 1)
        for topic, question in page.open:
            line = file.add_paragraph(style="List Bullet")
            line.add_run(f"{topic} ").bold = True
            line.add_run(question)
    _closing(file, page, words)
    held = io.BytesIO()
    file.save(held)
    return _timeless(held.getvalue())


def _timeless(packed: bytes) -> bytes:
    """The same file without the time of day in its package, which would tell when it was made."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _style(file: "File", page: Document, conversation: Conversation) -> None:
    """Fonts and spaces, in the styles themselves; title, author and language of the file."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    about = file.core_properties
    about.title, about.author, about.language = page.title, page.people[0][1], page.language
    about.comments = ""
    about.created = about.modified = conversation.session.started.replace(tzinfo=None)
    side = file.sections[0]
    side.page_width, side.page_height = Cm(21), Cm(29.7)
    side.left_margin = side.right_margin = Cm(2.4)
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    quiet, strong = RGBColor(0x5C, 0x64, 0x6D), RGBColor(0x2F, 0x5D, 0x62)
    colours = {"Title": strong, "Heading 1": strong, "Subtitle": quiet, "Intense Quote": quiet}
    for name, colour in colours.items():
        style = file.styles[name]
        style.font.name, style.font.color.rgb = "Georgia", colour
        style.font.size = Pt(10) if colour is quiet else style.font.size
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    language = file.styles.element.find(f".//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), "fr-FR" if page.language == "fr" else "en-GB")


def _opening(file: "File", page: Document, words: Phrases) -> None:
    if page.letterhead:
        file.sections[0].header.paragraphs[0].text = "\n".join(page.letterhead)
    if page.footer:
        file.sections[0].footer.paragraphs[0].text = "\n".join(page.footer)
    file.add_paragraph(page.title, style="Title")
    file.add_paragraph(f"{page.about} · {page.standing}", style="Subtitle")
    if page.comments:
        file.add_paragraph(words.comments, style="Subtitle")


def _clause(file: "File", item: Item, words: Phrases, *, comments: bool) -> None:
    line = file.add_paragraph()
    line.paragraph_format.keep_with_next = bool(item.quotes)
    line.add_run(f"{words.label.format(name=item.party)} ").bold = True
    line.add_run(item.text)
    for quote in item.quotes:
        _said(file, quote, words, "Quote")
    if item.superseded:
        file.add_paragraph(words.label.format(name=words.superseded), style="Quote")
        for quote in item.superseded:
            _said(file, quote, words, "Quote", struck=True)
    if comments:
        file.add_paragraph(f"{place(item.id, words)} ", style="Intense Quote")


def _said(
    file: "File", said: Said, words: Phrases, style: str | None, *, struck: bool = False
) -> None:
    line = file.add_paragraph(style=style)
    if said.time:
        line.add_run(f"{said.time} ")
    if said.who:
        line.add_run(f"{words.label.format(name=said.who)} ").bold = True
    line.add_run(said.text).font.strike = struck


def _ledger(file: "File", page: Document, words: Phrases) -> None:
    if not page.ledger:
        return
    file.add_heading(words.ledger, 1)
    heads = ledger_heads(words)
    table = file.add_table(1, len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = head
        cell.paragraphs[0].runs[0].bold = True
    for row in page.ledger:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _closing(file: "File", page: Document, words: Phrases) -> None:
    if page.check_in:
        file.add_paragraph(page.check_in)
    file.add_heading(words.data, 1)
    for sentence in page.data:
        file.add_paragraph(sentence)
    if page.signatures:
        file.add_heading(words.signatures, 1)
        for name in page.signatures:
            file.add_paragraph(_LINE).paragraph_format.space_before = 500_000
            file.add_paragraph(words.signature.format(name=name))
    if page.transcript:
        file.add_heading(words.appendix, 1).paragraph_format.page_break_before = True
        file.add_paragraph(words.quoted, style="Subtitle")
        for line in page.transcript:
            _said(file, line, words, None)

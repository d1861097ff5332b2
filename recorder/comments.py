"""The client's comments brought back: read out of the copy that they wrote into.

A comment stands after the words "Comment [c3]:" of our copy, up to the next empty line; in Word
it may also be a comment of Word's own, which counts for the clause that it is anchored in.
"""

import html
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from recorder.cleaning import one_line
from recorder.conversation import Agreement, Proposal, ProposalKind
from recorder.decisions import MOST_CHARACTERS, free_id
from recorder.errors import UnusableFile
from recorder.phrases import phrases
from recorder.sources import read_text, shown

MAX_BYTES: Final = 10_000_000
_MOST_UNPACKED: Final = 100_000_000
_WORDS: Final = "|".join(re.escape(phrases(code).comment) for code in ("fr", "en"))
_PLACE: Final = re.compile(
    rf"\s*(?:{_WORDS})\s*\\?\[([^\[\]\\\s]{{1,40}})\\?\]\s*:\s?(.*)", re.DOTALL
)
_TAG: Final = re.compile(r"<(style|title)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_BLOCK: Final = re.compile(r"</(?:p|blockquote|h[1-6]|article|section)>", re.IGNORECASE)


def read(path: Path) -> dict[str, str]:
    """The comments in the copy at `path` (.docx, .md, .txt, .html), by the id of their clause.

    Raises:
        UnusableFile: it is of another kind, too large, can't be read, or has no place for one.
    """
    suffix = path.suffix.casefold()
    if suffix == ".docx":
        found = dict(_of_word(path))
    elif suffix in {".md", ".txt"}:
        found = _of_lines(read_text(path, MAX_BYTES).split("\n"))
    elif suffix in {".html", ".htm"}:
        text = _BLOCK.sub("\n\n", read_text(path, MAX_BYTES))
        found = _of_lines(html.unescape(_TAG.sub("", text)).split("\n"))
    else:
        raise UnusableFile(
            f"{shown(path)} is no copy that comments are read from.",
            "Give a .docx, .md, .html or .txt that was exported with --client-copy.",
        )
    if not found:
        raise UnusableFile(
            f"{shown(path)} has no place for comments.",
            "Give the copy that was exported with --client-copy.",
        )
    cleaned = {name: one_line(text)[:MOST_CHARACTERS] for name, text in found.items()}
    return {name: text for name, text in cleaned.items() if text}


def proposed(agreement: Agreement, comments: Mapping[str, str]) -> tuple[Agreement, int]:
    """`agreement` with each comment beside its clause, and how many are for no clause of it.

    A comment that is there already is not put twice.
    """
    clauses = {clause.id: clause for clause in agreement.clauses}
    there = {(one.instead_of, one.clause.text) for one in agreement.proposals}
    proposals = list(agreement.proposals)
    for name, text in comments.items():
        if name in clauses and (name, text) not in there:
            used = [one.id for one in proposals]
            clause = replace(clauses[name], text=text)
            proposals.append(Proposal(free_id("r", used), ProposalKind.COMMENT, name, clause))
    unknown = sum(name not in clauses for name in comments)
    return replace(agreement, proposals=tuple(proposals)), unknown


def _of_lines(lines: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    current = ""
    for line in lines:
        if place := _PLACE.match(line):
            current = place[1]
            found[current] = place[2]
        elif not line.strip():
            current = ""
        elif current:
            found[current] += f" {line}"
    return found


def _of_word(path: Path) -> Iterator[tuple[str, str]]:
    """Comments typed into the places, with Word's own comments on their clauses after them."""
    file = _opened(path)
    typed: dict[str, str] = {}
    noted: dict[str, list[str]] = {}
    own = {str(each.comment_id): each.text for each in file.comments}
    waiting: list[str] = []
    current, style = "", ""
    for paragraph in file.paragraphs:
        waiting += paragraph._p.xpath(".//w:commentRangeStart/@w:id")  # noqa: SLF001, no public way
        if place := _PLACE.match(paragraph.text):
            current, style = place[1], paragraph.style.name
            typed[current] = place[2]
            noted[current] = [own[each] for each in waiting if each in own]
            waiting = []
        elif current and paragraph.style.name == style:
            typed[current] += f" {paragraph.text}"
        else:
            current = ""
    for name, text in typed.items():
        yield name, " ".join([text, *noted[name]])


def _opened(path: Path) -> Any:
    """The Word file, looked at for its size before anything of it is unpacked."""
    import docx

    advice = "Ask for it again as .docx, or take the comments over by hand."
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnusableFile(f"{shown(path)} is too large for a copy.", advice)
        with zipfile.ZipFile(path) as packed:
            if sum(each.file_size for each in packed.infolist()) > _MOST_UNPACKED:
                raise UnusableFile(f"{shown(path)} is too large for a copy.", advice)
        return docx.Document(str(path))
    except FileNotFoundError as error:
        raise UnusableFile(f"There is no file {shown(path)}.", "Give another name.") from error
    # What a broken file makes the reader raise is of many kinds, none of them ours.
    except (
        OSError,
        ValueError,
        KeyError,
        zipfile.BadZipFile,
        SyntaxError,
        AttributeError,
    ) as error:
        raise UnusableFile(f"{shown(path)} is not a Word file that can be read.", advice) from error

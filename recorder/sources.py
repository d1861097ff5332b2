"""A file that someone hands us: opened with care, named safely, refused in one plain line."""

import codecs
import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from recorder.cleaning import one_line
from recorder.errors import UnusableAnswer, UnusableFile

_SHOWN = 80
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def shown(path: Path) -> str:
    """The file's name without its folders, harmless to print, at most 80 characters."""
    name = one_line(path.name) or "the file"
    return name if len(name) <= _SHOWN else f"{name[: _SHOWN - 1]}…"


def opened(path: Path, limit: int | None = None) -> BinaryIO:
    """The file at `path`, open for reading bytes; the caller closes it.

    Args:
        path: Where the file should be.
        limit: Bytes that it may hold at most.

    Raises:
        UnusableFile: It is missing, a folder, a device, empty, larger than `limit`, or we may not
            read it.
    """
    try:
        facts = path.stat()
        _usable(path, facts, limit)
        return path.open("rb")
    except (OSError, ValueError) as error:
        raise _explained(path, error) from error


def _usable(path: Path, facts: os.stat_result, limit: int | None) -> None:
    """Refuse what is no file with bytes in it, before opening: opening a pipe would wait."""
    if stat.S_ISDIR(facts.st_mode):
        raise UnusableFile(f"{shown(path)} is a folder.", "Give the files in it one by one.")
    if not stat.S_ISREG(facts.st_mode):
        raise UnusableFile(f"{shown(path)} is not a plain file.", "Copy it to a file first.")
    if facts.st_size == 0:
        raise UnusableFile(f"{shown(path)} is empty.", "Copy or export it again.")
    if limit is not None and facts.st_size > limit:
        size, most = facts.st_size / 1e6, limit / 1e6
        raise UnusableFile(
            f"{shown(path)} holds {size:.1f} MB; at most {most:g} MB can be imported.",
            "Check that it is the right file, or split it.",
        )


def _explained(path: Path, error: OSError | ValueError) -> UnusableFile:
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.ENOENT, errno.ENOTDIR):
        return UnusableFile(f"There is no file {shown(path)}.", "Check the name and the folder.")
    if number in (errno.EACCES, errno.EPERM):
        return UnusableFile(
            f"{shown(path)} can't be read: permission denied.",
            "Give yourself the right to read it, or copy it to your own folder.",
        )
    reason = os.strerror(number) if number is not None else "not a usable file name"
    return UnusableFile(f"{shown(path)} can't be read: {reason}.", "Check the name and the disk.")


def read_text(path: Path, limit: int, encoding: str | None = None) -> str:
    r"""The whole text of a file, decoded without a guess; line ends stay as they are.

    A byte order mark says what the file is (UTF-8, UTF-16, UTF-32) whatever `encoding` says;
    otherwise it is `encoding`, or UTF-8. "latin-1" is read as Windows-1252, as browsers do,
    because the controls that differ never stand in text.

    Args:
        path: Where the file should be.
        limit: Bytes that it may hold at most.
        encoding: The name of an encoding, for a file that is neither marked nor UTF-8.

    Raises:
        UnusableFile: As `opened`, or it is not text in that encoding.
        UnusableAnswer: There is no such encoding.
    """
    with opened(path, limit) as file:
        try:
            data = file.read(limit + 1)
        except OSError as error:
            raise _explained(path, error) from error
    wanted = _text_encoding(encoding)
    mark, marked = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))
    try:
        text = data[len(mark) :].decode(marked or wanted)
    except UnicodeDecodeError as error:
        raise _undecodable(path, data, error.start + len(mark), marked or wanted) from error
    if "\0" in text:
        raise _not_text(path)
    return text


def _text_encoding(encoding: str | None) -> str:
    try:
        name = codecs.lookup(encoding or "utf-8").name
        b"text".decode(name, "replace")  # some are no encodings of text, such as "hex"
    except (LookupError, ValueError) as error:
        raise UnusableAnswer(
            f"There is no text encoding called {one_line(encoding or '')}.",
            "Try cp1252, utf-16 or mac-roman.",
        ) from error
    return "cp1252" if name == "iso8859-1" else name


def _undecodable(path: Path, data: bytes, place: int, encoding: str) -> UnusableFile:
    if b"\0" in data and not encoding.startswith(("utf-16", "utf-32")):
        return _not_text(path)
    line = data.count(b"\n", 0, place) + 1
    name = "UTF-8" if encoding == "utf-8" else encoding
    return UnusableFile(
        f"{shown(path)} is not {name} text: line {line} can't be decoded.",
        "Save it as UTF-8, or say what it is, for example with --encoding cp1252.",
    )


def _not_text(path: Path) -> UnusableFile:
    return UnusableFile(
        f"{shown(path)} is not a text file: it holds zero bytes.", "Check that it is the right one."
    )

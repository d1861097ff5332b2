"""What a sound file's own bytes say about its length, where the decoder hides it.

FFmpeg shortens the length a WAV declares to what the file holds, gives an estimate the same look
as a declaration, and takes an Ogg file's last page for its end. So these few bytes are read here.
Layouts: Microsoft RIFF and EBU Tech 3306 (WAV, RF64), RFC 9639 (FLAC), RFC 3533 (Ogg), the Xing
and VBRI headers of MP3.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

_PCM_TAGS = frozenset({1, 3, 6, 7, 0xFFFE})
# Writers that could not go back to fill in the size leave 0, all ones, or sox's 0x7FFFF000.
_UNKNOWN_SIZE = 0x7FFF0000
_IN_DS64 = 0xFFFFFFFF
_CHUNKS_LOOKED_AT = 100
_RIFF = struct.Struct("<4sI4s")
_CHUNK = struct.Struct("<4sI")
_FMT = struct.Struct("<HHIIHH")
_DS64 = struct.Struct("<QQ")
_FLAC = struct.Struct(">4s14sQ")
_ID3 = struct.Struct(">3sHB4s")
_OGG = struct.Struct("<4sBBqIIIB")
_OGG_PAGE = 65_307
_LAST_PAGE = 4


@dataclass(frozen=True, slots=True)
class Promises:
    """What a file's bytes promise; seconds, None when they promise none."""

    wav: float | None
    wav_channels: int | None
    flac: float | None
    has_mp3_length: bool
    has_ogg_end: bool
    is_mp4: bool


def promises(file: BinaryIO) -> Promises:
    """Everything that this module can tell of `file`, which is left at its start."""
    found = Promises(
        wav_seconds(file),
        wav_channels(file),
        flac_seconds(file),
        has_mp3_length(file),
        has_ogg_end(file),
        is_mp4(file),
    )
    file.seek(0)
    return found


def is_mp4(file: BinaryIO) -> bool:
    """Whether the file starts as MP4, M4A or MOV do, be its index there or not."""
    file.seek(4)
    return file.read(4) == b"ftyp"


def wav_seconds(file: BinaryIO) -> float | None:
    """Seconds that the header of an uncompressed WAV or RF64 promises; None when it does not."""
    held = file.seek(0, 2)
    bytes_a_second = long_size = 0
    for name, size in _wav_chunks(file):
        if name == b"fmt " and (fmt := _read(file, _FMT)) and fmt[0] in _PCM_TAGS:
            bytes_a_second = fmt[2] * fmt[4]
        if name == b"ds64" and (sizes := _read(file, _DS64)):
            long_size = sizes[1]
        if name == b"data":
            length = long_size if size == _IN_DS64 else size
            unknown = not length or (length >= _UNKNOWN_SIZE and not long_size and length > held)
            return None if unknown or not bytes_a_second else length / bytes_a_second
    return None


def wav_channels(file: BinaryIO) -> int | None:
    """How many channels a WAV declares, also where FFmpeg would not say; None for other files."""
    for name, _ in _wav_chunks(file):
        if name == b"fmt " and (fmt := _read(file, _FMT)):
            return int(fmt[1])
    return None


def _wav_chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Name and size of each chunk, the file standing at its content."""
    file.seek(0)
    head = _read(file, _RIFF)
    if head is None or head[0] not in (b"RIFF", b"RF64", b"BW64") or head[2] != b"WAVE":
        return
    for _ in range(_CHUNKS_LOOKED_AT):
        chunk = _read(file, _CHUNK)
        if chunk is None:
            return
        start = file.tell()
        yield chunk[0], chunk[1]
        file.seek(start + chunk[1] + chunk[1] % 2)


def flac_seconds(file: BinaryIO) -> float | None:
    """Seconds that the STREAMINFO of a FLAC promises; None when unknown (0) or behind a tag."""
    file.seek(0)
    head = _read(file, _FLAC)
    if head is None or head[0] != b"fLaC":
        return None
    rate, samples = head[2] >> 44, head[2] & 0xF_FFFF_FFFF
    return samples / rate if rate and samples else None


def has_mp3_length(file: BinaryIO) -> bool:
    """Whether an MP3 says how many frames it has; else its length is only an estimate."""
    file.seek(0)
    head = _read(file, _ID3)
    tagged = head is not None and head[0] == b"ID3"
    sevens = zip(head[3], (21, 14, 7, 0), strict=True) if head else ()
    file.seek(_ID3.size + sum((byte & 0x7F) << shift for byte, shift in sevens) if tagged else 0)
    first_frame = file.read(4096)
    return any(mark in first_frame for mark in (b"Xing", b"Info", b"VBRI"))


def has_ogg_end(file: BinaryIO) -> bool:
    """Whether an Ogg file ends with a whole page that is marked as the last of its stream."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 2 * _OGG_PAGE))
    tail = file.read()
    page = tail[tail.rfind(b"OggS") :] if b"OggS" in tail else b""
    if len(page) < _OGG.size:
        return False
    head = _OGG.unpack_from(page)
    flags, segments = head[2], head[-1]
    lacing = page[_OGG.size : _OGG.size + segments]
    whole = len(lacing) == segments and len(page) >= _OGG.size + segments + sum(lacing)
    return whole and bool(flags & _LAST_PAGE)


def _read(file: BinaryIO, layout: struct.Struct) -> tuple[Any, ...] | None:
    """What `layout` finds at the file's place; None when the file ends before it does."""
    data = file.read(layout.size)
    return layout.unpack(data) if len(data) == layout.size else None

"""Transcripts written to a file and read back."""

from pathlib import Path

import pytest

from recorder.errors import UnusableFile
from recorder.transcripts import Transcript, read_transcript


def read(tmp_path: Path, name: str, text: str | bytes) -> Transcript:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_transcript(path)


def said(transcript: Transcript) -> list[tuple[str, str]]:
    return [(line.name, line.text) for line in transcript.lines]


def times(transcript: Transcript) -> list[tuple[float | None, float | None]]:
    return [(line.start, line.end) for line in transcript.lines]


def refused(tmp_path: Path, name: str, text: str | bytes) -> UnusableFile:
    with pytest.raises(UnusableFile) as caught:
        read(tmp_path, name, text)
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value.advice
    return caught.value

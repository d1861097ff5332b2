"""A file is delivered whole or not at all, privately, and over nothing unasked."""

import os
import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from invented import conversations, spoken

from recorder.conversation import Conversation, Speaker
from recorder.delivery import default_name, deliver
from recorder.errors import DiskFull, UnusableAnswer
from recorder.export import FORMATS

posix = pytest.mark.skipif(os.name != "posix", reason="modes and limits are POSIX")


def test_the_bytes_arrive_for_their_owner_only(tmp_path: Path) -> None:
    target = deliver(b"words", tmp_path / "a.md")
    assert target == tmp_path / "a.md"
    assert target.read_bytes() == b"words"
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
    if os.name == "posix":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_file_that_exists_is_kept_unless_asked(tmp_path: Path) -> None:
    target = tmp_path / "a.md"
    target.write_bytes(b"mine")
    with pytest.raises(UnusableAnswer, match=r"exists already.*--force"):
        deliver(b"new", target)
    assert target.read_bytes() == b"mine"
    deliver(b"new", target, overwrite=True)
    assert target.read_bytes() == b"new"
    assert len(list(tmp_path.iterdir())) == 1


@posix
def test_a_dangling_link_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "a.md"
    target.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnusableAnswer, match="exists already"):
        deliver(b"new", target)
    deliver(b"new", target, overwrite=True)
    assert not target.is_symlink()
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing/a.md", "no folder"),
        ("file/a.md", "no folder"),
        ("folder", "is a folder"),
        ("x" * 300, "can't be written"),
        ("a\0b", "No file can have that name"),
    ],
)
def test_an_impossible_target_is_said_and_leaves_nothing(
    tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UnusableAnswer, match=said):
        deliver(b"words", tmp_path / name)
    assert sorted(tmp_path.rglob("*")) == before


@posix
def test_a_full_disk_is_said_and_the_former_file_stays(tmp_path: Path) -> None:
    import resource
    import signal

    target = deliver(b"former", tmp_path / "a.md")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(DiskFull, match="no room"):
            deliver(b"x" * 100_000, target, overwrite=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, former)
    assert target.read_bytes() == b"former"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="nothing is forbidden to the superuser"
)
def test_a_forbidden_folder_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(UnusableAnswer, match="not permitted"):
            deliver(b"words", tmp_path / "a.md")
    finally:
        tmp_path.chmod(0o700)


@posix
def test_what_is_not_a_plain_file_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnusableAnswer, match="not a plain file"):
        deliver(b"words", tmp_path / "pipe", overwrite=True)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@settings(max_examples=60, deadline=None)
@given(conversations())
def test_a_default_name_suits_every_system_and_names_nobody(conversation: Conversation) -> None:
    for form in FORMATS:
        name = default_name(conversation, form)
        assert re.fullmatch(r"alliance-2026-11-23(-[A-Za-z0-9]+)*\.[a-z]+", name)
        assert len(name) < 80


def test_a_default_name_has_the_day_and_the_id_but_no_client() -> None:
    talk = spoken((Speaker.CLIENT, "Oui"))
    talk = replace(talk, session=replace(talk.session, id="k3f9"))
    assert default_name(talk, "md") == "alliance-2026-11-23-k3f9.md"

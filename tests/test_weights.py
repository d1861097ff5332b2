"""The bundled model is joined once and never used cut short or changed."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from models.weights import TABLE, WEIGHTS, ensure, present
from recorder.errors import ModelUnusable


@pytest.fixture(scope="module")
def joined(shared_cache: Path) -> Path:
    return ensure("base", shared_cache / "models")


@pytest.fixture
def copied(joined: Path, tmp_path: Path) -> Path:
    """A folder of models with a copy of the joined one."""
    shutil.copytree(joined, tmp_path / "models" / "base")
    return tmp_path / "models"


def test_the_joined_model_is_the_one_pinned(joined: Path) -> None:
    found = hashlib.sha256((joined / WEIGHTS).read_bytes()).hexdigest()
    assert found == TABLE["base"].sha256
    assert (joined / WEIGHTS).stat().st_size == TABLE["base"].size
    assert not list(joined.glob("*.part"))


def test_joining_tells_how_far_it_is(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    ensure("base", tmp_path, lambda done, total: steps.append((done, total)))
    size = TABLE["base"].size
    assert steps[-1] == (size, size)
    assert all(0 < done <= total == size for done, total in steps)


def test_a_second_call_reads_and_writes_nothing_again(copied: Path) -> None:
    ensure("base", copied)
    before = {path: path.stat().st_mtime_ns for path in (copied / "base").iterdir()}
    steps: list[int] = []
    assert ensure("base", copied, lambda done, _: steps.append(done)) == copied / "base"
    assert steps == []
    assert before == {path: path.stat().st_mtime_ns for path in (copied / "base").iterdir()}


def test_a_model_cut_short_is_refused(copied: Path) -> None:
    with (copied / "base" / WEIGHTS).open("r+b") as file:
        file.truncate(1000)
    with pytest.raises(ModelUnusable) as caught:
        ensure("base", copied)
    assert "cut short" in caught.value.title
    assert str(copied / "base") in caught.value.advice


@pytest.mark.parametrize("file", [WEIGHTS, "tokenizer.json"])
def test_a_changed_file_of_the_same_size_is_refused(copied: Path, file: str) -> None:
    with (copied / "base" / file).open("r+b") as out:
        out.seek(5000)
        out.write(b"\x00changed\x00")
    with pytest.raises(ModelUnusable) as caught:
        ensure("base", copied)
    assert file in caught.value.title
    assert caught.value.advice


def test_an_unchanged_file_with_a_new_date_is_hashed_and_taken(copied: Path) -> None:
    os.utime(copied / "base" / WEIGHTS, (1, 1))
    steps: list[int] = []
    ensure("base", copied, lambda done, _: steps.append(done))
    assert steps[-1] == TABLE["base"].size


def test_a_missing_file_is_said(copied: Path) -> None:
    (copied / "base" / "tokenizer.json").unlink()
    with pytest.raises(ModelUnusable, match=r"lacks tokenizer\.json"):
        ensure("base", copied)


def test_a_stamp_that_cannot_be_read_is_made_again(copied: Path) -> None:
    (copied / "base" / "verified.json").write_text("{", "utf-8")
    assert ensure("base", copied) == copied / "base"


def test_a_model_not_fetched_is_refused_with_the_way_to_fetch_it(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable) as caught:
        ensure("small", tmp_path)
    assert "alliance models fetch small" in caught.value.advice
    assert "484 MB" in caught.value.advice
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_name_is_refused_with_the_choice(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable) as caught:
        ensure("huge", tmp_path)
    assert "huge" in caught.value.title
    assert "base" in caught.value.advice


def test_a_folder_of_ones_own_is_taken_as_it_is(joined: Path, tmp_path: Path) -> None:
    assert present(str(joined), tmp_path)
    assert ensure(str(joined), tmp_path) == joined
    assert not present(str(tmp_path), tmp_path)


def test_what_is_present_is_known_without_making_it(copied: Path, tmp_path: Path) -> None:
    assert present("base", tmp_path / "nothing yet")
    assert present("base", copied)
    assert not present("small", copied)
    assert not (tmp_path / "nothing yet").exists()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(ModelUnusable) as caught:
        ensure("base", tmp_path / "file")
    assert "can't be written" in caught.value.title

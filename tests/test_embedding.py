"""Vectors: one a text, of unit length, the same each time, and no socket on the way."""

import subprocess
import sys

import numpy as np
import pytest

from models.embedding import E5


@pytest.fixture(scope="module")
def e5() -> E5:
    return E5()


def test_each_text_has_a_vector_of_unit_length(e5: E5) -> None:
    vectors = e5.embed(["La marée.", "The tide.", ""])
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_no_text_has_no_vector(e5: E5) -> None:
    assert e5.embed([]).shape == (0, 384)


def test_a_vector_does_not_depend_on_its_neighbours(e5: E5) -> None:
    alone = e5.embed(["On se voit le mardi ?"])[0]
    among = e5.embed(
        ["Bonjour.", "On se voit le mardi ?", "A much longer sentence than the others."]
    )
    assert np.array_equal(alone, among[1])


def test_the_same_in_both_languages_is_nearer_than_another_thing(e5: E5) -> None:
    french, english, other = e5.embed(
        ["Puis-je vous interrompre ?", "May I interrupt you?", "The cows are in the barn."]
    )
    assert french @ english > french @ other


def test_a_character_that_ends_a_string_in_c_does_not_end_the_text(e5: E5) -> None:
    cut, whole, kept = e5.embed(["One", "One two three", "One\0two three"])
    assert np.array_equal(whole, kept)
    assert not np.array_equal(cut, kept)


def test_loading_and_embedding_open_no_socket() -> None:
    watched = (
        "import sys\n"
        "def refuse(event, _):\n"
        "    if event.startswith('socket.'): raise SystemExit('a socket')\n"
        "sys.addaudithook(refuse)\n"
        "from models.embedding import E5\n"
        "print(E5().embed(['Bonjour.']).shape)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", watched], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.strip() == "(1, 384)", done.stderr

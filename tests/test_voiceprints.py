"""Prints of one voice lie together and apart from another's; the weights are those named."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from rooms import Room, diarizer, room

from models.voice import RATE
from models.voiceprints import SHORTEST, Voiceprinter, features, network
from recorder.errors import ModelUnusable

WEIGHTS = Path(__file__).parent.parent / "models" / "voices"


@pytest.fixture(scope="module")
def printer() -> Voiceprinter:
    return Voiceprinter.load()


def _turns(one: Room, person: int) -> list[np.ndarray]:
    return [
        one.channels[person][int(start * RATE) : int(end * RATE)]
        for start, end, who in one.turns
        if who == person and end - start > 2
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_turn_is_more_like_its_own_person_than_like_the_other(
    printer: Voiceprinter, language: str
) -> None:
    one = room(language)
    prints = [printer.prints([features(turn) for turn in _turns(one, who)]) for who in (0, 1)]
    own = min((prints[who] @ prints[who].T).min() for who in (0, 1))
    assert own > (prints[0] @ prints[1].T).max()


def test_a_print_has_unit_length_and_does_not_depend_on_loudness() -> None:
    turn = _turns(room("en"), 0)[0]
    loud, soft = diarizer().print_of(turn), diarizer().print_of(turn * np.float32(0.1))
    assert np.linalg.norm(loud) == pytest.approx(1, abs=1e-5)
    assert loud @ soft > 0.98


def test_too_little_sound_has_no_print(printer: Voiceprinter) -> None:
    sound = _turns(room("fr"), 0)[0]
    short = features(sound[: RATE // 10])
    assert len(short) < SHORTEST
    assert not printer.prints([short, features(sound[:0])]).any()
    assert printer.prints([]).shape == (0, 192)


def test_a_second_has_a_row_every_hundredth_that_hears_whole_windows() -> None:
    assert features(_turns(room("en"), 0)[0][:RATE]).shape == (98, 80)
    assert features(np.zeros(0, np.float32)).shape == (0, 80)


def test_the_weights_are_those_that_were_exported() -> None:
    carried = json.loads((WEIGHTS / "weights.json").read_text("utf-8"))
    assert {file.name for file in WEIGHTS.glob("*.onnx")} == set(carried)
    for name, about in carried.items():
        found = hashlib.sha256((WEIGHTS / name).read_bytes()).hexdigest()
        assert found == about["exported_sha256"], name
        assert about["licence"] in {"MIT", "Apache-2.0"}
    assert sum(file.stat().st_size for file in WEIGHTS.iterdir()) < 40e6


def test_missing_weights_say_what_to_do() -> None:
    with pytest.raises(ModelUnusable) as told:
        network("nobody.onnx")
    assert told.value.advice

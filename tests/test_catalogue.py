"""Every sentence that the screens show has its French, and no French is left over."""

import ast
import re
import string
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from errortexts import error_texts
from hypothesis import given, settings
from hypothesis import strategies as st

from tui import catalogue

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tui" / "locale" / "fr" / "LC_MESSAGES"
PLACES = re.compile(r"\{\d\}")
Message = str | tuple[str, str]


def _messages(file: Path) -> Iterator[Message]:
    """What `_`, `N_` and `plural` are called with in `file`."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
        if name in ("_", "N_") and texts and isinstance(texts[0], str):
            yield texts[0]
        elif name == "plural":
            yield str(texts[0]), str(texts[1])


def _used() -> set[Message]:
    return {one for file in sorted((ROOT / "tui").rglob("*.py")) for one in _messages(file)}


def _french(domain: str = "alliance") -> dict[Message, Message]:
    with (FOLDER / f"{domain}.po").open("rb") as file:
        return {one.id: one.string for one in read_po(file) if one.id}


def _fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _how in string.Formatter().parse(text) if name is not None}


def test_nothing_shown_lacks_its_french() -> None:
    french = _french()
    assert sorted(map(str, _used() - french.keys())) == []
    assert [one for one, said in french.items() if not said or not all(said)] == []


def test_no_french_is_left_over() -> None:
    assert sorted(map(str, _french().keys() - _used())) == []


def test_french_has_the_same_places_for_names_and_numbers() -> None:
    for one, said in _french().items():
        for english, french in zip(
            one if isinstance(one, tuple) else (one,),
            said if isinstance(said, tuple) else (said,),
            strict=True,
        ):
            assert _fields(english) == _fields(french), english


def test_every_error_can_be_told_in_french_and_none_is_left_over() -> None:
    french = _french("errors")
    assert sorted(error_texts() - french.keys()) == []
    assert sorted(map(str, french.keys() - error_texts())) == []
    for one, said in french.items():
        assert sorted(PLACES.findall(str(one))) == sorted(PLACES.findall(str(said))), one


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("The disk is full.", "Le disque est plein."),
        ("There is no folder été/{0}.", "Il n'y a pas de dossier été/{0}."),
        ("“Jabra (2)” is gone.", "« Jabra (2) » a disparu."),
        ("Nothing of ours says this.", "Nothing of ours says this."),
    ],
)
def test_an_error_is_told_in_french_with_its_names(said: str, told: str) -> None:
    catalogue.speak("fr")
    assert catalogue.told(said) == told
    catalogue.speak("en")
    assert catalogue.told(said) == said


@settings(deadline=None, max_examples=25)
@given(st.lists(st.text(), min_size=3, max_size=3))
def test_whatever_stands_in_an_error_it_is_told(values: list[str]) -> None:
    catalogue.speak("fr")
    for text in error_texts():
        whole = PLACES.sub(lambda place: values[int(place.group()[1]) % 3], text)
        assert catalogue.told(whole)


@pytest.mark.parametrize("domain", ["alliance", "errors"])
def test_what_is_shipped_is_what_was_written(domain: str) -> None:
    with (FOLDER / f"{domain}.mo").open("rb") as file:
        shipped = {_whole(one.id): _whole(one.string) for one in read_mo(file) if one.id}
    assert shipped == _french(domain), "run: make catalogue"


def _whole(message: str | Sequence[str]) -> Message:
    """A message as the .po file gives it; of one with a plural the .mo file makes a list."""
    if isinstance(message, str):
        return message
    one, several = message
    return one, several


@pytest.mark.parametrize(
    ("chosen", "system", "spoken"),
    [("fr", "C", "fr"), ("en", "fr_FR.UTF-8", "en"), ("", "fr_CA.UTF-8", "fr"), ("", "de", "en")],
)
def test_the_language_is_the_one_chosen_else_the_systems(
    chosen: str, system: str, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", system)
    catalogue.speak(chosen)
    assert catalogue.spoken() == spoken


def test_days_are_written_as_the_language_writes_them() -> None:
    when = date(2026, 3, 1)
    catalogue.speak("fr")
    assert catalogue.day(when) == "1 mars 2026"
    catalogue.speak("en")
    assert catalogue.day(when) == "March 1, 2026"

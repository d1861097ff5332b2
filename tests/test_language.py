"""The language of a text is told where its function words tell it."""

import pytest

from models.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Je ne sais pas, c'est comme une marée, et alors vous me dites non.", "fr"),
        ("I do not know what it is, but you could tell me when it is there.", "en"),
        ("La marée.", None),
        ("", None),
        ("12 34 !!", None),
    ],
)
def test_the_language_is_told_or_left_open(text: str, language: str | None) -> None:
    assert language_of(text) == language

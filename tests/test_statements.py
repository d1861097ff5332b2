"""Sentences know where they were said, and doubtful ones are left out."""

import pytest
from scripted import dialogue, scripted

from models.statements import Statement, hollow, statements
from recorder.conversation import Language


def whole(text: str) -> list[tuple[int, int]]:
    return [(0, len(text))]


def one(text: str) -> Statement:
    return statements(scripted([("client", text, ())]), whole)[0][0]


def test_every_word_of_a_conversation_is_in_one_statement() -> None:
    conversation = dialogue("en-dev-04")

    def halves(text: str) -> list[tuple[int, int]]:
        middle = text.find(" ", len(text) // 2)
        return [(0, middle), (middle + 1, len(text))] if middle > 0 else [(0, len(text))]

    said = [word for turn in statements(conversation, halves) for s in turn for word in s.words]
    assert said == list(conversation.words())


def test_doubtful_utterances_have_no_statements() -> None:
    conversation = scripted(
        [("client", "Merci.", ()), ("client", "Sous-titrage.", ())], suspect=(1,)
    )
    assert [len(turn) for turn in statements(conversation, whole)] == [1, 0]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Je peux ?", True),
        ("Oui, madame ? ...", True),
        ("« Bon, on fait quoi ? »", False),
        ("Dites-le.", False),
    ],
)
def test_a_quoted_question_is_not_a_question(text: str, *, asks: bool) -> None:
    assert one(text).asks is asks


@pytest.mark.parametrize(
    ("text", "language", "empty"),
    [
        ("Oui oui.", "fr", True),
        ("Euh, non.", "fr", True),
        ("(rire)", "fr", True),
        ("Parcoursup.", "fr", False),
        ("Non, pas devant les autres collègues.", "fr", False),
        ("Yeah, okay.", "en", True),
        ("Say it flat.", "en", False),
        ("No essay.", "en", False),
    ],
)
def test_only_a_yes_a_no_or_a_noise_is_hollow(
    text: str, language: Language, *, empty: bool
) -> None:
    assert hollow(one(text), language) is empty

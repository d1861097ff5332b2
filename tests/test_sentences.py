"""Sentences: cut where speech ends one, with lemmas, and never a character out of place."""

from hypothesis import given, settings
from hypothesis import strategies as st

from models.sentences import bounds, sentences
from recorder.conversation import Language


def test_french_is_cut_into_sentences_with_lemmas() -> None:
    found = sentences("Dites-le moi franchement. Mais jamais devant les autres !", "fr")
    assert [one.text for one in found] == [
        "Dites-le moi franchement.",
        "Mais jamais devant les autres !",
    ]
    assert "autre" in [token.lemma for token in found[1].tokens]


def test_english_is_cut_into_sentences_with_lemmas() -> None:
    found = sentences("I keep postponing it. You may interrupt me.", "en")
    assert [one.text for one in found] == ["I keep postponing it.", "You may interrupt me."]
    assert ("postponing", "postpone", "VERB") in [
        (token.text, token.lemma, token.pos) for token in found[0].tokens
    ]


def test_the_form_of_a_verb_is_given() -> None:
    (found,) = sentences("Nous parlerons demain.", "fr")
    verb = next(token for token in found.tokens if token.pos == "VERB")
    assert "Tense=Fut" in verb.morph


def test_a_breath_does_not_end_a_sentence() -> None:
    breath = "Euh... franchement, non. Elle me dit « Ah ! » tous les matins."
    assert [one.text for one in sentences(breath, "fr")] == [
        "Euh... franchement, non.",
        "Elle me dit « Ah ! » tous les matins.",
    ]
    said = 'He says "who asked?" every time. Mr. Bell knows.'
    assert [one.text for one in sentences(said, "en")] == [
        'He says "who asked?" every time.',
        "Mr. Bell knows.",
    ]


def test_blank_text_has_no_sentence() -> None:
    assert sentences("", "fr") == []
    assert sentences(" \n\t ", "en") == []


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80), st.sampled_from(["fr", "en"]))
def test_a_sentence_is_what_lies_between_its_characters(text: str, language: Language) -> None:
    last = 0
    for one in sentences(text, language):
        assert one.start_char >= last
        assert text[one.start_char : one.end_char] == one.text
        assert one.text.strip() == one.text
        assert one.tokens
        last = one.end_char
    assert text[last:].strip() == ""


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aé .?!…«»\"'A\n-", max_size=60), st.sampled_from(("fr", "en")))
def test_bounds_alone_are_those_of_the_sentences(text: str, language: Language) -> None:
    assert bounds(text, language) == [
        (one.start_char, one.end_char) for one in sentences(text, language)
    ]

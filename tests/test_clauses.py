"""Stems and quotes: how a clause is worded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import scripted

from models.clauses import elided, people, stem, stems, wording
from models.cues import aspects
from models.statements import Statement
from recorder.codebook import topics
from recorder.conversation import Conversation, Language
from recorder.template import Template

LANGUAGES: tuple[Language, ...] = ("fr", "en")


@pytest.mark.parametrize(
    ("name", "of", "that"),
    [
        ("Hélène", "d'Hélène", "qu'Hélène"),
        ("Yves", "d'Yves", "qu'Yves"),
        ("Élodie", "d'Élodie", "qu'Élodie"),
        ("Yann", "de Yann", "que Yann"),
        ("Hannah", "de Hannah", "que Hannah"),
        ("Sandrine", "de Sandrine", "que Sandrine"),
    ],
)
def test_french_elides_before_a_name(name: str, of: str, that: str) -> None:
    assert (elided("de", name), elided("que", name)) == (of, that)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_aspect_has_a_stem_and_every_topic_an_aspect(language: Language) -> None:
    keys = {aspect.key for aspect in aspects()}
    voices = stems(language).texts
    assert all(set(texts) == keys for texts in voices.values())
    assert len(voices) == (5 if language == "fr" else 3)
    assert {aspect.topic for aspect in aspects()} == {topic.id for topic in topics(language)}


@pytest.mark.parametrize("language", LANGUAGES)
@given(client=st.sampled_from(["Ana", "Hubert", "Yasmine", "Ó", ""]), coach=st.just("Éric"))
def test_stems_leave_no_gap(language: Language, client: str, coach: str) -> None:
    who = people(scripted([], language, client, coach), language, Template())
    for aspect in aspects():
        assert "{" not in stem(aspect.key, language, who)


def test_a_name_is_never_guessed() -> None:
    who = people(scripted([], "fr", "", ""), "fr", Template())
    assert who.client == "la personne accompagnée"
    assert stem("expectations.hope", "fr", who) == (
        "Ce que la personne accompagnée attend de la personne qui accompagne"
    )


def test_a_title_keeps_the_whole_name() -> None:
    assert (
        people(scripted([], "fr", "Mme Chazot", "Jean-Luc Roy"), "fr", Template()).client
        == "Mme Chazot"
    )
    assert (
        people(scripted([], "fr", "Mme Chazot", "Jean-Luc Roy"), "fr", Template()).coach
        == "Jean-Luc"
    )


def said(conversation: Conversation, turn: int, text: str, place: int = 0) -> Statement:
    utterance = conversation.utterances[turn]
    return Statement(turn, place, utterance, text, tuple(word.id for word in utterance.words))


def test_the_client_alone_follows_the_stem_and_others_are_named() -> None:
    conversation = scripted([("coach", "Je peux ?", ()), ("client", "Non. Jamais.", ())])
    who = people(conversation, "fr", Template())
    asked, answer = said(conversation, 0, "Je peux ?"), said(conversation, 1, "Non. Jamais.")
    assert wording("permission.leave", "fr", who, ((answer,),)) == (
        "Ce qu'Inès permet ou non : « Non. Jamais. »"
    )
    assert wording("permission.leave", "fr", who, ((asked,), (answer,))) == (
        "Ce qu'Inès permet ou non — Hélène : « Je peux ? » Inès : « Non. Jamais. »"
    )


def test_an_unknown_voice_is_called_so() -> None:
    conversation = scripted([("unknown", "Say it flat.", ())], "en")
    who = people(conversation, "en", Template())
    text = wording("confrontation.manner", "en", who, ((said(conversation, 0, "Say it flat."),),))
    assert text == "To challenge Inès — unknown voice: “Say it flat.”"


def test_what_was_left_out_is_marked_and_inner_quotes_are_told_apart() -> None:
    conversation = scripted([("client", "Dites « là ». Bof. Un mot.", ())])
    parts = ((said(conversation, 0, "Dites « là »."), said(conversation, 0, "Un mot.", 2)),)
    text = wording("confrontation.manner", "fr", people(conversation, "fr", Template()), parts)
    assert text == "Pour confronter Inès : « Dites “là”. […] Un mot. »"


def test_a_clause_of_fillers_only_has_no_words() -> None:
    conversation = scripted([("client", "Euh... (rire)", ())])
    parts = ((said(conversation, 0, "Euh... (rire)"),),)
    assert wording("values.worth", "fr", people(conversation, "fr", Template()), parts) == ""

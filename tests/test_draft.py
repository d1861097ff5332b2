"""Drafts from labelled and made-up conversations: grounded, in order, the last word counted."""

import re
from dataclasses import replace

import pytest
from scripted import Turn, dialogue, dialogues, scripted

from models.draft import write_agreement
from models.grounding import doubts
from models.spoken import is_kept
from recorder.codebook import topics
from recorder.conversation import (
    Agreement,
    Clause,
    ClauseState,
    Conversation,
    Language,
    Maker,
    Party,
)
from recorder.errors import UnusableAnswer
from recorder.template import Template

LABELLED = dialogues()


def texts(agreement: Agreement, topic: str) -> list[str]:
    return [clause.text for clause in agreement.clauses if clause.topic == topic]


@pytest.mark.parametrize("name", LABELLED)
def test_a_draft_says_nothing_that_was_not_said(name: str) -> None:
    conversation = dialogue(name)
    language: Language = "fr" if name.startswith("fr") else "en"
    agreement = write_agreement(conversation)
    order = [topic.id for topic in topics(language)]
    passages = {passage.id: passage for passage in conversation.passages}
    words = conversation.words()

    assert agreement.version == 1
    assert len({clause.id for clause in agreement.clauses}) == len(agreement.clauses)
    assert [order.index(c.topic) for c in agreement.clauses] == sorted(
        order.index(c.topic) for c in agreement.clauses
    )
    held = {clause.topic for clause in agreement.clauses}
    assert agreement.not_discussed == tuple(topic for topic in order if topic not in held)
    for clause in agreement.clauses:
        assert clause.evidence
        assert clause.quote
        assert {passages[name].topic for name in clause.evidence} == {clause.topic}
        assert doubts(clause, conversation) == ()
        said = " ".join(words[word].text for word in clause.quote)
        kept = [word for word in said.split() if is_kept(word, language)]
        noted = re.sub(r"\W+", " ", clause.text.casefold()).split()
        assert all(part in noted for word in kept for part in re.findall(r"\w+", word.casefold()))


def test_a_labelled_conversation_gives_most_of_what_a_careful_coach_wrote() -> None:
    agreement = write_agreement(dialogue("fr-dev-01"))
    said = {(clause.topic, clause.party) for clause in agreement.clauses}
    assert {
        ("expectations", Party.COACH),
        ("impact", Party.CLIENT),
        ("confrontation", Party.COACH),
        ("saboteur", Party.BOTH),
        ("saboteur", Party.COACH),
        ("commitments", Party.CLIENT),
        ("commitments", Party.COACH),
        ("coach_needs", Party.CLIENT),
        ("permission", Party.COACH),
        ("safety", Party.COACH),
        ("logistics", Party.BOTH),
    } <= said
    assert agreement.not_discussed == ("values",)


def test_the_last_word_counts() -> None:
    text = " ".join(texts(write_agreement(dialogue("fr-dev-03")), "confrontation"))
    assert "sandwich" not in text
    assert "J'ai quelque chose, je peux ?" in text


def test_what_was_said_first_stays_visible_under_the_clause_that_took_it_back() -> None:
    topic = ("commitments",)
    turns: list[Turn] = [
        ("coach", "Un texto de rappel entre les séances, ça vous irait ?", topic),
        ("client", "Oui, un texto le dimanche, pourquoi pas, ça m'aiderait.", topic),
        ("coach", "Très bien.", ()),
        ("client", "Finalement non, pas de texto, jamais entre les séances.", topic),
    ]
    conversation = scripted(turns)
    (clause,) = [c for c in write_agreement(conversation).clauses if c.superseded]
    words = conversation.words()
    assert "dimanche" not in clause.text
    assert "pas de texto" in clause.text
    first = " ".join(words[word].text for word in clause.superseded)
    assert "un texto le dimanche" in first


def test_a_template_of_the_coachs_own_words_its_clauses() -> None:
    own = Template(stems={"en": {"confrontation.manner": "How to challenge {client}"}})
    (clause,) = write_agreement(scripted(ASKED, "en"), own).clauses
    assert clause.text.startswith("How to challenge Inès: “")
    assert doubts(clause, scripted(ASKED, "en"), own) == ()


def test_a_yes_or_no_stands_with_its_question() -> None:
    topic = ("permission",)
    turns: list[Turn] = [
        ("coach", "Est-ce que je peux vous couper la parole ?", topic),
        ("client", "Non. Laissez-moi aller au bout de ma phrase.", topic),
    ]
    (text,) = texts(write_agreement(scripted(turns)), "permission")
    assert text == (
        "Ce qu'Inès permet ou non — Hélène : « Est-ce que je peux vous couper la parole ? » "
        "Inès : « Non. Laissez-moi aller au bout de ma phrase. »"
    )


@pytest.mark.parametrize("answer", ["No.", "Yes, of course."])
def test_a_bare_yes_or_no_settles_a_permission(answer: str) -> None:
    topic = ("permission",)
    turns: list[Turn] = [
        ("coach", "Would it be okay with you if I recorded these?", topic),
        ("client", answer, topic),
    ]
    (text,) = texts(write_agreement(scripted(turns, "en")), "permission")
    assert text == (
        "What Inès allows or not — Hélène: “Would it be okay with you if I recorded these?” "
        f"Inès: “{answer}”"
    )


def test_what_the_client_refuses_is_not_put_down_as_the_coachs_promise() -> None:
    topic = ("confrontation",)
    turns: list[Turn] = [
        ("coach", "So I will always say it in front of your team.", topic),
        ("client", "No. Never in front of my team, only when we are alone.", topic),
    ]
    (text,) = texts(write_agreement(scripted(turns, "en")), "confrontation")
    assert "Never in front of my team" in text
    assert "I will always" not in text


def test_what_the_coach_needs_stands_with_the_clients_answer() -> None:
    topic = ("coach_needs",)
    turns: list[Turn] = [
        ("coach", "J'ai besoin que vous me disiez quand un exercice vous agace.", topic),
        ("client", "D'accord, je vous le dirai.", topic),
    ]
    agreement = write_agreement(scripted(turns))
    assert agreement.clauses[0].text == (
        "Ce qu'Hélène demande à Inès — Hélène : « J'ai besoin que vous me disiez quand un exercice "
        "vous agace. » Inès : « D'accord, je vous le dirai. »"
    )
    assert agreement.clauses[0].party == Party.CLIENT


def test_what_the_coach_says_for_the_client_needs_the_clients_yes() -> None:
    topic = ("confrontation",)
    said = "So short and straight, and never with a smile."
    ignored: list[Turn] = [("coach", said, topic), ("client", "My phone is ringing.", ())]
    confirmed: list[Turn] = [("coach", said, topic), ("client", "Exactly.", topic)]
    assert write_agreement(scripted(ignored, "en")).clauses == ()
    (text,) = texts(write_agreement(scripted(confirmed, "en")), "confrontation")
    assert text == (
        "To challenge Inès — Hélène: “Short and straight, and never with a smile.” Inès: “Exactly.”"
    )


ASKED: tuple[Turn, ...] = (
    ("coach", "How would you like me to challenge you?", ("confrontation",)),
    ("client", "Please say it straight, and never in front of my team.", ("confrontation",)),
)


def test_doubtful_text_grounds_nothing() -> None:
    sure = write_agreement(scripted(ASKED, "en"))
    doubtful = write_agreement(scripted(ASKED, "en", suspect=(1,)))
    assert len(sure.clauses) == 1
    assert doubtful.clauses == ()
    assert "confrontation" in doubtful.not_discussed


def test_without_passages_nothing_was_discussed() -> None:
    agreement = write_agreement(scripted([("client", "Say it straight.", ())], "en"))
    assert agreement == Agreement(1, (), tuple(topic.id for topic in topics("en")))


def test_an_unknown_voice_is_not_taken_for_the_client() -> None:
    turns: list[Turn] = [
        ("unknown", "Please say it straight, never with a smile.", ("confrontation",))
    ]
    (text,) = texts(write_agreement(scripted(turns, "en")), "confrontation")
    assert "unknown voice" in text


def decided(conversation: Conversation, **changes: object) -> Conversation:
    (clause,) = write_agreement(conversation).clauses
    return replace(
        conversation,
        agreement=Agreement(1, (replace(clause, **changes),), ()),  # type: ignore[arg-type]
    )


def test_what_a_hand_made_stays_and_is_not_drafted_again() -> None:
    conversation = decided(
        scripted(ASKED, "en"), text="Be straight.", state=ClauseState.EDITED, by=Maker.COACH
    )
    assert conversation.agreement is not None
    assert write_agreement(conversation).clauses == conversation.agreement.clauses


def test_a_rejected_clause_does_not_come_back_and_its_topic_counts_as_open() -> None:
    conversation = decided(scripted(ASKED, "en"), state=ClauseState.REJECTED)
    agreement = write_agreement(conversation)
    assert [clause.state for clause in agreement.clauses] == [ClauseState.REJECTED]
    assert "confrontation" in agreement.not_discussed


def test_new_clauses_take_no_id_that_is_in_use() -> None:
    mine = Clause("c1", "values", Party.CLIENT, "Honesty.", (), (), ClauseState.DRAFT, Maker.COACH)
    conversation = replace(scripted(ASKED, "en"), agreement=Agreement(1, (mine,), ()))
    assert sorted(clause.id for clause in write_agreement(conversation).clauses) == ["c1", "c2"]


def test_a_conversation_without_language_is_refused_with_advice() -> None:
    with pytest.raises(UnusableAnswer, match="language"):
        write_agreement(scripted(ASKED, "de"))

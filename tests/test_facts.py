"""Facts: who promised what by when, what is allowed, what was refused, what was taken back."""

from datetime import UTC, date, datetime

import pytest

from models.facts import Fact, FactKind, facts
from recorder.conversation import (
    Client,
    Conversation,
    Language,
    Party,
    Passage,
    Session,
    Speaker,
    Utterance,
    Word,
)

COACH, CLIENT = Speaker.COACH, Speaker.CLIENT
AT = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # a Wednesday


def conversation(language: Language, topic: str, *lines: tuple[Speaker, str]) -> Conversation:
    said = tuple(
        Utterance(
            f"u{place}",
            0,
            speaker,
            tuple(Word(f"w{place}.{n}", word, None, None) for n, word in enumerate(text.split())),
        )
        for place, (speaker, text) in enumerate(lines)
    )
    words = tuple(word.id for one in said for word in one.words)
    session = Session("s1", "c1", "Paul", language, "import", AT, 0.0, ())
    passages = (Passage("p1", topic, words, 0.9),)
    return Conversation(session, Client("c1", "Zoé", language), None, said, passages)


def text_of(said: Conversation, words: tuple[str, ...]) -> str:
    every = said.words()
    return " ".join(every[word].text for word in words)


@pytest.mark.parametrize(
    ("language", "lines", "when", "due"),
    [
        (
            "fr",
            [
                (COACH, "D'ici la prochaine fois, vous prenez quoi comme engagement ?"),
                (CLIENT, "Je vais appeler Lou. Avant dimanche soir."),
            ],
            "Avant dimanche soir.",
            date(2026, 11, 29),
        ),
        (
            "en",
            [
                (COACH, "What will you commit to before we meet?"),
                (CLIENT, "I'll send it to two people by Tuesday."),
            ],
            "by Tuesday.",
            date(2026, 12, 1),
        ),
    ],
)
def test_a_promise_says_who_what_and_by_when(
    language: Language, lines: list[tuple[Speaker, str]], when: str, due: date
) -> None:
    said = conversation(language, "commitments", *lines)
    (found,) = facts(said)
    assert (found.kind, found.party, found.due) == (FactKind.PROMISE, Party.CLIENT, due)
    assert text_of(said, found.when) == when
    assert all(word.startswith("w1.") for word in found.words)
    assert all(word.startswith("w0.") for word in found.question)


def test_a_promise_for_the_next_session_names_no_day() -> None:
    said = conversation(
        "fr", "commitments", (CLIENT, "Je vais écrire trois lignes d'ici la prochaine fois.")
    )
    (found,) = facts(said)
    assert found.next_time
    assert found.due is None


def kinds(said: Conversation) -> list[FactKind]:
    return [fact.kind for fact in facts(said)]


def test_a_yes_to_a_question_for_leave_is_a_permission_and_a_no_a_refusal() -> None:
    asked = (COACH, "Est-ce que je peux vous interrompre ?")
    assert kinds(conversation("fr", "permission", asked, (CLIENT, "Oui, allez-y."))) == [
        FactKind.PERMISSION
    ]
    assert kinds(conversation("fr", "permission", asked, (CLIENT, "Non, surtout pas."))) == [
        FactKind.REFUSAL
    ]


def test_what_is_bound_to_a_condition_keeps_it() -> None:
    said = conversation("en", "permission", (CLIENT, "You can interrupt me if I ramble."))
    (found,) = facts(said)
    assert found.kind is FactKind.PERMISSION
    assert text_of(said, found.condition) == "if I ramble."


def test_what_is_taken_back_does_not_stand() -> None:
    said = conversation(
        "en",
        "commitments",
        (COACH, "Shall I send you a reminder?"),
        (CLIENT, "No messages. No reminders on Sunday evening."),
        (COACH, "Fine. Anything else?"),
        (CLIENT, "Those reminders, I take that back. Send me one."),
    )
    refused = [fact for fact in facts(said) if fact.kind is FactKind.REFUSAL]
    assert refused
    assert not any(fact.stands for fact in refused if "reminders" in text_of(said, fact.words))


def test_what_follows_a_broken_promise_is_none() -> None:
    said = conversation(
        "en",
        "commitments",
        (COACH, "And if it's not done, what then?"),
        (CLIENT, "I'll have a really good reason."),
    )
    assert not [fact for fact in facts(said) if fact.kind is FactKind.PROMISE]


def test_nothing_outside_the_passages_is_a_fact() -> None:
    said = conversation("fr", "values", (CLIENT, "Je vais fermer la fenêtre."))
    assert facts(said) == ()


def test_every_fact_stands_on_words_that_were_said() -> None:
    said = conversation(
        "fr",
        "commitments",
        (COACH, "Je t'enverrai un message jeudi."),
        (CLIENT, "Pas de message. Je t'appelle vendredi."),
    )
    every = list(said.words())

    def places(fact: Fact) -> list[int]:
        return [every.index(word) for word in fact.words]

    found = facts(said)
    assert {FactKind.PROMISE, FactKind.REFUSAL} <= {fact.kind for fact in found}
    assert any(fact.party is Party.COACH and fact.kind is FactKind.PROMISE for fact in found)
    for fact in found:
        assert places(fact) == sorted(places(fact))
        assert set(fact.when) <= set(fact.words) | set(fact.question) | set(every)

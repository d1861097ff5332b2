"""Topics: what the tagger promises whatever its weights, and that it learned what it should."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.topics import Tagger
from recorder.codebook import topics
from recorder.conversation import Language, Speaker, Utterance, Word

COACH, CLIENT, UNKNOWN = Speaker.COACH, Speaker.CLIENT, Speaker.UNKNOWN
HEADS = Path(__file__).parent.parent / "models" / "heads"


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


def spoken(*lines: tuple[Speaker, str]) -> list[Utterance]:
    return [
        Utterance(
            f"u{place}",
            0,
            speaker,
            tuple(Word(f"w{place}.{n}", text, None, None) for n, text in enumerate(said.split())),
        )
        for place, (speaker, said) in enumerate(lines)
    ]


def tags(tagger: Tagger, language: Language, *lines: tuple[Speaker, str]) -> list[set[str]]:
    scores = tagger.tag(spoken(*lines), language)
    return [
        {topic for topic, score in one.items() if score >= tagger.thresholds[topic]}
        for one in scores
    ]


def test_every_utterance_has_a_score_from_0_to_1_for_every_topic(tagger: Tagger) -> None:
    scores = tagger.tag(spoken((COACH, "On se voit quel jour ?"), (CLIENT, "Mardi.")), "fr")
    assert len(scores) == 2
    for one in scores:
        assert set(one) == {topic.id for topic in topics("fr")}
        assert all(0 <= score <= 1 for score in one.values())


def test_a_question_carries_its_topic_to_a_short_answer(tagger: Tagger) -> None:
    found = tags(
        tagger,
        "fr",
        (COACH, "À quel rythme voulez-vous qu'on se voie, et à quelle heure ?"),
        (CLIENT, "La marée."),
        (COACH, "Et votre saboteur, cette petite voix qui vous critique, elle dit quoi ?"),
        (CLIENT, "La marée."),
    )
    assert "logistics" in found[1]
    assert "saboteur" in found[3]
    assert "saboteur" not in found[1]


def test_it_does_so_in_english(tagger: Tagger) -> None:
    found = tags(
        tagger,
        "en",
        (COACH, "What does your inner critic, that nagging voice, say to you?"),
        (CLIENT, "Sit down."),
        (COACH, "What values would you never give up?"),
        (CLIENT, "My word."),
    )
    assert "saboteur" in found[1]
    assert "values" in found[3]


def test_small_talk_has_no_topic(tagger: Tagger) -> None:
    french = tags(
        tagger,
        "fr",
        (COACH, "Bonjour, vous m'entendez bien ?"),
        (CLIENT, "Oui, bonjour. Il pleut ici, et vous ?"),
        (COACH, "Grand soleil."),
    )
    english = tags(
        tagger,
        "en",
        (COACH, "Good morning, can you hear me?"),
        (CLIENT, "Yes, morning. Sorry, that's the dog."),
        (COACH, "Lovely dog."),
    )
    assert french == english == [set(), set(), set()]


def test_one_turn_can_have_several_topics(tagger: Tagger) -> None:
    asked = "Votre saboteur, que dit-il ? Et ai-je la permission de vous interrompre ?"
    (french,) = tags(tagger, "fr", (COACH, asked))
    assert {"saboteur", "permission"} <= french
    asked = "What does your inner critic say? And may I interrupt you when I hear it?"
    (english,) = tags(tagger, "en", (COACH, asked))
    assert {"saboteur", "permission"} <= english


def test_speakers_may_be_unknown(tagger: Tagger) -> None:
    found = tags(
        tagger,
        "en",
        (UNKNOWN, "How often shall we meet, and for how long each session?"),
        (UNKNOWN, "Every other Tuesday, one hour."),
    )
    assert all("logistics" in one for one in found)


def test_a_turn_that_comes_in_pieces_keeps_its_topic(tagger: Tagger) -> None:
    found = tags(
        tagger,
        "fr",
        (COACH, "Quelle est la meilleure façon de vous confronter ?"),
        (CLIENT, "Euh..."),
        (CLIENT, "franchement, dites-le moi cash,"),
        (CLIENT, "mais pas devant les autres."),
    )
    assert "confrontation" in found[0]
    assert "confrontation" in found[2]
    assert "confrontation" in found[3]


def test_an_empty_conversation_has_no_scores(tagger: Tagger) -> None:
    assert tagger.tag([], "fr") == []


def test_a_single_word_is_enough_to_be_scored(tagger: Tagger) -> None:
    (scores,) = tagger.tag(spoken((UNKNOWN, "…")), "en")
    assert np.isfinite(list(scores.values())).all()


def test_the_same_conversation_is_scored_the_same_twice(tagger: Tagger) -> None:
    lines = spoken((COACH, "What will you commit to by Friday?"), (CLIENT, "I'll ring my sister."))
    assert tagger.tag(lines, "en") == Tagger.load().tag(lines, "en")


def test_what_is_shipped_says_what_it_was_trained_on(tagger: Tagger) -> None:
    about = json.loads((HEADS / "topics.json").read_text(encoding="utf-8"))
    assert about["name"] == tagger.name
    assert set(about["topics"]) == set(tagger.thresholds)
    assert len(about["conversations"]) == 27

"""The codebook: complete, equal in both languages, and clear about what is wrong with it."""

import pytest

from recorder.codebook import read_topics, topics
from recorder.conversation import Language
from recorder.errors import UnusableFile

TWELVE = {
    "expectations",
    "impact",
    "procrastination",
    "confrontation",
    "saboteur",
    "commitments",
    "coach_needs",
    "permission",
    "values",
    "safety",
    "evolution",
    "logistics",
}

ONE_TABLE = """
name = "Nom"
definition = "Ce que c'est."
questions = ["Et vous ?"]
examples = ["Oui."]
counter_examples = ["Non."]
cues = ["mot"]
"""
ONE_TOPIC = f'[[topic]]\nid = "values"\n[topic.fr]{ONE_TABLE}[topic.en]{ONE_TABLE}'


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_twelve_topics_are_there(language: Language) -> None:
    assert {topic.id for topic in topics(language)} == TWELVE
    assert len(topics(language)) == 12


def test_both_languages_have_the_same_order() -> None:
    assert [topic.id for topic in topics("fr")] == [topic.id for topic in topics("en")]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_guide_has_two_to_four_questions_a_topic(language: Language) -> None:
    for topic in topics(language):
        assert 2 <= len(topic.questions) <= 4, topic.id
        assert all(question.endswith("?") for question in topic.questions), topic.id


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_sentence_or_name_stands_under_two_topics(language: Language) -> None:
    every = [
        line
        for topic in topics(language)
        for line in (topic.name, *topic.questions, *topic.examples, *topic.counter_examples)
    ]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_cues_are_single_lower_case_words_named_once_a_topic(language: Language) -> None:
    for topic in topics(language):
        assert len(topic.cues) == len(set(topic.cues)), topic.id
        for cue in topic.cues:
            assert cue == cue.lower()
            assert len(cue.split()) == 1


def test_a_small_codebook_reads_back() -> None:
    read = read_topics(ONE_TOPIC)
    assert read["fr"][0].name == "Nom"
    assert read["en"][0].cues == ("mot",)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[[topic", "not TOML"),
        ("", "no [[topic]]"),
        ("topic = 3", "no [[topic]]"),
        ("topic = [3]", "number 1"),
        ('[[topic]]\nid = "two words"', "number 1"),
        (ONE_TOPIC + "\n" + ONE_TOPIC, "twice"),
        ('[[topic]]\nid = "values"', "table is missing"),
        (ONE_TOPIC.replace('name = "Nom"', 'name = " "', 1), "'name'"),
        (ONE_TOPIC.replace('cues = ["mot"]', "cues = []", 1), "'cues'"),
        (ONE_TOPIC.replace('cues = ["mot"]', "cues = [1]", 1), "other than text"),
        (ONE_TOPIC.replace("cues =", "clues =", 1), "'clues' is not a field"),
    ],
)
def test_a_broken_codebook_is_named_with_its_fault(text: str, part: str) -> None:
    with pytest.raises(UnusableFile) as caught:
        read_topics(text)
    assert part in caught.value.title
    assert caught.value.advice

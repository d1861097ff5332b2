"""Passages: neighbours joined, words that exist and in their order, and a reason for each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.passages import find_passages, joined
from models.topics import Tagger
from recorder.codebook import topics
from recorder.conversation import Language, Maker, Speaker, Utterance, Word

COACH, CLIENT, UNKNOWN = Speaker.COACH, Speaker.CLIENT, Speaker.UNKNOWN
HALF = {"safety": 0.5, "values": 0.5}


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


def test_neighbours_about_one_topic_are_one_passage() -> None:
    lines = spoken((COACH, "a b?"), (CLIENT, "c"), (COACH, "d e f g"), (CLIENT, "h"))
    scores = [{"safety": 0.6}, {"safety": 0.9}, {}, {"safety": 0.5}]
    first, second = joined(lines, scores, HALF, "model-1")
    assert (first.id, first.topic, first.words) == ("p1", "safety", ("w0.0", "w0.1", "w1.0"))
    assert first.score == 0.9
    assert first.by is Maker.MODEL
    assert first.reason.model == "model-1"
    assert second.words == ("w3.0",)


def test_a_nod_does_not_end_a_passage_and_is_left_out() -> None:
    lines = spoken((CLIENT, "one two"), (COACH, "Mm."), (CLIENT, "three"))
    (found,) = joined(lines, [{"values": 0.8}, {}, {"values": 0.7}], HALF)
    assert found.words == ("w0.0", "w0.1", "w2.0")


def test_a_question_between_ends_a_passage() -> None:
    lines = spoken((CLIENT, "one two"), (COACH, "And then?"), (CLIENT, "three"))
    assert len(joined(lines, [{"values": 0.8}, {}, {"values": 0.7}], HALF)) == 2


def test_the_question_is_the_one_that_the_answer_follows() -> None:
    lines = spoken((COACH, "What matters?"), (COACH, "To you."), (CLIENT, "My word."))
    scores = [{"values": 0.9}, {"values": 0.6}, {"values": 0.8}]
    (found,) = joined(lines, scores, HALF)
    assert found.reason.question == "u0"


def test_what_answers_no_question_names_none() -> None:
    lines = spoken((COACH, "Nothing leaves this room."), (CLIENT, "Good."))
    (found,) = joined(lines, [{"safety": 0.9}, {"safety": 0.7}], HALF)
    assert found.reason.question == ""


def test_topics_that_overlap_are_passages_of_their_own() -> None:
    lines = spoken((CLIENT, "one"), (CLIENT, "two"))
    found = joined(lines, [{"safety": 0.6, "values": 0.9}, {"safety": 0.8}], HALF)
    assert [(one.id, one.topic) for one in found] == [("p1", "values"), ("p2", "safety")]


def test_nothing_said_has_no_passage(tagger: Tagger) -> None:
    assert find_passages([], "fr", tagger) == []


@pytest.mark.parametrize(
    ("language", "question", "answer", "expected"),
    [
        (
            "fr",
            "Je peux vous interrompre ?",
            "Oui, je vous en donne la permission.",
            ("permission", "permission"),
        ),
        (
            "en",
            "What does your inner critic say?",
            "The voice says I'm a fraud.",
            ("saboteur", "voice"),
        ),
    ],
)
def test_every_passage_gives_its_reason(
    tagger: Tagger, language: Language, question: str, answer: str, expected: tuple[str, str]
) -> None:
    topic, cue = expected
    lines = spoken((COACH, question), (CLIENT, answer))
    found = {one.topic: one for one in find_passages(lines, language, tagger)}
    passage = found[topic]
    entry = next(one for one in topics(language) if one.id == topic)
    assert passage.words[-1].startswith("w1.")
    assert passage.score >= tagger.thresholds[topic]
    assert passage.reason.model == tagger.name
    assert passage.reason.question == "u0"
    assert cue in passage.reason.cues
    assert passage.reason.nearest in (*entry.examples, *entry.questions)


LINES = st.tuples(
    st.sampled_from([COACH, CLIENT, UNKNOWN]),
    st.sampled_from(["Mm.", "one two three four", "why?", "five six"]),
    st.fixed_dictionaries({"safety": st.floats(0, 1), "values": st.floats(0, 1)}),
)


@given(st.lists(LINES, max_size=25))
def test_joining_keeps_words_in_order_and_loses_no_tag(
    rows: list[tuple[Speaker, str, dict[str, float]]],
) -> None:
    lines = spoken(*((speaker, said) for speaker, said, _ in rows))
    scores = [score for _, _, score in rows]
    found = joined(lines, scores, HALF)
    order = {word.id: place for place, word in enumerate(w for u in lines for w in u.words)}
    assert [one.id for one in found] == [f"p{number}" for number in range(1, len(found) + 1)]
    starts = [order[one.words[0]] for one in found]
    assert starts == sorted(starts)
    for one in found:
        places = [order[word] for word in one.words]
        assert places == sorted(set(places))
        assert 0.5 <= one.score <= 1
    for topic in HALF:
        tagged = [
            word.id
            for utterance, score in zip(lines, scores, strict=True)
            if score[topic] >= 0.5
            for word in utterance.words
        ]
        assert [word for one in found if one.topic == topic for word in one.words] == tagged

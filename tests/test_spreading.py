"""What the coach confirms is certain, reaches the answers, and what is marked belongs somewhere."""

import pytest

from models.spreading import by_hand, marked, together
from models.topics import Tagger
from recorder.conversation import Maker, Mark, MarkKind, Passage, Speaker, Utterance, Word
from recorder.tagging import Confirmation

COACH, CLIENT = Speaker.COACH, Speaker.CLIENT
LINES = (
    (COACH, "Et la mer, pour toi, qu'est-ce qu'elle raconte là-dedans ?"),
    (CLIENT, "La marée. Elle monte, elle descend, et moi je reste sur le quai."),
    (COACH, "D'accord. Et la barque ?"),
    (CLIENT, "La barque attend."),
)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


def spoken(*lines: tuple[Speaker, str]) -> list[Utterance]:
    """One utterance every ten seconds."""
    return [
        Utterance(
            f"u{place}",
            0,
            speaker,
            tuple(
                Word(f"w{place}.{n}", text, 10.0 * place, 10.0 * place + 9)
                for n, text in enumerate(said.split())
            ),
        )
        for place, (speaker, said) in enumerate(lines)
    ]


def test_a_confirmed_question_is_certain_and_carries_to_its_answer(tagger: Tagger) -> None:
    reading = tagger.read(spoken(*LINES))
    before = tagger.weigh(reading)
    after = tagger.weigh(reading, [Confirmation("u0", ("procrastination",))])
    least = tagger.thresholds["procrastination"]
    assert before[1]["procrastination"] < least <= after[1]["procrastination"]
    assert after[0] == {topic: float(topic == "procrastination") for topic in before[0]}


def test_two_topics_confirmed_are_both_certain(tagger: Tagger) -> None:
    reading = tagger.read(spoken(*LINES))
    found = tagger.weigh(reading, [Confirmation("u0", ("safety", "values"))])
    assert {topic for topic, score in found[0].items() if score == 1} == {"safety", "values"}


def test_no_topic_is_an_answer_too(tagger: Tagger) -> None:
    asked = "Quelle est la meilleure façon de vous confronter ?"
    reading = tagger.read(spoken((COACH, asked), (CLIENT, "Dites-le-moi cash.")))
    before = tagger.weigh(reading)
    after = tagger.weigh(reading, [Confirmation("u0", ())])
    assert before[0]["confrontation"] > 0.5
    assert set(after[0].values()) == {0.0}
    assert after[1]["confrontation"] < before[1]["confrontation"]


def test_without_confirmations_nothing_changes(tagger: Tagger) -> None:
    said = spoken(*LINES)
    reading = tagger.read(said)
    unknown = [Confirmation("u99", ("safety",))]
    assert tagger.weigh(reading) == tagger.weigh(reading, unknown) == tagger.tag(said, "fr")


def test_a_mark_says_some_topics_and_leaves_the_others_open(tagger: Tagger) -> None:
    reading = tagger.read(spoken(*LINES))
    (mark,) = marked([Mark("m1", MarkKind.TOPIC, 12.0, 12.0, "values")], reading.utterances)
    assert mark == Confirmation("u0", ("values",), whole=False)
    found = tagger.weigh(reading, [mark])
    assert found[0]["values"] == 1
    assert any(0 < score < 1 for topic, score in found[0].items() if topic != "values")


def test_marks_belong_to_the_question_asked_last() -> None:
    said = spoken(*LINES)
    marks = [
        Mark("m1", MarkKind.TOPIC, 3.0, 3.0, "values"),
        Mark("m2", MarkKind.TOPIC, 14.0, 14.0, "safety"),
        Mark("m3", MarkKind.TOPIC, 25.0, 25.0, "impact"),
        Mark("m4", MarkKind.NOTE, 26.0, 26.0, "safety"),
        Mark("m5", MarkKind.TOPIC, 500.0, 500.0, "impact"),
    ]
    assert [(one.utterance, one.topics) for one in marked(marks, said)] == [
        ("u0", ("values", "safety")),
        ("u2", ("impact",)),
    ]


def test_tags_by_hand_count_and_those_taken_away_count_against(tagger: Tagger) -> None:
    asked = "Quelle est la meilleure façon de vous confronter ?"
    reading = tagger.read(spoken((COACH, asked), (CLIENT, "Dites-le-moi cash.")))
    words = tuple(word.id for word in reading.utterances[0].words)
    coach = Passage("p1", "values", words, 1.0, Maker.COACH)
    model = Passage("p2", "safety", words, 0.9)
    wrong = Passage("p3", "confrontation", words, 1.0, Maker.COACH)
    (told,) = by_hand([coach, model], [wrong], reading.utterances)
    assert (told.topics, told.refused, told.whole) == (("values",), ("confrontation",), False)
    before, after = tagger.weigh(reading), tagger.weigh(reading, [told])
    assert (after[0]["values"], after[0]["confrontation"]) == (1, 0)
    assert after[1]["confrontation"] < before[1]["confrontation"]


def test_what_is_told_later_counts_and_adds() -> None:
    told = together(
        [
            Confirmation("u0", ("values",), whole=False),
            Confirmation("u0", ("safety",)),
            Confirmation("u0", ("impact",), whole=False, refused=("safety",)),
        ]
    )
    assert told == {"u0": Confirmation("u0", ("impact",), refused=("safety",))}


def test_marks_need_times() -> None:
    untimed = [Utterance("u0", 0, COACH, (Word("w0", "Alors?", None, None),))]
    assert marked([Mark("m1", MarkKind.TOPIC, 1.0, 1.0, "values")], untimed) == []

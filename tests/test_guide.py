"""The guide: both languages, every topic once, and a broken one names what is wrong."""

import pytest

from recorder import codebook, guide
from recorder.conversation import Language
from recorder.errors import UnusableFile

_WHOLE = """
[[section]]
id = "all"
topics = ["a", "b"]
[section.fr]
title = "Tout"
lines = ["Bonjour."]
[section.en]
title = "All"
lines = ["Hello."]
"""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_topic_has_its_questions_in_one_section(language: Language) -> None:
    placed = [topic for section in guide.sections(language) for topic in section.topics]
    assert sorted(placed) == sorted(topic.id for topic in codebook.topics(language))


def test_it_goes_from_the_frame_to_how_it_goes_on_in_both_languages() -> None:
    french, english = guide.sections("fr"), guide.sections("en")
    order = ["context", "first_steps", "questions", "coach", "onward"]
    assert [section.id for section in french] == [section.id for section in english] == order
    for one, other in zip(french, english, strict=True):
        assert len(one.lines) == len(other.lines)
        assert one.title != other.title


def test_a_guide_of_ones_own_is_read() -> None:
    (section,) = guide.read_sections(_WHOLE, ("a", "b"))["en"]
    assert section == guide.Section("all", "All", ("Hello.",), ("a", "b"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no .*section"),
        ("[[section", "not TOML"),
        ("section = [3]", "no .*section"),
        (_WHOLE.replace('id = "all"', ""), "no usable id"),
        (_WHOLE.replace("[section.en]", "[section.de]"), "'all', en"),
        (_WHOLE.replace('title = "Tout"', 'title = " "'), "title"),
        (_WHOLE.replace('["Hello."]', "[]"), "lines"),
        (_WHOLE.replace('["Hello."]', "[3]"), "lines"),
        (_WHOLE.replace('["a", "b"]', "3"), "topics"),
        (_WHOLE.replace('["a", "b"]', '["a"]'), "'b' stands 0 times"),
        (_WHOLE.replace('["a", "b"]', '["a", "b", "a"]'), "'a' stands 2 times"),
        (_WHOLE.replace('["a", "b"]', '["a", "b", "c"]'), "no topic 'c'"),
    ],
)
def test_what_is_wrong_with_a_guide_is_named(text: str, told: str) -> None:
    with pytest.raises(UnusableFile, match=told):
        guide.read_sections(text, ("a", "b"))

"""A no can be a yes: what is answered to what."""

import pytest
from scripted import Turn, scripted

from models.exchanges import Exchange, exchange
from models.statements import Statement, Turns, statements
from recorder.conversation import Conversation, Language


def by_stops(text: str) -> list[tuple[int, int]]:
    """Sentences cut at every stop that a space follows."""
    cuts = []
    start = 0
    for at, letter in enumerate(text):
        if letter in ".!?" and text[at + 1 : at + 2] in ("", " "):
            cuts.append((start, at + 1))
            start = at + 2
    return cuts


def around(turns: list[Turn], turn: int, place: int, language: Language) -> Exchange:
    conversation = scripted(turns, language)
    cut: Turns = statements(conversation, by_stops)
    return exchange(cut[turn][place], cut, _words(conversation), language)


def _words(conversation: Conversation) -> set[str]:
    return {word for passage in conversation.passages for word in passage.words}


def told(said: tuple[Statement, ...]) -> list[str]:
    return [statement.text for statement in said]


TOPIC = ("confrontation",)


@pytest.mark.parametrize(
    ("coach", "client", "reply", "refused"),
    [
        ("Donc pas un public.", "Non.", ["Non."], False),
        ("Donc devant tout le monde.", "Non.", [], True),
        ("Donc cash et tout de suite.", "Voilà. Et sans sandwich.", ["Voilà."], False),
        ("Donc cash et tout de suite.", "Vous avez vu le temps ?", [], False),
    ],
)
def test_a_no_agrees_to_what_is_not_wanted_and_refuses_the_rest(
    coach: str, client: str, reply: list[str], *, refused: bool
) -> None:
    found = around([("coach", coach, TOPIC), ("client", client, TOPIC)], 0, 0, "fr")
    assert told(found.reply) == reply
    assert found.refused is refused


def test_an_answer_knows_its_question_and_the_no_before_it() -> None:
    turns: list[Turn] = [
        ("coach", "You tell good stories. May I cut in?", TOPIC),
        ("client", "No. No. Let me put it down first.", TOPIC),
    ]
    found = around(turns, 1, 2, "en")
    assert told(found.question) == ["You tell good stories.", "May I cut in?"]
    assert told(found.opening) == ["No.", "No."]
    assert found.asked_at == 0


def test_a_question_on_another_topic_is_not_what_is_answered() -> None:
    turns: list[Turn] = [
        ("coach", "Did you find the room?", ()),
        ("client", "Just say it straight.", TOPIC),
    ]
    assert around(turns, 1, 0, "en").question == ()

"""A topic is asked once it is spoken of and answered once the client has; then the next is open."""

from models.coverage import Covered, State, covered
from recorder.codebook import topics
from recorder.conversation import Speaker, Utterance, Word

_GUIDE = topics("fr")
_FIRST, _SECOND = _GUIDE[0].id, _GUIDE[1].id
_THRESHOLDS = {topic.id: 0.5 for topic in _GUIDE}


def _said(speaker: Speaker, text: str, start: float, end: float) -> Utterance:
    words = tuple(Word(f"{start}-{n}", word, start, end) for n, word in enumerate(text.split()))
    return Utterance(str(start), 0, speaker, words)


def _board(*said: tuple[Speaker, str, str]) -> Covered:
    utterances = [_said(who, text, 10.0 * n, 10.0 * n + 4) for n, (who, text, _) in enumerate(said)]
    return covered(_GUIDE, utterances, [{topic: 0.9} for _, _, topic in said], _THRESHOLDS)


def _state(board: Covered, topic: str) -> tuple[State, float]:
    return next((one.state, one.seconds) for one in board.topics if one.topic == topic)


def test_before_anything_is_said_all_is_open_and_the_first_question_comes_first() -> None:
    board = _board()
    assert {one.state for one in board.topics} == {State.UNTOUCHED}
    assert (board.topic, board.question) == (_FIRST, _GUIDE[0].questions[0])


def test_a_question_opens_a_topic_and_the_answer_closes_it() -> None:
    asked = (Speaker.COACH, "Qu'est-ce qui compte pour vous, au fond ?", _FIRST)
    answered = (Speaker.CLIENT, "Mes enfants, et le temps que je passe avec eux.", _FIRST)
    assert _state(_board(asked), _FIRST) == (State.ASKED, 4.0)
    assert _state(_board(asked, answered), _FIRST) == (State.ANSWERED, 8.0)
    assert _board(asked).topic == _SECOND


def test_a_nod_answers_nothing() -> None:
    asked = (Speaker.COACH, "Qu'est-ce qui compte pour vous, au fond ?", _FIRST)
    board = _board(asked, (Speaker.CLIENT, "Oui, voilà.", _FIRST))
    assert _state(board, _FIRST)[0] is State.ASKED


def test_where_nobody_knows_who_speaks_questions_ask_and_the_rest_answers() -> None:
    asked = (Speaker.UNKNOWN, "Qu'est-ce qui compte pour vous, au fond ?", _FIRST)
    answered = (Speaker.UNKNOWN, "Mes enfants, et le temps que je passe avec eux.", _FIRST)
    assert _state(_board(asked), _FIRST)[0] is State.ASKED
    assert _state(_board(asked, answered), _FIRST)[0] is State.ANSWERED


def test_once_all_is_touched_what_was_not_answered_comes_next_and_then_nothing() -> None:
    said = [(Speaker.CLIENT, "Voilà ce que j'en pense.", topic.id) for topic in _GUIDE[1:]]
    asked = (Speaker.COACH, "Et ça ?", _FIRST)
    assert _board(asked, *said).topic == _FIRST
    assert _board((Speaker.CLIENT, "Voilà ce que j'en pense.", _FIRST), *said).question == ""


def test_a_score_below_its_threshold_counts_for_nothing() -> None:
    said = _said(Speaker.CLIENT, "Voilà ce que j'en pense.", 0, 4)
    board = covered(_GUIDE, [said], [{_FIRST: 0.4}], _THRESHOLDS)
    assert _state(board, _FIRST) == (State.UNTOUCHED, 0.0)

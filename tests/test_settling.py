"""What is settled stays, in order, and no loop ever settles."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.guards import looped
from models.settling import Rule, Settling
from models.wordtimes import HeardWord


def _words(text: str, start: float = 0.0) -> tuple[HeardWord, ...]:
    """The words of `text`, half a second each."""
    return tuple(
        HeardWord(word, start + at / 2, start + at / 2 + 0.4, 0.9)
        for at, word in enumerate(text.split())
    )


def _text(words: Sequence[HeardWord]) -> str:
    return " ".join(word.text for word in words)


def test_words_settle_when_three_looks_agree() -> None:
    settling = Settling()
    settling.look(_words("we start with a look"), 3.0)
    assert settling.look(_words("we start with the book and"), 6.0) == ()
    assert _text(settling.look(_words("we start with the book or"), 6.0)) == "we start with"
    assert _text(settling.tail) == "the book or"


def test_words_settle_when_two_looks_agree_if_that_is_enough() -> None:
    settling = Settling(Rule(agreeing=2))
    assert settling.look(_words("we start with a look"), 3.0) == ()
    assert _text(settling.look(_words("we start with the book and"), 6.0)) == "we start with"
    assert _text(settling.tail) == "the book and"


def test_case_and_punctuation_do_not_disagree_and_the_newest_form_is_kept() -> None:
    settling = Settling(Rule(agreeing=2))
    settling.look(_words("mon équipe Est là"), 9.0)
    assert _text(settling.look(_words("Mon équipe, est là."), 9.0)) == "Mon équipe, est là."


def test_a_word_that_may_be_cut_does_not_settle() -> None:
    settling = Settling(Rule(agreeing=2, guard=0.5))
    settling.look(_words("one two three"), 1.5)
    assert _text(settling.look(_words("one two three"), 1.5)) == "one two"


def test_a_word_at_the_very_end_is_not_shown_yet() -> None:
    settling = Settling(Rule(hidden=0.3))
    settling.look(_words("one two three"), 1.5)
    assert _text(settling.tail) == "one two"


def test_what_is_hardly_probable_is_shown_once_a_second_look_gives_it() -> None:
    settling = Settling(Rule(agreeing=0, sure=0.5))
    words = [
        replace(word, probability=0.2 if n == 1 else 0.9)
        for n, word in enumerate(_words("one two three"))
    ]
    settling.look(words, 9.0)
    assert _text(settling.tail) == "one"
    settling.look(words, 9.0)
    assert _text(settling.tail) == "one two three"


def test_what_is_withdrawn_is_no_context_any_more() -> None:
    settling = Settling()
    settling.close(_words("one two three four"), 2.0)
    assert settling.context(9) == ("one", "two", "three", "four")
    settling.withdraw(1.0, 2.0)
    assert settling.context(9) == ()
    assert settling.tail == ()


def test_without_agreeing_looks_words_settle_at_pauses_alone() -> None:
    settling = Settling(Rule(agreeing=0))
    for _ in range(5):
        assert settling.look(_words("one two three"), 9.0) == ()
    assert _text(settling.close(_words("one two four"), 9.0)) == "one two four"


def test_one_look_settles_what_ended_well_before_the_end() -> None:
    settling = Settling(Rule(agreeing=1, guard=1.0))
    assert _text(settling.look(_words("one two three four"), 2.2)) == "one two"


def test_a_look_in_doubt_settles_and_shows_nothing() -> None:
    settling = Settling()
    settling.look(_words("one two"), 9.0)
    assert settling.look(_words("one two"), 9.0, suspect=True) == ()
    assert settling.tail == ()
    assert settling.look(_words("one two"), 9.0) == ()


def test_what_is_shown_beyond_a_cut_stays_shown() -> None:
    settling = Settling()
    settling.look(_words("one two three four"), 9.0)
    settling.close(_words("one two"), 1.0)
    assert _text(settling.tail) == "three four"


def test_a_loop_clears_the_context() -> None:
    settling = Settling()
    settling.close(_words("tell me more"), 2.0)
    assert settling.context(30) == ("tell", "me", "more")
    assert settling.close(_words("je vois bien je vois bien je vois bien", 2.0), 9.0) == ()
    assert settling.context(30) == ()
    settling.close(_words("go on", 9.0), 10.0)
    assert settling.context(30) == ("go", "on")


def test_the_context_is_the_last_words() -> None:
    settling = Settling()
    settling.close(_words("one two three four"), 2.0)
    assert settling.context(2) == ("three", "four")
    assert settling.context(0) == ()


_TEXTS = st.lists(st.sampled_from("je tu vois, Vois bien non".split()), max_size=9).map(" ".join)
_STEPS = st.lists(st.tuples(_TEXTS, st.booleans()), max_size=14)


def _run(steps: Sequence[tuple[str, bool]], rule: Rule) -> list[tuple[HeardWord, ...]]:
    """What settles by looks and closings (True), each on what isn't settled yet."""
    settling, out, at = Settling(rule), [], 0.0
    for text, closing in steps:
        words = _words(text, at)
        told = settling.close(words, at + 9) if closing else settling.look(words, at + 9)
        at = told[-1].end if told else at
        out.append(told)
    return out


@given(_STEPS, st.integers(0, 3))
def test_settled_words_are_in_order(steps: list[tuple[str, bool]], agreeing: int) -> None:
    settled = [word for told in _run(steps, Rule(agreeing=agreeing)) for word in told]
    assert all(a.start <= b.start for a, b in pairwise(settled))
    assert all(word.start <= word.end for word in settled)


@given(_STEPS, st.integers(0, 3))
def test_no_loop_settles(steps: list[tuple[str, bool]], agreeing: int) -> None:
    said: list[str] = []
    for told in _run(steps, Rule(agreeing=agreeing)):
        if told:
            assert not looped([*said[-40:], *(word.text for word in told)])
        said += [word.text for word in told]


@given(_STEPS, st.integers(0, 3))
def test_what_settled_never_depends_on_what_comes_after(
    steps: list[tuple[str, bool]], agreeing: int
) -> None:
    whole = _run(steps, Rule(agreeing=agreeing))
    for upto in range(len(steps)):
        assert _run(steps[:upto], Rule(agreeing=agreeing)) == whole[:upto]


@given(st.lists(_TEXTS, max_size=5), _TEXTS)
def test_everything_settles_at_a_close_unless_it_loops(looks: list[str], last: str) -> None:
    settling = Settling(Rule(guard=99))
    for text in looks:
        settling.look(_words(text), 5.0)
    told = settling.close(_words(last), 9.0)
    assert _text(told) == ("" if looped(last.split()) else last)
    assert settling.tail == ()

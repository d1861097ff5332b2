"""Windows hold all speech once, in order, none too long."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.voice import RATE, Span
from models.windows import BATCH, LONGEST, Window, batches, windows


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    found, at = [], 0
    for gap, length in draw(
        st.lists(st.tuples(st.integers(1, 20 * RATE), st.integers(1, 70 * RATE)), max_size=30)
    ):
        found.append(Span(at + gap, at + gap + length))
        at += gap + length
    return found


def _length(found: list[Span]) -> int:
    return found[-1].end + RATE if found else 0


@given(spans())
def test_every_sample_of_speech_is_in_exactly_one_window(found: list[Span]) -> None:
    speech = [span for window in windows(found, _length(found)) for span in window.speech]
    assert sum(map(len, speech)) == sum(map(len, found))
    assert all(a.end <= b.start for a, b in pairwise(speech))


@given(spans())
def test_no_window_is_longer_than_whisper_hears(found: list[Span]) -> None:
    assert all(0 < len(window) <= LONGEST for window in windows(found, _length(found)))


@given(spans())
def test_speech_lies_inside_the_pieces(found: list[Span]) -> None:
    for window in windows(found, _length(found)):
        assert all(a.end < b.start for a, b in pairwise(window.pieces))
        for span in window.speech:
            assert any(p.start <= span.start and span.end <= p.end for p in window.pieces)


@given(spans())
def test_the_same_spans_give_the_same_windows(found: list[Span]) -> None:
    assert windows(found, _length(found)) == windows(list(found), _length(found))


@given(spans())
def test_halves_hold_the_speech_of_the_whole(found: list[Span]) -> None:
    for window in windows(found, _length(found)):
        halves = window.halves()
        assert tuple(span for half in halves for span in half.speech) == window.speech
        assert len(halves) in {1, 2}


@given(spans())
def test_every_window_is_in_one_batch_of_four_at_most(found: list[Span]) -> None:
    made = windows(found, _length(found))
    fours = batches(made)
    assert sorted(index for four in fours for index in four) == list(range(len(made)))
    assert all(len(four) <= BATCH for four in fours)
    lengths = [len(made[index]) for four in fours for index in four]
    assert lengths == sorted(lengths, reverse=True)


def test_a_long_pause_is_cut_out_and_a_short_one_kept() -> None:
    [window] = windows(
        [Span(RATE, 2 * RATE), Span(5 * RATE // 2, 4 * RATE), Span(60 * RATE, 61 * RATE)], 90 * RATE
    )
    assert len(window.pieces) == 2
    assert len(window) < 6 * RATE


def test_the_margin_asked_for_is_kept_around_speech() -> None:
    [window] = windows([Span(RATE, 2 * RATE), Span(9 * RATE, 10 * RATE)], 90 * RATE, margin=100)
    assert window.pieces == (
        Span(RATE - 100, 2 * RATE + 100),
        Span(9 * RATE - 100, 10 * RATE + 100),
    )


def test_a_place_in_a_window_is_a_place_in_the_session() -> None:
    window = Window((Span(100, 200), Span(1000, 1100)), (Span(100, 200), Span(1000, 1100)))
    assert window.session_sample(0) == 100
    assert window.session_sample(99) == 199
    assert window.session_sample(100) == 1000
    assert window.session_sample(10_000) == 1100

"""The newest of what was said is remembered whole, within bounds, and forgotten when asked."""

import numpy as np

from models.earlier import Earlier
from models.voice import RATE, Span


def _keep(earlier: Earlier, seconds: float, word: str) -> None:
    """Remember so many seconds of speech, two seconds of silence on either side."""
    samples = np.zeros(int((seconds + 4) * RATE), np.float32)
    speech = Span(2 * RATE, int((2 + seconds) * RATE))
    samples[speech.start : speech.end] = 0.5
    earlier.keep(samples, [speech], [word])


def test_the_newest_pieces_that_fit_come_in_order_with_little_silence() -> None:
    earlier = Earlier()
    for word in ("one", "two", "three"):
        _keep(earlier, 3, word)
    found = earlier.within(8)
    assert found.words == ("two", "three")
    assert len(found.samples) <= 8 * RATE
    for span in found.speech:
        assert found.samples[span.start : span.end].all()
    silent = len(found.samples) - sum(map(len, found.speech))
    assert silent <= 1.5 * RATE


def test_a_piece_that_does_not_fit_is_left_out_whole() -> None:
    earlier = Earlier()
    _keep(earlier, 5, "one")
    assert earlier.within(4).words == ()
    assert len(earlier.within(4).samples) == 0


def test_it_holds_twenty_seconds_at_most() -> None:
    earlier = Earlier()
    for number in range(50):
        _keep(earlier, 3, str(number))
    assert len(earlier.within(1000).samples) <= 20 * RATE


def test_sound_without_words_is_no_context() -> None:
    earlier = Earlier()
    earlier.keep(np.zeros(RATE, np.float32), [Span(0, RATE)], [])
    earlier.keep(np.zeros(RATE, np.float32), [], ["one"])
    assert earlier.within(9).words == ()


def test_what_is_forgotten_is_gone() -> None:
    earlier = Earlier()
    _keep(earlier, 3, "one")
    earlier.forget()
    assert earlier.within(9).words == ()

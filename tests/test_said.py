"""What was said, in lines: words stay, tails are replaced, what is off the record goes."""

from recorder.conversation import Speaker, Word
from tui.said import Said


def _words(*said: tuple[str, float]) -> list[Word]:
    return [Word("", text, start, start + 0.4, 0.9) for text, start in said]


def _texts(said: Said) -> list[str]:
    return [" ".join(word.text for word in line.words) for line in said.lines]


def test_a_pause_begins_a_new_line_and_two_channels_do_not_mix() -> None:
    said = Said()
    said.hear(0, Speaker.COACH, _words(("Que", 1.0), ("voulez-vous ?", 1.4)), ())
    said.hear(1, Speaker.CLIENT, _words(("Moi,", 1.6), ("rien.", 2.1)), ())
    said.hear(0, Speaker.COACH, _words(("Bien.", 9.0)), ())
    assert _texts(said) == ["Que voulez-vous ?", "Moi, rien.", "Bien."]


def test_a_tail_is_replaced_by_the_next_and_by_what_settles() -> None:
    said = Said()
    said.hear(0, Speaker.COACH, (), _words(("Con", 1.0)))
    said.hear(0, Speaker.COACH, (), _words(("Comment", 1.0), ("va", 1.5)))
    assert [word.text for word in said.tails[0].words] == ["Comment", "va"]
    said.hear(0, Speaker.COACH, _words(("Comment", 1.0)), ())
    assert not said.tails
    assert _texts(said) == ["Comment"]


def test_what_is_off_the_record_is_forgotten_settled_or_not() -> None:
    said = Said()
    said.hear(0, Speaker.COACH, _words(("un", 1.0), ("deux", 5.0)), _words(("trois", 6.0)))
    said.forget(4.0, 7.0)
    assert _texts(said) == ["un"]
    assert not said.tails


def test_what_was_not_followed_is_marked_and_old_lines_are_let_go() -> None:
    said = Said()
    for second in range(300):
        said.hear(0, Speaker.COACH, _words((str(second), second * 3.0)), ())
    said.skip(0, Speaker.COACH, 1000.0, 1030.0)
    assert len(said.lines) < 100
    assert _texts(said)[-2:] == ["299", "[…]"]

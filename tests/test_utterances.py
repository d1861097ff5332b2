"""Words become utterances: none lost, none moved, cut where people pause or take turns."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.attribution import Whose
from models.utterances import Spoken, parted, turns, utterances, voiced
from models.wordtimes import HeardWord

_TEXTS = st.sampled_from(["oui", "non.", "alors", "quoi\u00a0?", "well", "right!"])


@st.composite
def words(draw: st.DrawFn) -> tuple[HeardWord, ...]:
    found, at = [], 0.0
    for text, gap, length in draw(
        st.lists(st.tuples(_TEXTS, st.floats(0, 3), st.floats(0.05, 1)), max_size=40)
    ):
        found.append(HeardWord(text, at + gap, at + gap + length, 0.9))
        at += gap + length
    return tuple(found)


def _said(*texts_at: tuple[str, float]) -> tuple[HeardWord, ...]:
    return tuple(HeardWord(text, at, at + 0.3, 0.9) for text, at in texts_at)


@given(words())
def test_no_word_is_lost_or_moved(said: tuple[HeardWord, ...]) -> None:
    assert tuple(word for spoken in utterances(said) for word in spoken.words) == said


@given(words(), words())
def test_two_channels_keep_their_words_and_come_in_order(
    coach: tuple[HeardWord, ...], client: tuple[HeardWord, ...]
) -> None:
    spoken = turns([coach, client])
    assert all(a.words[0].start <= b.words[0].start for a, b in pairwise(spoken))
    for channel, said in enumerate((coach, client)):
        kept = [word for each in spoken if each.channel == channel for word in each.words]
        assert tuple(kept) == said


@given(words())
def test_no_long_pause_is_left_inside(said: tuple[HeardWord, ...]) -> None:
    for spoken in utterances(said):
        assert all(b.start - a.end < 0.8 for a, b in pairwise(spoken.words))


def test_a_short_pause_parts_only_after_a_sentence() -> None:
    assert len(utterances(_said(("Oui", 0.0), ("alors", 0.9)))) == 1
    assert len(utterances(_said(("Oui.", 0.0), ("Alors", 0.9)))) == 2


def test_an_answer_in_between_parts_what_one_person_said() -> None:
    coach = _said(("Ready?", 0.0), ("Good.", 0.72))
    client = _said(
        ("Yes.", 0.35),
    )
    assert [each.text for each in turns([coach, client])] == ["Ready?", "Yes.", "Good."]
    assert [each.text for each in turns([coach])] == ["Ready? Good."]


def test_doubt_about_a_word_is_doubt_about_its_utterance() -> None:
    doubted = HeardWord("euh", 0.0, 0.2, 0.1, suspect=True)
    [spoken] = utterances((doubted, *_said(("oui", 0.3))), channel=1)
    assert spoken.suspect
    assert spoken.channel == 1


@given(words(), st.data())
def test_voices_cut_and_no_word_is_lost(said: tuple[HeardWord, ...], data: st.DataObject) -> None:
    voices = data.draw(
        st.lists(st.sampled_from([0, 1, None]), min_size=len(said), max_size=len(said))
    )
    spoken = voiced(said, [Whose(voice, 0.8) for voice in voices])
    assert tuple(word for one in spoken for word in one.words) == said
    assert [one.voice for one in spoken for _ in one.words] == voices


def test_an_utterance_is_as_sure_as_its_least_sure_word() -> None:
    [one] = voiced(_said(("oui", 0.0), ("bien", 0.3)), [Whose(1, 0.99), Whose(1, 0.75)], 2)
    assert (one.voice, one.certainty, one.channel) == (1, 0.75, 2)


@given(words(), st.lists(st.sampled_from([0, 1, None]), min_size=40, max_size=40))
def test_an_utterance_parted_by_voice_keeps_its_words(
    said: tuple[HeardWord, ...], voices: list[int | None]
) -> None:
    said_by = [Whose(voice, 0.9) for voice in voices[: len(said)]]
    found = parted(Spoken(1, said), said_by)
    assert tuple(word for one in found for word in one.words) == said
    assert all(a.voice != b.voice for a, b in pairwise(found))
    assert [one.voice for one in found for _ in one.words] == voices[: len(said)]
    assert {one.channel for one in found} <= {1}

"""Heard anew, a conversation keeps what the coach made of it, and the ids of words heard again."""

from dataclasses import replace
from itertools import count

from desks import said
from hypothesis import given
from hypothesis import strategies as st

from recorder import rehearing, rewriting
from recorder.conversation import Maker, Speaker, Utterance, Word
from recorder.rehearing import Merged


def _anew(utterances: list[Utterance], *, model: str = "whisper-small") -> list[Utterance]:
    """The same as another model hears it: no ids yet, times a little off."""
    return [
        replace(
            one,
            id="",
            model=model,
            by=Maker.MODEL,
            speaker_by=Maker.MODEL,
            words=tuple(
                replace(word, id="", start=(word.start or 0) + 0.1, end=(word.end or 0) + 0.1)
                for word in one.words
            ),
        )
        for one in utterances
    ]


def _merged(
    before: list[Utterance], heard: list[Utterance], gone: tuple[Utterance, ...] = ()
) -> Merged:
    utterances, words = (f"u{n}" for n in count(100)), (f"w{n}" for n in count(100))
    return rehearing.merged(before, gone, heard, utterances, words)


def _typed(one: Utterance, text: str) -> Utterance:
    words = rewriting.respelled(one.words, text, (f"h{n}" for n in count()))
    return rewriting.trusted(replace(one, words=words))


def test_the_same_words_keep_their_ids_and_the_models_text_is_new() -> None:
    heard = _anew(said())
    words = heard[1].words
    heard[1] = replace(heard[1], words=(words[0], replace(words[1], text="Marc"), *words[2:]))
    now = _merged(said(), heard)
    assert [word.id for one in now.utterances for word in one.words] == [
        word.id for one in said() for word in one.words
    ]
    assert [one.id for one in now.utterances] == [one.id for one in said()]
    assert now.utterances[1].text.startswith("Que Marc me")
    assert now.utterances[1].model == "whisper-small"
    assert now.readings == {}


def test_what_the_coach_wrote_stays_and_the_other_reading_is_kept_beside_it() -> None:
    before = said()
    before[1] = _typed(before[1], "Que Marc me dise la vérité.")
    now = _merged(before, _anew(said()))
    assert now.utterances[1] == before[1]
    assert now.readings == {"u2": "Que Marque me dise euh la vérité."}
    assert [one.text for one in now.utterances[2:]] == [one.text for one in before[2:]]


def test_words_that_the_coach_took_out_at_its_end_do_not_come_back() -> None:
    before = said()
    before[1] = _typed(before[1], "me dise euh la")
    now = _merged(before, _anew(said()))
    assert now.utterances[1] == before[1]
    assert len(now.utterances) == len(before)


def test_an_utterance_that_the_coach_took_out_stays_out() -> None:
    before = said()
    gone = rewriting.trusted(before.pop(1))
    now = _merged(before, _anew(said()), (gone,))
    assert [one.text for one in now.utterances] == [one.text for one in before]
    assert now.readings == {}


def test_who_speaks_stays_as_the_coach_said_even_where_it_is_cut_otherwise() -> None:
    before = said()
    before[0] = rewriting.said_by(before[0], Speaker.CLIENT)
    heard = _anew([replace(before[0], words=before[0].words + before[2].words), before[1]])
    heard[0] = replace(heard[0], speaker=Speaker.COACH)
    now = _merged(before, heard)
    assert [(one.text, one.speaker, one.speaker_by) for one in now.utterances] == [
        (before[0].text, Speaker.CLIENT, Maker.COACH),
        (before[1].text, Speaker.CLIENT, Maker.MODEL),
        (before[2].text, Speaker.COACH, Maker.MODEL),
    ]


_WORD = st.tuples(st.sampled_from(("oui", "non", "Marc", "euh")), st.floats(0, 20))


@given(st.lists(_WORD, max_size=30), st.lists(_WORD, max_size=30), st.data())
def test_whatever_is_heard_ids_stay_unique_and_the_coachs_text_stays(
    old: list[tuple[str, float]], new: list[tuple[str, float]], data: st.DataObject
) -> None:
    before = [
        Utterance(f"u{at}", at % 2, Speaker.COACH, (Word(f"w{at}", text, start, start + 0.3),))
        for at, (text, start) in enumerate(sorted(old, key=lambda word: word[1]))
    ]
    before = [rewriting.trusted(one) if data.draw(st.booleans()) else one for one in before]
    heard = [
        Utterance("", at % 2, Speaker.COACH, (Word("", text, start, start + 0.3),))
        for at, (text, start) in enumerate(sorted(new, key=lambda word: word[1]))
    ]
    now = _merged(before, heard)
    own = [one for one in before if one.by is Maker.COACH]
    assert [one for one in now.utterances if one.by is Maker.COACH] == own
    ids = [word.id for one in now.utterances for word in one.words]
    assert len(set(ids)) == len(ids)
    assert "" not in ids
    starts = [one.start or 0 for one in now.utterances]
    assert starts == sorted(starts)
    lost = len(heard) - (len(now.utterances) - len(own))
    assert lost >= 0
    assert lost == 0 or own

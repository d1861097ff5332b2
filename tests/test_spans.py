"""Characters and words find each other again."""

from hypothesis import given
from hypothesis import strategies as st

from models.spans import joined, word_ids, word_spans
from recorder.conversation import Speaker, Utterance, Word

words = st.lists(
    st.text(
        st.characters(exclude_categories=["Zs", "Zl", "Zp", "Cc", "Cs"]), min_size=1, max_size=9
    ),
    min_size=1,
    max_size=12,
)


def said(texts: list[str]) -> Utterance:
    held = tuple(Word(f"w{n}", text, None, None) for n, text in enumerate(texts))
    return Utterance("u1", 0, Speaker.CLIENT, held)


@given(words)
def test_every_span_holds_its_own_word(texts: list[str]) -> None:
    utterance = said(texts)
    assert [utterance.text[a:b] for a, b in word_spans(utterance)] == texts


@given(words, st.data())
def test_cut_anywhere_between_words_gives_back_each_word_once(
    texts: list[str], data: st.DataObject
) -> None:
    utterance = said(texts)
    cut = data.draw(st.integers(0, len(texts)))
    at = len(" ".join(texts[:cut]))
    first = word_ids(utterance, 0, at)
    rest = word_ids(utterance, at, len(utterance.text))
    assert first + rest == tuple(word.id for word in utterance.words)
    assert len(first) == cut


def test_part_of_a_word_counts_as_the_word() -> None:
    assert word_ids(said(["dites-le", "moi"]), 3, 5) == ("w0",)


def test_a_sentence_cut_inside_a_quotation_is_whole_again() -> None:
    text = "Il dit « bon, on fait quoi ? Là ? » et il attend. Voilà."
    cuts = [(0, 28), (29, 33), (34, 49), (50, 56)]
    assert joined(cuts, text) == ((0, 49), (50, 56))


def test_sentences_that_stand_alone_stay_apart() -> None:
    text = "Non. Ça non. Laissez-moi finir."
    cuts = [(0, 4), (5, 12), (13, 31)]
    assert joined(cuts, text) == tuple(cuts)

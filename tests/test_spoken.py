"""Fillers go; negations, numbers, names and everything that only looks like a filler stay."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import DIALOGUES

from models.spoken import bare, fillers, is_kept, tidy
from recorder.conversation import Language

LANGUAGES: tuple[Language, ...] = ("fr", "en")


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ("Euh... franchement, dites-le moi cash.", "Dites-le moi cash."),
        ("Ben le reste, j'sais pas.", "Le reste, j'sais pas."),
        ("il était toujours plein le lendemain, quoi.", "Il était toujours plein le lendemain."),
        (
            "Une espèce de... de surveillante à l'ancienne.",
            "Une espèce de surveillante à l'ancienne.",
        ),
        ("(soupir) Mon fils, il m'a dit un truc.", "Mon fils, il m'a dit un truc."),
        ("On le tire pas tout doucement, hein.", "On le tire pas tout doucement."),
        ("Euh, hein, bon.", "Bon."),
    ],
)
def test_french_loses_its_fillers(said: str, noted: str) -> None:
    assert tidy(said, "fr") == noted


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ("Um, well, I had one before, you know.", "I had one before."),
        ("he's, he's started calling it his normal.", "He's started calling it his normal."),
        ("with this, this little smile.", "With this little smile."),
        ("If he hears I'm, um, wobbling.", "If he hears I'm wobbling."),
        ("(laughs) So when you say no, we stop.", "When you say no, we stop."),
        ("There's, like, a lot of it.", "There's a lot of it."),
    ],
)
def test_english_loses_its_fillers(said: str, noted: str) -> None:
    assert tidy(said, "en") == noted


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Dites mon prénom.", "fr"),
        ("Attendez que je finisse.", "fr"),
        ("Vous vous mettez à côté.", "fr"),
        ("Alors que moi, je préfère attendre.", "fr"),
        ("Il faut là quelqu'un qui écoute.", "fr"),
        ("Look me in the eye.", "en"),
        ("So far nobody asked.", "en"),
        ("I like it that that was said.", "en"),
        ('I can do a "hmm".', "en"),
    ],
)
def test_words_that_only_look_like_fillers_stay(said: str, language: Language) -> None:
    assert tidy(said, language) == said


def test_a_client_called_like_a_filler_keeps_the_name() -> None:
    assert tidy("Ben veut du temps.", "fr", ("Ben",)) == "Ben veut du temps."


def _pieces(language: Language) -> st.SearchStrategy[str]:
    known = fillers(language)
    phrases = [
        " ".join(phrase)
        for kind in (known.hesitations, known.anywhere, known.opening, known.closing, known.set_off)
        for phrase in kind
    ]
    said = [*sorted(known.kept), "Karima", "Limoges", "17", "veut", "want", "toujours", "ask"]
    words = st.sampled_from(phrases) | st.sampled_from(said)
    marked = st.tuples(words, st.sampled_from(["", ",", "...", ".", "?", " !"])).map("".join)
    return st.lists(marked, min_size=1, max_size=14).map(" ".join)


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_negations_numbers_and_names_are_never_dropped(
    language: Language, data: st.DataObject
) -> None:
    said = data.draw(_pieces(language))

    def held(text: str) -> Counter[str]:
        names = {"karima", "limoges"}
        words = [word for word in text.split() if is_kept(word, language) or bare(word) in names]
        return Counter(map(bare, words))

    assert held(tidy(said, language, ("Karima", "Limoges"))) == held(said)


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_nothing_is_added_and_the_order_stays(language: Language, data: st.DataObject) -> None:
    said = data.draw(_pieces(language))
    rest = iter([word for word in map(bare, said.split()) if word])
    assert all(word in rest for word in map(bare, tidy(said, language).split()) if word)


@pytest.mark.parametrize("language", LANGUAGES)
def test_negations_and_numbers_of_real_talk_survive(language: Language) -> None:
    for path in sorted(DIALOGUES.glob(f"{language}-*.json")):
        for turn in json.loads(path.read_text("utf-8"))["turns"]:
            said = [bare(w) for w in turn["text"].split() if is_kept(w, language)]
            noted = [bare(w) for w in tidy(turn["text"], language).split() if is_kept(w, language)]
            assert said == noted


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_gives_no_more_words_than_it_has(text: str, language: Language) -> None:
    assert len(tidy(text, language).split()) <= len(text.split())

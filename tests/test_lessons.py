"""What the coach corrected is felt in texts like it, wrecks nothing, and is forgotten."""

import numpy as np
import pytest

from models.lessons import Example
from models.topics import Tagger
from recorder.conversation import Speaker, Utterance, Word
from recorder.tagging import Confirmation

COACH, CLIENT = Speaker.COACH, Speaker.CLIENT


@pytest.fixture
def tagger() -> Tagger:
    return Tagger.load()


def said(*lines: tuple[Speaker, str]) -> list[Utterance]:
    return [
        Utterance(
            f"u{place}",
            0,
            speaker,
            tuple(Word(f"w{place}.{n}", word, None, None) for n, word in enumerate(text.split())),
        )
        for place, (speaker, text) in enumerate(lines)
    ]


def example(text: str, *topics: str) -> Example:
    (one,) = said((COACH, text))
    return Example(one, Confirmation(one.id, topics))


ASKED = said((COACH, "Et la météo du dedans, elle est comment ?"), (CLIENT, "Brouillard."))
PLAIN = said(
    (COACH, "Quelle est la meilleure façon de vous confronter ?"),
    (CLIENT, "Franchement, dites-le-moi cash, mais jamais devant les autres."),
)


def test_a_question_corrected_before_is_known_in_the_next_session(tagger: Tagger) -> None:
    (before, _) = tagger.tag(ASKED, "fr")
    tagger.learn(
        [
            example("Elle est comment, la météo du dedans ?", "saboteur"),
            example("C'est quoi la météo du dedans aujourd'hui ?", "saboteur"),
        ]
    )
    (after, answer) = tagger.tag(ASKED, "fr")
    assert before["saboteur"] < tagger.thresholds["saboteur"] <= after["saboteur"]
    assert answer["saboteur"] >= tagger.thresholds["saboteur"]


def test_what_is_learned_is_forgotten_with_its_examples(tagger: Tagger) -> None:
    before = tagger.tag(ASKED, "fr")
    tagger.learn([example("Elle est comment, la météo du dedans ?", "saboteur")])
    assert tagger.tag(ASKED, "fr") != before
    tagger.learn([])
    assert tagger.tag(ASKED, "fr") == before


def test_no_number_of_wrong_corrections_wrecks_what_is_plain(tagger: Tagger) -> None:
    tagger.learn(
        [example(f"Qu'est-ce qui se passe, là, numéro {n} ?", "values") for n in range(60)]
    )
    scores = tagger.tag(PLAIN, "fr")
    for one in scores:
        assert max(one, key=one.__getitem__) == "confrontation"
        assert one["confrontation"] >= tagger.thresholds["confrontation"]


def test_a_reading_stays_a_set_of_chances(tagger: Tagger) -> None:
    tagger.learn([example("Elle est comment, la météo du dedans ?", "saboteur", "values")])
    reading = tagger.read(ASKED)
    for rows in (reading.alone, reading.whole, *reading.pieces):
        assert np.allclose(np.exp(rows).sum(axis=1), 1)


def test_a_tag_taken_away_teaches_against_it_alone(tagger: Tagger) -> None:
    (one,) = said((COACH, "Quelle est la meilleure façon de vous confronter ?"))
    (before, _) = tagger.read(PLAIN).alone
    tagger.learn([Example(one, Confirmation(one.id, (), whole=False, refused=("confrontation",)))])
    (after, _) = tagger.read(PLAIN).alone
    place = list(tagger.thresholds).index("confrontation")
    assert after[place] < before[place]

"""A clause of at most forty words, cut where it hurts least, the cut marked."""

from scripted import scripted

from models.shortening import MOST_WORDS, Parts, shortened
from models.statements import Statement
from recorder.conversation import Conversation


def whole(conversation: Conversation, turn: int = 0, place: int = 0, text: str = "") -> Statement:
    utterance = conversation.utterances[turn]
    words = utterance.words
    return Statement(
        turn, place, utterance, text or utterance.text, tuple(word.id for word in words)
    )


def text_of(parts: Parts) -> str:
    return " ".join(one.text for part in parts for one in part)


LONG = (
    "Alors il y avait tout le monde dans la grande salle et le chef parlait depuis une heure, "
    "moi je regardais la pendule au-dessus de la porte, "
    "et je veux que vous me le disiez seulement quand nous sommes deux, "
    "après il est parti chercher le café pour toute l'équipe comme tous les matins."
)


def test_what_is_short_stays_as_it_is() -> None:
    parts: Parts = ((), (whole(scripted([("client", "Dites-le cash.", ())])),), ())
    assert shortened(parts, text_of, "fr", lambda _: 1.0) == parts


def test_a_long_sentence_keeps_the_phrase_that_wants_something_with_its_condition() -> None:
    parts: Parts = ((), (whole(scripted([("client", LONG, ())])),), ())
    found = shortened(parts, text_of, "fr", lambda _: 1.0)
    (said,) = found[1]
    assert len(text_of(found).split()) <= MOST_WORDS
    assert "je veux que vous me le disiez seulement quand nous sommes deux" in said.text
    assert said.text.startswith("[…]")
    assert len(said.words) == len(said.text.replace("[…]", "").split())


def test_of_several_sentences_the_least_worth_goes_first() -> None:
    conversation = scripted([("client", "mot " * 25, ()), ("client", "autre " * 25, ())])
    parts: Parts = ((), (whole(conversation, 0), whole(conversation, 1, 1)), ())
    found = shortened(parts, text_of, "fr", lambda one: float(one.turn))
    assert [one.turn for one in found[1]] == [1]


def test_a_cut_never_parts_a_negation() -> None:
    said = "et puis " * 17 + "je ne veux surtout pas de ça ici du tout"
    parts: Parts = ((), (whole(scripted([("client", said, ())])),), ())
    text = text_of(shortened(parts, text_of, "fr", lambda _: 1.0))
    assert ("ne" in text.split()) == ("pas" in text.split())

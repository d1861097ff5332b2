"""Under other names nothing tells the old ones, and nothing else changes."""

from dataclasses import replace

from invented import spoken

from recorder.conversation import (
    Agreement,
    Clause,
    Client,
    Commitment,
    Conversation,
    Party,
    Speaker,
)
from recorder.edition import Edition
from recorder.export import export
from recorder.pseudonyms import renamed


def talk() -> Conversation:
    said = spoken(
        (Speaker.COACH, "Bonjour Marc, et marc de café."), (Speaker.CLIENT, "C'est MARC-Antoine.")
    )
    clause = Clause(
        "c1", "values", Party.CLIENT, "Ce que Marc Le Goff attend de Claire", (), ("w1",)
    )
    line = Commitment("k1", "c1", Party.CLIENT, "Marc appelle", check="Claire demande")
    return replace(
        said,
        client=Client("k1", "Marc Le Goff"),
        agreement=Agreement(1, (clause,), (), (line,)),
    )


def test_names_go_wherever_they_stand() -> None:
    text = export(talk(), "json", Edition(client="Alix", coach="C.")).decode()
    for name in ("Marc", "Goff", "Claire", "MARC"):
        assert name not in text
    assert "Ce que Alix attend de C." in text


def test_parts_of_other_words_stay() -> None:
    said = replace(spoken((Speaker.CLIENT, "Marcher, remarque, le lemarc.")), agreement=None)
    assert renamed(said, "Alix").utterances == said.utterances


def test_without_pseudonyms_nothing_changes() -> None:
    assert renamed(talk()) == talk()

"""The one door: every format, any conversation, and a clear no for another format."""

import html
from dataclasses import replace

import pytest
from hypothesis import given, settings
from invented import conversations, spoken

from recorder import plaintext
from recorder.conversation import (
    Agreement,
    Clause,
    ClauseState,
    Commitment,
    Conversation,
    Party,
    Speaker,
)
from recorder.edition import Edition
from recorder.errors import UnusableAnswer
from recorder.export import DOCUMENTS, FORMATS, export
from recorder.phrases import phrases
from recorder.template import Template

PACKED = {"docx", "pdf"}  # their own files look into them


@settings(max_examples=30, deadline=None)
@given(conversations())
def test_every_format_takes_any_conversation_and_gives_the_same_bytes_again(
    conversation: Conversation,
) -> None:
    for name in sorted(set(FORMATS) - PACKED):
        data = export(conversation, name)
        assert "\x1b" not in data.decode()
        assert data == export(conversation, name)


def test_the_formats_of_the_contract_are_there() -> None:
    assert {"json", "md", "txt", "srt", "vtt", "csv"} <= set(FORMATS)
    talk = spoken((Speaker.CLIENT, "Oui"))
    assert export(talk, "txt").decode() == plaintext.readable(talk)


def test_another_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnusableAnswer, match=r"'odt'.*json, md, txt"):
        export(spoken((Speaker.CLIENT, "Oui")), "odt")


def decided() -> Conversation:
    """A clause of each state, all quoted, two of the quotes approved."""
    talk = spoken((Speaker.COACH, "Comment faire ?"), (Speaker.CLIENT, "Cash, jamais en public."))
    states = (ClauseState.ACCEPTED, ClauseState.EDITED, ClauseState.DRAFT, ClauseState.REJECTED)
    clauses = tuple(
        Clause(
            f"c{number}",
            "confrontation",
            Party.COACH,
            f"Clause {state.value}.",
            (),
            ("w3", "w4"),
            state,
            superseded=("w5",),
            quotable=state in {ClauseState.EDITED, ClauseState.DRAFT},
        )
        for number, state in enumerate(states)
    )
    lines = tuple(
        Commitment(f"k{number}", f"c{number}", Party.CLIENT, f"Faire {number}")
        for number in range(4)
    )
    return replace(talk, agreement=Agreement(1, clauses, ("values",), lines))


@pytest.mark.parametrize("name", sorted(set(DOCUMENTS) - PACKED))
def test_the_clients_copy_holds_only_what_was_accepted_and_approved(name: str) -> None:
    copy = Edition(for_client=True, client="Alix", coach="C.")
    text = html.unescape(export(decided(), name, copy).decode())
    assert text.count("Clause accepted.") == text.count("Clause edited.") == 1
    assert text.count("Cash,") == 1
    for hidden in ("Clause draft", "Clause rejected", "Faire 2", "Faire 3", "Marc", "Claire"):
        assert hidden not in text
    for hidden in ("Comment faire", "public", phrases("fr").open_questions, "autrement"):
        assert hidden not in text
    assert "Faire 1" in text
    assert text.count(phrases("fr").signature.format(name="Alix")) == 1
    for clause in ("c0", "c1"):
        assert text.replace("\\", "").count(f"Commentaire [{clause}]") == 1


@pytest.mark.parametrize("name", sorted(set(DOCUMENTS) - PACKED))
def test_quotes_and_transcript_are_left_out_at_wish(name: str) -> None:
    bare = export(decided(), name, Edition(quotes=False, transcript=False)).decode()
    assert "Clause draft." in bare
    assert "Cash" not in bare
    assert "public" not in bare


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_letterhead_footer_and_order_are_the_coachs(name: str) -> None:
    talk = decided()
    assert talk.agreement
    clauses = (*talk.agreement.clauses, replace(talk.agreement.clauses[0], id="c9", topic="values"))
    talk = replace(talk, agreement=replace(talk.agreement, clauses=clauses))
    own = Template(("Cabinet <Claire>",), ("SIRET 1",), ("values", "confrontation"))
    data = export(talk, name, Edition(template=own))
    if name not in PACKED:
        text = html.unescape(data.decode()).replace("\\", "")
        assert "Cabinet <Claire>" in text.replace("&lt;", "<")
        assert text.index("Valeurs") < text.index("Confrontation")


@pytest.mark.parametrize("name", sorted(set(FORMATS) - set(DOCUMENTS)))
def test_what_holds_the_whole_record_is_no_clients_copy(name: str) -> None:
    with pytest.raises(UnusableAnswer, match="whole record"):
        export(decided(), name, Edition(for_client=True))

"""The JSON export is the contract of docs/export.schema.json."""

import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from invented import conversations, spoken

from recorder import jsonform
from recorder.conversation import (
    Agreement,
    Cause,
    Clause,
    Conversation,
    Gap,
    Maker,
    Mark,
    MarkKind,
    Party,
    Passage,
    Speaker,
    Word,
)

SCHEMA = json.loads(
    (Path(__file__).parent.parent / "docs" / "export.schema.json").read_text(encoding="utf-8")
)


def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def exported(conversation: Conversation) -> dict:
    return json.loads(jsonform.render(conversation))


def tagged() -> Conversation:
    talk = spoken((Speaker.COACH, "On se dit tout ?"), (Speaker.CLIENT, "Oui, cash."))
    passages = (
        Passage("p1", "confrontation", ("w4", "w5"), 0.4),
        Passage("p2", "confrontation", ("w5",), 0.8),
        Passage("p3", "permission", ("w5",), 0.8, Maker.COACH),
    )
    clauses = (
        Clause("c1", "confrontation", Party.COACH, "Dire cash.", ("p1",), ("w6",)),
        Clause("c2", "confrontation", Party.BOTH, "Tout dire.", ("p1",)),
    )
    return replace(talk, passages=passages, agreement=Agreement(1, clauses, ("values",)))


def test_the_schema_is_a_schema_and_admits_no_unknown_field() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    document = exported(tagged())
    document["utterances"][0]["words"][0]["extra"] = 1
    with pytest.raises(jsonschema.ValidationError, match="extra"):
        validator().validate(document)


@settings(max_examples=50, deadline=None)
@given(conversations())
def test_any_conversation_validates_and_comes_back_as_it_was(conversation: Conversation) -> None:
    document = exported(conversation)
    validator().validate(document)
    assert document == jsonform.document(conversation)


@settings(max_examples=50, deadline=None)
@given(conversations())
def test_no_control_or_line_separator_leaves(conversation: Conversation) -> None:
    text = jsonform.render(conversation).decode()
    assert text.endswith("}\n")
    harmful = {c for c in text if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}}
    assert harmful <= {"\n"}
    assert not set("\u200b\u202e\ufeff") & set(text)


def test_an_utterance_takes_each_topic_once_with_its_best_score() -> None:
    first, second = exported(tagged())["utterances"]
    assert first["topics"] == [{"topic": "confrontation", "score": 0.4, "by": "model"}]
    assert second["topics"] == [
        {"topic": "permission", "score": 0.8, "by": "coach"},
        {"topic": "confrontation", "score": 0.8, "by": "model"},
    ]


def test_a_passage_and_a_clause_name_their_utterances() -> None:
    document = exported(tagged())
    assert document["passages"][0]["utterances"] == ["u0", "u1"]
    quoted, unquoted = document["agreement"]["clauses"]
    assert quoted["utterances"] == ["u1"]
    assert unquoted["utterances"] == ["u0", "u1"]
    assert document["agreement"]["not_discussed"] == ["values"]


def test_seconds_are_rounded_to_milliseconds_and_unknown_ones_are_null() -> None:
    talk = spoken((Speaker.CLIENT, "Oui"))
    words = (Word("w0", "Oui", 1.23456, None, None),)
    utterance = replace(talk.utterances[0], words=words)
    (shown,) = exported(replace(talk, utterances=(utterance,)))["utterances"]
    assert (shown["start"], shown["end"]) == (1.235, None)
    assert shown["words"][0]["probability"] is None


def test_accents_stay_readable_and_bytes_are_stable() -> None:
    talk = spoken((Speaker.CLIENT, "Bientôt l'été"))
    data = jsonform.render(talk)
    assert "Bientôt l'été".encode() in data
    assert data == jsonform.render(talk)
    assert list(json.loads(data)) == list(SCHEMA["properties"])


def test_gaps_and_marks_are_told_with_their_seconds() -> None:
    talk = spoken((Speaker.CLIENT, "Oui"))
    gap = Gap(1.23456, 2.0, Cause.OFF_THE_RECORD, None, talk.session.started)
    mark = Mark("m1", MarkKind.NOTE, 0.5, 0.5, "À revoir :\nle\x1b[31m ton.\u202e")
    document = exported(replace(talk, gaps=(gap,), marks=(mark,)))
    validator().validate(document)
    assert document["gaps"] == [
        {
            "start": 1.235,
            "end": 2.0,
            "cause": "off the record",
            "channel": None,
            "at": "2026-11-23T14:30:00+00:00",
        }
    ]
    assert document["marks"] == [
        {"id": "m1", "kind": "note", "start": 0.5, "end": 0.5, "text": "À revoir :\nle ton."}
    ]


@settings(max_examples=30, deadline=None)
@given(conversations())
def test_a_file_from_before_gaps_and_marks_is_still_one(conversation: Conversation) -> None:
    document = exported(conversation)
    del document["gaps"], document["marks"]
    for later in ("decision", "guardian", "rights_told"):
        (document["session"]["consent"] or {}).pop(later, None)
    validator().validate(document)

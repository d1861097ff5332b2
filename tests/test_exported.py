"""A conversation that was exported as JSON comes back the same, and anything else is refused."""

import copy
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import conversations, spoken

from recorder import jsonform
from recorder.cleaning import one_line
from recorder.conversation import (
    Agreement,
    Cause,
    Clause,
    ClauseState,
    Consent,
    Conversation,
    Decision,
    Gap,
    Given,
    Maker,
    Mark,
    MarkKind,
    Party,
    Passage,
    Reason,
    Speaker,
)
from recorder.errors import UnusableFile
from recorder.exported import Exported, read_exported

quick = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def tagged() -> Conversation:
    talk = spoken((Speaker.COACH, "On se dit tout ?"), (Speaker.CLIENT, "Oui, cash."), pace=0.5)
    reason = Reason("e5", ("cash",), "Dites-le cash.", "u0")
    passage = Passage("p1", "confrontation", ("w4", "w5"), 0.8, Maker.COACH, reason)
    clause = Clause(
        "c1", "confrontation", Party.COACH, "Dire.", ("p1",), ("w5",), ClauseState.EDITED
    )
    at = datetime(2026, 11, 23, 14, 31, tzinfo=UTC)
    consent = Consent(
        *("n1", "s1", "", "Claire", ("record",), None, at.date(), "Oui.\nNon.", "fr", 2),
        *(Given.ORAL, at, "", "ab", Decision.WITHDRAWN, "Anne", False),
    )
    return replace(
        talk,
        consent=consent,
        passages=(passage,),
        agreement=Agreement(3, (clause,), ("values",)),
        gaps=(Gap(0.5, 1.0, Cause.PAUSE, None, at), Gap(1.0, 2.5, Cause.DEVICE_LOST, 1, at)),
        marks=(
            Mark("m1", MarkKind.CONSENT, 0.0, 1.0),
            Mark("m2", MarkKind.NOTE, 2.0, 2.0, "Oui.\nNon."),
        ),
    )


def read(tmp_path: Path, data: bytes | str) -> Exported:
    path = tmp_path / "a.json"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_exported(path)


def refused(tmp_path: Path, data: bytes | str) -> str:
    with pytest.raises(UnusableFile) as caught:
        read(tmp_path, data)
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value.advice
    return caught.value.title


def test_every_noun_comes_back_as_it_left(tmp_path: Path) -> None:
    talk = tagged()
    data = jsonform.render(talk)
    found = read(tmp_path, data)
    assert jsonform.render(found.conversation()) == data
    assert found.utterances == talk.utterances
    assert found.passages == talk.passages
    assert found.agreement == talk.agreement
    assert found.consent == talk.consent
    assert (found.gaps, found.marks) == (talk.gaps, talk.marks)
    assert found.client == "Marc"
    assert found.session == replace(talk.session, client="")


@quick
@given(conversations())
def test_any_conversation_exports_to_the_same_again(
    tmp_path: Path, conversation: Conversation
) -> None:
    check_round_trip(tmp_path, conversation)


@quick
@given(conversations(times=False))
def test_a_conversation_without_times_too(tmp_path: Path, conversation: Conversation) -> None:
    check_round_trip(tmp_path, conversation)


def check_round_trip(tmp_path: Path, conversation: Conversation) -> None:
    data = jsonform.render(conversation)
    again = jsonform.document(read(tmp_path, data).conversation())
    document = json.loads(data)
    for utterance in document["utterances"]:
        # Words never cleaned before may hold an escape sequence that only their sum completes.
        utterance["text"] = one_line(" ".join(word["text"] for word in utterance["words"]))
    for utterance in [*document["utterances"], *again["utterances"]]:
        # Scores that differ by less than the file keeps may change places.
        utterance["topics"].sort(key=lambda tag: tag["topic"])
    assert again == document


def test_a_file_that_says_only_what_it_must_is_enough(tmp_path: Path) -> None:
    least = {
        "schema": 1,
        "session": {"started": "2026-11-23T10:00:00Z"},
        "utterances": [
            {"id": "u1", "speaker": "coach", "text": "Ça va ?", "start": 1, "end": 2},
            {"id": "u2", "speaker": "client", "text": "Oui, bien."},
        ],
    }
    found = read(tmp_path, json.dumps(least))
    assert [utterance.text for utterance in found.utterances] == ["Ça va ?", "Oui, bien."]
    assert [word.id for item in found.utterances for word in item.words] == ["w1", "w2", "w3", "w4"]
    assert (found.utterances[0].start, found.utterances[0].end) == (1.0, 2.0)
    assert (found.passages, found.agreement, found.consent) == ((), None, None)
    assert (found.gaps, found.marks) == ((), ())


def test_a_consent_from_before_it_could_be_withdrawn_stands(tmp_path: Path) -> None:
    document = jsonform.document(tagged())
    for later in ("decision", "guardian", "rights_told"):
        del document["session"]["consent"][later]
    consent = read(tmp_path, json.dumps(document)).consent
    assert consent
    assert (consent.decision, consent.guardian, consent.rights_told) == (Decision.GIVEN, "", True)


def test_texts_come_clean(tmp_path: Path) -> None:
    document = jsonform.document(tagged())
    document["utterances"][1]["words"][0]["text"] = "\x1b]0;x\x07O\u202eui\n,"
    document["session"]["client"] = "Ma\u200brc\u2028"
    document["agreement"]["clauses"][0]["text"] = "\ud800Dire\x00."
    found = read(tmp_path, json.dumps(document))
    assert found.utterances[1].words[0].text == "Oui ,"
    assert found.client == "Marc"
    assert found.agreement is not None
    assert found.agreement.clauses[0].text == "Dire."


def changed(path: str, value: Any) -> str:
    """The tagged conversation as JSON with one value changed, or left out where it is `...`."""
    document: Any = jsonform.document(tagged())
    *steps, last = (int(step) if step.isdecimal() else step for step in path.split("."))
    place = document
    for step in steps:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return json.dumps(document)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("schema", 2, "newer version"),
        ("schema", True, "not a conversation exported"),
        ("schema", ..., "not a conversation exported"),
        ("session", ..., "session is not an object"),
        ("session.started", "2026-11-23T10:00:00", "session.started is not a time with its zone"),
        ("session.started", "yesterday", "session.started is not a time like"),
        ("session.duration", -1, "session.duration is not a number from 0"),
        ("session.duration", 10**400, "session.duration is not a number from 0"),
        ("session.setting", ["room"], "session.setting is not one of room, call, import"),
        ("session.channels", ["chef"], r"session.channels[0] is not one of coach"),
        ("session.consent.keep_text_until", "soon", "consent.keep_text_until is not a date"),
        ("session.consent.text", 5, "consent.text is not a text"),
        ("utterances", {}, "utterances is not a list"),
        ("utterances.1.speaker", "Marc", "utterances[1].speaker is not one of"),
        ("utterances.1.suspect", 1, "utterances[1].suspect is not true or false"),
        ("utterances.1.channel", 1.5, "utterances[1].channel is not a whole number"),
        ("utterances.1.channel", -1, "utterances[1].channel is not a whole number from 0"),
        ("utterances.1.id", "u0", "two utterances have the id u0"),
        ("utterances.1.id", "\u200b", "utterances[1].id is not an id"),
        ("utterances.1.words.0.id", "w0", "two words have the id w0"),
        ("utterances.1.words.0.start", "1", "utterances[1].words[0].start is not a number"),
        ("utterances.1.words.0.probability", 1.1, "probability is not a number from 0 to 1"),
        ("utterances.1.words.0.text", None, "utterances[1].words[0].text is not a text"),
        ("passages.0.words", "w4", "passages[0].words is not a list"),
        ("passages.0.reason", [], "passages[0].reason is not an object"),
        ("agreement.version", 0, "agreement.version is not a whole number from 1"),
        ("agreement.clauses.0.state", "signed", "clauses[0].state is not one of draft"),
        ("session.consent.decision", "maybe", "decision is not one of given, refused, withdrawn"),
        ("session.consent.rights_told", "yes", "consent.rights_told is not true or false"),
        ("gaps", None, "gaps is not a list"),
        ("gaps.0.start", None, "gaps[0].start is not a number"),
        ("gaps.0.end", 0.4, "gaps[0].end is not at or after its start"),
        ("gaps.0.cause", "lunch", "gaps[0].cause is not one of pause"),
        ("gaps.0.channel", -1, "gaps[0].channel is not a whole number from 0"),
        ("gaps.0.at", ..., "gaps[0].at is not a text"),
        ("marks.0.kind", "star", "marks[0].kind is not one of consent"),
        ("marks.1.id", "m1", "two marks have the id m1"),
        ("marks.1.text", 5, "marks[1].text is not a text"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, path: str, value: Any, told: str) -> None:
    assert told in refused(tmp_path, changed(path, value))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04\x00\x00\xff", "not a text file"),
        ("{'schema': 1}", "is not JSON: line 1"),
        ('{"schema": 1,\n"session": {', "is not JSON: line 2"),
        ("[" * 100_000, "is not JSON that can be read"),
        (f'{{"schema": {"9" * 5000}}}', "is not JSON that can be read"),
        ("[]", "not a conversation exported"),
        ('{"turns": []}', "not a conversation exported"),
        ('{"schema": 1, "session": {}, "utterances": [NaN]}', "not"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, data: bytes | str, told: str) -> None:
    assert told in refused(tmp_path, data)


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.truncate(50_000_001)
    with pytest.raises(UnusableFile, match="50 MB"):
        read_exported(path)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path to every value within `value`."""
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [path, *(each for key, item in inner for each in places(item, (*path, key)))]


ORDINARY = json.loads(jsonform.render(tagged()))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


@quick
@given(st.sampled_from([place for place in places(ORDINARY) if place]), values)
def test_any_value_anywhere_is_read_or_refused(
    tmp_path: Path, place: tuple[str | int, ...], value: Any
) -> None:
    document = copy.deepcopy(ORDINARY)
    target = document
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    try:
        found = read(tmp_path, json.dumps(document))
    except UnusableFile:
        return
    assert jsonform.render(found.conversation())

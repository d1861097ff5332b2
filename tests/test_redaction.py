"""What goes off the record goes out of everything that was made from it, and nothing else does."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recorder import (
    agreements,
    clients,
    desk,
    library,
    marks,
    redaction,
    search,
    sessions,
    transcript,
)
from recorder.conversation import (
    Agreement,
    Clause,
    Maker,
    Mark,
    MarkKind,
    Party,
    Passage,
    Reason,
    Session,
    Speaker,
    Utterance,
    Word,
)
from recorder.vault import Vault

WORDS = 20  # one a second; three in an utterance
AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def _said(number: int) -> str:
    return f"mot{chr(97 + number)}{chr(97 + number)}"


def _word(number: int) -> Word:
    return Word(f"w{number}", _said(number), number + 0.1, number + 0.9)


def _filled(vault: Vault) -> Session:
    """A session where every word is quoted by a passage and a clause, two of them by each."""
    client = clients.named_or_new(vault, "Leïla", "fr")
    session = Session(sessions.new_id(), client.id, "Paul", "fr", "room", AT, 20.0, ())
    words = [_word(number) for number in range(WORDS)]
    said = [
        Utterance(f"u{at}", 0, Speaker.UNKNOWN, tuple(words[at : at + 3]))
        for at in range(0, WORDS, 3)
    ]
    passages = [
        Passage(f"p{at}", "values", (f"w{at}", f"w{at + 1}"), 0.5, reason=_reason(at))
        for at in range(0, WORDS, 2)
    ]
    clauses = tuple(
        Clause(f"c{at}", "values", Party.BOTH, f"« {_said(at)} »", (f"p{at}",), (f"w{at}",), by=by)
        for at, by in zip(range(0, WORDS, 2), [Maker.MODEL, Maker.COACH] * WORDS, strict=False)
    )
    echo = Utterance("e0", 0, Speaker.UNKNOWN, (Word("x0", "écho", 0.1, 0.9),))
    with vault.writing():
        sessions.add(vault, session)
        transcript.keep(vault, session, said)
        transcript.keep_echoes(vault, session, [echo])
        transcript.keep_passages(vault, session, passages)
        agreements.keep(vault, session, Agreement(1, clauses, ()))
        for second in range(WORDS):
            marks.add(vault, session, Mark("", MarkKind.NOTE, second, second + 1.0, _said(second)))
        marks.add(vault, session, Mark("", MarkKind.CONSENT, 0.0, 20.0))
    return session


def _reason(at: int) -> Reason:
    return Reason("e5", (_said(at),), "example", "")


def _everything(vault: Vault, session: Session) -> str:
    """Whatever the vault holds of the session, in one text."""
    tables = ("utterances", "words", "passages", "clauses", "marks", "spoken", "changes")
    rows = [vault.rows(f"SELECT * FROM {name} WHERE session = ?", (session.id,)) for name in tables]
    return json.dumps(rows)


_EDGES = st.integers(0, 2 * WORDS).map(lambda half: half / 2)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(_EDGES, _EDGES)
def test_no_word_of_it_is_left_anywhere_and_all_others_are(
    opened: Vault, one: float, other: float
) -> None:
    start, end = sorted((one, other))
    session = _filled(opened)
    before = library.read(opened, session)
    with opened.writing():
        redaction.forget(opened, session, start, end)
    gone = {number for number in range(WORDS) if number + 0.1 < end and number + 0.9 > start}
    left = _everything(opened, session)
    assert not [number for number in gone if _said(number) in left]
    after = library.read(opened, session)
    assert set(after.words()) == {f"w{number}" for number in range(WORDS) if number not in gone}
    _same_outside(before.utterances, after.utterances, gone)
    for passage in after.passages:
        [old] = [one for one in before.passages if one.id == passage.id]
        touched = passage.words != old.words
        assert passage.words == tuple(w for w in old.words if int(w[1:]) not in gone)
        assert passage.reason == (Reason() if touched else old.reason)
    whole = {p.id for p in after.passages if p in before.passages}
    assert after.agreement is not None
    assert before.agreement is not None
    assert after.agreement.clauses == tuple(
        clause for clause in before.agreement.clauses if set(clause.evidence) <= whole
    )
    for number in set(range(WORDS)) - gone:
        [found] = search.search(opened, _said(number))[:1]
        assert found.start is not None
    opened.run("DELETE FROM sessions")


def _same_outside(
    before: tuple[Utterance, ...], after: tuple[Utterance, ...], gone: set[int]
) -> None:
    expected = [
        tuple(word for word in utterance.words if int(word.id[1:]) not in gone)
        for utterance in before
    ]
    assert [utterance.words for utterance in after] == [words for words in expected if words]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.floats(0, 10), st.floats(0, 5), st.floats(0, 10), st.floats(0.01, 5))
def test_a_note_made_in_it_goes_and_one_made_outside_stays(
    opened: Vault, start: float, long: float, since: float, length: float
) -> None:
    client = clients.named_or_new(opened, "Leïla", "fr")
    session = Session(sessions.new_id(), client.id, "Paul", "fr", "room", AT, 20.0, ())
    sessions.add(opened, session)
    end, until = start + long, since + length
    marks.add(opened, session, Mark("", MarkKind.NOTE, start, end, "note"))
    with opened.writing():
        redaction.forget(opened, session, since, until)
    inside = since <= start < until if start == end else start < until and end > since
    assert bool(marks.all_of(opened, session)) != inside


def test_the_mark_of_the_consent_stays(opened: Vault) -> None:
    session = _filled(opened)
    with opened.writing():
        redaction.forget(opened, session, 0.0, 100.0)
    assert [mark.kind for mark in marks.all_of(opened, session)] == [MarkKind.CONSENT]
    read = library.read(opened, session)
    assert (read.utterances, read.passages) == ((), ())
    assert "mot" not in _everything(opened, session)


def test_echoes_stay_out_of_the_search_and_go_where_they_lie_in_it(opened: Vault) -> None:
    session = _filled(opened)
    with opened.writing():
        redaction.forget(opened, session, 10.0, 11.0)
    assert search.search(opened, "écho") == ()
    assert "\\u00e9cho" in _everything(opened, session)
    with opened.writing():
        redaction.forget(opened, session, 0.0, 0.5)
    assert "\\u00e9cho" not in _everything(opened, session)


def test_other_sessions_are_untouched(opened: Vault) -> None:
    session, other = _filled(opened), _filled(opened)
    before = _everything(opened, other)
    with opened.writing():
        redaction.forget(opened, session, 0.0, 100.0)
    assert _everything(opened, other) == before


def test_an_utterance_that_lost_its_first_word_is_still_found_with_its_time(opened: Vault) -> None:
    session = _filled(opened)
    with opened.writing():
        redaction.forget(opened, session, 3.0, 4.0)
    [found] = search.search(opened, _said(4))
    assert found.start == pytest.approx(4.1)
    assert found.text == f"{_said(4)} {_said(5)}"


def test_nothing_that_went_can_be_undone_back(opened: Vault) -> None:
    session = _filled(opened)
    on = desk.on_desk(opened, session)
    on.respell("u3", "toutautre")
    on.replace(_said(6), "Prénom", remember=True)
    on.untag("p10")
    with opened.writing():
        redaction.forget(opened, session, 3.0, 6.0)
    kept = json.dumps(
        [
            opened.rows(f"SELECT * FROM {table}")
            for table in ("edits", "readings", "glossary", "passages", "words", "spoken")
        ],
        default=repr,
    )
    assert all(_said(number) not in kept for number in range(3, 6))
    assert "toutautre" not in kept
    assert on.undo() is None
    assert opened.row("SELECT count(*) FROM edits") == (0,)

"""A consent is kept as worded, chained, and never changed."""

from dataclasses import replace
from datetime import UTC, date, datetime

import apsw
import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st
from invented import speech

from recorder import clients, consents, sessions
from recorder.cleaning import cleaned
from recorder.consents import EVERY_PURPOSE, Terms
from recorder.conversation import Client, Decision, Given, Session
from recorder.errors import ConsentMissing, UnusableAnswer
from recorder.vault import Vault


def _begun(vault: Vault, language: str = "fr") -> tuple[Session, Client]:
    client = clients.named_or_new(vault, "Leïla", language)
    at = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    session = Session(sessions.new_id(), client.id, "Bertrand", language, "import", at, 0.0, ())
    sessions.add(vault, session)
    return session, client


def test_it_says_who_what_how_and_when_in_the_language_of_the_conversation(opened: Vault) -> None:
    session, client = _begun(opened)
    kept = consents.add(opened, session, client, Given.ORAL, session.started)
    assert consents.newest(opened, session) == kept
    assert kept.text.startswith("Leïla accepte que Bertrand garde cette conversation")
    assert (kept.language, kept.version, kept.given) == ("fr", 1, Given.ORAL)
    assert kept.purposes == ("record", "transcribe", "analyse")
    english, _ = _begun(opened, "en")
    assert consents.add(opened, english, client, Given.ORAL, session.started).language == "en"


def test_a_changed_row_breaks_the_chain(opened: Vault) -> None:
    session, client = _begun(opened)
    for given in (Given.UNSTATED, Given.WRITTEN, Given.MESSAGE):
        consents.add(opened, session, client, given, session.started)
    chain = consents.all_of(opened, session)
    assert consents.unbroken(chain)
    assert not consents.unbroken((chain[0], replace(chain[1], given=Given.ORAL), chain[2]))
    assert not consents.unbroken((chain[0], chain[2]))
    assert not consents.unbroken(chain[1:])


def test_no_row_can_be_changed(opened: Vault) -> None:
    session, client = _begun(opened)
    consents.add(opened, session, client, Given.UNSTATED, session.started)
    with pytest.raises(apsw.ConstraintError, match="append-only"):
        opened.run("UPDATE consents SET given = 'written'")


SAID = {
    "fr": {"transcribe": "transcrite", "analyse": "thèmes", "share": "supervise"},
    "en": {"transcribe": "transcribed", "analyse": "topics", "share": "supervisor"},
}


@whatever(
    st.sampled_from(("fr", "en", "", "de")),
    st.sets(st.sampled_from(EVERY_PURPOSE[1:])),
    st.none() | st.dates(date(2026, 1, 1), date(2099, 12, 31)),
    st.none() | st.dates(date(2026, 1, 1), date(2099, 12, 31)),
    st.sampled_from(("", "Jeanne {client}", " \u200b ")),
)
def test_the_statement_names_exactly_what_is_agreed_to(
    language: str, purposes: set[str], sound: date | None, text: date | None, guardian: str
) -> None:
    terms = Terms(Given.ORAL, ("record", *purposes), sound, text, guardian)
    said = consents.asked(language, "Paul", "Léa", terms)
    french = language == "fr"
    assert said.language == ("fr" if french else "en")
    assert said.version >= 1
    for purpose, word in SAID[said.language].items():
        assert (word in said.text) == (purpose in purposes)
    words = ("Le son est gardé", "Le texte est gardé", "parentale", "enregistrer")
    english = ("The sound is kept", "The text is kept", "parental", "record")
    about_sound, about_text, parental, record = words if french else english
    assert (about_sound in said.text) == (sound is not None)
    assert (about_text in said.text) == (text is not None)
    for day in filter(None, (sound, text)):
        assert str(day.year) in said.text
    assert (parental in said.text) == bool(cleaned(guardian).strip())
    assert ("Jeanne {client}" in said.text) == (guardian == "Jeanne {client}")
    assert record in said.text
    assert "Paul" in said.text
    assert "Léa" in said.text


@whatever(speech().filter(bool))
def test_the_coachs_own_wording_is_kept_word_for_word_but_harmless(wording: str) -> None:
    terms = Terms(Given.ORAL, wording=wording)
    clean = cleaned(wording).strip()
    if not clean:
        with pytest.raises(UnusableAnswer, match="empty"):
            consents.asked("fr", "Paul", "Léa", terms)
        return
    said = consents.asked("fr", "Paul", "Léa", terms)
    assert (said.text, said.version) == (clean, 0)
    assert not {sign for sign in said.text if ord(sign) < 32} - {"\n", "\t"}


def test_what_is_agreed_to_before_a_recording_is_kept_as_asked(opened: Vault) -> None:
    session, client = _begun(opened)
    terms = Terms(
        Given.WRITTEN, ("share", "record"), date(2026, 12, 23), date(2027, 11, 23), "Jeanne\x1b[2J"
    )
    kept = consents.agree(opened, session, client, terms, session.started)
    assert consents.in_force(opened, session) == consents.newest(opened, session) == kept
    assert kept.purposes == ("record", "share")
    assert (kept.keep_sound_until, kept.keep_text_until) == (date(2026, 12, 23), date(2027, 11, 23))
    assert kept.guardian == "Jeanne"
    assert "\x1b" not in kept.text
    assert "23 décembre 2026" in kept.text
    assert kept.decision is Decision.GIVEN


@pytest.mark.parametrize(
    ("purposes", "error"),
    [((), ConsentMissing), (("transcribe",), ConsentMissing), (("record", "x"), UnusableAnswer)],
)
def test_without_a_yes_to_recording_or_for_who_knows_what_nothing_is_kept(
    opened: Vault, purposes: tuple[str, ...], error: type[Exception]
) -> None:
    session, client = _begun(opened)
    with pytest.raises(error):
        consents.agree(opened, session, client, Terms(Given.ORAL, purposes), session.started)
    assert consents.all_of(opened, session) == ()
    assert consents.in_force(opened, session) is None


def test_a_consent_taken_back_is_no_longer_in_force_and_stays_on_record(opened: Vault) -> None:
    session, client = _begun(opened)
    assert consents.withdraw(opened, session, session.started) is None
    first = consents.agree(opened, session, client, Terms(Given.ORAL), session.started)
    later = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    back = consents.withdraw(opened, session, later)
    assert back is not None
    assert consents.in_force(opened, session) is None
    assert consents.newest(opened, session) == back
    assert (back.decision, back.at, back.text) == (Decision.WITHDRAWN, later, first.text)
    consents.withdraw(opened, session, later)
    again = consents.agree(opened, session, client, Terms(Given.MESSAGE), later)
    assert consents.in_force(opened, session) == again
    chain = consents.all_of(opened, session)
    assert [row.decision.value for row in chain] == ["given", "withdrawn", "withdrawn", "given"]
    assert len({row.id for row in chain}) == 4
    assert consents.unbroken(chain)
    assert not consents.unbroken((chain[0], replace(chain[1], decision=Decision.GIVEN), *chain[2:]))
    assert not consents.unbroken((*chain[:1], *chain[3:]))

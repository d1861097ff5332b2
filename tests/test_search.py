"""Words are found again whatever their accents and capitals, and any question is harmless."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recorder import clients, search, sessions, transcript
from recorder.cleaning import cleaned
from recorder.conversation import Session, Speaker, Utterance, Word
from recorder.errors import UnusableAnswer
from recorder.vault import Vault


@pytest.fixture
def filled(opened: Vault) -> Vault:
    with opened.writing():
        client = clients.named_or_new(opened, "Zoé", "fr")
        at = datetime(2026, 11, 23, tzinfo=UTC)
        session = Session(sessions.new_id(), client.id, "Ana", "fr", "import", at, 1.0, ())
        sessions.add(opened, session)
        for number, said in enumerate(("C'est la Marée.", "La marelle d'été, oui."), 1):
            words = tuple(
                Word(f"w{number}{at}", text, number + 0.25, number + 0.5)
                for at, text in enumerate(said.split())
            )
            transcript.keep(opened, session, [Utterance(f"u{number}", 0, Speaker.CLIENT, words)])
    return opened


@pytest.mark.parametrize(
    ("words", "found"),
    [("marée", 1), ("MAREE", 1), ("mar", 2), ("ete oui", 1), ("marée été", 0), ("vélo", 0)],
)
def test_words_are_found(filled: Vault, words: str, found: int) -> None:
    assert len(search.search(filled, words)) == found


def test_what_is_found_says_where(filled: Vault) -> None:
    (found,) = search.search(filled, "marée")
    assert (found.client, found.speaker, found.start) == ("Zoé", "client", 1.25)
    assert found.text == "C'est la Marée."


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_any_question_is_harmless(filled: Vault, words: str) -> None:
    try:
        search.search(filled, words)
    except UnusableAnswer:
        assert not any(map(str.isalnum, cleaned(words)))

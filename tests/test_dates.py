"""Times as people say them are found and turned into the day that is meant."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dates import times
from recorder.conversation import Language

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("language", "said", "day"),
    [
        ("fr", "je l'appelle d'ici jeudi", date(2026, 11, 26)),
        ("fr", "avant dimanche soir, promis", date(2026, 11, 29)),
        ("fr", "lundi prochain à sept heures", date(2026, 11, 30)),
        ("fr", "mercredi", date(2026, 12, 2)),
        ("fr", "mardi en huit", date(2026, 12, 8)),
        ("fr", "après-demain", date(2026, 11, 27)),
        ("fr", "dans quinze jours", date(2026, 12, 9)),
        ("fr", "d'ici trois semaines", date(2026, 12, 16)),
        ("fr", "le 3 décembre", date(2026, 12, 3)),
        ("fr", "le 12 à midi", date(2026, 12, 12)),
        ("fr", "d'ici la fin de la semaine", date(2026, 11, 29)),
        ("fr", "à la fin du mois", date(2026, 11, 30)),
        ("fr", "la semaine prochaine", date(2026, 12, 6)),
        ("fr", "ce soir", WEDNESDAY),
        ("en", "I'll do it by Friday", date(2026, 11, 27)),
        ("en", "before Sunday night", date(2026, 11, 29)),
        ("en", "Tuesday week", date(2026, 12, 8)),
        ("en", "a week on Friday", date(2026, 12, 4)),
        ("en", "tomorrow", date(2026, 11, 26)),
        ("en", "the day after tomorrow", date(2026, 11, 27)),
        ("en", "in a fortnight", date(2026, 12, 9)),
        ("en", "within ten days", date(2026, 12, 5)),
        ("en", "on the 12th", date(2026, 12, 12)),
        ("en", "by the 3rd of December", date(2026, 12, 3)),
        ("en", "by the end of the month", date(2026, 11, 30)),
        ("en", "this weekend", date(2026, 11, 29)),
        ("en", "tonight", WEDNESDAY),
    ],
)
def test_a_time_is_the_day_that_is_meant(language: Language, said: str, day: date) -> None:
    (found,) = times(said, language, WEDNESDAY)
    assert found.day == day


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "tous les lundis"),
        ("fr", "un jeudi sur deux"),
        ("fr", "le vendredi"),
        ("en", "every Monday"),
        ("en", "on Fridays"),
    ],
)
def test_what_comes_back_is_no_single_day(language: Language, said: str) -> None:
    (found,) = times(said, language, WEDNESDAY)
    assert found.again
    assert found.day is None


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "d'ici la prochaine fois"), ("en", "by our next session")]
)
def test_the_next_session_is_known_as_such(language: Language, said: str) -> None:
    (found,) = times(said, language, WEDNESDAY)
    assert found.next_time
    assert found.day is None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "j'ai douze ans de métier, à 12 heures, et 20 % de marge"),
        ("en", "twelve years of it, at 12, in May I hope"),
    ],
)
def test_numbers_are_not_days(language: Language, said: str) -> None:
    assert times(said, language, WEDNESDAY) == []


@given(
    st.lists(
        st.sampled_from(
            "d'ici avant le la lundi jeudi 12 31 mars fin mois semaine prochaine huit en dans deux"
            " jours by next on the Friday week 3rd of May a fortnight every time".split()
        ),
        max_size=12,
    ),
    st.sampled_from(["fr", "en"]),
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
)
def test_a_day_to_come_is_never_past_and_lies_in_the_text(
    words: list[str], language: Language, said_on: date
) -> None:
    text = " ".join(words)
    for found in times(text, language, said_on):
        assert 0 <= found.start < found.end <= len(text)
        assert found.day is None or found.day >= said_on

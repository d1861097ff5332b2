"""The language given stays; another one warns once; one that nobody gave is settled by hearing."""

from models.ear import Spoken
from models.tongue import Tongue


def test_another_language_warns_once_until_the_own_one_is_back() -> None:
    tongue = Tongue("fr")
    heard = ["fr", "en", "fr", "en", "en", "en", "fr", "en", "en"]
    warned = [tongue.hear(Spoken(one, 0.95)) for one in heard]  # type: ignore[arg-type]
    assert warned == [False] * 4 + [True] + [False] * 3 + [True]
    assert tongue.language == "fr"


def test_what_is_not_sure_warns_nobody() -> None:
    tongue = Tongue("fr")
    assert not any(tongue.hear(Spoken("en", 0.7)) for _ in range(9))


def test_a_language_that_nobody_gave_is_settled_by_what_is_heard() -> None:
    tongue = Tongue(None)
    for _ in range(2):
        tongue.hear(Spoken("en", 0.95))
        assert tongue.language is None
    tongue.hear(Spoken("fr", 0.6))
    tongue.hear(Spoken("en", 0.99))
    tongue.hear(Spoken("en", 0.99))
    assert tongue.language == "en"

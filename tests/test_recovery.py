"""The recovery key can be printed, typed back with slips, and told apart from a passphrase."""

from hypothesis import given
from hypothesis import strategies as st

from recorder import recovery

SECRETS = st.binary(min_size=32, max_size=32)


@given(SECRETS)
def test_what_is_spelled_is_read_back(secret: bytes) -> None:
    assert recovery.read(recovery.spelled(secret)) == secret


@given(SECRETS)
def test_small_letters_spaces_and_confused_letters_are_forgiven(secret: bytes) -> None:
    typed = recovery.spelled(secret).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert recovery.read(typed) == secret


@given(SECRETS, st.integers(0, 54))
def test_one_wrong_letter_is_noticed(secret: bytes, place: int) -> None:
    letters = list(recovery.spelled(secret).replace("-", ""))
    letters[place] = "7" if letters[place] != "7" else "8"
    assert recovery.read("".join(letters)) is None


@given(st.text(max_size=80))
def test_a_passphrase_is_no_recovery_key(text: str) -> None:
    assert recovery.read(text) is None

"""Wording: the same words fill the same columns, in any process, for any text."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.wording import COLUMNS, columns, rarity, weighed


def test_columns_do_not_change_from_one_run_to_the_next() -> None:
    assert columns("oui").tolist() == columns("Oui !").tolist()
    assert columns("?").tolist()[0] == 49840


def test_words_of_one_family_share_columns() -> None:
    shared = set(columns("engager").tolist()) & set(columns("engagement").tolist())
    assert len(shared) > 4


def test_a_text_without_words_fills_nothing() -> None:
    assert columns("… !").size == 0
    assert weighed(columns(""), np.ones(COLUMNS, np.float32)).size == 0


def test_a_rare_word_weighs_more_than_a_common_one_and_a_single_one_nothing() -> None:
    rare = rarity(["la vache", "la vache", "la mer", "la mer", "la mer", "la dune"])
    common, cow, dune = (rare[columns(word)[0]] for word in ("la", "vache", "dune"))
    assert cow > common > 0
    assert dune == 0


@given(st.text(max_size=200))
def test_any_text_gives_sorted_columns_in_range_and_bounded_weights(text: str) -> None:
    filled = columns(text)
    assert (np.diff(filled) > 0).all()
    assert ((filled >= 0) & (filled < COLUMNS)).all()
    weights = weighed(filled, np.ones(COLUMNS, np.float32))
    assert float((weights**2).sum()) <= 2.001

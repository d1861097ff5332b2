"""A vault of an older version is brought up to date, on a copy's safety."""

import apsw
import pytest

from recorder import database, schema
from recorder.vault import Vault

NEXT = (*schema.STEPS, "CREATE TABLE additions (id TEXT PRIMARY KEY) STRICT;")
BROKEN = (*schema.STEPS, "CREATE TABLE additions (id TEXT); CREATE TABLE additions (id TEXT);")


def test_a_new_step_is_taken_and_a_copy_made_first(opened: Vault) -> None:
    opened.note("before")
    copy = schema.bring_up_to_date(opened.connection, opened.home.vault, NEXT)
    assert opened.rows("SELECT * FROM additions") == []
    assert copy is not None
    older = database.connect(copy, opened.key)
    assert older.execute("SELECT what FROM changes").fetchall() == [("before",)]
    assert older.pragma("user_version") == len(schema.STEPS)
    older.close()


def test_a_step_that_fails_leaves_the_vault_as_it_was(opened: Vault) -> None:
    opened.note("before")
    with pytest.raises(apsw.SQLError):
        schema.bring_up_to_date(opened.connection, opened.home.vault, BROKEN)
    assert opened.rows("SELECT what FROM changes") == [("before",)]
    assert opened.row("SELECT 1 FROM sqlite_schema WHERE name = 'additions'") is None
    assert opened.connection.pragma("user_version") == len(schema.STEPS)


def test_nothing_is_done_twice(opened: Vault) -> None:
    schema.bring_up_to_date(opened.connection, opened.home.vault, NEXT)
    assert schema.bring_up_to_date(opened.connection, opened.home.vault, NEXT) is None


def test_the_copies_are_found(opened: Vault) -> None:
    copy = schema.bring_up_to_date(opened.connection, opened.home.vault, NEXT)
    assert schema.copies(opened.home.vault) == (copy,)

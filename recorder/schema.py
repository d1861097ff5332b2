"""The vault's tables, as the list of steps that made them; a step once shipped never changes."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import apsw

from recorder import files
from recorder.errors import VaultTooNew

STEPS: Final[tuple[str, ...]] = (
    """
    CREATE TABLE clients (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, language TEXT NOT NULL
    ) STRICT;
    CREATE TABLE sessions (
        id TEXT PRIMARY KEY, client TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
        coach TEXT NOT NULL, language TEXT NOT NULL, setting TEXT NOT NULL,
        started TEXT NOT NULL, duration REAL NOT NULL, channels TEXT NOT NULL,
        voices INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE consents (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
        session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        client TEXT NOT NULL, controller TEXT NOT NULL, purposes TEXT NOT NULL,
        keep_sound_until TEXT, keep_text_until TEXT, text TEXT NOT NULL, language TEXT NOT NULL,
        version INTEGER NOT NULL, given TEXT NOT NULL, at TEXT NOT NULL,
        previous TEXT NOT NULL, hash TEXT NOT NULL, decision TEXT NOT NULL,
        guardian TEXT NOT NULL, rights_told INTEGER NOT NULL
    ) STRICT;
    CREATE TRIGGER consents_are_append_only BEFORE UPDATE ON consents
        BEGIN SELECT RAISE (ABORT, 'consents are append-only'); END;
    CREATE TABLE sounds (
        session TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        file TEXT NOT NULL UNIQUE, key BLOB NOT NULL, sealed INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE windows (
        session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        channel INTEGER NOT NULL, position INTEGER NOT NULL, spans TEXT NOT NULL,
        heard INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (session, channel, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE stages (
        session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        stage TEXT NOT NULL, model TEXT NOT NULL, done INTEGER NOT NULL,
        PRIMARY KEY (session, stage)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE utterances (
        session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        id TEXT NOT NULL, position REAL NOT NULL, channel INTEGER NOT NULL, speaker TEXT NOT NULL,
        suspect INTEGER NOT NULL, echo INTEGER NOT NULL, model TEXT NOT NULL, voice INTEGER,
        PRIMARY KEY (session, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE words (
        session TEXT NOT NULL, utterance TEXT NOT NULL, position INTEGER NOT NULL,
        id TEXT NOT NULL, text TEXT NOT NULL, start REAL, "end" REAL, probability REAL,
        PRIMARY KEY (session, utterance, position), UNIQUE (session, id),
        FOREIGN KEY (session, utterance) REFERENCES utterances (session, id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE passages (
        session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        id TEXT NOT NULL, position INTEGER NOT NULL, topic TEXT NOT NULL, words TEXT NOT NULL,
        score REAL NOT NULL, made_by TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (session, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE agreements (
        session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        version INTEGER NOT NULL, not_discussed TEXT NOT NULL, PRIMARY KEY (session, version)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE clauses (
        session TEXT NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL,
        id TEXT NOT NULL, topic TEXT NOT NULL, party TEXT NOT NULL, text TEXT NOT NULL,
        evidence TEXT NOT NULL, quote TEXT NOT NULL, state TEXT NOT NULL, made_by TEXT NOT NULL,
        PRIMARY KEY (session, version, position),
        FOREIGN KEY (session, version) REFERENCES agreements (session, version) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE marks (
        session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        id TEXT NOT NULL, kind TEXT NOT NULL, start REAL NOT NULL, "end" REAL NOT NULL,
        text TEXT NOT NULL, PRIMARY KEY (session, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE gaps (
        session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        start REAL NOT NULL, "end" REAL NOT NULL, cause TEXT NOT NULL, channel INTEGER,
        at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE changes (
        number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, session TEXT NOT NULL,
        what TEXT NOT NULL, detail TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER a_session_takes_all_of_its_own AFTER DELETE ON sessions BEGIN
        DELETE FROM spoken WHERE session = OLD.id;
        DELETE FROM changes WHERE session = OLD.id;
    END;
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE VIRTUAL TABLE spoken USING fts5 (
        text, session UNINDEXED, utterance UNINDEXED, tokenize = 'unicode61 remove_diacritics 2'
    );
    INSERT INTO spoken (spoken, rank) VALUES ('secure-delete', 1);
    """,
    """
    CREATE TABLE edits (
        number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL,
        session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        part TEXT NOT NULL, what TEXT NOT NULL, rows BLOB NOT NULL, undone INTEGER NOT NULL
    ) STRICT;
    ALTER TABLE agreements ADD COLUMN agreed TEXT;
    ALTER TABLE agreements ADD COLUMN style TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE agreements ADD COLUMN check_in INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE clauses ADD COLUMN superseded TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE clauses ADD COLUMN drafted TEXT NOT NULL DEFAULT '';
    ALTER TABLE clauses ADD COLUMN quotable INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE clauses ADD COLUMN origin TEXT NOT NULL DEFAULT '';
    CREATE TABLE commitments (
        session TEXT NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL,
        id TEXT NOT NULL, clause TEXT NOT NULL, party TEXT NOT NULL, what TEXT NOT NULL,
        due TEXT, said TEXT NOT NULL, "check" TEXT NOT NULL, otherwise TEXT NOT NULL,
        outcome TEXT NOT NULL, made_by TEXT NOT NULL, PRIMARY KEY (session, version, position),
        FOREIGN KEY (session, version) REFERENCES agreements (session, version) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE proposals (
        session TEXT NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL,
        id TEXT NOT NULL, kind TEXT NOT NULL, clause TEXT NOT NULL, content TEXT NOT NULL,
        PRIMARY KEY (session, version, position),
        FOREIGN KEY (session, version) REFERENCES agreements (session, version) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE coach_voice (
        session TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        print BLOB NOT NULL, seconds REAL NOT NULL, model TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE answers (
        session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        start REAL NOT NULL, "end" REAL NOT NULL, speaker TEXT NOT NULL
    ) STRICT;
    ALTER TABLE sessions ADD COLUMN together INTEGER NOT NULL DEFAULT 0;
    """,
    """
    ALTER TABLE utterances ADD COLUMN made_by TEXT NOT NULL DEFAULT 'model';
    ALTER TABLE utterances ADD COLUMN speaker_by TEXT NOT NULL DEFAULT 'model';
    ALTER TABLE passages ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE words_by_id (
        session TEXT NOT NULL, id TEXT NOT NULL, utterance TEXT NOT NULL,
        position INTEGER NOT NULL, text TEXT NOT NULL, start REAL, "end" REAL, probability REAL,
        made_by TEXT NOT NULL, PRIMARY KEY (session, id),
        FOREIGN KEY (session, utterance) REFERENCES utterances (session, id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    INSERT INTO words_by_id SELECT session, id, utterance, position, text, start, "end",
        probability, 'model' FROM words;
    DROP TABLE words;
    ALTER TABLE words_by_id RENAME TO words;
    CREATE INDEX words_in_order ON words (session, utterance, position);
    CREATE TABLE lines (
        number INTEGER PRIMARY KEY, session TEXT NOT NULL REFERENCES sessions (id)
        ON DELETE CASCADE, utterance TEXT NOT NULL, UNIQUE (session, utterance)
    ) STRICT;
    INSERT OR IGNORE INTO lines SELECT rowid, session, utterance FROM spoken;
    CREATE TABLE numbers (
        session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        kind TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (session, kind)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE windows ADD COLUMN words TEXT NOT NULL DEFAULT '';
    UPDATE windows SET heard = 0 WHERE session NOT IN
        (SELECT session FROM stages WHERE stage = 'speech' AND done);
    CREATE TABLE readings (
        session TEXT NOT NULL, utterance TEXT NOT NULL, model TEXT NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (session, utterance, model),
        FOREIGN KEY (session, utterance) REFERENCES utterances (session, id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE edits ADD COLUMN word TEXT NOT NULL DEFAULT '';
    DELETE FROM edits WHERE part = 'transcript';
    CREATE TABLE places (
        session TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        word TEXT NOT NULL, start REAL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE glossary (
        session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        heard TEXT NOT NULL, right TEXT NOT NULL, PRIMARY KEY (session, heard)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE confirmations (
        session TEXT NOT NULL, utterance TEXT NOT NULL, topics TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (session, utterance),
        FOREIGN KEY (session, utterance) REFERENCES utterances (session, id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    """,
)


def bring_up_to_date(
    connection: apsw.Connection, path: Path, steps: Sequence[str] = STEPS
) -> Path | None:
    """Take the vault at `path` to the newest version, on a copy's safety.

    Gives the path of the copy that was made first, None where nothing was to do or the vault is
    new. A step that fails leaves the vault as it was.

    Raises:
        VaultTooNew: a newer version of the program wrote the vault.
    """
    if _version(connection) == len(steps):
        return None
    connection.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchall()
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)  # again: another process may have been first
        if version > len(steps):
            raise VaultTooNew(
                "The vault was written by a newer version of this program.",
                "Install that version; nothing was changed.",
            )
        copy = _copy(path, version) if 0 < version < len(steps) else None
        for step in steps[version:]:
            connection.execute(step)
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return copy


def copies(path: Path) -> tuple[Path, ...]:
    """The copies that were made of the vault at `path` before it was brought up to date."""
    return tuple(sorted(path.parent.glob(f"{path.stem}.version-*{path.suffix}")))


def _copy(path: Path, version: int) -> Path:
    """A copy of the file; the write lock is held and the log is empty, so it is whole."""
    copy = path.with_name(f"{path.stem}.version-{version}{path.suffix}")
    shutil.copy2(path, copy)
    files.settle(copy.parent)
    return copy


def _version(connection: apsw.Connection) -> int:
    version = connection.pragma("user_version")
    assert isinstance(version, int)  # noqa: S101, SQLite's promise
    return version

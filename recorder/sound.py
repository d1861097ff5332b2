"""The sound of one session: an encrypted file of one-second blocks, committed as they come.

Each block is FLAC (lossless), one row a channel. Time is counted in samples from the start of the
session; where blocks are missing there is silence, and a gap row says why.
"""

import contextlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

import apsw
import numpy as np
import numpy.typing as npt
import soundfile

from recorder import database
from recorder.conversation import Cause, Gap
from recorder.database import WrongKey, rows, told
from recorder.errors import VaultDamaged

RATE: Final = 16_000
"""Samples a second, of all sound that is kept."""

BLOCK: Final = RATE // 2
"""Samples of one channel in a block of a recording: what live text waits for, and a crash costs."""

Samples = npt.NDArray[np.int16]

_TABLES: Final = """
    CREATE TABLE IF NOT EXISTS facts (channels INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS blocks (
        channel INTEGER NOT NULL, start INTEGER NOT NULL, samples INTEGER NOT NULL,
        flac BLOB NOT NULL, PRIMARY KEY (channel, start)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS gaps (
        start INTEGER NOT NULL, samples INTEGER NOT NULL, channel INTEGER,
        cause TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT;
"""


Block = tuple[int, Samples]
"""Where a block starts, in samples of the session, and its sound as (channels, samples)."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A stretch without sound, in samples; `channel` is None where all are missing."""

    start: int
    samples: int
    cause: Cause
    channel: int | None = None


@dataclass(slots=True)
class Sound:
    """An open sound file; use it in a `with` statement."""

    connection: apsw.Connection
    channels: int

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    @property
    def samples(self) -> int:
        """Samples from the start of the session to the end of the last block."""
        with self._told():
            found = rows(self.connection, "SELECT max(start + samples) FROM blocks")
        return int(found[0][0] or 0)

    @property
    def reach(self) -> int:
        """Samples from the start of the session to the end of what is known, gaps included."""
        with self._told():
            found = rows(self.connection, "SELECT max(start + samples) FROM gaps")
        return max(self.samples, int(found[0][0] or 0))

    def next_kept(self, place: int) -> int | None:
        """The first sample from `place` on that is kept, None where none is yet."""
        with self._told():
            found = rows(
                self.connection,
                "SELECT min(start) FROM blocks WHERE start + samples > ?",
                (place,),
            )
        return None if found[0][0] is None else max(place, int(found[0][0]))

    def append(self, blocks: Iterable[Samples]) -> None:
        """Add `blocks`, each (channels, samples), after what is there; all of them or none.

        Raises:
            DiskFull: no room; what was added before stays.
        """
        with self._writing():
            start = self.samples
            for block in blocks:
                self._put(start, block)
                start += block.shape[1]

    def keep(self, blocks: Iterable[Block], gaps: Iterable[Lost] = ()) -> None:
        """Add `blocks` where each belongs and say of `gaps` why nothing is there; all or none.

        Raises:
            DiskFull: no room; what was added before stays.
        """
        with self._writing():
            for start, block in blocks:
                self._put(start, block)
            for gap in gaps:
                self._say(gap)

    def cut(self, start: int, stop: int, cause: Cause) -> None:
        """Take out the samples from `start` to before `stop`, on all channels, for good.

        Their place on the disk is overwritten, and a gap says when and why they went.
        """
        with self._writing():
            for channel, at, samples, flac in rows(
                self.connection,
                "SELECT channel, start, samples, flac FROM blocks WHERE start < ?"
                " AND start + samples > ?",
                (stop, start),
            ):
                self.connection.execute(
                    "DELETE FROM blocks WHERE channel = ? AND start = ?", (channel, at)
                )
                block = _unpacked(flac)
                self._put_one(channel, at, block[: max(0, start - at)])
                self._put_one(channel, max(at, stop), block[min(samples, max(0, stop - at)) :])
            self._say(Lost(start, stop - start, cause))
        self.settle()

    def settle(self) -> None:
        """Empty the log, so that nothing that was taken out stays in it.

        A reader that is at work may hold it back; the next call makes up for that.
        """
        with self._told():
            rows(self.connection, "PRAGMA wal_checkpoint (TRUNCATE)")

    def gaps(self) -> tuple[Gap, ...]:
        """The stretches without sound, in their order."""
        with self._told():
            found = rows(
                self.connection,
                "SELECT start, samples, cause, channel, at FROM gaps ORDER BY start, rowid",
            )
        return tuple(
            Gap(
                start / RATE,
                (start + samples) / RATE,
                Cause(cause),
                channel,
                datetime.fromisoformat(at),
            )
            for start, samples, cause, channel, at in found
        )

    def whole(self) -> bool:
        """Whether every page of the file can be read."""
        try:
            with self._told():
                return rows(self.connection, "PRAGMA quick_check (1)") == [("ok",)]
        except VaultDamaged:
            return False

    def read(self, channel: int, start: int, stop: int) -> Samples:
        """The samples of `channel` from `start` to before `stop`; silence where nothing is.

        Raises:
            VaultDamaged: a block can't be read.
        """
        out = np.zeros(max(0, stop - start), np.int16)
        with self._told():
            found = rows(
                self.connection,
                "SELECT start, flac FROM blocks"
                " WHERE channel = ? AND start < ? AND start + samples > ? ORDER BY start",
                (channel, stop, start),
            )
        for at, flac in found:
            block = _unpacked(flac)
            low, high = max(at, start), min(at + len(block), stop)
            out[low - start : high - start] = block[low - at : high - at]
        return out

    def _put(self, start: int, block: Samples) -> None:
        for channel, samples in enumerate(block):
            self._put_one(channel, start, samples)

    def _put_one(self, channel: int, start: int, samples: Samples) -> None:
        if len(samples):
            self.connection.execute(
                "INSERT INTO blocks VALUES (?, ?, ?, ?)",
                (channel, start, len(samples), _packed(samples)),
            )

    def _say(self, gap: Lost) -> None:
        self.connection.execute(
            "INSERT INTO gaps VALUES (?, ?, ?, ?, ?)",
            (
                gap.start,
                gap.samples,
                gap.channel,
                gap.cause.value,
                datetime.now(UTC).isoformat(timespec="seconds"),
            ),
        )

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """All of the block's changes or none.

        Where the disk is full SQLite may have gone back already, which apsw's own `with` takes
        for another error.
        """
        with self._told():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            with told():
                yield
        except (WrongKey, VaultDamaged) as error:
            raise _damaged() from error


def create(path: Path, key: bytes, channels: int) -> Sound:
    """Make the sound file of a new session at `path` under `key` (32 bytes).

    Raises:
        VaultError: the folder can't be written or the disk is full.
    """
    connection = database.connect(path, key)
    with told(), connection:
        connection.execute(_TABLES)
        connection.execute("INSERT INTO facts VALUES (?)", (channels,))
    return Sound(connection, channels)


def load(path: Path, key: bytes) -> Sound:
    """The sound file at `path`.

    Raises:
        VaultDamaged: it is missing, or can't be read with `key`.
    """
    if not path.exists():
        raise VaultDamaged(
            "The sound of this session is missing.", "Put back the audio folder from your backup."
        )
    try:
        connection = database.connect(path, key)
        found = rows(connection, "SELECT channels FROM facts")
    except (WrongKey, VaultDamaged, apsw.SQLError) as error:
        raise _damaged() from error
    if not found:
        raise _damaged()
    return Sound(connection, found[0][0])


def files(path: Path) -> Sequence[Path]:
    """Every file that belongs to the sound file at `path`."""
    return [path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")]


def _packed(samples: Samples) -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, RATE, format="FLAC", subtype="PCM_16")
    return buffer.getvalue()


def _unpacked(flac: bytes) -> Samples:
    try:
        samples, _ = soundfile.read(io.BytesIO(flac), dtype="int16")
    except soundfile.LibsndfileError as error:
        raise _damaged() from error
    return np.asarray(samples, np.int16)


def _damaged() -> VaultDamaged:
    return VaultDamaged(
        "A part of this session's sound can't be read.",
        "Put back its file in the audio folder from your backup; the vault itself is whole.",
    )

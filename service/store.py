"""The database: cards shown and feedback on them. SQLite only in this version; every write is on disk when it returns."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.dialects.sqlite import insert  # INSERT ... ON CONFLICT: another database needs its own dialect here
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from service.tables import CARD_SHOWN, FEEDBACK, FEEDBACK_COMMENT

REVISION: Final = "0001"
"""The schema that this version reads and writes: the newest file of migrations/versions/."""
PATIENCE: Final = 2.0
"""Seconds to wait for another writer before a write is given up: an EHR that waits longer gives up itself."""
_AT_ONCE: Final = 20
_BREATH: Final = 0.0005
"""Rows and seconds: many rows in one piece would keep the interpreter from answering calls for milliseconds."""
FAULTS: Final = (SQLAlchemyError, sqlite3.Error, OSError)
Row = dict[str, Any]


class StoreError(Exception):
    """The database could not be read or written; the message is for a log and holds no data."""


class Store:
    """The database at `path`. Every transaction opens the file anew.

    So a file that was taken away is noticed (a connection kept open would go on writing into the deleted file), one
    that came back is used at once, and nothing is shared by forked processes.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self._engine = engine(self._path, "rw")

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except FAULTS as error:
            raise StoreError(said(error)) from None

    def add_shown(self, rows: Sequence[Row]) -> None:
        """Add cards shown; those that are there already stay as they are. Raises StoreError."""
        with self._begin() as connection:
            for first in range(0, len(rows), _AT_ONCE):
                connection.execute(insert(CARD_SHOWN).on_conflict_do_nothing(), list(rows[first : first + _AT_ONCE]))
                time.sleep(_BREATH)

    def add_feedback(self, rows: Sequence[Row], comments: Sequence[Row]) -> None:
        """Add feedback, all of it or none; what is there already stays as it is. Raises StoreError."""
        with self._begin() as connection:
            for table, added in ((FEEDBACK, rows), (FEEDBACK_COMMENT, comments)):
                if added:
                    connection.execute(insert(table).on_conflict_do_nothing(), list(added))

    def probe(self) -> None:
        """Take the write lock of the current schema and let it go; raises StoreError with the reason where it fails."""
        with self._begin() as connection:
            found = revision(connection)
        if found != REVISION:
            raise StoreError(f"its schema is {found or 'missing'}, expected {REVISION}: run `pnet-cds db upgrade`")


def revision(connection: Connection) -> str | None:
    """Return the schema that the database has, or None where it has none."""
    known = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"  # SQLite's own catalog
    if connection.scalar(text(known)) is None:
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def engine(path: Path, mode: str) -> Engine:
    """Return an engine on the file, opened as SQLite's `mode` says: `rw`, or `rwc` to make it if it is missing.

    Every transaction holds the write lock from its start (nothing that was read can be out of date when it writes),
    waits its turn, and is flushed to disk by its commit.
    """

    def connect() -> sqlite3.Connection:
        uri = f"file:{quote(str(path))}?mode={mode}"  # rw: a missing file is an error, not an empty database
        opened = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            if mode == "rwc":
                opened.execute("PRAGMA journal_mode=WAL")  # kept in the file from then on: readers do not block writers
            opened.execute("PRAGMA synchronous=FULL")
            opened.execute("PRAGMA foreign_keys=ON")
        except sqlite3.Error:
            opened.close()
            raise
        return opened

    made = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    event.listen(made, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return made


def said(error: BaseException) -> str:
    """Return the database's own words, and never the statement or its values."""
    return str(getattr(error, "orig", None) or error).splitlines()[0]

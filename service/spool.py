"""The spool: what was shown, appended to a file before the answer goes out, and moved to the database afterwards.

An append costs microseconds and survives `kill -9`. Each process writes files of its own, and holds a lock on them for
as long as it lives; a file whose lock is free was left by a process that is gone, and whoever finds it moves it.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

LARGEST: Final = 16 * 1024 * 1024
"""Bytes that one process keeps while the database is away, some 40,000 cards; beyond that records are lost."""
_MOST_LEFT: Final = 8
"""Times `largest` that all files of the folder may hold, those of processes that are gone included."""
_LOG: Final = logging.getLogger(__name__)
Row = dict[str, Any]
Move = Callable[[Sequence[Row]], None]


class _File(NamedTuple):
    path: Path
    descriptor: int


class Spool:
    """The spool files of this process in `folder`, each record with these `members`.

    No file is opened before the first append, so a fork may come first.
    """

    def __init__(self, folder: Path, members: set[str], largest: int = LARGEST) -> None:
        self._folder, self._members, self._largest = folder, members, largest
        self._current: _File | None = None
        self._sealed: list[_File] = []
        self._written = 0
        self._appending, self._draining = threading.Lock(), threading.Lock()
        self.lost = 0
        """Records that could not be kept, since this process started."""

    @property
    def waiting(self) -> int:
        """Bytes not moved yet."""
        return self._written

    def append(self, rows: Sequence[Row]) -> None:
        """Append records in one write. Never raises: a full disk loses the record, counted in `lost`, and never a card."""
        try:
            lines = b"".join(orjson.dumps(row) + b"\n" for row in rows)
            with self._appending:
                self._append(lines)
        except (OSError, TypeError):
            self.lost += len(rows)

    def _append(self, lines: bytes) -> None:
        if self._written + len(lines) > self._largest:
            raise OSError
        current = self._current = self._current or self._opened()
        written = os.write(current.descriptor, lines)
        if written != len(lines):  # a part of a line would spoil the next one
            os.ftruncate(current.descriptor, os.fstat(current.descriptor).st_size - written)
            raise OSError
        self._written += len(lines)

    def _opened(self) -> _File:
        """Make a file, and lock it before it has the name by which others find it."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        if sum(map(_size, self._folder.glob("*.jsonl"))) > _MOST_LEFT * self._largest:
            raise OSError
        path = self._folder / f"{os.getpid()}-{uuid.uuid4().hex}.jsonl"
        new = path.with_suffix(".new")
        descriptor = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            new.rename(path)
        except OSError:
            os.close(descriptor)
            raise
        return _File(path, descriptor)

    def drain(self, move: Move) -> None:
        """Give `move` what this process has appended, then remove the files; if it raises they stay for the next time."""
        with self._draining:
            with self._appending:
                if (
                    self._current and not self._sealed
                ):  # one at a time: a database that is away must not cost a file a second
                    self._sealed, self._current = [self._current], None
            for file in tuple(self._sealed):
                size = os.fstat(file.descriptor).st_size
                _moved(file, move, self._members)
                self._sealed.remove(file)
                with self._appending:
                    self._written -= size

    def drain_left(self, move: Move) -> None:
        """Do the same with the files of processes that are gone. Two that try at once do no harm: one has the lock."""
        for path in sorted(self._folder.glob("*.jsonl")):
            for file in _locked(path):
                try:
                    _moved(file, move, self._members)
                except BaseException:
                    os.close(file.descriptor)
                    raise

    def close(self) -> None:
        """Let go of the files of this process; whoever comes next moves what is in them."""
        with self._draining, self._appending:
            for file in (*self._sealed, *filter(None, (self._current,))):
                os.close(file.descriptor)
            self._sealed, self._current, self._written = [], None, 0


def _size(path: Path) -> int:
    """Return a file's size; one that another process has just moved and removed has none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _locked(path: Path) -> Iterator[_File]:
    """Yield the file if nobody who lives holds it; a file that another process has just removed is none."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return
    yield _File(path, descriptor)


def _record(line: bytes) -> Row | None:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None


def _moved(file: _File, move: Move, members: set[str]) -> None:
    """Move one file's records; a line that is none keeps the file, under another name, for a person to look at.

    So a line cut by a power loss, or written by another version, does not stop what comes after it.
    """
    content = os.pread(file.descriptor, os.fstat(file.descriptor).st_size, 0)
    read = [_record(line) for line in content.splitlines()]
    rows = [row for row in read if row is not None and row.keys() == members]
    torn = len(read) - len(rows)
    move(rows)
    if torn:
        _LOG.error(
            "%d records of a spool file cannot be read; it is kept as %s", torn, file.path.with_suffix(".bad").name
        )
        file.path.replace(file.path.with_suffix(".bad"))
    else:
        file.path.unlink(missing_ok=True)
    os.close(file.descriptor)

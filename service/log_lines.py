"""The handler of the log: the lines of requests are written together, every other line at once."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections import deque
from typing import Final, TextIO

_TOGETHER: Final = 0.05
"""Seconds for which lines of requests wait for each other."""


class Lines(logging.StreamHandler[TextIO]):
    """Write records as any handler does; `add` takes the line of a request, which is written a moment later.

    Each write gives other threads the interpreter, which under load costs more than the rest of the line. What waits is
    written before a record is, and when the process ends; `kill -9` loses it.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._forked()
        os.register_at_fork(after_in_child=self._forked)

    def _forked(self) -> None:
        """Begin anew in a child: it has not the thread that writes, and what waits is its parent's."""
        self._waiting: deque[str] = deque()
        self._some = threading.Event()
        self._writer: threading.Thread | None = None

    def add(self, line: str) -> None:
        """Take one line, without its end."""
        self._waiting.append(line)
        if not self._some.is_set():
            self._some.set()
            if self._writer is None:
                self._writer = threading.Thread(target=self._run, name="log", daemon=True)
                self._writer.start()

    def _run(self) -> None:
        while self._some.wait():
            time.sleep(_TOGETHER)
            self._some.clear()
            self.flush()

    def emit(self, record: logging.LogRecord) -> None:
        """Write what waits, and then the record."""
        self.flush()
        super().emit(record)

    def flush(self) -> None:
        """Write what waits; a stream that cannot be written costs the lines and nothing else."""
        with self.lock or contextlib.nullcontext(), contextlib.suppress(OSError, ValueError):
            lines = [self._waiting.popleft() for _ in range(len(self._waiting))]
            if lines:
                self.stream.write("".join(f"{line}\n" for line in lines))
            super().flush()

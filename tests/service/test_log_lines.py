"""The handler of the log: what it writes, in which order, and what it does where it cannot write."""

from __future__ import annotations

import io
import logging
import os
from pathlib import Path

import pytest

from service.log_lines import Lines
from tests.service.recorded import eventually


class Counted(io.StringIO):
    """A stream that counts how often it is written to."""

    writes = 0

    def write(self, text: str) -> int:
        """Count, and write."""
        self.writes += 1
        return super().write(text)


def record(said: str) -> logging.LogRecord:
    """Return a record as any library logs it."""
    return logging.LogRecord("x", logging.ERROR, "file.py", 1, said, (), None)


def test_lines_of_requests_are_written_together() -> None:
    """A hundred lines that come at once are a few writes, in their order, a moment later."""
    stream = Counted()
    handler = Lines(stream)
    sent = [f"line {number}" for number in range(100)]
    for line in sent:
        handler.add(line)
    eventually(lambda: stream.getvalue().count("\n") == len(sent))
    assert stream.getvalue().splitlines() == sent
    assert stream.writes < 10


def test_a_record_is_written_at_once_and_after_what_waits() -> None:
    """An error stands after the line of the request that came before it."""
    stream = Counted()
    handler = Lines(stream)
    handler.add("first")
    handler.handle(record("second"))
    assert stream.getvalue().splitlines() == ["first", "second"]


def test_nothing_waits_when_the_process_ends() -> None:
    """`logging.shutdown` flushes each handler."""
    stream = Counted()
    handler = Lines(stream)
    handler.add("last")
    handler.flush()
    assert stream.getvalue() == "last\n"


def test_a_stream_that_is_closed_costs_the_lines_only() -> None:
    """Neither the request nor the thread that writes fails."""
    stream = Counted()
    handler = Lines(stream)
    stream.close()
    handler.add("lost")
    handler.flush()


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_child_writes_its_own_lines_only(tmp_path: Path) -> None:
    """What waits at a fork is written once, by the parent, and the child has a thread of its own."""
    with (tmp_path / "log").open("a", encoding="utf-8", buffering=1) as stream:
        handler = Lines(stream)
        handler.add("parent")
        child = os.fork()
        if child == 0:
            handler.add("child")
            eventually(lambda: "child" in (tmp_path / "log").read_text(encoding="utf-8"))
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        handler.flush()
    assert sorted((tmp_path / "log").read_text(encoding="utf-8").split()) == ["child", "parent"]

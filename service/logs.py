"""Structured logs: one JSON line per event on stderr (for people where stderr is a terminal), without patient data.

What a request held never gets here: the route is its template, an exception is its type and place, and the messages of
other libraries that repeat what was sent are shortened.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson
from flask import Flask, Response, g, has_request_context, request

from service.identifiers import new_id
from service.log_lines import Lines

_SANE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""A request id that is passed on; any other is replaced."""
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REPEATS_INPUT: Final = ("Invalid request", "Error handling request", "Socket error", "Ignored premature")
_LOG: Final = logging.getLogger("pnet_cds.request")
Event = MutableMapping[str, Any]


def configure() -> None:
    """Send everything that is logged in this process, by whichever library, to stderr in one format."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # no line shows them
    terminal = sys.stderr.isatty()
    handler = logging.StreamHandler(sys.stderr) if terminal else Lines(sys.stderr)
    handler.setFormatter(_formatter(terminal=terminal))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _formatter(*, terminal: bool) -> logging.Formatter:
    import structlog  # noqa: PLC0415 - brings rich and asyncio along: 0.1 s that only a server that logs needs

    shown: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    shown.append(structlog.dev.ConsoleRenderer(colors=True) if terminal else _json)
    before: list[Any] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _level,
        _request_id,
        _without_input,
    ]
    return structlog.stdlib.ProcessorFormatter(processors=shown, foreign_pre_chain=before)


def _json(_logger: Any, _name: str, event: Event) -> str:
    return orjson.dumps(event, default=lambda value: type(value).__name__).decode()


def _level(_logger: Any, name: str, event: Event) -> Event:
    event["level"] = name.upper()
    return event


def _request_id(_logger: Any, _name: str, event: Event) -> Event:
    if has_request_context() and "request_id" in g:
        event["request_id"] = g.request_id
    return event


def _without_input(_logger: Any, _name: str, event: Event) -> Event:
    """Keep an exception's type and place, never its message; and cut a message where it begins to repeat input."""
    error = event.pop("exc_info", None) or (None, None, None)
    event.pop("stack_info", None)
    if error[0] is not None:
        event["error"], event["at"] = error[0].__name__, _place(error[2])
    for begins in _REPEATS_INPUT:
        if str(event["event"]).startswith(begins):
            event["event"] = begins
    return event


def _place(trace: Any) -> str:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""


def note(**members: Any) -> None:
    """Add members to the log line of the current request: identifiers of rules and elements, never chart text."""
    if has_request_context():
        g.setdefault("noted", {}).update(members)


def _say(line: dict[str, Any], request_id: str) -> None:
    """Log the line of a request: to our own handler as text, to any other as a record."""
    if not _LOG.isEnabledFor(logging.INFO):
        return
    ours = [one for one in logging.root.handlers if type(one) is Lines]
    for handler in ours:
        said = {"timestamp": f"{datetime.now(UTC).isoformat()[:-6]}Z", "level": "INFO", "request_id": request_id}
        handler.add(_json(None, "", {"event": "request", "logger": _LOG.name} | line | said))
    if not ours:
        _LOG.info("request", extra=line)


def init_app(app: Flask) -> None:
    """Log one line for every request, and give each an id, that of the caller if it sent a sane one."""

    @app.before_request
    def begin() -> None:
        sent = request.environ.get("HTTP_X_REQUEST_ID", "")
        g.request_id = sent if sent and _SANE.fullmatch(sent) else new_id()
        g.began = time.perf_counter()

    @app.after_request
    def end(answer: Response) -> Response:
        request_id, rule, method = g.request_id, request.url_rule, request.method
        answer.headers["X-Request-ID"] = request_id
        route = rule.rule.rstrip("/") if rule else "none"
        spent = round((time.perf_counter() - g.began) * 1000, 2)
        shown = method if method in _METHODS else "other"
        line = {"method": shown, "route": route, "status": answer.status_code, "ms": spent}
        _say(line | g.get("noted", {}), request_id)
        return answer

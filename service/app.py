"""create_app: the wiring, top to bottom."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from flask import Flask, Response, request
from flask_cors import CORS
from werkzeug.exceptions import HTTPException

from service import attribute_routes, cds, discovery, feedback, knowledge, knowledge_routes, logs, ops
from service.archive import Archive
from service.engine import Engine
from service.exceptions import Refused
from service.settings import Settings

_SLASHES: Final = re.compile(r"/{2,}")
_OPEN: Final = ("/cds-services", "/fhir")
"""Paths that browsers of other origins may call."""
_PATIENCE: Final = 10.0
"""Seconds to wait for the next piece of a request body: a thread is not held by a client that stops."""
_LOG: Final = logging.getLogger(__name__)
_ISSUES: Final = {404: "not-found", 405: "not-supported", 413: "too-long", 400: "structure", 415: "not-supported"}
_SAID: Final = {
    404: "There is nothing at this address; discovery is at /cds-services.",
    405: "This method is not supported here: GET /cds-services, POST /cds-services/{id} and .../{id}/feedback.",
    413: "The request body is larger than this service accepts (PNET_CDS_MAX_BODY_MB).",
    400: "The request could not be read.",
}


def create_app(
    settings: Settings,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    archive: Archive | None = None,
) -> Flask:
    """Return the WSGI application; `now` is the only clock, an aware datetime.

    Without an `archive` nothing is recorded, and feedback is refused with 503.
    """
    app = _App("pnet_cds", static_folder=None)
    # One byte more than is accepted: a body in chunks is cut there without an error, so the hook looks at its length.
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes + 1
    app.url_map.merge_slashes = False  # a doubled slash is collapsed below: a preflight may not be redirected
    CORS(
        app,
        resources={r"/(?:cds-services|fhir).*": {}},
        origins=settings.origins,
        methods=["GET", "POST", "OPTIONS"],
        allow_headers=["Authorization", "Content-Type"],
        max_age=600,
    )
    app.after_request(_open_to_all if settings.origins == ["*"] else _by_origin)
    logs.init_app(app)
    terminology = knowledge.load(settings.knowledge_dir)
    cds.init_app(app, Engine(settings, terminology, now, discovery.document(terminology), archive))
    feedback.init_app(app, archive, now)
    attribute_routes.init_app(app)
    knowledge_routes.init_app(app, settings)
    ops.init_app(app)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _failed)
    app.wsgi_app = _Entrance(app.wsgi_app)  # type: ignore[method-assign] # Flask's own way to add middleware
    return app


class _App(Flask):
    """A Flask without coroutines: it need not look at each function of each request whether it is one."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is."""
        return func


def _open_to_all(answer: Response) -> Response:
    """Say at once what flask-cors would say to a caller that is no browser; it leaves such an answer as it is."""
    sent = request.environ
    usual = "HTTP_ORIGIN" not in sent and sent["REQUEST_METHOD"] != "OPTIONS"
    if usual and sent["PATH_INFO"].startswith(_OPEN):
        answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _by_origin(answer: Response) -> Response:
    """Tell caches that an answer differs by origin, also where the origin is not one that may call."""
    answer.vary.add("Origin")
    return answer


class _Entrance:
    """WSGI middleware: `//cds-services` is `/cds-services`, and a client that stops sending is not waited for."""

    def __init__(self, wsgi_app: Callable[..., Iterable[bytes]]) -> None:
        self._wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        client = environ.get("gunicorn.socket")
        if client is not None:
            client.settimeout(_PATIENCE)
        path = environ.get("PATH_INFO", "/")
        environ["PATH_INFO"] = _SLASHES.sub("/", path) if "//" in path else path
        return self._wsgi_app(environ, start_response)


def _refused(error: Refused) -> Response:
    kind = knowledge_routes.FHIR_JSON if request.path.startswith("/fhir") else "application/json"
    answer = Response(orjson.dumps(error.outcome()), error.status, content_type=kind)
    if error.retry_after is not None:
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    answer = _refused(Refused(status, _ISSUES.get(status, "processing"), _SAID.get(status, "The request was refused.")))
    for name, value in error.get_headers(None):
        if name.lower() in ("allow", "retry-after"):
            answer.headers[name] = value
    return answer


def _failed(error: Exception) -> Response:
    # The type only: a traceback or message can hold patient data.
    _LOG.error("a request failed: %s", type(error).__name__)
    return _refused(Refused(500, "exception", "The request failed here; it was logged."))

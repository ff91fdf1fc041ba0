"""create_app: the FHIR server, the launch service and the page for a person, top to bottom."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask, Response
from flask_cors import CORS
from werkzeug.exceptions import HTTPException

from sandbox import fhir, page
from sandbox.charts import Charts, on_file
from sandbox.outcomes import Refused, outcome

_SAID = {
    404: ("not-found", "There is nothing at this address; the FHIR server is at /fhir."),
    405: ("not-supported", "This server is read only: GET, HEAD, and POST to [type]/_search."),
    413: ("too-long", "The request is larger than this server reads."),
    415: ("not-supported", "POST a search as application/x-www-form-urlencoded."),
}
_LARGEST = 1024 * 1024
_SLASHES = re.compile(r"/{2,}")


def utc_day() -> date:
    """Return today, in UTC."""
    return datetime.now(UTC).date()


def create_app(
    today: Callable[[], date] = utc_day,
    service: str = "http://127.0.0.1:8000",
    charts: Callable[[date], Charts] = on_file,
) -> Flask:
    """Return the WSGI application; `today` dates the charts, `service` is the CDS service that the page names."""
    app = Flask("sandbox", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = _LARGEST
    app.url_map.merge_slashes = (
        False  # a base URL that ends in a slash doubles it, and a preflight may not be redirected
    )
    app.wsgi_app = _collapsing(app.wsgi_app)  # type: ignore[method-assign] # Flask's own way to add middleware
    app.extensions["today"] = today
    app.extensions["charts"] = charts
    app.extensions["service"] = service
    CORS(
        app,
        resources={r"/(?:fhir|_services).*": {}},
        methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["Accept", "Authorization", "Content-Type", "If-None-Match", "Prefer"],
        expose_headers=["ETag", "Last-Modified"],
        allow_private_network=True,  # a public page, such as the official sandbox, calls this one on loopback
        max_age=600,
    )
    app.register_blueprint(fhir.BLUEPRINT)
    app.register_blueprint(page.BLUEPRINT)
    app.register_error_handler(Refused, lambda error: _failed(error.status, error.code, error.text))
    app.register_error_handler(HTTPException, _http_error)
    return app


def _collapsing(wsgi_app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    def entrance(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["PATH_INFO"] = _SLASHES.sub("/", environ.get("PATH_INFO", "/"))
        return wsgi_app(environ, start_response)

    return entrance


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    answer = _failed(status, *_SAID.get(status, ("processing", "The request could not be answered.")))
    for name, value in error.get_headers(None):
        if name.lower() == "allow":
            answer.headers[name] = value
    return answer


def _failed(status: int, code: str, text: str) -> Response:
    content: dict[str, Any] = outcome(code, text)
    return Response(json.dumps(content), status, mimetype="application/fhir+json")

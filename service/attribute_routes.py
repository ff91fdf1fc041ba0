"""`GET /cds-services/{id}/source-attributes`: JSON for programs, a page for people. Each rule is an anchor of the page."""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Final

import orjson
from flask import Blueprint, Flask, Response, render_template_string, request
from markupsafe import Markup

from service.cds import named

BLUEPRINT: Final = Blueprint("source_attributes", __name__)
PATH: Final = "source-attributes"
_JSON: Final = "application/json"
_HTML: Final = "text/html"
_FRESH: Final = "public, max-age=3600"


@BLUEPRINT.get(f"/cds-services/<service_id>/{PATH}", strict_slashes=False)
def source_attributes(service_id: str) -> Response:
    """Answer as the caller prefers, JSON where it has no preference."""
    service = named(service_id)
    as_page = request.accept_mimetypes.best_match((_JSON, _HTML)) == _HTML
    content = _page(service.id) if as_page else _json(service.id)
    answer = Response(content, mimetype=_HTML if as_page else _JSON)
    answer.headers["Cache-Control"] = _FRESH
    answer.vary.add("Accept")
    answer.set_etag(sha256(content).hexdigest()[:32])
    if as_page:
        answer.headers["Content-Security-Policy"] = _policy()
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
    return answer.make_conditional(request)  # type: ignore[return-value] # Flask's Response, as it was made


@cache
def _json(service_id: str) -> bytes:
    from service.source_attributes import document  # noqa: PLC0415 - off the path of a hook call

    return orjson.dumps(document(named(service_id)))


@cache
def _page(service_id: str) -> bytes:
    content = orjson.loads(_json(service_id))
    style = Markup(_file("source_attributes.css"))  # noqa: S704 - our own file, not what anyone sent
    return render_template_string(_file("source_attributes.html"), style=style, **content).encode()


@cache
def _policy() -> str:
    """Return a policy that lets the page show its own style sheet, known by its hash, and nothing else at all."""
    digest = base64.b64encode(sha256(_file("source_attributes.css").encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    )


def _file(name: str) -> str:
    return resources.files("service").joinpath("pages", name).read_text(encoding="utf-8")


def init_app(app: Flask) -> None:
    """Register the route."""
    app.register_blueprint(BLUEPRINT)

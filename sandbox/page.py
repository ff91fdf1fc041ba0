"""The page for a person: what this is, who the patients are, and what to try."""

from __future__ import annotations

from importlib import resources
from typing import Final

from flask import Blueprint, Response, current_app, render_template_string, request

from sandbox import charts, links

BLUEPRINT: Final = Blueprint("page", __name__)
_POLICY: Final = "default-src 'none'; style-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"


def _file(name: str) -> str:
    return resources.files("sandbox").joinpath(name).read_text(encoding="utf-8")


@BLUEPRINT.get("/")
def index() -> Response:
    """Answer the page; it asks nothing of any other server, and holds no script."""
    fhir = f"{request.host_url.rstrip('/')}/fhir"
    service = current_app.extensions["service"]
    listed = charts.stories()
    content = render_template_string(
        _file("page.html"),
        stories=listed,
        fhir=fhir,
        service=service,
        official={one.id: links.official(service, fhir, one.id) for one in listed},
        command=lambda one, drug: links.fire("python", service, fhir, one.id, drug),
        opened=lambda one: links.open_chart("python", service, fhir, one.id),
    )
    answer = Response(content, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@BLUEPRINT.get("/page.css")
def style() -> Response:
    """Answer the page's style sheet."""
    return Response(_file("page.css"), mimetype="text/css")

"""The knowledge as FHIR R4, to read: `GET /fhir/ValueSet`, `/fhir/CodeSystem`, `/fhir/PlanDefinition`, and each by id."""

from __future__ import annotations

from functools import cache
from typing import Final

from flask import Blueprint, Flask, Response, current_app, request

from service.exceptions import Refused
from service.settings import Settings

BLUEPRINT: Final = Blueprint("fhir", __name__, url_prefix="/fhir")
FHIR_JSON: Final = "application/fhir+json"
_EXTENSION: Final = "pnet_cds_library"
_FRESH: Final = "public, max-age=3600"


@BLUEPRINT.get("", defaults={"path": ""}, strict_slashes=False)
@BLUEPRINT.get("/<path:path>", strict_slashes=False)
def read(path: str) -> Response:
    """Answer a resource by type and id, or the Bundle of all of a type; whatever is asked for beside is not filtered by."""
    held = current_app.extensions[_EXTENSION]()
    found = held.get(path.rstrip("/"))
    if found is None:
        kinds = ", ".join(name for name in held if "/" not in name)
        raise Refused(404, "not-found", f"There is no such resource here; the types that can be read: {kinds}.")
    answer = Response(found.body, content_type=FHIR_JSON, headers={"Cache-Control": _FRESH})
    answer.set_etag(found.tag)
    return answer.make_conditional(request)  # type: ignore[return-value] # Flask's Response, as it was made


def init_app(app: Flask, settings: Settings) -> None:
    """Register the routes; the library is made at the first request of this process."""

    @cache
    def made() -> object:
        from service.library import library  # noqa: PLC0415 - off the path of a hook call

        return library(settings.knowledge_dir, settings.base_url)

    app.extensions[_EXTENSION] = made
    app.register_blueprint(BLUEPRINT)

"""The FHIR server's routes: metadata, read, search; and the launch service that the official sandbox asks for."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, date, datetime
from typing import Any, Final

from flask import Blueprint, Response, current_app, request

from sandbox import capability
from sandbox.charts import Charts
from sandbox.outcomes import Refused
from sandbox.parameters import SEARCH
from sandbox.results import searchset
from sandbox.search import understand

Json = dict[str, Any]
BLUEPRINT: Final = Blueprint("fhir", __name__)
_FORM: Final = "application/x-www-form-urlencoded"
_TYPES: Final = ("application/fhir+json", "application/json+fhir", "application/json")
_FORMATS: Final = frozenset({"json", "text/json", *_TYPES})


def _day() -> date:
    day: date = current_app.extensions["today"]()
    return day


def _charts() -> Charts:
    found: Charts = current_app.extensions["charts"](_day())
    return found


def _base() -> str:
    return f"{request.host_url.rstrip('/')}/fhir"


@BLUEPRINT.get("/fhir/metadata")
def metadata() -> Response:
    """Answer what the server can do."""
    return _answer(capability.statement(_base(), _day()))


@BLUEPRINT.get("/fhir/<kind>/<logical_id>")
def read(kind: str, logical_id: str) -> Response:
    """Answer one resource, with its version as ETag."""
    found = _charts()[_known(kind)].get(logical_id)
    if found is None:
        raise Refused(404, "not-found", f"There is no {kind} with this id.")
    answer = _answer(found)
    answer.set_etag(found["meta"]["versionId"], weak=True)
    answer.last_modified = datetime.combine(_day(), datetime.min.time(), UTC)
    answer.make_conditional(request)
    return answer


@BLUEPRINT.get("/fhir/<kind>", strict_slashes=False)
def search(kind: str) -> Response:
    """Answer a search whose parameters are in the URL."""
    return _searched(kind, list(request.args.items(multi=True)))


@BLUEPRINT.get("/fhir/<kind>/_search")
def get_search(kind: str) -> Response:
    """Answer the same under the name that POST has."""
    return search(kind)


@BLUEPRINT.post("/fhir/<kind>/_search")
def post_search(kind: str) -> Response:
    """Answer a search whose parameters are in the body, in the URL, or in both."""
    if request.mimetype not in (_FORM, "") or (not request.mimetype and request.content_length):
        raise Refused(415, "not-supported", f"POST a search as {_FORM}.")
    pairs = [*request.args.items(multi=True), *request.form.items(multi=True)]
    return _searched(kind, pairs)


@BLUEPRINT.route("/fhir", methods=["GET", "POST"], strict_slashes=False)
def whole_system() -> Response:
    """Refuse transactions, batches and searches over all types."""
    raise Refused(501, "not-supported", "Transactions, batches and searches over all types are not supported here.")


@BLUEPRINT.post("/_services/smart/Launch")
@BLUEPRINT.post("/fhir/_services/smart/Launch")
def launch() -> Response:
    """Answer a launch id for a SMART link, as the official sandbox asks for; no authorization server takes it yet."""
    sent = request.get_json(force=True, silent=True)
    if not isinstance(sent, dict) or not isinstance(sent.get("launchUrl"), str):
        raise Refused(400, "structure", "A JSON object with launchUrl is expected.")
    return Response(json.dumps({"launch_id": secrets.token_urlsafe(16)}), mimetype="application/json")


def _searched(kind: str, pairs: list[tuple[str, str]]) -> Response:
    found = understand(_known(kind), pairs, _base(), strict=_prefers("handling", "strict"))
    return _answer(searchset(found, _charts(), _base()))


def _known(kind: str) -> str:
    if kind not in SEARCH:
        raise Refused(404, "not-supported", f"This server has no resources of this type; it has {', '.join(SEARCH)}.")
    return kind


def _prefers(name: str, value: str) -> bool:
    wanted = (part.strip().lower() for header in request.headers.getlist("Prefer") for part in header.split(";"))
    return f"{name}={value}" in {one.strip() for part in wanted for one in part.split(",")}


def _answer(content: Json) -> Response:
    """Answer JSON under the media type that was asked for; an Accept that names no JSON gets it all the same."""
    wanted = request.args.get("_format") or request.form.get("_format")
    if wanted and wanted.partition(";")[0].strip().replace(" ", "+") not in _FORMATS:
        raise Refused(406, "not-supported", "This server speaks JSON only.")
    asked = wanted if wanted in _TYPES else request.accept_mimetypes.best_match(_TYPES, _TYPES[0])
    return Response(json.dumps(content, ensure_ascii=False), content_type=f"{asked}; charset=utf-8")

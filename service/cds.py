"""Discovery and the hook endpoints."""

from __future__ import annotations

from typing import Any, Final

import orjson
from flask import Blueprint, Flask, Response

from service import body, logs
from service.archive import instance
from service.body import HookRequest
from service.discovery import SERVICES, Service
from service.engine import Engine, running
from service.exceptions import Refused
from service.received import received

BLUEPRINT: Final = Blueprint("cds", __name__)
Json = dict[str, Any]


@BLUEPRINT.get("/cds-services", strict_slashes=False)
def services() -> Response:
    """Answer discovery."""
    return Response(running().discovery, mimetype="application/json")


@BLUEPRINT.post("/cds-services/<path:service_id>", strict_slashes=False)
def call_service(service_id: str) -> Response:
    """Answer a hook call."""
    service = named(service_id.rstrip("/"))
    made = running()
    content, _ = body.parse(received(made.settings.max_body_bytes))
    call = body.hook_request(content, service.hook.name)
    return Response(_dumped({"cards": _shown(service, call, made)}), mimetype="application/json")


def named(service_id: str) -> Service:
    """Return a service by its id; 404 with those there are."""
    found = SERVICES.get(service_id)
    if found is None:
        raise Refused(404, "not-found", f"There is no such service here; those there are: {', '.join(SERVICES)}.")
    return found


def _shown(service: Service, call: HookRequest, made: Engine) -> list[Json]:
    """Return the cards; in silent mode none, also where nothing could be said."""
    silent = made.settings.mode == "silent"
    sent = instance(call.instance)
    logs.note(hook_instance=sent)
    try:
        answered = made.answer(call)
    except Refused:
        if not silent:
            raise
        return []
    if made.archive:
        names = {"service": service.id, "hook": call.hook, "hook_instance": sent}
        made.archive.shown(answered.cards, made.now(), silent=silent, **names)
    logs.note(
        rules=[f"{card['source']['topic']['code']} {card['indicator']}" for card in answered.cards],
        unread=[one.element for one in answered.picture.readings.values() if not one.complete]
        if answered.picture
        else [],
    )
    return [] if silent else answered.cards


def _dumped(content: Json) -> bytes:
    """Serialize; ids are passed through, so a lone surrogate in one must not become a 500."""
    try:
        return orjson.dumps(content)
    except orjson.JSONEncodeError:
        return orjson.dumps(body.without_surrogates(content))


def init_app(app: Flask, made: Engine) -> None:
    """Register the routes, and the engine that answers them."""
    app.extensions["pnet_cds"] = made
    app.register_blueprint(BLUEPRINT)

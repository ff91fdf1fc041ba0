"""Discovery and the hook endpoint: request -> gather -> picture -> recommendations -> cards."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from flask import Blueprint, Flask, Response, current_app

from hooks import order_select
from hooks.card import cards
from hooks.order_select import Outcome
from mappings import orders, picture
from mappings.elements import templates
from mappings.model import Element, State
from mappings.orders import Drafts
from mappings.patient import Picture
from mappings.terminology import Terminology
from mappings.therapy import Order
from service import body, gather, logs
from service.archive import Archive, instance
from service.body import HookRequest
from service.exceptions import Refused
from service.gather import Origin
from service.identifiers import new_id
from service.received import received
from service.settings import Settings

BLUEPRINT: Final = Blueprint("cds", __name__)
SERVICE_ID: Final = "pnet-order-select"
_LOG: Final = logging.getLogger(__name__)
_RESERVE: Final = 0.05
"""Seconds of the budget kept for computing the answer once gathering has ended."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered call with everything that led to it, for `explain`."""

    cards: list[Json]
    drafts: Drafts
    judged: list[Order]
    picture: Picture | None
    outcomes: list[Outcome]


@dataclass(frozen=True, slots=True)
class Engine:
    """What answering needs besides the request: settings, terminology, the clock (an aware datetime), and the record."""

    settings: Settings
    terminology: Terminology
    now: Callable[[], datetime]
    discovery: bytes
    archive: Archive | None = None

    def answer(self, call: HookRequest) -> Answer:
        """Answer an order-select; raises Refused (412) only where nothing at all can be said."""
        deadline = time.monotonic() + self.settings.time_budget_ms / 1000 - _RESERVE
        origin = Origin(call.fhir_server, call.token, deadline)
        drafts = self._drafts(call, origin)
        judged, left = order_select.within(order_select.concerned(drafts.selected))
        if not judged and not drafts.unidentified:
            return Answer([], drafts, judged, None, [])
        needs = order_select.NEEDS if judged else frozenset({"conditions"})
        elements = gather.gather(needs, call.prefetch, call.patient_id, origin, self.settings, self.terminology)
        seen = self._picture(elements, call, drafts)
        outcomes = order_select.run(seen, judged)
        found = [*order_select.findings(seen, judged, outcomes), *order_select.left_out(left)]
        unnamed = (
            order_select.unidentified(seen, drafts.unidentified, for_insulinoma=drafts.for_insulinoma)
            if drafts.unidentified
            else []
        )
        if unnamed is None and not found:
            raise Refused(412, "incomplete", "Neither the ordered drug nor the patient's conditions could be read.")
        _log(outcomes)
        made = cards([*found, *(unnamed or [])], new_id)
        return Answer(made, drafts, judged, seen, outcomes)

    def _drafts(self, call: HookRequest, origin: Origin) -> Drafts:
        """Read the orders; the Medication of a bare reference is read once, in half the time, and the orders then again."""
        zone = self.settings.zone
        drafts = orders.read(call.context, call.patient_id, self.terminology, zone)
        if not drafts.reads:
            return drafts
        known = gather.medications(drafts.reads.values(), origin.halved(), self.settings)
        return (
            orders.read(call.context, call.patient_id, self.terminology, zone, medications=known) if known else drafts
        )

    def _picture(self, elements: dict[str, Element], call: HookRequest, drafts: Drafts) -> Picture:
        """Draw the picture; if reading itself fails, everything counts as unread, and the cards say so."""
        planned = (*drafts.selected, *drafts.context)
        zone = self.settings.zone
        as_of = self.now().astimezone(zone)
        try:
            return picture.draw(elements, call.patient_id, as_of, self.terminology, zone, planned)
        except Exception as error:  # noqa: BLE001 - never silent: an unread chart is said on the card
            _LOG.error("reading the chart failed: %s", type(error).__name__)
            lost = {name: Element((), State.UNREADABLE, "it could not be interpreted") for name in elements}
            return picture.draw(lost, call.patient_id, as_of, self.terminology, zone, planned)


def _log(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.error:
            _LOG.error("rule %s failed: %s", outcome.rule, outcome.error)


def discovery(terminology: Terminology) -> bytes:
    """Return the discovery document; its prefetch follows from what the recommendations need."""
    service = {
        "hook": order_select.HOOK,
        "id": SERVICE_ID,
        "title": "pNET: drugs and insulinoma",
        "description": "Warns when a somatostatin analog (octreotide, lanreotide, pasireotide), Lu-177 dotatate, glucagon, "
        "insulin, a sulfonylurea, a glinide or sunitinib is selected for a patient who has, or may have, an insulinoma, or "
        "an analog for one with unexplained hypoglycemia.",
        "version": "2.0.1",
        "usageRequirements": "FHIR R4. Conditions are required; where anything else cannot be read, the card says so. "
        "What is not in prefetch is read from fhirServer with the access token: Patient, Condition, Observation, Procedure, "
        "MedicationRequest, MedicationAdministration, MedicationStatement and Medication.",
        "prefetch": templates(order_select.NEEDS, terminology),
    }
    return orjson.dumps({"services": [service]})


def engine() -> Engine:
    """Return the engine of the running app."""
    found: Engine = current_app.extensions["pnet_cds"]
    return found


@BLUEPRINT.get("/cds-services", strict_slashes=False)
def services() -> Response:
    """Answer discovery."""
    return Response(engine().discovery, mimetype="application/json")


@BLUEPRINT.post("/cds-services/<path:service_id>", strict_slashes=False)
def call_service(service_id: str) -> Response:
    """Answer a hook call."""
    if service_id.rstrip("/") != SERVICE_ID:
        raise Refused(404, "not-found", f"There is no such service here; the one there is: {SERVICE_ID}.")
    made = engine()
    content, _ = body.parse(received(made.settings.max_body_bytes))
    call = body.hook_request(content, order_select.HOOK)
    return Response(_dumped({"cards": _shown(call, made)}), mimetype="application/json")


def _shown(call: HookRequest, made: Engine) -> list[Json]:
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
        names = {"service": SERVICE_ID, "hook": call.hook, "hook_instance": sent}
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

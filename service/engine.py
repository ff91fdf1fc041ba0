"""The engine: a hook call -> drafts -> gather -> picture -> recommendations -> cards."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import current_app

from hooks import judgment, order_checks, order_sign, patient_view
from hooks.card import cards
from hooks.judgment import Hook, Outcome
from hooks.registry import HOOKS
from mappings import orders, picture, reports
from mappings.model import Element, State
from mappings.orders import Drafts
from mappings.patient import Picture
from mappings.products import Medications
from mappings.reading import child, objects, type_and_id
from mappings.terminology import Terminology
from mappings.therapy import Order
from service import gather, report_files
from service.archive import Archive
from service.body import HookRequest
from service.discovery import SERVICE_OF
from service.exceptions import Refused
from service.gather import Origin
from service.identifiers import new_id
from service.settings import Settings

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
        """Answer a call; raises Refused (412) only where nothing at all can be said."""
        deadline = time.monotonic() + self.settings.time_budget_ms / 1000 - _RESERVE
        origin = Origin(call.fhir_server, call.token, deadline)
        hook = HOOKS[call.hook]
        return (
            self._view(call, hook, origin) if hook.name == patient_view.HOOK.name else self._orders(call, hook, origin)
        )

    def _orders(self, call: HookRequest, hook: Hook, origin: Origin) -> Answer:
        """Answer order-select, for the selected drafts, or order-sign, for all of them."""
        drafts = self._drafts(call, origin)
        judged, left = order_checks.within(order_checks.concerned(drafts.selected, hook))
        if not judged and not drafts.unidentified:
            return Answer([], drafts, judged, None, [])
        seen = self._seen(
            hook.needed(judged) if judged else frozenset({"conditions"}), call, drafts, origin, hook.calls
        )
        outcomes = judgment.judged(seen, judged, hook.recommendations)
        found = [*judgment.findings(seen, judged, outcomes), *order_checks.left_out(left)]
        unnamed = (
            order_checks.unidentified(seen, drafts.unidentified, for_insulinoma=drafts.for_insulinoma)
            if drafts.unidentified
            else []
        )
        if unnamed is None and not found:
            raise Refused(412, "incomplete", "Neither the ordered drug nor the patient's conditions could be read.")
        _log(outcomes)
        drafted = {
            type_and_id(child(one, "resource")) for one in objects(child(call.context, "draftOrders").get("entry"))
        }
        made = cards([*found, *(unnamed or [])], new_id, self._page(hook), drafted)
        return Answer(made, drafts, judged, seen, outcomes)

    def _view(self, call: HookRequest, hook: Hook, origin: Origin) -> Answer:
        """Answer patient-view: nothing for a user who is no clinician, 412 where the problems could not be read."""
        nothing = Drafts((), (), (), {}, ())
        if call.of_patient:
            return Answer([], nothing, [], None, [])
        seen = self._seen(hook.needs, call, nothing, origin, hook.calls)
        outcomes = [judgment.viewed(seen, one) for one in hook.recommendations]
        found = judgment.findings(seen, (), outcomes)
        if not found and seen.unread(("conditions",)):
            raise Refused(412, "incomplete", "The patient's conditions could not be read.")
        _log(outcomes)
        return Answer(cards(found, new_id, self._page(hook)), nothing, [], seen, outcomes)

    def _page(self, hook: Hook) -> str:
        """Return the address of the page on the rules of a hook."""
        return f"{self.settings.base_url}/cds-services/{SERVICE_OF[hook.name]}/source-attributes"

    def _seen(
        self, needs: frozenset[str], call: HookRequest, drafts: Drafts, origin: Origin, calls: frozenset[str]
    ) -> Picture:
        """Gather what is needed and draw the picture of it; texts of reports are read where the hook calls for reports."""
        elements = gather.gather(
            needs, call.prefetch, call.patient_id, origin, self.settings, self.terminology, calls=calls
        )
        if "reports" in calls:
            elements = self._with_files(elements, call.patient_id, origin)
        return self._picture(elements, call, drafts)

    def _with_files(self, elements: dict[str, Element], patient_id: str, origin: Origin) -> dict[str, Element]:
        """Add the texts that reports refer to; if that fails in any way, the reports are there without them."""
        zone = self.settings.zone
        as_of = self.now().astimezone(zone)

        def rank(found: list[Json]) -> list[Json]:
            return [one.resource for one in reports.ranked(found, self.terminology, as_of, zone, [])]

        try:
            return report_files.attached(elements, patient_id, origin, self.settings, rank)
        except Exception as error:  # noqa: BLE001 - a report whose text was not read is said to exist
            _LOG.error("reading the files of reports failed: %s", type(error).__name__)
            return elements

    def _drafts(self, call: HookRequest, origin: Origin) -> Drafts:
        """Read the orders; the Medication of a bare reference is read once, in half the time, and the orders then again."""
        every = call.hook == order_sign.HOOK.name

        def read(known: Medications | None = None) -> Drafts:
            zone = self.settings.zone
            return orders.read(
                call.context, call.patient_id, self.terminology, zone, medications=known, select_all=every
            )

        drafts = read()
        known = gather.medications(drafts.reads.values(), origin.halved(), self.settings) if drafts.reads else None
        return read(known) if known else drafts

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


def running() -> Engine:
    """Return the engine of the running app."""
    found: Engine = current_app.extensions["pnet_cds"]
    return found

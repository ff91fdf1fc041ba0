"""The draft orders of a hook: which are selected, which drug each is, and what could not be identified."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo
from typing import Final
from urllib.parse import unquote

from mappings import dosage, indications, order_reasons, planned
from mappings.conditions import reason_sets
from mappings.drug_forms import with_form
from mappings.drugs import identify
from mappings.events import forbidden
from mappings.model import Note
from mappings.products import Medications, Product, medication_reference, product_of
from mappings.reading import (
    Json,
    child,
    code_of,
    codes_of,
    codings,
    local_reference,
    objects,
    string,
    texts,
    type_and_id,
)
from mappings.records import record
from mappings.services import gives
from mappings.terminology import Terminology
from mappings.therapy import Dosage, Drug, Order

_KINDS: Final = frozenset({"MedicationRequest", "ServiceRequest"})
_GONE: Final = frozenset({"cancelled", "entered-in-error", "stopped", "revoked"})
_INPATIENT: Final = frozenset({"inpatient", "imp", "acute", "obsenc", "emer", "ss"})


@record
class Drafts:
    """The orders of a request. `unidentified` are selected orders of a drug that nothing in the request names."""

    selected: tuple[Order, ...]
    context: tuple[Order, ...]
    unidentified: tuple[str, ...]
    reads: dict[str, str]
    """Selected order -> `Medication/id` that must be read to know its drug."""
    notes: tuple[Note, ...]
    for_insulinoma: bool = False
    """Whether the reason of an unidentified order names an insulinoma."""


def read(
    context: Json,
    patient_id: str,
    terminology: Terminology,
    zone: tzinfo,
    *,
    medications: Medications | None = None,
    select_all: bool = False,
) -> Drafts:
    """Read `draftOrders` and `selections`; `medications` are Medication resources read meanwhile, by `Type/id`.

    A selection that matches no entry is noted and skipped; an order without any drug yet is not an order of a drug.
    """
    resources, known_as = _resources(context)
    known = {**_beside(context), **(medications or {})}
    wanted = None if select_all else _selections(context)
    selected: list[Order] = []
    others: list[Order] = []
    unidentified: list[str] = []
    notes: list[Note] = []
    reads: dict[str, str] = {}
    matched: set[str] = set()
    for_insulinoma = False
    for resource in resources:
        reference = type_and_id(resource)
        names = {reference, string(resource.get("id")), *known_as.get(id(resource), ())}
        chosen = wanted is None or bool(names & wanted)
        matched |= names if chosen else set()
        if resource.get("resourceType") not in _KINDS:
            if chosen:
                notes.append(Note(reference, "selected, but no MedicationRequest or ServiceRequest: not judged"))
            continue
        reason = _not_an_order(resource)
        if reason:
            notes.append(Note(reference, reason))
            continue
        product = _product(resource, known)
        drug = identify(product.concept, terminology, extra=(product.display,), forms=product.forms)
        if drug is not None and resource.get("resourceType") == "ServiceRequest" and not gives(resource, drug):
            continue
        if drug is not None:
            order = _order(resource, drug, patient_id, terminology, zone, selected=chosen)
            order = replace(order, insulinoma=order_reasons.named(resource, terminology, zone, notes, known))
            (selected if chosen else others).append(order)
        elif chosen and _names_a_drug(resource, product.concept):
            unidentified.append(reference)
            for_insulinoma |= bool(order_reasons.named(resource, terminology, zone, notes, known))
            target = _to_read(resource)
            if target:
                reads[reference] = target
    missing = sorted(one for one in (wanted or ()) if not {one, local_reference(one)} & matched)
    notes += [Note(one, "selected, but not among the draft orders") for one in missing]
    return Drafts(tuple(selected), tuple(others), tuple(unidentified), reads, tuple(notes), for_insulinoma)


def _resources(context: Json) -> tuple[list[Json], dict[int, set[str]]]:
    """Return the resources of the draftOrders Bundle, and by their identity the fullUrl that each is also known by.

    Entries that are resources themselves are taken as such.
    """
    bundle = child(context, "draftOrders")
    entries = objects(bundle.get("entry")) if bundle.get("resourceType") in ("Bundle", None) else [bundle]
    found = [(_typed(child(entry, "resource") or entry), string(entry.get("fullUrl"))) for entry in entries]
    return [resource for resource, _ in found], {id(resource): {url} for resource, url in found if url}


def _typed(resource: Json) -> Json:
    """Return an order that names a drug but no resourceType as the MedicationRequest that it must be."""
    if string(resource.get("resourceType")) or not any(name.startswith("medication") for name in resource):
        return {**resource, "resourceType": string(resource.get("resourceType"))}
    return {**resource, "resourceType": "MedicationRequest"}


def _beside(context: Json) -> dict[str, Json]:
    """Return the Medications and Conditions of the Bundle, by `Type/id` and fullUrl."""
    found = {}
    for entry in objects(child(context, "draftOrders").get("entry")):
        resource = child(entry, "resource")
        if resource.get("resourceType") in ("Medication", "Condition"):
            found[type_and_id(resource)] = resource
            if string(entry.get("fullUrl")):
                found[string(entry.get("fullUrl"))] = resource
    return found


def _selections(context: Json) -> frozenset[str]:
    raw = context.get("selections")
    values: Iterable[object] = raw if isinstance(raw, list) else [raw]
    named = (_reference(value) if isinstance(value, dict) else string(value) for value in values)
    given = [value for value in named if value]
    plain = [unquote(value).strip("/") for value in given]
    # An absolute URL, or one with a version, selects the order that it names.
    local = {local_reference(value) for value in plain if "://" in value or "/_history/" in value}
    return frozenset(given) | frozenset(plain) | local


def _reference(value: Json) -> str:
    return string(value.get("reference")) or type_and_id(value)


def _not_an_order(resource: Json) -> str | None:
    if forbidden(resource):
        return "an order not to give the drug: no card"
    status = code_of(resource.get("status"))
    return f"status {status}: no card" if status in _GONE else None


def _product(resource: Json, medications: Medications) -> Product:
    if resource.get("resourceType") == "ServiceRequest":
        return Product(resource.get("code") or {})
    return product_of(resource, medications)


def _names_a_drug(resource: Json, concept: object) -> bool:
    """Whether a drug has been chosen at all: a code that we do not know, or a bare reference."""
    if resource.get("resourceType") == "ServiceRequest":
        return False  # a service whose code is not a drug code is a service
    return any(coding.code for coding in codings(concept)) or bool(medication_reference(resource))


def _to_read(resource: Json) -> str:
    """Return the `Medication/id` to read; absolute and contained references are never followed."""
    target = string(medication_reference(resource).get("reference"))
    return target if target.startswith("Medication/") and local_reference(target) == target else ""


def _order(
    resource: Json, drug: Drug, patient_id: str, terminology: Terminology, zone: tzinfo, *, selected: bool
) -> Order:
    ordered = resource.get("resourceType") == "MedicationRequest"
    read_dosage = dosage.read(resource, zone, terminology, drug.strength) if ordered else Dosage()
    reasons = resource.get("reasonCode") or resource.get("reason")
    subject = local_reference(resource.get("subject") or resource.get("patient"))
    return Order(
        reference=type_and_id(resource),
        drug=with_form(drug, read_dosage),
        dosage=read_dosage,
        inpatient=not _INPATIENT.isdisjoint(codes_of(resource.get("category"))),
        reasons=reason_sets(reasons, terminology) | indications.named(texts(reasons)),
        reason_references=tuple(filter(None, map(local_reference, objects(resource.get("reasonReference"))))),
        other_patient=subject.startswith("Patient/") and subject != f"Patient/{patient_id}",
        selected=selected,
        planned=planned.times(resource, zone),
    )

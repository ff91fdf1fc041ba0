"""The Medication that an order, statement, administration or dispense names: its codes, names and dose form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mappings.reading import Json, child, local_reference, objects, string, texts

Medications = Mapping[str, Json]


class Product(NamedTuple):
    """What a drug is coded as (CodeableConcept or several), the display of its reference, and words of its dose form."""

    concept: Any
    display: str = ""
    forms: tuple[str, ...] = ()


def product_of(resource: Json, medications: Medications) -> Product:
    """Return what a resource says of its drug.

    The concept is the resource's own, that of a contained Medication, or that of one in the same Bundle
    (`medications` by `Type/id` or fullUrl), or an identifier taken as a code; empty when there is only a reference
    or a display.
    """
    if concept := resource.get("medicationCodeableConcept"):
        return Product(concept)
    concept = child(resource, "medication").get("concept")  # R5 puts both under one name
    reference = medication_reference(resource)
    if concept or not reference:
        return Product(concept or {})
    target, display = string(reference.get("reference")), string(reference.get("display"))
    if target.startswith("#"):
        inside = [one for one in objects(resource.get("contained")) if string(one.get("id")) == target[1:]]
        found = inside[0] if inside else None
    else:
        found = medications.get(target) or medications.get(local_reference(target))
    if found:
        return Product(_contents(found), display, tuple(texts(found.get("form") or found.get("doseForm"))))
    return Product(_identified(reference), display)


def medication_reference(resource: Json) -> Json:
    """Return the reference to a Medication; a bare string is taken as one."""
    sent = resource.get("medicationReference") or child(resource, "medication").get("reference")
    return {"reference": sent} if isinstance(sent, str) else next(iter(objects(sent)), {})


def _identified(reference: Json) -> Json:
    """Return an identifier as a code: where there is nothing else, it may be an NDC."""
    identifier = child(reference, "identifier")
    value = string(identifier.get("value"))
    return {"coding": [{"system": string(identifier.get("system")), "code": value}]} if value else {}


def _contents(medication: Json) -> list[Json]:
    """Return what a Medication is coded as, and its ingredients: a compounded infusion may only name those."""
    found = [child(medication, "code")]
    for one in objects(medication.get("ingredient")):
        item, named = child(one, "item"), child(one, "itemReference")
        found += [child(one, "itemCodeableConcept"), child(item, "concept")]
        display = string(named.get("display")) or string(child(item, "reference").get("display"))
        found += [{"text": display}] if display else []
    return [one for one in found if one]

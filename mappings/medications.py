"""MedicationRequest and MedicationAdministration as treatments: the drug, when, how much, until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final

from mappings import dates, dosage
from mappings.definitions import VALUES
from mappings.drugs import identify
from mappings.model import Note, Source
from mappings.reading import Json, child, code_of, local_reference, objects, string, type_and_id
from mappings.terminology import Terminology
from mappings.therapy import Drug, DrugClass, Form, Treatment

_ORDERED: Final = frozenset({"active", "completed", "stopped", ""})
_GIVEN: Final = frozenset({"completed", "in-progress", "stopped", ""})
_NOT_ORDERS: Final = frozenset({"proposal", "plan", "option"})
_AUTHORED: Final = ("authoredOn", "dateWritten")
_GIVEN_ON: Final = ("effectiveDateTime", "effectivePeriod", "effectiveTimeDateTime", "effectiveTimePeriod")
Medications = Mapping[str, Json]


def medication_of(resource: Json, medications: Medications) -> tuple[object, str]:
    """Return the CodeableConcept of an order's drug and the display of its reference.

    The concept is the resource's own, that of a contained Medication, or that of one in the same Bundle
    (`medications` by `Type/id` or fullUrl); an empty object when there is only a reference or a display.
    """
    later = child(resource, "medication")  # R5 puts both under one name
    concept = resource.get("medicationCodeableConcept") or later.get("concept")
    reference = medication_reference(resource)
    if concept or not reference:
        return concept or {}, ""
    target, display = string(reference.get("reference")), string(reference.get("display"))
    if target.startswith("#"):
        inside = [one for one in objects(resource.get("contained")) if string(one.get("id")) == target[1:]]
        return (_contents(inside[0]) if inside else {}), display
    found = medications.get(target) or medications.get(local_reference(target))
    return (_contents(found) if found else {}), display


def medication_reference(resource: Json) -> Json:
    """Return the reference to a Medication; a bare string is taken as one."""
    sent = resource.get("medicationReference") or child(resource, "medication").get("reference")
    return {"reference": sent} if isinstance(sent, str) else next(iter(objects(sent)), {})


def _contents(medication: Json) -> list[Json]:
    """Return what a Medication is coded as, and its ingredients: a compounded infusion may only name those."""
    parts = [child(one, "itemCodeableConcept") for one in objects(medication.get("ingredient"))]
    return [one for one in (child(medication, "code"), *parts) if one]


def treatments(
    resources: Iterable[Json],
    medications: Medications,
    terminology: Terminology,
    as_of: datetime,
    zone: tzinfo,
    notes: list[Note],
) -> tuple[Treatment, ...]:
    """Read what was ordered or given of the drugs that the rules know; drafts, plans and cancelled orders never count."""
    found = []
    for resource in resources:
        concept, display = medication_of(resource, medications)
        drug = identify(concept, terminology, extra=(display,))
        if drug is None:
            notes.append(Note(type_and_id(resource), "the drug could not be identified: not used", lost=True))
            continue
        if drug.drug_class in (DrugClass.OTHER, DrugClass.IMAGING):
            continue
        treatment = _treatment(resource, drug, as_of, zone)
        if treatment is None:
            notes.append(Note(type_and_id(resource), "not ordered, not given, or dated in the future: not used"))
            continue
        found.append(treatment)
    return tuple(sorted(found, key=lambda one: dates.recency(one.when, as_of), reverse=True))


def forbidden(resource: Json) -> bool:
    """Whether an order says not to give the drug."""
    return resource.get("doNotPerform") is True or string(resource.get("doNotPerform")).lower() == "true"


def _treatment(resource: Json, drug: Drug, as_of: datetime, zone: tzinfo) -> Treatment | None:
    status = code_of(resource.get("status"))
    given = resource.get("resourceType") == "MedicationAdministration"
    if status not in (_GIVEN if given else _ORDERED) or forbidden(resource):
        return None
    if not given and code_of(resource.get("intent")) in _NOT_ORDERS:
        return None
    when = dates.first(resource, _GIVEN_ON if given else _AUTHORED, zone)
    if dates.is_future(when, as_of):
        return None
    read = dosage.read(resource, zone)
    if given:
        read = replace(read, dose=dosage.dose_of(child(child(resource, "dosage"), "dose")) or read.dose)
    active = status == "active" and not given
    running = dosage.runs_until(resource, zone) if active else None
    source = Source(type_and_id(resource), when, drug.seen, drug.how)
    return Treatment(with_form(drug, read.dose), source, when, read, running, active)


def with_form(drug: Drug, dose: float | None) -> Drug:
    """Complete the form of octreotide from its dose: a dose that no short-acting injection has is a depot."""
    if drug.form is not Form.UNKNOWN or drug.ingredient != "octreotide" or dose is None:
        return drug
    if dose >= VALUES["depot_dose_mg"]:
        return replace(drug, form=Form.DEPOT, label="octreotide LAR")
    return replace(drug, form=Form.SHORT, label="short-acting octreotide") if dose <= VALUES["short_dose_mg"] else drug

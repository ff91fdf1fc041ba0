"""MedicationRequest and MedicationAdministration as treatments, and an order against them as a course."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Final

from mappings import dates, dosage
from mappings.definitions import VALUES
from mappings.drugs import identify
from mappings.model import Note, Source
from mappings.reading import Json, child, code_of, local_reference, objects, string, type_and_id
from mappings.terminology import Terminology
from mappings.therapy import Change, Course, Dosage, Drug, DrugClass, Form, Order, Treatment

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


def _treatment(resource: Json, drug: Drug, as_of: datetime, zone: tzinfo) -> Treatment | None:
    status = code_of(resource.get("status"))
    given = resource.get("resourceType") == "MedicationAdministration"
    if status not in (_GIVEN if given else _ORDERED) or resource.get("doNotPerform") in (True, "true"):
        return None
    if not given and code_of(resource.get("intent")) in _NOT_ORDERS:
        return None
    when = dates.first(resource, _GIVEN_ON if given else _AUTHORED, zone)
    if dates.is_future(when, as_of):
        return None
    read = dosage.read(resource, zone)
    if given:
        read = replace(read, dose=dosage.dose_of(child(child(resource, "dosage"), "dose")) or read.dose)
    running = dosage.runs_until(resource, zone) if status == "active" and not given else None
    source = Source(type_and_id(resource), when, drug.seen, drug.how)
    return Treatment(with_form(drug, read.dose), source, when, read, running)


def with_form(drug: Drug, dose: float | None) -> Drug:
    """Complete the form of octreotide from its dose: a dose that no short-acting injection has is a depot."""
    if drug.form is not Form.UNKNOWN or drug.ingredient != "octreotide" or dose is None:
        return drug
    if dose >= VALUES["depot_dose_mg"]:
        return replace(drug, form=Form.DEPOT, label="octreotide LAR")
    return replace(drug, form=Form.SHORT, label="short-acting octreotide") if dose <= VALUES["short_dose_mg"] else drug


def course(order: Order, given: Iterable[Treatment], as_of: datetime) -> Course:
    """Say what an order is to the therapy so far; see docs/how-it-decides.md."""
    others = [one for one in given if one.source.reference != order.reference]
    same = [one for one in others if _same_product(one.drug, order.drug)]
    if not any(_within(one, as_of, as_of) for one in same):
        return _new(order, others, as_of)
    run = _run(same, as_of)
    started = _start(run)
    sources = tuple(one.source for one in run[:3])
    recent = _recent(run, as_of)
    if _known_higher(order.dosage, recent):
        return Course(Change.INCREASE, started, None, sources)
    unchanged = started if _known_unchanged(order.dosage, recent) else None
    return Course(Change.CONTINUATION, started, unchanged, sources)


def _same_product(one: Drug, other: Drug) -> bool:
    return one.drug_class is other.drug_class and (one.ingredient, one.form) == (other.ingredient, other.form)


def _new(order: Order, others: list[Treatment], as_of: datetime) -> Course:
    """A start, or a switch from the short-acting form, whose course then counts for hypoglycemia since the start."""
    short = [one for one in others if one.drug.ingredient == order.drug.ingredient and one.drug.form is Form.SHORT]
    if order.drug.form is not Form.DEPOT or not any(_within(one, as_of, as_of) for one in short):
        return Course(Change.START)
    run = _run(short, as_of)
    return Course(Change.TO_DEPOT, _start(run), None, tuple(one.source for one in run[:3]))


def _start(run: list[Treatment]) -> dates.When | None:
    """Return when a course began; None when one of its dates is not known."""
    known = [one.when for one in run if one.when]
    return min(known, key=lambda when: when.start) if known and len(known) == len(run) else None


def _window(drug: Drug) -> float:
    return VALUES["continuation_depot_days" if drug.form is Form.DEPOT else "continuation_short_days"]


def _days_between(earlier: datetime, later: datetime) -> int:
    """Return calendar days where the earlier was recorded: the hour of an appointment changes nothing."""
    return (later - earlier.replace(hour=0, minute=0, second=0)) // timedelta(days=1)


def _within(one: Treatment, moment: datetime, as_of: datetime) -> bool:
    """Whether a treatment covers a moment: given or ordered within the window before it, or still running then."""
    if one.when is None:
        return one.running_until is not None and one.running_until >= as_of
    if one.running_until is not None and one.when.start <= moment <= one.running_until:
        return True
    # The earliest possible day counts: a partial date must not turn a start into a continuation.
    return one.when.start <= moment and _days_between(one.when.start, moment) <= _window(one.drug)


def _run(same: list[Treatment], as_of: datetime) -> list[Treatment]:
    """Return the treatments of the current course, newest first: no gap between them longer than the window."""
    run: list[Treatment] = []
    edge = as_of
    for one in same:  # newest first
        if not _within(one, edge, as_of):
            continue
        run.append(one)
        edge = min(edge, one.when.start) if one.when else edge
    return run


def _recent(run: list[Treatment], as_of: datetime) -> list[Treatment]:
    """Return what counts for the last days of the definition: ordered or given in them, or running in them."""
    since = as_of - timedelta(days=VALUES["unchanged_days"])
    inside = [o for o in run if o.when is None or o.when.end >= since or (o.running_until and o.running_until >= since)]
    return inside or run[:1]


def _known_higher(dose: Dosage, recent: list[Treatment]) -> bool:
    """Whether the dose is higher, or the interval shorter, than at some time in the last days."""
    doses = [one.dosage.dose for one in recent if one.dosage.dose is not None]
    if dose.dose is not None and doses and dose.dose > min(doses):
        return True
    intervals = [one.dosage.interval for one in recent if one.dosage.interval is not None]
    if dose.interval is None:
        return False
    if intervals:
        return dose.interval < max(intervals)
    spacing = _spacing(recent)
    return spacing is not None and dose.interval < spacing - VALUES["interval_tolerance_days"]


def _known_unchanged(dose: Dosage, recent: list[Treatment]) -> bool:
    """Whether dose and interval are known not to be higher or shorter: an unknown dose is not unchanged."""
    if dose.dose is None or any(one.dosage.dose is None for one in recent):
        return False
    ordered = any(one.dosage.interval is not None for one in recent)
    if dose.interval is None:
        return not ordered
    return ordered or _spacing(recent) is not None


def _spacing(recent: list[Treatment]) -> float | None:
    """Return the longest gap in days between successive dates, where no order states the interval."""
    days = sorted({one.when.start for one in recent if one.when})
    gaps = [(later - earlier) / timedelta(days=1) for earlier, later in itertools.pairwise(days)]
    return max(gaps, default=None)

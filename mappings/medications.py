"""What was ordered, given, taken or dispensed, as treatments: the drug, when, how much, until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final

from mappings import dates, dosage, events, planned
from mappings.drug_forms import with_form
from mappings.drugs import identify
from mappings.model import Note, Source
from mappings.products import Medications, product_of
from mappings.reading import Json, local_reference, objects, string, type_and_id
from mappings.terminology import Terminology
from mappings.therapy import ANALOGS, Drug, DrugClass, Route, Treatment

# How a resource names the order that it fulfills, by type and version.
_ORIGINS: Final = ("request", "prescription", "authorizingPrescription", "basedOn", "derivedFrom")
_NONE_OF_OURS: Final = frozenset({DrugClass.OTHER, DrugClass.IMAGING})


def treatments(
    resources: Iterable[Json],
    medications: Medications,
    terminology: Terminology,
    as_of: datetime,
    zone: tzinfo,
    notes: list[Note],
) -> tuple[Treatment, ...]:
    """Read what was ordered, given, taken or dispensed of the drugs that the rules know, newest first.

    Drafts, plans, cancelled orders and what was not given or not taken never count. Each entry of such a drug that is
    not used leaves a note; one whose drug or status cannot be known is lost, and its element no longer complete.
    """
    found: list[tuple[Json, Treatment]] = []
    for resource in resources:
        product = product_of(resource, medications)
        drug = identify(product.concept, terminology, extra=(product.display,), forms=product.forms)
        if drug is not None and drug.drug_class in _NONE_OF_OURS:
            continue
        unused = events.unused(resource)
        if drug is None:
            lost = not unused or unused.startswith("unknown")
            reason = "the drug could not be identified" if lost else unused
            notes.append(Note(type_and_id(resource), f"{reason}: not used", lost=lost))
        elif unused:
            notes.append(Note(type_and_id(resource), f"{unused}: not used", lost=unused.startswith("unknown")))
        elif (treatment := _treatment(resource, drug, terminology, as_of, zone, notes)) is not None:
            found.append((resource, treatment))
    return tuple(sorted(_completed(found), key=lambda one: dates.recency(one.when, as_of), reverse=True))


def _treatment(
    resource: Json, drug: Drug, terminology: Terminology, as_of: datetime, zone: tzinfo, notes: list[Note]
) -> Treatment | None:
    event = events.read(resource, zone)
    if dates.is_future(event.dated, as_of):
        notes.append(Note(type_and_id(resource), "dated in the future: not used"))
        return None
    read = dosage.read(resource, zone, terminology, drug.strength)
    if drug.drug_class in ANALOGS and read.routes == {Route.LOCAL}:
        reason = "an analog with a topical or ophthalmic route, which is a mistake of the data: not used"
        notes.append(Note(type_and_id(resource), reason, lost=True))
        return None
    source = Source(type_and_id(resource), event.dated, drug.seen, drug.how)
    return Treatment(
        with_form(drug, read), source, event.when, read, event.running, event.active, event.given, event.stopped,
        planned.times(resource, zone),
    )  # fmt: skip


def _completed(found: list[tuple[Json, Treatment]]) -> Iterable[Treatment]:
    """Give what was given or dispensed without a dose that of the order which it names."""
    ordered = {treatment.source.reference: treatment for _, treatment in found}
    for resource, one in found:
        order = next((ordered[name] for name in _origins(resource) if name in ordered), None)
        if order is None or order.source.reference == one.source.reference:
            yield one
            continue
        read, of_order = one.dosage, order.dosage
        dose = of_order.dose if read.dose is None and not (read.infused or of_order.infused) else read.dose
        interval = of_order.interval if read.interval is None else read.interval
        read = replace(read, dose=dose, interval=interval)
        yield replace(one, drug=with_form(one.drug, read), dosage=read)


def _origins(resource: Json) -> Iterable[str]:
    for name in _ORIGINS:
        sent = resource.get(name)
        for one in [sent] if isinstance(sent, str) else objects(sent):
            yield local_reference(one) or string(one)

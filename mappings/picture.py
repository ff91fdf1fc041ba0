"""Gathered elements -> the decision model of one patient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo

from mappings import (
    admission,
    conditions,
    cuts,
    dates,
    glucose,
    histology,
    hyperinsulinism,
    hypoglycemia,
    indications,
    insulinoma,
    medications,
    observations,
    order_reasons,
    organs,
    pathology_facts,
    procedure_reasons,
    procedures,
    report_insulinoma,
    reports,
    specimens,
    syndromes,
    tally,
    tested,
    tumors,
)
from mappings.conditions import Entry
from mappings.definitions import VALUES
from mappings.elements import ELEMENTS
from mappings.findings import read as read_findings
from mappings.model import Element, Fact, Note
from mappings.patient import DRUGS, Picture
from mappings.reading import Json, type_and_id
from mappings.terminology import Terminology
from mappings.therapy import Order
from mappings.unexplained import unexplained

_E16 = ("e16-any", "hyperinsulinism", "hypoglycemia", "functional-glucagon", "functional-gastrin", "functional-other",
        "neonatal-hypoglycemia")  # fmt: skip


def draw(
    elements: Mapping[str, Element],
    patient_id: str,
    as_of: datetime,
    terminology: Terminology,
    zone: tzinfo,
    drafts: Iterable[Order] = (),
) -> Picture:
    """Map every element; `drafts` are all orders of the session, for what is planned. Never raises on FHIR content."""
    notes: list[Note] = []
    pools, readings = admission.admit(elements, patient_id, notes)
    entries = conditions.entries(pools.get("Condition", ()), terminology, as_of, zone, notes)
    read = [one for one in entries if one.sets]  # the others tell nothing but what a focus on them means
    found = observations.results(pools.get("Observation", ()), terminology, as_of, zone, notes)
    stored = {type_and_id(one): one for one in pools.get("Medication", ())}
    ordered = [one for name in DRUGS for one in pools.get(ELEMENTS[name].resource_type, ())]
    given = medications.treatments(ordered, stored, terminology, as_of, zone, notes)
    glucoses = glucose.glucoses(found, as_of, notes)
    pathology = pathology_facts.read(found, pools.get("Condition", ()), terminology, as_of, notes)
    observed = syndromes.observed(found, terminology, notes)
    reported = reports.read(pools, terminology, as_of, zone, notes)
    observed += reported.coded_insulinoma
    observed += specimens.insulinomas(found, pools.get("Condition", ()), observed, terminology)
    drafts = tuple(drafts)
    reasons = order_reasons.of(drafts, pools, terminology, as_of, zone, notes)
    written = report_insulinoma.reasons(reported, pools.get("Condition", ()), read, terminology, zone, notes)
    tumorous = procedure_reasons.Tumors(_entries_of(read, "insulinoma"), _entries_of(read, "pancreatic-tumor"))
    operated = procedures.read(pools.get("Procedure", ()), terminology, as_of, zone, notes, tumorous)
    hyperinsulin = conditions.of(read, "hyperinsulinism")
    criteria = hyperinsulinism.criteria(found, glucoses, given)
    seen = read_findings(found, entries, terminology, as_of, notes)
    events, explained = hypoglycemia.events(read, notes), hypoglycemia.explanations(read)
    diabetes = hypoglycemia.of_diabetes(read)
    age = _age(pools.get("Patient", ()), as_of, zone)
    person = organs.person(pools.get("Patient", ()), age)
    function = organs.read(found, read, person, terminology, as_of, notes)
    without = cuts.removed(operated.resections, read, seen.metastatic)
    return Picture(
        as_of=as_of,
        patient_id=patient_id,
        readings=admission.with_losses(readings, elements, notes),
        insulinoma=insulinoma.conclude(read, observed, criteria, hyperinsulin, operated, seen.metastatic,
                                       (*reasons, *written)),
        age=age,
        resections=operated.resections,
        pnet=conditions.of(read, "pancreatic-tumor"),
        pancreatic_tumor=conditions.of(read, "pancreatic-tumor", "pancreatic-any", "pancreas-nonspecific-exclude-from-pnet",
                                       "pancreatic-cancer-nonspecific"),
        net=conditions.of(read, "net", "net-mets"),
        e16=conditions.of(read, *_E16),
        hypoglycemia=conditions.of(read, "hyperinsulinism", "hypoglycemia"),
        hypoglycemia_diagnoses=events,
        hypoglycemia_explanations=tuple(one.source for one in explained),
        diabetes_hypoglycemia=diabetes,
        unexplained_hypoglycemia=() if diabetes else unexplained(glucoses, events, explained, given, as_of, without),
        men1=conditions.of(read, "men1"),
        vhl=syndromes.vhl(read),
        nec=(*syndromes.nec(read), *pathology.nec),
        nec_ungraded=(*syndromes.nec_ungraded(read), *histology.ungraded(pathology.histology)),
        other_primary=conditions.of(conditions.sure(read), "other-primary"),
        emergencies=_emergencies(read, as_of),
        syndromes=syndromes.on_record(read, observed),
        heart_failure=conditions.of(read, "heart-failure"),
        metastases=(*conditions.of(conditions.sure(read), *tumors.SPREAD), *seen.metastatic),
        resectability=observations.answer(found, "resectability", terminology, as_of, notes),
        sstr=seen.sstr,
        octreotide_test=observations.answer(found, "octreotide-test", terminology, as_of, notes),
        ki67=pathology.ki67,
        mitoses=pathology.mitoses,
        grade=pathology.grade,
        histology=pathology.histology,
        glucoses=glucoses,
        potassium=seen.potassium, progression=seen.progression, stage=seen.stage, tnm=seen.tnm,
        tumor_size=seen.tumor_size, hepatic_load=seen.hepatic_load, tumor_burden=seen.tumor_burden,
        symptomatic=seen.symptomatic, ecog=seen.ecog, pregnancy=seen.pregnancy, dpyd=seen.dpyd,
        nodes=conditions.of(conditions.sure(read), "node-mets"),
        pnet_confirmed=conditions.of(conditions.sure(read), "pancreatic-tumor"),
        liver_metastases=conditions.of(conditions.sure(read), "liver-mets"),
        organs=function,
        treatments=given,
        reported=reported,
        indications=indications.of(entries),
        other_indications=indications.with_other_dose(read),
        diabetes=conditions.of(read, "diabetes", "diabetes-hypoglycemia"),
        tested=tested.newest(found, as_of),
        drafts=drafts,
        notes=(*notes, *tally.unused(pools, tally.used(read, found, given, operated, reasons, reported), notes)),
    )  # fmt: skip


def _entries_of(read: list[Entry], name: str) -> frozenset[str]:
    return frozenset(entry.source.reference for entry in read if name in entry.sets)


def _age(patients: Iterable[Json], as_of: datetime, zone: tzinfo) -> int | None:
    """Return completed years, the lowest that a partial date allows: a possible child is not given adult doses."""
    for patient in patients:
        born = dates.read(patient.get("birthDate"), zone)
        if born and not dates.is_future(born, as_of):
            now, then = as_of.astimezone(zone), born.end
            return now.year - then.year - ((now.month, now.day) < (then.month, then.day))
    return None


def _emergencies(read: list[Entry], as_of: datetime) -> tuple[Fact, ...]:
    """Return active coded emergencies, not older than the defined days; an undated one counts."""
    days = VALUES["emergency_days"]
    found = []
    for entry in read:
        if entry.sets.isdisjoint(conditions.EMERGENCIES):
            continue
        kinds = sorted(entry.sets & conditions.EMERGENCIES)
        recent = any(dates.may_be_within(when, as_of, days) for when in entry.dated or (None,))
        if recent and entry.active is True and not entry.suspected:
            found.append(Fact(kinds[0], entry.source))
    return tuple(found)

"""Observations of pathology for the tests of their readers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from mappings import observations, pathology_facts, terminology
from mappings.model import Note
from mappings.pathology_facts import Facts

Json = dict[str, Any]
AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
LOINC: Final = "http://loinc.org"
SNOMED: Final = "http://snomed.info/sct"
NCIT: Final = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"
ICDO: Final = "http://terminology.hl7.org/CodeSystem/icd-o-3"
MII: Final = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-grading"
OURS: Final = "https://pnet-cds.example/fhir/CodeSystem/pnet-observation"
ICD: Final = "http://hl7.org/fhir/sid/icd-10-cm"
TERMS: Final = terminology.load()


def concept(system: str, code: str, display: str = "", text: str = "") -> Json:
    """Return a CodeableConcept."""
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]} | ({"text": text} if text else {})


def observation(code: Json, **members: Any) -> Json:
    """Return an Observation, final and recent unless said otherwise."""
    start = {"resourceType": "Observation", "id": "o", "status": "final", "code": code}
    return start | {"effectiveDateTime": "2026-06-01"} | members


def ki67(value: Any = 12, unit: str = "%", **members: Any) -> Json:
    """Return a Ki-67 index; other members take the place of the quantity where they hold a value."""
    own = {} if any(name.startswith(("value", "dataAbsent")) for name in members) else quantity(value, unit)
    return observation(concept(LOINC, "29593-1"), **(own | members))


def quantity(value: Any, unit: str = "%", **members: Any) -> Json:
    """Return a value as a Quantity."""
    return {"valueQuantity": {"value": value, "unit": unit} | members}


def condition(code: Json, key: str = "c") -> Json:
    """Return a Condition."""
    return {"resourceType": "Condition", "id": key, "code": code}


def read(*found: Json, conditions: tuple[Json, ...] = (), notes: list[Note] | None = None) -> Facts:
    """Read Observations."""
    dropped = notes if notes is not None else []
    results = observations.results(found, TERMS, AS_OF, UTC, dropped)
    return pathology_facts.read(results, conditions, TERMS, AS_OF, dropped)

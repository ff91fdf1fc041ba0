"""Observations for the tests of the readers: one maker for each shape, and one call that reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from mappings import observations, terminology
from mappings.model import Note
from mappings.observations import Results

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
RECENT: Final = "2026-06-01"
TERMS: Final = terminology.load()
OURS: Final = "https://pnet-cds.example/fhir/CodeSystem"
SNOMED: Final = "http://snomed.info/sct"
LOINC: Final = "http://loinc.org"
Json = dict[str, Any]


def loinc(code: str, **members: Any) -> Json:
    """Return a concept with one LOINC code."""
    return {"coding": [{"system": LOINC, "code": code} | members]}


def snomed(code: str, **members: Any) -> Json:
    """Return a concept with one SNOMED CT code."""
    return {"coding": [{"system": SNOMED, "code": code} | members]}


def ours(code: str) -> Json:
    """Return a concept with one of our own observation codes."""
    return {"coding": [{"system": f"{OURS}/pnet-observation", "code": code}]}


def named(text: str) -> Json:
    """Return a concept that only a name describes."""
    return {"text": text}


def said(text: str) -> Json:
    """Return a value in words."""
    return {"valueString": text}


def concept(**coding: Any) -> Json:
    """Return a value with one coding."""
    return {"valueCodeableConcept": {"coding": [coding]}}


def amount(value: Any, unit: str = "", **members: Any) -> Json:
    """Return a value as a Quantity."""
    return {"valueQuantity": {"value": value, "unit": unit} | members}


def observation(code: Json, *parts: Json, **members: Any) -> Json:
    """Return an Observation, final and recent unless said otherwise."""
    made: Json = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": code,
        "effectiveDateTime": RECENT,
    }
    for part in parts:
        made |= part
    return made | members


def results(*resources: Json, notes: list[Note] | None = None) -> Results:
    """Return what is kept of Observations."""
    return observations.results(resources, TERMS, AS_OF, UTC, [] if notes is None else notes)

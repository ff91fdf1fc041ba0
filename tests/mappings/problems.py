"""Codes and morphology of Conditions for the tests of their readers."""

from __future__ import annotations

from typing import Any, Final

ICDO: Final = "http://terminology.hl7.org/CodeSystem/icd-o-3"
MORPHOLOGY: Final = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"


def code(system: str, value: str, text: str = "") -> dict[str, Any]:
    """Return a CodeableConcept of a code and, where given, words."""
    return {"coding": [{"system": system, "code": value}]} | ({"text": text} if text else {})


def shape(value: str) -> list[dict[str, Any]]:
    """Return a morphology extension of an ICD-O-3 code."""
    return [{"url": MORPHOLOGY, "valueCodeableConcept": code(ICDO, value)}]

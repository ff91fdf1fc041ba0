"""The shapes of draft orders: a drug by RxNorm, and a service by LOINC or in words."""

from __future__ import annotations

from typing import Any, Final

_RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
_LOINC: Final = "http://loinc.org"
_UCUM: Final = "http://unitsofmeasure.org"
_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/medicationrequest-category"
Json = dict[str, Any]


def quantity(value: float, unit: str, code: str) -> Json:
    """Return a Quantity in UCUM."""
    return {"value": value, "unit": unit, "system": _UCUM, "code": code}


def drug(key: str, code: str, text: str, category: str, dosage: Json) -> Json:
    """Return a MedicationRequest: RxNorm code and text, category (`inpatient`, `outpatient` or `community`), dosage."""
    return {
        "resourceType": "MedicationRequest",
        "id": f"pnet-{key}",
        "status": "draft",
        "intent": "order",
        "category": [{"coding": [{"system": _CATEGORY, "code": category, "display": category.capitalize()}]}],
        "medicationCodeableConcept": {"coding": [{"system": _RXNORM, "code": code, "display": text}], "text": text},
        "subject": {"reference": "Patient/template"},
        "dosageInstruction": [dosage],
    }


def service(key: str, text: str, codes: tuple[tuple[str, str], ...] = ()) -> Json:
    """Return a ServiceRequest: its text, and (LOINC code, display) where there is one."""
    code: Json = {"text": text}
    if codes:
        code["coding"] = [{"system": _LOINC, "code": one, "display": display} for one, display in codes]
    return {
        "resourceType": "ServiceRequest",
        "id": f"pnet-{key}",
        "status": "draft",
        "intent": "order",
        "code": code,
        "subject": {"reference": "Patient/template"},
    }

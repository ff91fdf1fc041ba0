"""A draft order as an EHR makes it: of the formulary by code and words, of a Medication by reference, or free text."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

Json = dict[str, Any]
FORMULARY: Final = Path(__file__).with_name("formulary.toml")
_RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
_UCUM: Final = "http://unitsofmeasure.org"
_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/medicationrequest-category"
_REFERENCE: Final = "Medication/"


@lru_cache(maxsize=1)
def formulary() -> dict[str, Json]:
    """Return name -> entry."""
    listed = tomllib.loads(FORMULARY.read_text(encoding="utf-8"))["drug"]
    return {one["name"]: one for one in listed}


def entry_of(drug: str) -> Json | None:
    """Return the entry of a name, whatever its case and spaces, or None."""
    wanted = " ".join(drug.casefold().split())
    return next((one for name, one in formulary().items() if name.casefold() == wanted), None)


def draft(drug: str, patient: str, requester: str, day: date) -> Json:
    """Return the draft MedicationRequest of a drug.

    A name of the formulary is ordered by RxNorm code, `Medication/id` by a bare reference, and anything else as the
    words alone, as an EHR with free-text orders does.
    """
    made: Json = {
        "resourceType": "MedicationRequest",
        "id": "draft-1",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": f"Patient/{patient}"},
        "authoredOn": day.isoformat(),
        "requester": {"reference": requester},
    }
    entry = entry_of(drug)
    if entry is None and drug.startswith(_REFERENCE):
        return made | {"medicationReference": {"reference": drug}}
    if entry is None:
        return made | {"medicationCodeableConcept": {"text": drug}}
    setting = "inpatient" if entry.get("inpatient") else "outpatient"
    coding = {"system": _RXNORM, "code": entry["rxnorm"], "display": entry["text"]}
    return made | {
        "category": [{"coding": [{"system": _CATEGORY, "code": setting}]}],
        "medicationCodeableConcept": {"coding": [coding], "text": entry["text"]},
        "dosageInstruction": [_dosage(entry)],
    }


def _dosage(entry: Json) -> Json:
    value, unit = entry["dose"]
    made: Json = {"route": {"text": entry["route"]}}
    made["doseAndRate"] = [{"doseQuantity": {"value": value, "unit": unit, "system": _UCUM, "code": unit}}]
    if "count" in entry:
        made["timing"] = {"repeat": {"count": entry["count"]}}
    elif "every" in entry:
        period, unit = entry["every"]
        made["timing"] = {"repeat": {"frequency": 1, "period": period, "periodUnit": unit}}
    return made

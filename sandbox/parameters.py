"""What can be searched: for each resource type the search parameters of FHIR R4 that this server knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Parameter:
    """A search parameter: its type, the element it looks at, and what a bare value of it means.

    `system` is the implicit code system of an element of type code. `targets` are the resource types that a reference
    may point to.
    """

    kind: Literal["token", "reference", "id"]
    element: str
    system: str = ""
    targets: tuple[str, ...] = ()


def _code(element: str, system: str = "") -> Parameter:
    return Parameter("token", element, system)


_ID: Final = Parameter("id", "id")
_SUBJECT: Final = {"patient": Parameter("reference", "subject", targets=("Patient",)),
                   "subject": Parameter("reference", "subject", targets=("Patient", "Group"))}  # fmt: skip
_MEDICATION: Final = Parameter("reference", "medicationReference", targets=("Medication",))
_DRUG: Final = {"code": _code("medicationCodeableConcept"), "medication": _MEDICATION}
_CODED: Final = {"code": _code("code"), "category": _code("category")}
_TERMS: Final = "http://terminology.hl7.org/CodeSystem"
_FHIR: Final = "http://hl7.org/fhir"

SEARCH: Final[dict[str, dict[str, Parameter]]] = {
    "Patient": {},
    "Practitioner": {},
    "PractitionerRole": {"practitioner": Parameter("reference", "practitioner", targets=("Practitioner",))},
    "Condition": {
        **_SUBJECT, **_CODED,
        "clinical-status": _code("clinicalStatus"), "verification-status": _code("verificationStatus"),
    },
    "Observation": {**_SUBJECT, **_CODED, "status": _code("status", f"{_FHIR}/observation-status")},
    "DiagnosticReport": {**_SUBJECT, **_CODED, "status": _code("status", f"{_FHIR}/diagnostic-report-status")},
    "Procedure": {**_SUBJECT, **_CODED, "status": _code("status", f"{_FHIR}/event-status")},
    "MedicationRequest": {
        **_SUBJECT, **_DRUG, "category": _code("category"),
        "status": _code("status", f"{_FHIR}/CodeSystem/medicationrequest-status"),
        "intent": _code("intent", f"{_FHIR}/CodeSystem/medicationrequest-intent"),
    },
    "MedicationAdministration": {
        **_SUBJECT, **_DRUG, "status": _code("status", f"{_TERMS}/medication-admin-status"),
    },
    "MedicationStatement": {
        **_SUBJECT, **_DRUG, "category": _code("category"),
        "status": _code("status", f"{_FHIR}/CodeSystem/medication-statement-status"),
    },
    "MedicationDispense": {
        **_SUBJECT, **_DRUG, "status": _code("status", f"{_TERMS}/medicationdispense-status"),
    },
    "Medication": {"code": _code("code"), "status": _code("status", f"{_FHIR}/CodeSystem/medication-status")},
}  # fmt: skip
"""Resource type -> name -> parameter. Any other type is unknown here; `_id` goes for all of them."""


def parameter(kind: str, name: str) -> Parameter | None:
    """Return a parameter of a type, or None if this server does not know it."""
    return _ID if name == "_id" else SEARCH[kind].get(name)


def includes(kind: str) -> tuple[str, ...]:
    """Return the values of `_include` that a type supports."""
    return (f"{kind}:medication",) if "medication" in SEARCH[kind] else ()

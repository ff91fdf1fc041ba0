"""The data elements that facts are read from, and the FHIR queries that fetch them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from mappings.terminology import Terminology

PATIENT_TOKEN: Final = "{{context.patientId}}"  # noqa: S105 - a prefetch token of CDS Hooks, no secret


@dataclass(frozen=True, slots=True)
class Query:
    """What to ask for one element: a read of the patient, or a search by patient, with a code list where `codes` is set.

    `category` is what servers that refuse a search without one are asked for instead of the code list.
    """

    resource_type: str
    title: str
    codes: tuple[str, ...] = ()
    category: str | None = None
    same_type: tuple[str, ...] = ()


ELEMENTS: Final[dict[str, Query]] = {
    "patient": Query("Patient", "age"),
    "conditions": Query("Condition", "problems and diagnoses"),
    "labs": Query(
        "Observation",
        "glucose, insulin, C-peptide, proinsulin",
        ("glucose", "glucose-fasting", "glucose-mmol", "insulin-level", "c-peptide", "proinsulin"),
        "laboratory",
    ),
    "tumor": Query(
        "Observation",
        "SSTR result, octreotide test, tumor findings",
        ("sstr-status", "krenning-score", "octreotide-test", "functional-syndrome", "resectability", "histology"),
        "imaging,laboratory,exam,procedure",
    ),
    "medications": Query("MedicationRequest", "drugs ordered before"),
    "administrations": Query("MedicationAdministration", "drugs given before"),
}
"""Element (also the prefetch key) -> query. A key's query never changes once released: a new query is a new key."""


def template(name: str, terminology: Terminology, patient: str = PATIENT_TOKEN) -> str:
    """Return the query of an element as a relative URL, portable (PF-8), for the token or for a patient id."""
    query = ELEMENTS[name]
    if query.resource_type == "Patient":
        return f"Patient/{patient}"
    search = f"{query.resource_type}?patient={patient}"
    if not query.codes:
        return search
    codes = ",".join(quote(f"{system}|{code}", safe=":/") for system, code in terminology.codes(query.codes))
    return f"{search}&code={codes}"


def templates(needs: Iterable[str], terminology: Terminology) -> dict[str, str]:
    """Return key -> template for the union of needs, in the order of `ELEMENTS`."""
    wanted = frozenset(needs)
    return {name: template(name, terminology) for name in ELEMENTS if name in wanted}

"""The data elements that facts are read from, and the FHIR queries that fetch them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from mappings.records import record
from mappings.terminology import Terminology

PATIENT_TOKEN: Final = "{{context.patientId}}"  # noqa: S105 - a prefetch token of CDS Hooks, no secret


@record
class Query:
    """What to ask for one element: a read of the patient, or a search by patient, with a code list where `codes` is set.

    `category` is what servers that refuse a search without one are asked for instead of the code list. `key` is the
    prefetch key where it is not the element's name: a query that changed. One that is not `asked` for is read where
    a site sends it: a service has at most eight prefetch keys. If it is `called`, a FHIR server that may be called is
    asked for it as well, at every hook; a hook may name more elements that it asks for (`Hook.calls`).
    """

    resource_type: str
    title: str
    codes: tuple[str, ...] = ()
    category: str | None = None
    key: str = ""
    asked: bool = True
    called: bool = False


ELEMENTS: Final[dict[str, Query]] = {
    "patient": Query("Patient", "age"),
    "conditions": Query("Condition", "problems and diagnoses"),
    "labs": Query(
        "Observation",
        "glucose, insulin, C-peptide, proinsulin",
        (
            "glucose",
            "glucose-fasting",
            "glucose-mmol",
            "insulin-level",
            "c-peptide",
            "proinsulin",
            "beta-hydroxybutyrate",
            "potassium",
        ),
        "laboratory",
        key="labs2",
    ),
    "tumor": Query(
        "Observation",
        "SSTR result, octreotide test, tumor findings",
        (
            "sstr-status",
            "krenning-score",
            "octreotide-test",
            "functional-syndrome",
            "resectability",
            "histology",
            "disease-progression",
            "disease-status",
            "tnm",
            "tnm-m",
            "tumor-size",
            "hepatic-tumor-load",
            "ki67",
            "mitotic-count",
            "grade-question",
        ),
        "imaging,laboratory,exam,procedure",
        key="tumor2",
    ),
    "function": Query(
        "Observation",
        "organ function, blood counts, blood pressure, performance status, symptoms, pregnancy",
        (
            "alt",
            "ast",
            "bilirubin",
            "creatinine",
            "egfr",
            "hba1c",
            "platelets",
            "tsh",
            "bp-panel",
            "bp-sys",
            "bp-dia",
            "lvef",
            "child-pugh",
            "ecog",
            "pregnancy-status",
            "pregnancy-test",
            "dpyd",
            "tumor-burden",
            "symptomatic",
            "leukocytes",
            "cbc-panel",
            "lipids",
            "lipid-panel",
            "vitamin-b12",
            "heart-rate",
        ),
        "laboratory,vital-signs,imaging,survey,exam,social-history",
    ),
    "medications": Query("MedicationRequest", "drugs ordered before"),
    "administrations": Query("MedicationAdministration", "drugs given before"),
    "procedures": Query("Procedure", "operations"),
    "statements": Query("MedicationStatement", "drugs reported as taken", asked=False, called=True),
    "dispenses": Query("MedicationDispense", "drugs dispensed", asked=False),
    "reports": Query("DiagnosticReport", "pathology and imaging reports", asked=False),
}
"""Element -> query. A key's query never changes once released: a new query is a new key, the element keeps its name."""


def key_of(name: str) -> str:
    """Return the prefetch key of an element."""
    return ELEMENTS[name].key or name


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
    """Return prefetch key -> template for the union of needs, in the order of `ELEMENTS`; without what is not asked for."""
    wanted = frozenset(needs)
    return {key_of(name): template(name, terminology) for name in ELEMENTS if name in wanted and ELEMENTS[name].asked}

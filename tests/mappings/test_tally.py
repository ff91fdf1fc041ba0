"""What no reader had a use for is counted: nothing is dropped in silence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import picture, terminology
from mappings.model import Element, State
from mappings.terminology import Terminology

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def resource(kind: str, key: str, **members: Any) -> dict[str, Any]:
    """Return a resource of patient 1."""
    return {"resourceType": kind, "id": key, "subject": {"reference": "Patient/1"}, "status": "completed"} | members


UNKNOWN: Final = {
    "conditions": resource("Condition", "u", code={"text": "Bunion"}),
    "labs": resource("Observation", "u", status="final", code={"text": "Sodium"}, valueQuantity={"value": 140}),
    "procedures": resource("Procedure", "u", code={"text": "Appendectomy"}),
    "medications": resource("MedicationRequest", "u", intent="order", medicationCodeableConcept={"text": "lisinopril"}),
    "statements": resource("MedicationStatement", "u", medicationCodeableConcept={"text": "lisinopril"}),
}
KNOWN: Final = {
    "conditions": resource("Condition", "k", code={"text": "Insulinoma"}),
    "labs": resource(
        "Observation", "k", status="final", code={"text": "Glucose"}, valueQuantity={"value": 90, "unit": "mg/dL"}
    ),
    "procedures": resource("Procedure", "k", code={"text": "Distal pancreatectomy"}, performedDateTime="2020-01-01"),
    "medications": resource(
        "MedicationRequest", "k", intent="order", medicationCodeableConcept={"text": "lanreotide 120 mg"}
    ),
    "statements": resource("MedicationStatement", "k", medicationCodeableConcept={"text": "glipizide 5 mg"}),
}
NOTED: Final = {
    "conditions": resource("Condition", "n", code={"text": "Insulinoma"}, verificationStatus="refuted"),
    "labs": resource("Observation", "n", status="entered-in-error", code={"text": "Glucose"}),
    "procedures": resource("Procedure", "n", status="entered-in-error", code={"text": "Whipple"}),
    "medications": resource(
        "MedicationRequest", "n", status="cancelled", medicationCodeableConcept={"text": "lanreotide"}
    ),
    "statements": resource(
        "MedicationStatement", "n", status="not-taken", medicationCodeableConcept={"text": "glipizide"}
    ),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_says_nothing_is_counted(name: str, terms: Terminology) -> None:
    """One line for each type says how many of its entries said nothing; the used and the noted ones are not among them."""
    again = UNKNOWN[name] | {"id": "u2"}
    sent = (UNKNOWN[name], again, KNOWN[name], NOTED[name])
    found = picture.draw({name: Element(sent, State.READ)}, "1", AS_OF, terms, UTC)
    kind = UNKNOWN[name]["resourceType"]
    counted = [one.reason for one in found.notes if one.reference == kind]
    assert counted == ["2 of 4 say nothing that a fact here rests on: not used"]
    assert any(one.reference == f"{kind}/n" for one in found.notes)


@pytest.mark.parametrize("name", KNOWN)
def test_where_everything_is_used_nothing_is_counted(name: str, terms: Terminology) -> None:
    """No line where every entry says something."""
    found = picture.draw({name: Element((KNOWN[name],), State.READ)}, "1", AS_OF, terms, UTC)
    assert not [one for one in found.notes if one.reference == KNOWN[name]["resourceType"]]

"""What an analog is ordered for besides a tumor: by code, by name, and through the Condition that an order names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import conditions, indications, orders, picture, terminology
from mappings.model import Element, State
from mappings.terminology import Terminology

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
ICD: Final = "http://hl7.org/fhir/sid/icd-10-cm"


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Malignant bowel obstruction", {"bowel-obstruction"}), ("Small intestinal obstruction", {"bowel-obstruction"}),
        ("Paralytic ileus", {"bowel-obstruction"}), ("No bowel obstruction", set()), ("Hepatorenal syndrome", {"hepatorenal"}),
        ("hepato-renal syndrome type 1", {"hepatorenal"}), ("Chylothorax", {"chylothorax"}), ("Chylous ascites", {"chylothorax"}),
        ("Enterocutaneous fistula", {"fistula"}), ("Postoperative pancreatic leak", {"fistula"}), ("Dumping syndrome", {"dumping"}),
        ("Carcinoid crisis prophylaxis", {"carcinoid-prophylaxis"}), ("Prophylaxis of carcinoid crisis", {"carcinoid-prophylaxis"}),
        ("Carcinoid crisis", set()), ("Acromegaly", {"acromegaly"}), ("Renal cell carcinoma", {"renal-cancer"}), ("No GIST", set()), ("", set()), ("Neuroendocrine tumor", set()),
    ],
)  # fmt: skip
def test_a_reason_by_name(text: str, expected: set[str]) -> None:
    """The words of a reason say an indication that has nothing to do with the tumor, unless they deny it."""
    assert indications.named([text]) == expected


@pytest.mark.parametrize(("text", "crisis"), [("Carcinoid crisis", True), ("Carcinoid crisis prophylaxis", False)])
def test_prophylaxis_is_no_emergency(text: str, crisis: bool, terms: Terminology) -> None:
    """A crisis is an emergency; its prophylaxis is none."""
    assert ("carcinoid-crisis" in conditions.reason_sets([{"text": text}], terms)) is crisis


def _order(terms: Terminology, **members: Any) -> orders.Drafts:
    draft = {"resourceType": "MedicationRequest", "id": "d", "status": "draft", "intent": "order"}
    draft |= {
        "medicationCodeableConcept": {"text": "octreotide 100 mcg"},
        "subject": {"reference": "Patient/1"},
    } | members
    context = {
        "selections": ["MedicationRequest/d"],
        "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": draft}]},
    }
    return orders.read(context, "1", terms, UTC)


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("Condition/x", {"bowel-obstruction"}), ("https://ehr.example/fhir/Condition/x/_history/2", {"bowel-obstruction"}),
        ("Condition/other", set()), ("#x", set()),
    ],
)  # fmt: skip
def test_a_condition_that_an_order_names_is_its_reason(reference: str, expected: set[str], terms: Terminology) -> None:
    """A reasonReference is resolved in the Conditions that were read; the problem list alone is no reason."""
    problem = {
        "resourceType": "Condition", "id": "x", "subject": {"reference": "Patient/1"},
        "code": {"coding": [{"system": ICD, "code": "K56.609"}]},
    }  # fmt: skip
    elements = {"conditions": Element((problem,), State.READ)}
    drafts = _order(terms, reasonReference=[{"reference": reference}])
    seen = picture.draw(elements, "1", AS_OF, terms, UTC, drafts.selected)
    assert seen.reasons(drafts.selected[0]) == expected
    assert seen.reasons(_order(terms).selected[0]) == frozenset()

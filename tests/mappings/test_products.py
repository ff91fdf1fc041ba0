"""What a resource says of its drug, wherever the Medication is."""

from __future__ import annotations

from typing import Any

import pytest

from mappings import terminology
from mappings.drugs import identify
from mappings.products import Product, product_of
from mappings.therapy import DrugClass, Form

NDC = "http://hl7.org/fhir/sid/ndc"
LAR = {"text": "Sandostatin LAR"}


@pytest.mark.parametrize(
    ("resource", "product"),
    [
        ({"medicationCodeableConcept": LAR}, Product(LAR)), ({"medication": {"concept": LAR}}, Product(LAR)), ({}, Product({})),
        ({"medicationReference": {"display": "SANDOSTATIN LAR"}}, Product({}, "SANDOSTATIN LAR")),
        ({"medicationReference": {"identifier": {"system": NDC, "value": "0078-0818-81"}}},
         Product({"coding": [{"system": NDC, "code": "0078-0818-81"}]})),
        ({"medicationReference": {"reference": "Medication/9", "identifier": {"value": "1"}}}, Product({"coding": [{"system": "", "code": "1"}]})),
        ({"medicationReference": {"reference": "Medication/9"}}, Product({})), ({"medicationReference": "Medication/1"}, Product([LAR])),
        ({"medication": {"reference": {"reference": "Medication/1"}}}, Product([LAR])),
        ({"medicationReference": {"reference": "#m"}, "contained": [{"id": "m", "code": LAR, "form": {"text": "kit"}}]}, Product([LAR], "", ("kit",))),
        ({"medicationReference": {"reference": "#m"}, "contained": [{"id": "m", "code": LAR, "doseForm": {"text": "kit"}}]}, Product([LAR], "", ("kit",))),
        ({"medicationReference": {"reference": "#n"}, "contained": [{"id": "m", "code": LAR}]}, Product({})),
        ({"medicationReference": 7}, Product({})), ({"medicationReference": [{"display": "x"}]}, Product({}, "x")),
    ],
)  # fmt: skip
def test_a_product_is_what_the_resource_says(resource: dict[str, Any], product: Product) -> None:
    """A concept, a reference with what it leads to, an identifier, or a display; a bare reference is nothing."""
    assert product_of(resource, {"Medication/1": {"code": LAR}}) == product


@pytest.mark.parametrize(
    "ingredient",
    [
        {"itemCodeableConcept": {"text": "octreotide acetate"}}, {"item": {"concept": {"text": "octreotide"}}},
        {"itemReference": {"reference": "Substance/1", "display": "octreotide"}}, {"item": {"reference": {"display": "octreotide"}}},
    ],
)  # fmt: skip
def test_a_compounded_drug_is_known_by_its_ingredients(ingredient: dict[str, Any]) -> None:
    """An infusion that is mixed names its parts, as R4, R5 or only by the display of a reference."""
    medication = {
        "code": {"text": "Infusion, compounded"},
        "ingredient": [{"itemCodeableConcept": {"text": "saline"}}, ingredient],
    }
    product = product_of({"medicationReference": {"reference": "Medication/1"}}, {"Medication/1": medication})
    drug = identify(product.concept, terminology.load())
    assert drug is not None
    assert drug.drug_class is DrugClass.SSA


def test_the_identifier_of_a_reference_can_be_an_ndc() -> None:
    """A reference that holds only an NDC names the product."""
    terms = terminology.load()
    product = product_of({"medicationReference": {"identifier": {"system": NDC, "value": "0078081881"}}}, {})
    drug = identify(product.concept, terms, extra=(product.display,))
    assert drug is not None
    assert (drug.drug_class, drug.form) == (DrugClass.SSA, Form.DEPOT)
    unknown = product_of({"medicationReference": {"identifier": {"system": "urn:local", "value": "77"}}}, {})
    assert identify(unknown.concept, terms, extra=(unknown.display,)) is None

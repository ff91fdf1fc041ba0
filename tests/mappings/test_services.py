"""ServiceRequests that order a drug, and those that are only about one."""

from __future__ import annotations

from typing import Any

import pytest

from mappings import terminology
from mappings.drugs import identify
from mappings.services import gives
from mappings.terminology import Terminology

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


@pytest.mark.parametrize(
    ("code", "members", "given"),
    [
        ("Insulin", {}, False), ("Insulin, C-peptide", {}, False), ("Insulin level", {}, False), ("insulin drip", {}, True), ("insulin 10 units SC", {}, True),
        ("insulin glargine 20 units", {}, True), ("insulin sliding scale", {}, True), ("insulin pump teaching", {}, False),
        ("Glucagon", {}, False), ("Glucagon 1 mg IM", {}, True), ("octreotide LAR injection", {}, True), ("octreotide", {}, True),
        ("octreotide level", {}, False), ("insulin 10 units", {"category": [{"text": "laboratory"}]}, False), ("insulin 10 units", {"specimen": [{}]}, False),
        ("somatostatin", {}, False), ("sunitinib 37.5 mg", {}, True), ("metformin", {}, False),
    ],
)  # fmt: skip
def test_a_service_gives_a_drug_or_is_about_one(
    code: str, members: dict[str, Any], given: bool, terms: Terminology
) -> None:
    """The bare name of a hormone is a laboratory test; a dose, a route or a kind of insulin makes it an order."""
    resource = {"resourceType": "ServiceRequest", "code": {"text": code}} | members
    drug = identify(resource["code"], terms)
    assert drug is not None
    assert gives(resource, drug) is given


def test_a_drug_code_is_an_order(terms: Terminology) -> None:
    """A service with the code of a drug gives it."""
    resource = {"code": {"coding": [{"system": RXNORM, "code": "5856"}]}}
    drug = identify(resource["code"], terms)
    assert drug is not None
    assert gives(resource, drug)

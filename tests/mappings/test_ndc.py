"""NDCs in every spelling: labeler and product are what is compared."""

from __future__ import annotations

from typing import Final

import pytest

from mappings import ndc, terminology
from mappings.systems import code_key, code_keys, system_key
from mappings.terminology import Terminology

NDC: Final = "http://hl7.org/fhir/sid/ndc"


@pytest.mark.parametrize(
    ("code", "products"),
    [
        ("0078-0182-01", ("000780182",)), ("0078-0182", ("000780182",)), ("00078-0182-01", ("000780182",)),
        ("63323-378-05", ("633230378",)), ("63323-378", ("633230378",)), ("63323-0378-05", ("633230378",)),
        ("15054-1060-4", ("150541060",)), ("00078018201", ("000780182",)), ("000780182", ("000780182",)),
        ("000078018201", ("000780182",)), (" 0078-0182-01 ", ("000780182",)), ("0078-0182-**", ("000780182",)),
        ("0078018201", ("000780182", "007800182", "007801820")), ("6332337805", ("063323378", "633230378", "633233780")),
        ("", ()), ("x", ()), ("0078", ()), ("12345678", ()), ("1234567890123", ()), ("0078-0182-01-1", ()), ("78-182-1", ()),
        ("\u0660078-0182", ()), ("9" * 5000, ()), ("-" * 5000, ()),
    ],
)  # fmt: skip
def test_a_code_means_its_product(code: str, products: tuple[str, ...]) -> None:
    """With hyphens, without, with the package or without; ten digits may be cut in three ways; the rest is no NDC."""
    assert ndc.products(code) == products


@pytest.mark.parametrize(
    "system", [NDC, "http://hl7.org/fhir/sid/ndc/", "https://hl7.org/fhir/sid/ndc", "urn:oid:2.16.840.1.113883.6.69",
               "2.16.840.1.113883.6.69", "NDC"],
)  # fmt: skip
def test_the_system_has_several_names(system: str) -> None:
    """The URI, its OID and the bare name are one code system."""
    assert system_key(system) == ndc.SYSTEM
    assert code_key(system, "0078-0182-01") == (ndc.SYSTEM, "000780182")


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("0078-0182-01", "ssa-short"), ("0078018201", "ssa-short"), ("00078018201", "ssa-short"), ("63323-378-05", "ssa-short"),
        ("6332337805", "ssa-short"), ("67457-245-01", "ssa-short"), ("62756-452-36", "ssa-short"), ("0078-0818-81", "ssa-depot"),
        ("0078081881", "ssa-depot"), ("15054-1060-4", "ssa-depot"), ("1505410604", "ssa-depot"), ("69097-906-67", "ssa-depot"),
        ("76282-718-67", "ssa-depot"), ("69488-003-01", "prrt"), ("6948800301", "prrt"), ("69488-001-40", "sstr-imaging-agent"),
        ("0575-6200-30", "diazoxide"), ("0575620030", "diazoxide"), ("55292-140-01", "ssa-pasireotide-depot"), ("0006-5331-01", "belzutifan"),
    ],
)  # fmt: skip
def test_each_product_is_in_its_set(code: str, name: str, terms: Terminology) -> None:
    """The products that are known are found by any of their spellings."""
    assert name in terms.sets({"coding": [{"system": NDC, "code": code}]})


def test_an_ambiguous_code_counts_only_where_all_readings_agree() -> None:
    """Ten digits that mean two different drugs mean neither; two readings in the same set do."""
    first, second = code_keys(NDC, "1234567890")[:2]
    terms = Terminology(members={first: frozenset({"a"}), second: frozenset({"b"})})
    assert not terms.sets({"coding": [{"system": NDC, "code": "1234567890"}]})
    terms = Terminology(members={first: frozenset({"a"}), second: frozenset({"a"})})
    assert terms.sets({"coding": [{"system": NDC, "code": "1234567890"}]}) == {"a"}
    terms = Terminology(members={second: frozenset({"b"})}, properties={("p", second): ("x",)})
    assert terms.sets({"coding": [{"system": NDC, "code": "1234567890"}]}) == {"b"}
    assert terms.property("p", NDC, "1234567890") == ("x",)
    terms.properties["p", first] = ("y",)
    assert terms.property("p", NDC, "1234567890") == ()

"""The queries of the data elements: portable, and complete for what is read."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from mappings import elements, terminology
from mappings.elements import ELEMENTS, PATIENT_TOKEN


@pytest.mark.parametrize("name", ELEMENTS)
def test_a_template_is_a_search_by_patient(name: str) -> None:
    """A template is a read of the patient or a search by patient, with the token and nothing that is not portable."""
    found = elements.template(name, terminology.load())
    assert found.startswith(f"{ELEMENTS[name].resource_type}{'/' if name == 'patient' else '?patient='}{PATIENT_TOKEN}")
    assert not any(part in found for part in ("_include", ":in=", "_has", "_sort", "_elements", " ", "today()"))
    assert found.count("{{") == 1


@pytest.mark.parametrize("name", [name for name, query in ELEMENTS.items() if query.codes])
def test_every_code_is_asked_for(name: str) -> None:
    """A search by code lists every code of its value sets, each once and as published."""
    terms = terminology.load()
    listed = unquote(elements.template(name, terms).split("&code=")[1]).split(",")
    assert len(listed) == len(set(listed))
    for value_set in ELEMENTS[name].codes:
        codes = terms.codes([value_set])
        assert codes
        assert {f"{system}|{code}" for system, code in codes} <= set(listed)


def test_the_patient_may_be_named() -> None:
    """For a direct query the id takes the token's place."""
    assert elements.template("patient", terminology.load(), "7") == "Patient/7"
    assert elements.template("conditions", terminology.load(), "7") == "Condition?patient=7"


def test_templates_are_the_union_of_needs() -> None:
    """Keys come in the order of the elements, each once; what is not needed is not asked for."""
    found = elements.templates(["labs", "patient", "labs"], terminology.load())
    assert list(found) == ["patient", "labs2"]


def test_a_code_is_escaped() -> None:
    """The bar between system and code is escaped, as a URL wants it."""
    assert "http://loinc.org%7C2345-7" in elements.template("labs", terminology.load())

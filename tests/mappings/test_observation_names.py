"""An Observation is known by its code, by its analyte, or by its name; a name never wins against a known code."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from mappings import observation_names, observations, terminology
from mappings.terminology import Terminology


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ki-67", {"ki67"}), ("KI67", {"ki67"}), ("Ki 67 labeling index", {"ki67"}), ("Ki_67", {"ki67"}), ("Ki\u201167", {"ki67"}),
        ("Proliferation (MIB-1)", {"ki67"}), ("MIB1", {"ki67"}), ("Ki-670", set()), ("ki-6", set()), ("Miki-67", set()),
        ("MIB-12", set()), ("HaKi67", set()),
        ("Mitotic rate", {"mitotic-count"}), ("Mitotic Count (per 2 mm2)", {"mitotic-count"}), ("Mitoses per 10 HPF", {"mitotic-count"}),
        ("Mitotic figures", {"mitotic-count"}), ("Mitoserate", {"mitotic-count"}), ("mitotic spindle", set()), ("amitosis", set()),
        ("WHO grade", {"grade-question"}), ("Histologic Grade (Note C)", {"grade-question"}), ("Histological tumor grade", {"grade-question"}),
        ("Tumor grade", {"grade-question"}), ("NET grading", {"grade-question"}), ("Grading", {"grade-question"}), ("Toxicity grade", set()),
        ("Tumor regression grade", set()), ("WHO performance grade", set()), ("CTCAE grade", set()), ("upgrading", set()),
        ("Histologic type", {"histology"}), ("Histology", {"histology"}), ("Histologic type and grade", {"histology"}),
        ("Histologic diagnosis", {"histology"}), ("histological findings", set()),
        ("Krenning-Score (68Ga-DOTATATE-PET/CT)", {"krenning-score"}), ("68Ga-DOTATATE-PET/CT", {"sstr-status"}),
        ("Histology, WHO grade and Ki-67", {"histology", "grade-question", "ki67"}), ("", set()), ("Sodium", set()),
    ],
)  # fmt: skip
def test_a_name_says_what_was_measured(text: str, expected: set[str]) -> None:
    """The words of a code say which value sets an Observation belongs to, in any spelling, and nothing else does."""
    assert observation_names.sets_by_name({"text": text}) == expected
    assert observation_names.sets_by_name({"coding": [{"code": "x", "display": text}]}) == expected


@pytest.mark.parametrize(
    "concept", [None, 7, "", [], {}, {"text": 7}, {"coding": "x"}, {"coding": [None, {"display": []}]}]
)
def test_no_name_is_no_value_set(concept: Any) -> None:
    """What holds no words names nothing, whatever its shape."""
    assert observation_names.sets_by_name(concept) == frozenset()


def test_a_long_name_is_cut() -> None:
    """Only the first five hundred characters of a name are read."""
    assert observation_names.sets_by_name({"text": "x" * 490 + " Ki-67"}) == {"ki67"}
    assert observation_names.sets_by_name({"text": "x" * 500 + " Ki-67"}) == frozenset()


def kept(terms: Terminology, **members: Any) -> list[tuple[set[str], str]]:
    """Return sets and how of what is kept of one Observation."""
    resource = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "effectiveDateTime": "2026-06-01",
    } | members
    found = observations.results([resource], terms, datetime(2026, 11, 23, 12, tzinfo=UTC), UTC, [])
    return [(set(one.sets), one.source.how) for one in found]


def test_a_name_counts_only_without_a_known_code(terms: Terminology) -> None:
    """A known code decides, whatever is written beside it; an unknown one leaves it to the name."""
    breast = {"coding": [{"system": "http://loinc.org", "code": "85330-9", "display": "Ki-67"}], "text": "Ki-67"}
    local = {"coding": [{"system": "urn:local", "code": "85330-9", "display": "Ki-67"}]}
    assert kept(terms, code=breast) == [({"ki67-breast-exclude"}, "code")]
    assert kept(terms, code=local) == [({"ki67"}, "name")]
    assert kept(terms, code={"text": "Sodium"}) == []


def test_a_component_has_a_name_too(terms: Terminology) -> None:
    """A synoptic report names its answers in components, under codes that only its publisher knows."""
    part = {
        "code": {"coding": [{"system": "http://cap.org/eCC", "code": "1.100004300", "display": "Ki-67 Labeling Index"}]}
    }
    assert kept(terms, code={"text": "Section"}, component=[part, {"code": {"text": "Comment"}}]) == [
        ({"ki67"}, "name")
    ]


def test_the_analyte_counts_as_a_code(terms: Terminology) -> None:
    """Onconova states the analyte in an extension of the code; it counts where the code itself is not known."""
    url = "http://onconova.github.io/fhir/StructureDefinition/onconova-ext-tumor-marker-analyte"
    analyte = {"coding": [{"system": "http://loinc.org", "code": "LP39016-8"}]}
    code = {
        "extension": [{"url": url, "valueCodeableConcept": analyte}],
        "coding": [{"system": "urn:x", "code": "marker"}],
    }
    assert kept(terms, code=code) == [({"ki67-analyte"}, "code")]
    presence = code | {"coding": [{"system": "http://loinc.org", "code": "33055-5"}]}
    assert kept(terms, code=presence) == [({"ki67-presence-not-numeric"}, "code")]

"""Glucose, SSTR and the octreotide test: both sides of each bound, and what is unreadable never reassures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import glucose, observations, receptors, terminology
from mappings.model import Glucose, Note, Quality
from mappings.terminology import Terminology

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
OURS: Final = "https://pnet-cds.example/fhir/CodeSystem"
RECENT: Final = "2026-06-01"


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def loinc(code: str = "2345-7") -> dict[str, Any]:
    """Return a LOINC code."""
    return {"coding": [{"system": "http://loinc.org", "code": code}]}


def ours(code: str) -> dict[str, Any]:
    """Return a code of our own observations."""
    return {"coding": [{"system": f"{OURS}/pnet-observation", "code": code}]}


def answer(code: str) -> dict[str, Any]:
    """Return a coded answer as a value."""
    return {"valueCodeableConcept": {"coding": [{"system": f"{OURS}/pnet-finding", "code": code}]}}


def observation(code: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Return an Observation, final and recent unless said otherwise."""
    return {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": code,
        "effectiveDateTime": RECENT,
    } | members


def one_glucose(terms: Terminology, *resources: dict[str, Any]) -> tuple[Glucose, ...]:
    """Read glucoses."""
    return glucose.glucoses(observations.results(resources, terms, AS_OF, UTC, []), AS_OF, [])


def mass(value: Any, unit: str = "mg/dL", **members: Any) -> dict[str, Any]:
    """Return a value as a Quantity."""
    return {"valueQuantity": {"value": value, "unit": unit} | members}


@pytest.mark.parametrize(
    ("value", "low"),
    [
        (mass(54), False), (mass(53.9), True), (mass(53.99), True), (mass(54.1), False), (mass(3.0, "mmol/L"), False),
        (mass(2.9, "mmol/L"), True), (mass(2.8, "mmol/L"), True), (mass(2.99, "mmol/L"), True), (mass("2,8", "mmol/L"), True),
        (mass("53.9"), True), (mass(54, comparator="<"), True), (mass(54, comparator="<="), None), (mass(40, comparator="<"), True),
        (mass(60, comparator="<"), None), (mass(54, comparator=">"), False), (mass(50, comparator=">"), None),
        (mass(54, comparator=">="), False), (mass(3.0, "mmol/L", comparator="<"), True),
        ({"valueRange": {"low": {"value": 40, "unit": "mg/dL"}, "high": {"value": 53, "unit": "mg/dL"}}}, True),
        ({"valueRange": {"low": {"value": 50, "unit": "mg/dL"}, "high": {"value": 60, "unit": "mg/dL"}}}, None),
        ({"valueString": "45 mg/dL"}, True), ({"valueString": "2,8 mmol/L"}, True), ({"valueString": "95 mg/dL (fasting)"}, False),
        ({"valueString": "low"}, True), ({"valueString": "50-60 mg/dL"}, None), (mass(50, ""), True), (mass(90, ""), False),
        (mass(50, "mg"), None), (mass(2.5, "g/L"), False), (mass(-1), None), (mass("n/a"), None), ({}, None),
        (mass(54, "mg/dL", code="258797006", system="http://snomed.info/sct"), False),
    ],
)  # fmt: skip
def test_a_glucose_is_low_in_its_own_unit(value: dict[str, Any], low: bool | None, terms: Terminology) -> None:
    """Below 54 mg/dL or 3.0 mmol/L is hypoglycemia; what straddles a bound or cannot be read is neither low nor normal."""
    (found,) = one_glucose(terms, observation(loinc(), **value))
    assert found.hypoglycemia is low


def test_the_code_says_the_unit_where_none_is_given(terms: Terminology) -> None:
    """A code that is defined in mmol/L needs no unit."""
    (found,) = one_glucose(terms, observation(loinc("14749-6"), **mass(2.8, "")))
    assert (found.unit, found.hypoglycemia) == ("mmol/L", True)


@pytest.mark.parametrize(
    ("members", "kept"),
    [
        ({"status": "entered-in-error"}, 0), ({"status": "cancelled"}, 0), ({"status": "Entered in Error"}, 0),
        ({"status": "preliminary"}, 1), ({"status": "registered"}, 1), ({"status": "unknown"}, 1), ({"status": None}, 1),
        ({"status": "amended"}, 1), ({"effectiveDateTime": "2026-11-24"}, 0), ({"effectiveDateTime": "2027"}, 0),
        ({"effectiveDateTime": "9999-12-31"}, 0), ({"effectiveDateTime": "2026"}, 1), ({"effectiveDateTime": None}, 1),
        ({"effectiveDateTime": "?"}, 1), ({"dataAbsentReason": {"text": "hemolyzed"}}, 0), ({"code": loinc("2484-4")}, 0),
        ({"code": {"text": "Glucose"}}, 1), ({"code": {"text": "Glucose, urine"}}, 0),
    ],
)  # fmt: skip
def test_a_glucose_counts_unless_it_is_void(members: dict[str, Any], kept: int, terms: Terminology) -> None:
    """What is in error, cancelled, absent or in the future does not count; the undated and the preliminary do."""
    assert len(one_glucose(terms, observation(loinc()) | mass(40) | members)) == kept


def test_components_are_results(terms: Terminology) -> None:
    """A glucose in a panel is read from its component, by its own absence and the panel's status."""
    part = {"code": loinc()} | mass(40)
    panel = observation({"text": "panel"}, component=[part, {"code": loinc("1986-9")} | mass(1, "ng/mL"), "junk"])
    (found,) = one_glucose(terms, panel)
    assert (found.hypoglycemia, found.source.reference) == (True, "Observation/o")
    assert not one_glucose(terms, panel | {"status": "entered-in-error"})
    assert not one_glucose(terms, panel | {"component": part | {"dataAbsentReason": {"text": "x"}}})


def test_glucoses_come_newest_first(terms: Terminology) -> None:
    """The newest is the first, and the undated is the last resort."""
    dates = [None, "2026-01", "2026-11-22", "2025"]
    found = one_glucose(terms, *(observation(loinc(), effectiveDateTime=one, **mass(90)) for one in dates))
    assert [one.source.when.text if one.source.when else None for one in found] == [
        "2026-11-22",
        "2026-01",
        "2025",
        None,
    ]


def sstr(terms: Terminology, *found: dict[str, Any]) -> tuple[str, Quality] | None:
    """Read the SSTR result: value and quality."""
    results = observations.results(found, terms, AS_OF, UTC, [])
    fact = receptors.sstr(results, terms, AS_OF, [])
    return (fact.value, fact.quality) if fact else None


def status(value: str, **members: Any) -> dict[str, Any]:
    """Return an SSTR status."""
    return observation(ours("sstr-status"), **(answer(value) | members))


def krenning(value: Any, **members: Any) -> dict[str, Any]:
    """Return a Krenning score."""
    return observation(ours("krenning-score"), **({"valueInteger": value} | members))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"valueInteger": 0}, "negative"), ({"valueInteger": 1}, "negative"), ({"valueInteger": 2}, "equivocal"),
        ({"valueInteger": 3}, "positive"), ({"valueInteger": 4}, "positive"), ({"valueInteger": 5}, None),
        ({"valueInteger": -1}, None), ({"valueQuantity": {"value": 2.5}}, None), ({"valueQuantity": {"value": 3, "unit": "{score}"}}, "positive"),
        ({"valueString": "4"}, "positive"), ({"valueString": "5"}, None), ({"valueString": "high"}, None),
        ({"valueQuantity": {"value": 3, "comparator": ">"}}, None), ({"valueQuantity": {"value": 2, "comparator": "<"}}, None),
        ({"valueRange": {"low": {"value": 2}, "high": {"value": 3}}}, None), ({"valueRange": {"low": {"value": 3}, "high": {"value": 3}}}, "positive"),
        ({"valueCodeableConcept": {"text": "3"}}, "positive"), ({"valueInteger": 3, "dataAbsentReason": {"text": "x"}}, None), ({}, None),
    ],
)  # fmt: skip
def test_krenning_is_an_integer_from_0_to_4(value: dict[str, Any], expected: str | None, terms: Terminology) -> None:
    """From 3 uptake is above the liver, 2 is equivocal, and what is no score is noted and not used."""
    found = sstr(terms, observation(ours("krenning-score"), **value))
    assert (found[0] if found else None) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (answer("positive"), "positive"), (answer("negative"), "negative"), (answer("equivocal"), "equivocal"), (answer("stable"), None),
        ({"valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "10828004"}]}}, "positive"),
        ({"valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "10828004", "display": "Negative"}]}}, None),
        ({"valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "10828004", "display": "Positive (qualifier value)"}]}},
         "positive"),
        ({"valueCodeableConcept": {"text": "Positive"}}, "positive"), ({"valueString": "NEGATIVE"}, "negative"),
        ({"valueString": "positive."}, "positive"), ({"valueString": "not positive"}, None), ({"valueString": "see report"}, None),
        ({"valueCode": "equivocal"}, "equivocal"), ({"valueBoolean": True}, None), ({}, None),
        (answer("positive") | {"dataAbsentReason": {"text": "x"}}, None),
    ],
)  # fmt: skip
def test_an_answer_is_one_of_ours(value: dict[str, Any], expected: str | None, terms: Terminology) -> None:
    """An answer is coded, mapped or one word; what else it says, or says twice and differently, is not used."""
    notes: list[Note] = []
    results = observations.results([observation(ours("sstr-status"), **value)], terms, AS_OF, UTC, [])
    fact = observations.answer(results, "sstr-status", terms, AS_OF, notes)
    assert (fact.value if fact else None) == expected
    assert bool(notes) is (expected is None)


@pytest.mark.parametrize(
    ("when", "quality"),
    [
        ("2025-11-23", Quality.EXACT), ("2025-11-22", Quality.STALE), ("2025-11-23T00:01:00Z", Quality.EXACT),
        ("2025-11-22T23:59:00Z", Quality.STALE), ("2025-11", Quality.EXACT), ("2025-10", Quality.STALE), ("2026", Quality.EXACT),
        (None, Quality.STALE), ("2026-11-23", Quality.EXACT),
    ],
)  # fmt: skip
def test_a_result_is_stale_after_365_days(when: str | None, quality: Quality, terms: Terminology) -> None:
    """A result of 365 days is not stale and one of 366 is, at whatever hour; an undated one is."""
    assert sstr(terms, status("positive", effectiveDateTime=when)) == ("positive", quality)


@pytest.mark.parametrize(
    ("found", "value"),
    [
        ([status("negative", effectiveDateTime="2026-01"), status("positive")], "positive"),
        ([status("positive"), status("negative", effectiveDateTime="2026-07")], "negative"),
        ([status("positive"), krenning(1, effectiveDateTime="2026-07")], "negative"),
        ([status("positive"), krenning(4)], "positive"), ([status("positive"), krenning(0)], "conflicting"),
        ([status("positive"), status("negative")], "conflicting"),
        ([status("positive", effectiveDateTime="2026-06-01T17:00:00Z"), status("negative", effectiveDateTime="2026-06-01T08:00:00Z")],
         "conflicting"),
        ([status("positive", effectiveDateTime="2026"), status("negative")], "conflicting"),
        ([status("positive", effectiveDateTime="2026-06"), status("negative")], "conflicting"),
        ([status("negative", effectiveDateTime="2026-06"), status("positive")], "conflicting"),
        ([status("positive"), status("negative", effectiveDateTime=None)], "positive"),
        ([status("positive", effectiveDateTime=None), status("negative", effectiveDateTime=None)], "conflicting"),
        ([status("positive"), status("negative", effectiveDateTime="2026-12")], "positive"),
        ([status("positive"), status("negative", effectiveDateTime="2026-07", status="preliminary")], "positive"),
        ([status("negative", status="preliminary")], "negative"),
        ([status("positive"), status("negative", effectiveDateTime="2026-07", status="entered-in-error")], "positive"),
        ([status("positive", effectiveDateTime=None, issued="2026-07-01T00:00:00Z"), status("negative")], "positive"),
        # a newer final result that is not understood takes a reassuring one back, and nothing else
        ([status("positive"), status("no uptake", effectiveDateTime="2026-07")], "conflicting"),
        ([status("positive"), krenning(7)], "conflicting"), ([status("positive"), krenning(7, effectiveDateTime="2026-01")], "positive"),
        ([status("negative"), krenning(7, effectiveDateTime="2026-07")], "negative"),
        ([status("positive"), krenning(None, effectiveDateTime="2026-07", dataAbsentReason={"text": "not done"})], "positive"),
        ([status("positive"), krenning(7, effectiveDateTime="2026-07", status="preliminary")], "positive"),
        ([krenning(7)], None), ([], None),
    ],
)  # fmt: skip
def test_the_newest_final_result_wins(found: list[dict[str, Any]], value: str | None, terms: Terminology) -> None:
    """Newer beats older and final beats preliminary; results that differ and may be of one day contradict each other."""
    result = sstr(terms, *found)
    assert (result[0] if result else None) == value


def test_a_preliminary_result_is_marked(terms: Terminology) -> None:
    """Where nothing final is on file a preliminary result counts, and says so."""
    assert sstr(terms, status("positive", status="preliminary")) == ("positive", Quality.PRELIMINARY)


def test_a_conflict_names_both(terms: Terminology) -> None:
    """A contradiction keeps the source of either side."""
    results = observations.results([status("positive"), status("negative", id="p")], terms, AS_OF, UTC, [])
    fact = receptors.sstr(results, terms, AS_OF, [])
    assert fact is not None
    assert {fact.source.reference, *(one.reference for one in fact.conflicts)} == {"Observation/o", "Observation/p"}
    assert fact.quality is Quality.AMBIGUOUS


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([("tolerated", RECENT)], "tolerated"), ([("hypoglycemia", RECENT)], "hypoglycemia"),
        ([("tolerated", RECENT), ("hypoglycemia", "2026-07")], "hypoglycemia"),
        ([("hypoglycemia", RECENT), ("tolerated", "2026-07")], "tolerated"),
        ([("tolerated", RECENT), ("hypoglycemia", RECENT)], "conflicting"), ([("positive", RECENT)], None),
        ([("tolerated", RECENT), ("stopped", "2026-07")], "unclear"), ([("hypoglycemia", RECENT), ("stopped", "2026-07")], "hypoglycemia"),
    ],
)  # fmt: skip
def test_the_octreotide_test_is_tolerated_or_not(
    values: list[tuple[str, str]], expected: str | None, terms: Terminology
) -> None:
    """The newest test counts; two of a day that differ contradict each other; an unreadable one never reassures."""
    found = [observation(ours("octreotide-test"), **answer(value), effectiveDateTime=when) for value, when in values]
    fact = observations.answer(observations.results(found, terms, AS_OF, UTC, []), "octreotide-test", terms, AS_OF, [])
    assert (fact.value if fact else None) == expected


def test_results_of_value_sets_are_found_once_and_in_order(terms: Terminology) -> None:
    """A result of two of the sets that are asked for is one result, and those of no such set are none."""
    codes = (ours("sstr-status"), loinc("2345-7"), loinc("29593-1"), loinc("2345-7"))
    sent = [observation(code, id=f"o{number}") for number, code in enumerate(codes)]
    found = observations.results(sent, terms, AS_OF, UTC, [])
    for names, numbers in ((("ki67", "glucose", "ki67-analyte", "sstr-status"), "0123"), (("glucose",), "13")):
        assert [one.source.reference for one in found.of(*names)] == [f"Observation/o{number}" for number in numbers]
    assert found.of("histology", "tnm") == found.of() == []

"""Tumor size in mm, hepatic tumor load in % and potassium in mmol/L: every shape, both sides of every bound."""

from __future__ import annotations

import math
from typing import Any

import pytest

from mappings import hepatic_load, potassium, tumor_size
from mappings.model import Measure, Note, Quality, Source
from tests.mappings.observed import AS_OF, Json, amount, concept, loinc, named, observation, ours, results, said

KNOWN = {"Condition/net": True, "Condition/breast": False}
SIZE = loinc("21889-1")
LOAD = ours("hepatic-tumor-load")
K = loinc("2823-3")


def size(*resources: Json) -> tuple[float | None, int]:
    """Read the size, and count the notes."""
    notes: list[Note] = []
    found = tumor_size.tumor_size(results(*resources, notes=notes), KNOWN, AS_OF, notes)
    return found.low if found else None, len(notes)


def load(*resources: Json) -> Measure | None:
    """Read the hepatic load."""
    return hepatic_load.hepatic_load(results(*resources), KNOWN, AS_OF, [])


def potassiums(*resources: Json) -> tuple[list[tuple[float, float]], int]:
    """Read potassium, and count the notes."""
    notes: list[Note] = []
    found = potassium.potassium(results(*resources, notes=notes), AS_OF, notes)
    return [(one.low, one.high) for one in found], len(notes)


def dimension(code: str, value: Any, unit: str = "cm") -> Json:
    """Return a component of a tumor size."""
    return {"code": loinc(code)} | amount(value, unit)


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (observation(SIZE, component=[dimension("33728-7", 1.2), dimension("33729-5", 1.0), dimension("33729-5", 0.5)]), 12),
        (observation(SIZE, component=[dimension("33729-5", 10, "mm"), dimension("33728-7", 23, "mm")]), 23),
        (observation(SIZE, component=dimension("33728-7", "2,3")), 23), (observation(SIZE, component=[dimension("33729-5", 1.5)]), 15),
        (observation(SIZE, component=[dimension("33728-7", 1.2), dimension("33729-5", 3)]), 30), (observation(SIZE, amount(2.3, "cm")), 23),
        (observation(loinc("33728-7"), amount(2.3, "cm")), 23), (observation(SIZE, amount(23, "mm")), 23), (observation(SIZE, said("2.3 cm")), 23),
        (observation(SIZE, said("2,3 x 1,5 cm")), 23), (observation(SIZE, said("1.5 x 2.3 x 1.0 cm")), 23), (observation(SIZE, said("23 mm")), 23),
        (observation(SIZE, said("23 x 15 mm (AP)")), 23), (observation(SIZE, said("about 2 cm")), 20), (observation(SIZE, said("2-3 cm")), 20),
        (observation(SIZE, amount(500, "mm")), 500), (observation(SIZE, amount(0.1, "mm")), 0.1), (observation(named("Tumor Size (Note E)"), amount(2, "cm")), 20),
        (observation(named("Tumorgr\u00f6\u00dfe"), said("2,3 cm")), 23), (observation(SIZE, amount(2.3, "[cm]")), 23),
    ],
)  # fmt: skip
def test_a_size_in_every_shape(resource: Json, expected: float) -> None:
    """The largest dimension counts, in mm, from components, a number with its unit, or words."""
    assert size(resource) == (expected, 0)


@pytest.mark.parametrize(
    "value",
    [amount(2.3), amount(2.3, "in"), amount(501, "mm"), amount(0, "mm"), amount(-2, "cm"), said("2.3"), said("small"), {}, said("2.3 x 1.5"), said("<NA>"),
     amount(2.3, "cm") | {"dataAbsentReason": {"text": "x"}}],
)  # fmt: skip
def test_a_size_without_its_unit_is_none(value: Json) -> None:
    """A number without mm or cm, or one that no tumor has, is noted and not used."""
    assert size(observation(SIZE, value)) == (None, 1)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([(20, {}), (30, {"id": "p", "effectiveDateTime": "2026-01"})], 20), ([(20, {}), (30, {"id": "p"})], 30), ([(20, {}), (30, {"effectiveDateTime": None})], 20),
        ([(20, {}), (30, {"effectiveDateTime": "2027"})], 20), ([(20, {}), (30, {"status": "preliminary"})], 20),
        ([(20, {}), (30, {"focus": [{"reference": "Condition/breast"}]})], 20), ([(20, {}), (30, {"focus": [{"reference": "BodyStructure/2"}]})], 30),
    ],
)  # fmt: skip
def test_the_largest_of_the_newest_day_counts(found: list[tuple[int, Json]], expected: int) -> None:
    """Of the newest day the largest tumor counts; another disease's, and a future one, do not."""
    assert size(*(observation(SIZE, amount(value, "mm"), **members) for value, members in found))[0] == expected


def test_further_dimensions_alone_bound_the_size() -> None:
    """Without the longest dimension the size is at least what is given, and marked; an estimate is marked too."""
    part = observation(SIZE, component=[dimension("33729-5", 1.5)])
    for resource in (part, observation(SIZE, said("about 2 cm"))):
        found = tumor_size.tumor_size(results(resource), KNOWN, AS_OF, [])
        assert found is not None
        assert found.quality is Quality.BOUNDED


@pytest.mark.parametrize(
    ("value", "low", "high", "above"),
    [
        (amount(25, "%"), 25, 25, False), (amount(25.1, "%"), 25.1, 25.1, True), (amount(24.9, "%"), 24.9, 24.9, False), (amount(0, "%"), 0, 0, False),
        (amount(100, "%"), 100, 100, True), (amount(0.25, "1"), 25, 25, False), (amount(0.26, "1"), 26, 26, True), (amount(0.3, "%"), 0.3, 0.3, False),
        (amount(25, "%", comparator="<"), 0, 25, False), (amount(25, "%", comparator="<="), 0, 25, False), (amount(25, "%", comparator=">"), 25, 100, True),
        (amount(25, "%", comparator=">="), 25, 100, None), (amount(50, "%", comparator=">"), 50, 100, True), (amount(20, "%", comparator=">"), 20, 100, None),
        (said("<25%"), 0, 25, False), (said("25-50 %"), 25, 50, None), (said("26-50 %"), 26, 50, True), (said("10-25%"), 10, 25, False), (said("20-30%"), 20, 30, None),
        (said("~30%"), 30, 30, True), (said("about 20 percent"), 20, 20, False), (said("ca. 30 %"), 30, 30, True), (said("up to 25 %"), 0, 25, False),
        (said(">50% of the liver"), 50, 100, True), (said("less than 25%"), 0, 25, False), (said("mehr als 25 %"), 25, 100, True), (said("30 %."), 30, 30, True),
        (said("bis 25 Prozent"), 0, 25, False), (said("30"), 30, 30, True), ({"valueInteger": 30}, 30, 30, True), ({"valueInteger": 0}, 0, 0, False),
        ({"valueRange": {"low": {"value": 10, "unit": "%"}, "high": {"value": 25, "unit": "%"}}}, 10, 25, False),
        (concept(system="urn:x", code="2", display="25-50 %"), 25, 50, None), ({"valueCodeableConcept": {"text": "<25%"}}, 0, 25, False),
    ],
)  # fmt: skip
def test_a_load_has_a_side(value: Json, low: float, high: float, above: bool | None) -> None:
    """25 itself is on the lower side, and an interval over it on neither."""
    found = load(observation(LOAD, value))
    assert found is not None
    assert (found.low, found.high, found.above(25)) == (low, high, above)


@pytest.mark.parametrize(
    "value",
    [amount(101, "%"), amount(-1, "%"), amount(1.1, "1"), amount(0.3), amount(1), amount(30, "mL"), said("high"), said("not 30%"), said("30 % or 60 %"), {},
     said("50-101%"), amount(30, "%") | {"dataAbsentReason": {"text": "x"}}, said("0.3"), said("no tumor"), said("3 lesions")],
)  # fmt: skip
def test_a_load_is_a_share(value: Json) -> None:
    """What is no number of percent, or may be a fraction or a percentage, is noted and not used."""
    notes: list[Note] = []
    assert hepatic_load.hepatic_load(results(observation(LOAD, value)), KNOWN, AS_OF, notes) is None
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("value", "quality", "shown"),
    [
        (amount(30, "%"), Quality.EXACT, "30 %"), (said("~30%"), Quality.BOUNDED, "about 30 %"), (said("<25%"), Quality.BOUNDED, "<25 %"),
        (said("<=25%"), Quality.BOUNDED, "<=25 %"), (said(">50%"), Quality.BOUNDED, ">50 %"), (said(">=50%"), Quality.BOUNDED, ">=50 %"),
        (said("25-50%"), Quality.BOUNDED, "25-50 %"), (amount(30), Quality.BOUNDED, "30 %"),
    ],
)  # fmt: skip
def test_an_estimated_load_is_marked(value: Json, quality: Quality, shown: str) -> None:
    """A range, an estimate and a number without a unit are bounded, and shown in our own words."""
    found = load(observation(LOAD, value))
    assert found is not None
    assert (found.quality, found.shown) == (quality, shown)


@pytest.mark.parametrize(
    ("found", "low", "high", "quality"),
    [
        ([(10, {}), (40, {"effectiveDateTime": "2026-07"})], 40, 40, Quality.EXACT), ([(10, {}), (40, {"id": "p"})], 10, 40, Quality.AMBIGUOUS),
        ([(30, {}), (40, {"id": "p"})], 30, 30, Quality.EXACT), ([(10, {}), (40, {"status": "cancelled"})], 10, 10, Quality.EXACT),
        ([(10, {}), (40, {"effectiveDateTime": "2027"})], 10, 10, Quality.EXACT), ([(10, {}), (40, {"focus": {"reference": "Condition/breast"}})], 10, 10, Quality.EXACT),
        ([(10, {"status": "preliminary"})], 10, 10, Quality.PRELIMINARY),
    ],
)  # fmt: skip
def test_the_newest_load_counts(found: list[tuple[int, Json]], low: float, high: float, quality: Quality) -> None:
    """The newest counts; two of a day on both sides of the bound are one interval that is on neither."""
    read = load(*(observation(LOAD, amount(value, "%"), **members) for value, members in found))
    assert read is not None
    assert (read.low, read.high, read.quality) == (low, high, quality)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Hepatic tumor load", True), ("Liver tumor burden", True), ("Liver metastatic burden", True), ("Tumor burden in the liver", True),
        ("Hepatic tumour involvement", True), ("Lebertumorlast", True), ("HTL", True), ("Hepatic iron load", False), ("Tumor burden", False), ("Liver fat", False),
        ("Liver involvement (% tumor)", True),
    ],
)  # fmt: skip
def test_a_load_counts_by_name(text: str, kept: bool) -> None:
    """A name that says tumor and liver is enough, marked so."""
    found = load(observation(named(text), amount(30, "%")))
    assert (found is not None) is kept
    assert found is None or found.quality is Quality.BY_NAME


@pytest.mark.parametrize(
    ("code", "value", "low", "high"),
    [
        (K, amount(6.0, "mmol/L"), 6, 6), (K, amount(6.0, "mEq/L"), 6, 6), (K, amount(6.1, "meq/l"), 6.1, 6.1), (K, amount(5.9, "mval/l"), 5.9, 5.9),
        (loinc("6298-4"), amount("4,2", "mmol/l"), 4.2, 4.2), (K, amount(4.2), 4.2, 4.2), (K, amount(10, "mmol/L", comparator=">"), 10, math.inf),
        (K, said("6.2 mmol/L (H)"), 6.2, 6.2), (K, amount(15, "mmol/L"), 15, 15), (named("Potassium"), amount(4.2, "mmol/L"), 4.2, 4.2),
        (named("Serum potassium"), amount(4.2, "mEq/L"), 4.2, 4.2), (named("Kalium"), amount(4.2, "mmol/l"), 4.2, 4.2),
    ],
)  # fmt: skip
def test_a_potassium_in_every_shape(code: Json, value: Json, low: float, high: float) -> None:
    """mmol/L and mEq/L are the same number; a molar code needs no unit."""
    assert potassiums(observation(code, value)) == ([(low, high)], 0)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        (K, amount(16, "mg/dL")), (K, amount(4.2, "mol/L")), (K, amount(15.1, "mmol/L")), (K, amount(-1, "mmol/L")), (K, said("hemolyzed")), (K, {}),
        (K, amount(16)), (named("Potassium"), amount(4.2)), (K, amount(4.2, "mmol/24 h")), (K, amount(6, "mmol/L") | {"specimen": {"display": "Urine"}}),
        (K, amount(6, "mmol/L") | {"dataAbsentReason": {"text": "x"}}),
    ],
)  # fmt: skip
def test_a_potassium_that_is_not_read_is_noted(code: Json, value: Json) -> None:
    """Another unit or fluid, or no number, proves nothing and leaves a note."""
    assert potassiums(observation(code, value)) == ([], 1)


@pytest.mark.parametrize(
    "text",
    [
        "Potassium, urine",
        "Potassium chloride",
        "Potassium 24 h excretion",
        "Potassium intake",
        "Transtubular potassium gradient",
    ],
)
def test_other_potassiums_do_not_count_by_name(text: str) -> None:
    """Another fluid or a drug is no potassium of the blood."""
    assert potassiums(observation(named(text), amount(6, "mmol/L"))) == ([], 0)


def test_potassium_comes_newest_first() -> None:
    """The newest is the first; a preliminary one is marked and a future one left out."""
    found = potassium.potassium(
        results(
            observation(K, amount(4, "mmol/L"), effectiveDateTime="2026-01"),
            observation(K, amount(6, "mmol/L"), status="preliminary"),
            observation(K, amount(7, "mmol/L"), effectiveDateTime="2027"),
        ),
        AS_OF,
        [],
    )
    assert [(one.low, one.quality) for one in found] == [(6, Quality.PRELIMINARY), (4, Quality.EXACT)]


@pytest.mark.parametrize(
    ("low", "high", "over", "above"),
    [(25, 25, False, False), (25, 40, True, True), (25, 40, False, None), (26, 40, False, True), (10, 25, False, False), (10, 26, False, None)],
)  # fmt: skip
def test_above_is_three_valued(low: float, high: float, over: bool, above: bool | None) -> None:
    """A measure lies above a bound, or does not, or straddles it; the bound itself is not above."""
    assert Measure(low, high, "%", "", Source("x", None, ""), over=over).above(25) is above


@pytest.mark.parametrize(
    "value",
    [
        {"valueQuantity": [None]},
        {"valueString": {}},
        {"valueRange": "x"},
        {"component": "x"},
        said("1 x " * 3000),
        {"focus": 3},
    ],
)
def test_hostile_values_raise_nothing(value: Json) -> None:
    """Whatever a member holds, the readers answer."""
    size(observation(SIZE, value))
    load(observation(LOAD, value))
    potassiums(observation(K, value))

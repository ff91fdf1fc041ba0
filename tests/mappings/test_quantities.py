"""Numbers as intervals, with the unit that was reported."""

from __future__ import annotations

import math
from typing import Any

import pytest

from mappings import quantities
from mappings.quantities import Interval

UCUM = "http://unitsofmeasure.org"


def quantity(value: Any, unit: str = "mg/dL", **members: Any) -> dict[str, Any]:
    """Return a holder of a Quantity."""
    return {"valueQuantity": {"value": value, "unit": unit} | members}


@pytest.mark.parametrize(
    ("holder", "low", "high", "unit"),
    [
        (quantity(54), 54, 54, "mg/dL"), (quantity("53.9"), 53.9, 53.9, "mg/dL"), (quantity("2,8", "mmol/L"), 2.8, 2.8, "mmol/L"),
        (quantity(50, comparator="<"), 0, 50, "mg/dL"), (quantity(50, comparator="<="), 0, 50, "mg/dL"),
        (quantity(50, comparator=">"), 50, math.inf, "mg/dL"), (quantity(50, comparator=">="), 50, math.inf, "mg/dL"),
        (quantity("<20"), 0, 20, "mg/dL"), (quantity("> 600"), 600, math.inf, "mg/dL"),
        (quantity("\u226420"), 0, 20, "mg/dL"), (quantity(54, code="mg/dL", system=UCUM), 54, 54, "mg/dL"),
        (quantity(54, "mg per dL", code="mg/dL", system=UCUM), 54, 54, "mg/dL"),
        (quantity(54, "mg/dL", code="L-17", system="urn:local"), 54, 54, "mg/dL"), (quantity(54, ""), 54, 54, ""),
        ({"valueQuantity": [{"value": 3}]}, 3, 3, ""), ({"valueRange": {"low": {"value": 50}, "high": {"value": 60}}}, 50, 60, ""),
        ({"valueRange": {"high": {"value": 53, "unit": "mg/dL"}}}, 0, 53, "mg/dL"),
        ({"valueRange": {"low": {"value": 54, "unit": "mg/dL"}}}, 54, math.inf, "mg/dL"),
        ({"valueInteger": 4}, 4, 4, ""), ({"valueInteger": "4"}, 4, 4, ""), ({"valueDecimal": 2.5}, 2.5, 2.5, ""),
        ({"valueString": "45 mg/dL"}, 45, 45, "mg/dL"), ({"valueString": " 2,8 mmol/L "}, 2.8, 2.8, "mmol/L"),
        ({"valueString": "<40 mg/dL"}, 0, 40, "mg/dL"), ({"valueString": "50-60 mg/dL"}, 50, 60, "mg/dL"),
        ({"valueString": "50 mg/dL - 60 mg/dL"}, 50, 50, "mg/dL - 60 mg/dL"), ({"valueString": "25 % to 50 %"}, 25, 50, "%"),
        ({"valueString": "25\u201350%"}, 25, 50, "%"), ({"valueString": "25% bis 50%"}, 25, 50, "%"), ({"valueString": "less than 25 %"}, 0, 25, "%"),
        ({"valueString": "Up to 25%"}, 0, 25, "%"), ({"valueString": "bis 25 %"}, 0, 25, "%"), ({"valueString": "mehr als 50 %"}, 50, math.inf, "%"),
        ({"valueString": "\u00fcber 50 %"}, 50, math.inf, "%"), ({"valueString": "at least 50%"}, 50, math.inf, "%"),
        ({"valueString": "about 30 percent"}, 30, 30, "percent"), ({"valueString": "~ 30%"}, 30, 30, "%"), ({"valueString": "ca. 30 %"}, 30, 30, "%"), ({"valueString": "5"}, 5, 5, ""), (quantity(-5), -5, -5, "mg/dL"),
    ],
)  # fmt: skip
def test_a_value_is_an_interval(holder: dict[str, Any], low: float, high: float, unit: str) -> None:
    """Quantities, ranges, integers and strings are read with their comparator and unit."""
    found = quantities.interval(holder)
    assert found is not None
    assert (found.low, found.high, found.unit) == (low, high, unit)


@pytest.mark.parametrize(
    "holder",
    [{}, quantity(None), quantity("n/a"), quantity("LOW"), {"valueString": "pending"}, {"valueString": "-5 mg/dL"},
     {"valueBoolean": True}, {"valueRange": {}}, {"valueRange": {"low": {}}}, quantity(54) | {"dataAbsentReason": {"text": "x"}},
     {"valueQuantity": "54"}, {"valueQuantity": []}, quantity(True), quantity(float("nan")), {"valueString": {}},
     {"valueString": "60-50 mg/dL"}, {"valueString": "<50-60"}, {"valueString": "not 45 mg/dL"}],
)  # fmt: skip
def test_what_is_no_number_is_none(holder: dict[str, Any]) -> None:
    """Words, absent values and numbers beside a reason for their absence are no number."""
    assert quantities.interval(holder) is None


@pytest.mark.parametrize(
    ("value", "bound", "expected"),
    [
        (Interval(53.9, 53.9, "", ""), 54, True), (Interval(54, 54, "", ""), 54, False), (Interval(50, 60, "", ""), 54, None),
        (Interval(0, 54, "", "", below=True), 54, True), (Interval(0, 54, "", ""), 54, None), (Interval(0, 60, "", ""), 54, None),
        (Interval(54, math.inf, "", ""), 54, False), (Interval(50, math.inf, "", ""), 54, None), (Interval(40, 54, "", ""), 54, None),
    ],
)  # fmt: skip
def test_below_is_three_valued(value: Interval, bound: float, expected: bool | None) -> None:
    """An interval lies below a bound, or does not, or straddles it."""
    assert quantities.below(value, bound) is expected


@pytest.mark.parametrize(
    ("unit", "canonical"),
    [
        ("mg/dL", "mg/dL"), ("MG/DL", "mg/dL"), ("mg / dl", "mg/dL"), ("mg/100 mL", "mg/dL"), ("mg%", "mg/dL"), ("[mg/dL]", "mg/dL"),
        ("mg/dL (L)", "mg/dL"), ("mg/dL L", "mg/dL"), ("(L) mg/dL", None), ("mmol/L", "mmol/L"), ("mmol/l", "mmol/L"),
        ("mM", "mmol/L"), ("mmHg", None), ("mm", "mmol/L"), ("mmol", "mmol/L"),
        ("MMOL", "mmol/L"), ("mmol (L)", "mmol/L"), ("mmol/24 h", None), ("mmol per day", None), ("mmol/kg", None), ("mmol/L/h", None), ("g/L", None), ("mg/dLx", None),
        ("mg", None), ("%", None), ("", None), ("umol/L", None),
        ("milligrams per deciliter", "mg/dL"), ("milligram/decilitre", "mg/dL"), ("mg per dL", "mg/dL"), ("Milligramm/Deziliter", "mg/dL"), ("Milligramm pro Deziliter", "mg/dL"),
        ("miligramos por decilitro", "mg/dL"), ("milligrammes par d\u00e9cilitre", "mg/dL"), ("milligrammi per decilitro", "mg/dL"), ("mg per 100 mL", "mg/dL"),
        ("millimole per liter", "mmol/L"), ("millimoles/litre", "mmol/L"), ("Millimol pro Liter", "mmol/L"), ("mmol per L", "mmol/L"), ("milimoles por litro", "mmol/L"),
        ("millimoles par litre", "mmol/L"), ("millimoles per day", None), ("millimoles per liter per hour", None), ("milligrams per kilogram", None), ("milligrams", None),
        ("milligrams per liter", None), ("micrograms per deciliter", None), ("grams per liter", None), ("micromoles per liter", None),
    ],
)  # fmt: skip
def test_a_glucose_unit_is_known_or_none(unit: str, canonical: str | None) -> None:
    """A unit is read with the flags that follow it; any other unit is none, so its number is never compared."""
    assert quantities.glucose_unit(unit) == canonical


@pytest.mark.parametrize(
    ("holder", "low", "high", "unit"),
    [
        (quantity(0.41, "g/L"), 41, 41, quantities.FROM_GRAMS), (quantity(0.54, "g/L"), 54, 54, quantities.FROM_GRAMS), (quantity(0.29, "g/l"), 29, 29, quantities.FROM_GRAMS),
        (quantity(0.57, "grams per liter"), 57, 57, quantities.FROM_GRAMS), (quantity(1, "g/L", comparator=">"), 100, math.inf, quantities.FROM_GRAMS),
        ({"valueString": "0,41 g/L"}, 41, 41, quantities.FROM_GRAMS), (quantity(41), 41, 41, "mg/dL"), (quantity(2.8, "mmol/L"), 2.8, 2.8, "mmol/L"),
        (quantity(7, "g/dL"), 7, 7, "g/dL"), (quantity(0.4, "mg/L"), 0.4, 0.4, "mg/L"), (quantity(0.4, "g/L/d"), 0.4, 0.4, "g/L/d"), (quantity(40, ""), 40, 40, ""),
    ],
)  # fmt: skip
def test_grams_of_glucose_are_brought_to_a_deciliter(
    holder: dict[str, Any], low: float, high: float, unit: str
) -> None:
    """A glucose in g/L becomes one in mg/dL, to the last digit; every other unit stays as it was sent."""
    found = quantities.glucose_interval(holder)
    assert found is not None
    assert (found.low, found.high, found.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("text", "below", "over", "rough"),
    [
        ("<25%", True, False, False), ("<=25%", False, False, False), (">25%", False, True, False), (">=25%", False, False, False),
        ("25%", False, False, False), ("~25%", False, False, True), ("25-50%", False, False, False), ("about 25", False, False, True),
    ],
)  # fmt: skip
def test_an_interval_knows_its_ends(text: str, below: bool, over: bool, rough: bool) -> None:
    """A strict comparator leaves out its bound, and an estimate is marked as one."""
    found = quantities.interval({"valueString": text})
    assert found is not None
    assert (found.below, found.over, found.rough) == (below, over, rough)


@pytest.mark.parametrize(
    "text", ["1" * 5000, "<" * 5000, "1 " * 3000, " " * 5000 + "x", "1," * 3000, "bis " * 2000, "1 - " * 2000]
)
def test_long_text_is_cut(text: str) -> None:
    """Only the beginning of a text is read."""
    quantities.interval({"valueString": text})
    quantities.glucose_unit(text)

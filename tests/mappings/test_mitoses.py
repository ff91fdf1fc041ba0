"""The mitotic count: per 2 mm2 it has a WHO grade; per high-power fields it is kept, and never converted."""

from __future__ import annotations

from typing import Any

import pytest

from mappings.model import Note, Quality
from tests.mappings.pathology import ICD, OURS, concept, condition, observation, quantity, read

Json = dict[str, Any]
E, B, A = Quality.EXACT, Quality.BOUNDED, Quality.AMBIGUOUS
CODE = concept(OURS, "mitotic-count")


def ratio(part: float, whole: float, unit: str) -> Json:
    return {"valueRatio": {"numerator": {"value": part}, "denominator": {"value": whole, "unit": unit}}}


@pytest.mark.parametrize(
    ("value", "low", "high", "acts", "quality"),
    [
        (quantity(1, "/2mm2"), 1, 1, "G1", E), (quantity(1.9, "/2mm2"), 1.9, 1.9, "G1", E), (quantity(2, "per 2 mm2"), 2, 2, "G2", E),
        (quantity(20, "/2 mm\u00b2"), 20, 20, "G2", E), (quantity(20.5, "/(2.mm2)"), 20.5, 20.5, "G3", E), (quantity(21, "{mitoses}/2.mm2"), 21, 21, "G3", E),
        (quantity(3, ""), 3, 3, "G2", E), (quantity(3, "1"), 3, 3, "G2", E), (quantity(0, ""), 0, 0, "G1", E), ({"valueInteger": 2}, 2, 2, "G2", E), ({"valueDecimal": 1.5}, 1.5, 1.5, "G1", E),
        (quantity(2, "/2mm2", comparator="<"), 0, 2, "G1", B), (quantity(2, "/2mm2", comparator="<="), 0, 2, "G2", A), (quantity(20, "/2mm2", comparator=">"), 20, float("inf"), "G3", B),
        ({"valueString": "<2 per 2 mm2"}, 0, 2, "G1", B), ({"valueString": "less than 2 mitoses per 2 mm2"}, 0, 2, "G1", B), ({"valueString": "2-20 mitoses/2 mm2"}, 2, 20, "G2", B),
        ({"valueString": "1-3 / 2mm2"}, 1, 3, "G2", A), ({"valueString": "21 per 2 square millimeters"}, 21, 21, "G3", E), ({"valueString": "0,5 /2mm\u00b2"}, 0.5, 0.5, "G1", E),
        ({"valueCodeableConcept": {"text": "3 mitotic figures per 2 mm2"}}, 3, 3, "G2", E), (ratio(5, 2, "mm2"), 5, 5, "G2", E),
        ({"valueRange": {"low": {"value": 2, "unit": "/2mm2"}, "high": {"value": 5, "unit": "/2mm2"}}}, 2, 5, "G2", B), ({"valueRange": {"high": {"value": 1}}}, 0, 1, "G1", B),
        ({"valueRange": {"low": {"value": 21}}}, 21, float("inf"), "G3", B),
    ],
)  # fmt: skip
def test_a_count_per_2_mm2_has_a_grade(value: Json, low: float, high: float, acts: str, quality: Quality) -> None:
    """Below 2 is G1, up to 20 G2, above G3; a span acts as its upper end."""
    found = read(observation(CODE, **value)).mitoses
    assert found is not None
    assert (found.low, found.high, found.acts_as, found.quality) == (low, high, acts, quality)
    assert "per 2 mm2" in found.shown


@pytest.mark.parametrize(
    ("code", "value", "low"),
    [
        (CODE, quantity(3, "/10 HPF"), 3), (CODE, quantity(3, "/10[HPF]"), 3), (CODE, {"valueString": "12/10 HPF"}, 12), (CODE, {"valueString": "1 in 10 high power fields"}, 1),
        (CODE, {"valueString": "3 pro 10 HGF"}, 3), (CODE, ratio(5, 10, "HPF"), 5), (CODE, quantity(3, "/mm2"), 3), (CODE, {"valueString": "<2 per 50 HPF"}, 0),
        ({"text": "Mitoses per 10 HPF"}, {"valueInteger": 3}, 3), ({"text": "Mitotic rate"}, {"valueInteger": 3}, 3),
    ],
)  # fmt: skip
def test_another_area_has_no_grade(code: Json, value: Json, low: float) -> None:
    """High-power fields, or an area that nobody states, are kept as they are: no grade, and ambiguous."""
    found = read(observation(code, **value)).mitoses
    assert found is not None
    assert (found.low, found.band, found.acts_as, found.quality, found.known) == (low, None, None, A, True)
    assert "not per 2 mm2: no WHO grade from it" in found.caveats


def test_the_name_may_state_the_area() -> None:
    """A count known by its name has a grade where the name says per 2 mm2."""
    found = read(observation({"text": "Mitotic rate (per 2 mm2)"}, valueInteger=3)).mitoses
    assert found is not None
    assert (found.acts_as, found.source.how) == ("G2", "name")


@pytest.mark.parametrize(
    "value",
    [
        {"valueString": "low"},
        quantity(20, "%"),
        {"valueString": "Score 1 or 2"},
        quantity(-1, ""),
        {"valueString": "5 % per 2 mm2"},
    ],
)
def test_what_is_no_count_is_not_readable(value: Json) -> None:
    """Words, percentages and negative numbers are on file without a number, with a note."""
    notes: list[Note] = []
    found = read(observation(CODE, **value), notes=notes).mitoses
    assert found is not None
    assert (found.known, found.acts_as) == (False, None)
    assert [note.reason for note in notes] == ["mitotic count: could not be read"]


@pytest.mark.parametrize(
    "value", [{}, {"valueString": "not done"}, {"dataAbsentReason": {"text": "x"}}, {"valueString": ""}]
)
def test_what_nobody_counted_is_missing(value: Json) -> None:
    """No value is no count, with a note."""
    notes: list[Note] = []
    assert read(observation(CODE, **value), notes=notes).mitoses is None
    assert len(notes) == 1


def test_another_tumors_count_is_not_used() -> None:
    """A count of a breast tumor is noted and left out; one of a tumor that cannot be told is marked."""
    breast, vague = condition(concept(ICD, "C50.9"), "b"), condition(concept(ICD, "R19.0"), "v")
    notes: list[Note] = []
    of_breast = observation(CODE, valueInteger=30, focus=[{"reference": "Condition/b"}])
    assert read(of_breast, conditions=(breast,), notes=notes).mitoses is None
    assert [note.reason for note in notes] == ["mitotic count of another tumor: not used"]
    found = read(observation(CODE, valueInteger=3, focus=[{"reference": "Condition/v"}]), conditions=(vague,)).mitoses
    assert found is not None
    assert found.quality is A


def test_several_counts() -> None:
    """A higher count of the last 730 days decides; one without a grade never stands before one with a grade."""
    new, old = (
        observation(CODE, id="n", valueInteger=1),
        observation(CODE, id="a", valueInteger=5, effectiveDateTime="2025-01-01"),
    )
    fields = observation(CODE, id="h", valueString="30/10 HPF", effectiveDateTime="2026-07-01")
    found = read(new, old, fields).mitoses
    assert found is not None
    assert (found.low, found.quality, len(found.also)) == (5, Quality.DISCORDANT, 2)
    alone = read(new, fields).mitoses
    assert alone is not None
    assert (alone.low, alone.quality) == (1, E)
    draft = read(observation(CODE, valueInteger=1, status="preliminary")).mitoses
    assert draft is not None
    assert draft.quality is Quality.PRELIMINARY


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [None], True, {"value": []}, {"low": 1}, [[{}]]])
@pytest.mark.parametrize(
    "name",
    [
        "code",
        "valueQuantity",
        "valueRange",
        "valueRatio",
        "valueInteger",
        "valueString",
        "valueCodeableConcept",
        "focus",
    ],
)
def test_nothing_raises(name: str, value: Any) -> None:
    """Whatever a member holds, the reader answers."""
    assert read(observation(CODE, valueInteger=3) | {name: value}) is not None

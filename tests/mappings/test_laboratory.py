"""Laboratory values of organ function: units, limits of normal, which result decides, what is unknown."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from mappings import laboratory, picture
from mappings.limits import Person
from mappings.model import Element, Note, Quality, State
from mappings.organ_model import Lab
from tests.mappings.observed import AS_OF, TERMS, Json, amount, loinc, named, observation, results, said

ALT, AST, BILIRUBIN, A1C = loinc("1742-6"), loinc("1920-8"), loinc("1975-2"), loinc("4548-4")
RECENT = "2026-11-10"


def up_to(high: float, unit: str = "", **members: Any) -> Json:
    """Return a reference range that ends."""
    return {"referenceRange": [{"high": {"value": high} | ({"unit": unit} if unit else {})} | members]}


def told(text: str) -> Json:
    """Return a reference range in words."""
    return {"referenceRange": [{"text": text}]}


def lab(*found: Json, name: str = "alt", person: Person = Person(), notes: list[Note] | None = None) -> Lab | None:  # noqa: B008 - a record
    """Read one analyte."""
    return laboratory.read(results(*found), name, person, AS_OF, [] if notes is None else notes)


def alt(*parts: Json, **members: Any) -> Json:
    """Return an ALT result."""
    return observation(ALT, *parts, **({"effectiveDateTime": RECENT} | members))


def first(one: Lab | None) -> Lab:
    """Return a value that must be there."""
    assert one is not None
    return one


@pytest.mark.parametrize(
    ("sent", "shown", "limits", "own"),
    [
        (alt(amount(45, "U/L"), up_to(40, "U/L")), "45 U/L", (40, 40), True),
        (alt(amount(45, "IU/L"), up_to(40, "IU/L")), "45 IU/L", (40, 40), True),  # Cerner
        (alt(amount(45, "unit/L", code="[IU]/L", system="http://unitsofmeasure.org"), up_to(40)), "45 IU/L", (40, 40), True),
        (alt(amount(45, "U/l"), up_to(40, "U/l")), "45 U/L", (40, 40), True),  # German
        (alt(amount(0.75, "\N{MICRO SIGN}kat/l"), up_to(0.6, "ukat/L")), "0.75 ukat/L", (0.6, 0.6), True),
        (alt(amount(0.75, "ukat/L")), "0.75 ukat/L", (0.75, 0.75), False),
        (alt(amount(3, "ukat/L"), up_to(60, "U/L")), "3 ukat/L", (1, 1), True),  # the range in the other unit
        (alt(amount(45, "U/L")), "45 U/L", (45, 45), False),
        (alt(amount(45, "U/L"), told("10-49")), "45 U/L", (49, 49), True),  # Epic: the range in words
        (alt(amount(45, "U/L"), told("<= 45 U/L")), "45 U/L", (45, 45), True),
        (alt(amount(45, "U/L"), told("bis 50")), "45 U/L", (50, 50), True),
        (alt(amount(45, "U/L"), told("Normal range: 10 - 49 U/L")), "45 U/L", (49, 49), True),
        (alt(amount(45, "U/L"), told("(10,5 - 49,5)")), "45 U/L", (49.5, 49.5), True),
        (alt(amount(45, "U/L"), told("see comment")), "45 U/L", (45, 45), False),
        (alt(said("45 U/L"), told("10-49")), "45 U/L", (49, 49), True),
        (alt(said("<5 U/L")), "<5 U/L", (45, 45), False),
        (alt(amount(45)), "45 U/L", (45, 45), False),  # no unit anywhere
        (alt(amount(45), up_to(30)), "45", (30, 30), True),
        (alt(amount(45), up_to(30, "U/L")), "45 U/L", (30, 30), True),
        (alt(amount(45, "Einheiten"), up_to(30)), "45 Einheiten", (30, 30), True),  # its own range tells enough
    ],
)  # fmt: skip
def test_value_and_limit(sent: Json, shown: str, limits: tuple[float, float], own: bool) -> None:
    """The value keeps its unit, and the limit is that of the result in the same unit, else a default."""
    one = first(lab(sent))
    assert (one.value.shown, one.limits, one.own) == (shown, limits, own)


@pytest.mark.parametrize(
    "sent",
    [
        alt(amount(4)), alt(amount(45, "mmol/L")), alt(amount(-1, "U/L")), alt(amount(90000, "U/L")), alt(said("hemolyzed")),
        alt(amount(45, "U/L"), dataAbsentReason={"text": "error"}), alt(), alt(amount(45, "mmol/L"), up_to(1, "U/L")),
        alt(amount(45, "U/L"), specimen={"display": "Urine"}),
    ],
)  # fmt: skip
def test_what_is_no_value(sent: Json) -> None:
    """Without a number in a known unit of blood there is no value."""
    assert lab(sent) is None


@pytest.mark.parametrize(
    ("value", "over", "answer"),
    [
        (225, 5.0, False),
        (226, 5.0, True),
        (225.1, 5.0, True),
        (67.5, 1.5, False),
        (112.5, 2.5, False),
        (112.6, 2.5, True),
    ],
)
def test_the_multiple_itself_is_not_above(value: float, over: float, answer: bool) -> None:
    """Exactly 5.0 times the limit is not more than 5 times."""
    assert first(lab(alt(amount(value, "U/L"), up_to(45, "U/L")))).times(over) is answer


@pytest.mark.parametrize(
    ("value", "unit", "range_", "factor", "answer"),
    [
        (1.8, "mg/dL", {}, 1.5, False), (1.81, "mg/dL", {}, 1.5, True), (30.78, "umol/L", {}, 1.5, False),
        (30.8, "\N{MICRO SIGN}mol/l", {}, 1.5, True), (63, "umol/L", up_to(21, "umol/L"), 3, False),
        (64, "umol/L", up_to(21, "umol/L"), 3, True), (63, "umol/L", up_to(21), 3, False),
        (61.56, "umol/L", up_to(1.2, "mg/dL"), 3, False), (61.6, "umol/L", up_to(1.2, "mg/dL"), 3, True),
    ],
)  # fmt: skip
def test_bilirubin_is_compared_in_its_unit(value: float, unit: str, range_: Json, factor: float, answer: bool) -> None:
    """Bilirubin in mg/dL and umol/L is compared with the range in the same unit, and with 17.1 only without one."""
    sent = observation(BILIRUBIN, amount(value, unit), range_, effectiveDateTime=RECENT)
    assert first(lab(sent, name="bilirubin")).times(factor) is answer


@pytest.mark.parametrize(
    ("sign", "value", "answer"),
    [(">", 200, None), (">", 225, True), (">=", 225, None), ("<", 225, False), ("<", 300, None), ("<", 40, False)],
)
def test_a_comparator_may_straddle(sign: str, value: float, answer: bool | None) -> None:
    """A value beyond a bound is above a multiple only if all of it is, and not if none of it is; else nobody knows."""
    one = first(lab(alt(amount(value, "U/L", comparator=sign), up_to(45, "U/L"))))
    assert one.times(5) is answer


def test_a_range_of_values() -> None:
    """A range as the value is an interval too."""
    sent = alt({"valueRange": {"low": {"value": 100, "unit": "U/L"}, "high": {"value": 300, "unit": "U/L"}}}, up_to(45))
    one = first(lab(sent))
    assert (one.value.shown, one.times(2), one.times(5), one.times(7)) == ("100-300 U/L", True, None, False)


def test_the_newest_decides() -> None:
    """The newest final result decides; of the same time the worse one."""
    old, new = alt(amount(400, "U/L"), id="old", effectiveDateTime="2026-11-01"), alt(amount(30, "U/L"), id="new")
    assert first(lab(new, old)).source.reference == "Observation/new"
    morning = alt(amount(400, "U/L"), id="am", effectiveDateTime="2026-11-10T07:00:00Z")
    evening = alt(amount(30, "U/L"), id="pm", effectiveDateTime="2026-11-10T19:00:00Z")
    assert first(lab(morning, evening)).source.reference == "Observation/pm"
    assert first(lab(alt(amount(400, "U/L"), id="am"), alt(amount(30, "U/L"), id="pm"))).value.low == 400


def test_preliminary_and_undated_are_last() -> None:
    """A preliminary or undated result counts only where there is no other."""
    final, undated = alt(amount(30, "U/L")), alt(amount(400, "U/L"), id="u", effectiveDateTime=None)
    early = alt(amount(400, "U/L"), id="p", status="preliminary", effectiveDateTime="2026-11-20")
    assert first(lab(final, early, undated)).value.low == 30
    assert first(lab(early)).quality is Quality.PRELIMINARY
    assert first(lab(undated)).source.when is None


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_void_results_are_not_used(status: str) -> None:
    """What was entered in error, cancelled or is of the future is not used."""
    assert lab(alt(amount(400, "U/L"), status=status)) is None
    assert lab(alt(amount(400, "U/L"), effectiveDateTime="2026-12-24")) is None


def test_ranges_of_women_and_men() -> None:
    """Of ranges for women and men the patient's counts; where it is not known both do, and between them nobody knows."""
    ranges = {"referenceRange": [{"high": {"value": 35}, "appliesTo": [{"text": "Female"}]}, {"high": {"value": 50}, "appliesTo": [{"text": "Male"}]}]}  # fmt: skip
    sent = alt(amount(200, "U/L"), ranges)
    assert first(lab(sent, person=Person("female"))).times(5) is True
    assert first(lab(sent, person=Person("male"))).times(5) is False
    unknown = first(lab(sent))
    assert (unknown.limits, unknown.times(5), unknown.times(3), unknown.times(6)) == ((35, 50), None, True, False)


def test_other_ranges_are_not_the_limit() -> None:
    """A critical or therapeutic range, and one of another age, is no limit of normal."""
    ranges = {"referenceRange": [{"high": {"value": 500}, "type": {"coding": [{"code": "critical"}]}},
                                 {"high": {"value": 60}, "age": {"high": {"value": 17, "unit": "years"}}},
                                 {"high": {"value": 45}, "type": {"coding": [{"code": "normal"}]}}]}  # fmt: skip
    assert first(lab(alt(amount(200, "U/L"), ranges), person=Person("", 60))).limits == (45, 45)
    assert first(lab(alt(amount(200, "U/L"), {"referenceRange": [{"high": {"value": 0}}]}))).own is False


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (amount(8.1, "%"), "8.1 %"), (amount(65, "mmol/mol"), "65 mmol/mol"), (amount(65, "mmol/mol Hb"), "65 mmol/mol"),
        (amount(8.1), "8.1 %"), (amount(65), "65 mmol/mol"), (amount(0.081, "1"), "8.1 %"), (said("8,1 %"), "8.1 %"),
        (amount(8.1, "% of total Hgb"), "8.1 %"), (amount(14, "%", comparator=">"), ">14 %"), (amount(8.1, "Percent"), "8.1 %"),
        (amount(20), None), (amount(65, "%"), None), (amount(8.1, "mg/dL"), None), (said("high"), None), (amount(500, "mmol/mol"), None),
    ],
)  # fmt: skip
def test_hba1c(sent: Json, shown: str | None) -> None:
    """HbA1c is in % or mmol/mol as sent; a number that fits both is no value."""
    one = lab(observation(A1C, sent, effectiveDateTime=RECENT), name="hba1c")
    assert (one.value.shown if one else None) == shown


def test_by_name() -> None:
    """A result without a known code counts by its name, and says so; AST is not ALT, direct bilirubin is no total."""
    one = first(lab(observation(named("GPT (ALAT)"), amount(45, "U/l"))))
    assert one.quality is Quality.BY_NAME
    assert lab(observation(named("AST (SGOT)"), amount(45, "U/l"))) is None
    assert lab(observation(named("Bilirubin direkt"), amount(45, "umol/l")), name="bilirubin") is None
    assert first(lab(observation(named("T. Bili"), amount(0.9, "mg/dL")), name="bilirubin")).value.low == 0.9


def test_creatinine_and_egfr_have_no_default() -> None:
    """Creatinine and eGFR are read, without a limit where none is stated."""
    assert first(lab(observation(loinc("2160-0"), amount(0.9, "mg/dL")), name="creatinine")).limits is None
    one = first(lab(observation(loinc("98979-8"), amount(60, "mL/min/{1.73_m2}"), up_to(90)), name="egfr"))
    assert (
        one.value.low,
        first(lab(observation(loinc("14682-9"), amount(80, "umol/L"), up_to(104)), name="creatinine")).limits,
    ) == (60, (104, 104))
    assert first(lab(observation(loinc("2160-0"), amount(0.9, "mg/dL")), name="creatinine")).times(2) is None


def reading(*found: Json) -> State:
    """Return how the element `function` was read."""
    return picture.draw({"function": Element(found, State.READ)}, "1", AS_OF, TERMS, UTC).readings["function"].state


def test_what_cannot_be_read_may_matter() -> None:
    """A recent final result by code that cannot be read makes the element incomplete; an old or absent one, or none, not."""
    bad = alt(said("see comment"), id="bad")
    assert reading(bad) is State.PARTIAL
    assert reading(bad, alt(amount(30, "U/L"), effectiveDateTime="2026-11-01")) is State.PARTIAL
    assert reading(bad, alt(amount(30, "U/L"), effectiveDateTime="2026-11-20")) is State.READ
    assert reading(alt(said("see comment"), effectiveDateTime="2026-05-01")) is State.READ
    assert reading(alt(said("hemolyzed"))) is State.READ
    assert reading(alt(amount(45, "U/L"), dataAbsentReason={"text": "error"})) is State.READ
    assert reading(observation(named("ALT"), said("see comment"), effectiveDateTime=RECENT)) is State.READ

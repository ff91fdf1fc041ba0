"""Dose, interval and duration: structured as vendors send them, or in words."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import dosage, terminology
from mappings.therapy import Dosage

EPIC: Final = "http://epic.com/CodeSystem/dose-rate-type"
TERMS: Final = terminology.load()
OPEN: Final = datetime.max.replace(tzinfo=UTC)


def rate(value: Any, unit: str = "mg", kind: str | None = None) -> dict[str, Any]:
    """Return a doseAndRate."""
    found: dict[str, Any] = {"doseQuantity": {"value": value, "unit": unit}}
    return found | (
        {"type": {"coding": [{"system": EPIC, "code": "6", "display": kind}], "text": kind}} if kind else {}
    )


def read(*instructions: Any, **members: Any) -> Dosage:
    """Read an order with these instructions."""
    return dosage.read({"dosageInstruction": list(instructions)} | members, UTC, TERMS)


def repeat(**members: Any) -> dict[str, Any]:
    """Return an instruction with a timing."""
    return {"timing": {"repeat": members}}


EPIC_RATES: Final = [rate(10, "mg", "calculated"), rate(1, "mL", "admin-amount"), rate(20, "mg", "ordered")]


@pytest.mark.parametrize(
    ("instruction", "dose"),
    [
        ({"doseAndRate": [rate(20)]}, 20), ({"doseAndRate": rate(20)}, 20), ({"doseAndRate": EPIC_RATES}, 20),
        ({"doseAndRate": EPIC_RATES[::-1]}, 20), ({"doseAndRate": [rate(30, "mg", "calculated"), rate(20, "mg", "Ordered")]}, 20),
        ({"doseAndRate": [rate(10), rate(20)]}, 20), ({"doseAndRate": [rate(100, "mcg")]}, 0.1), ({"doseAndRate": [rate(100, "ug")]}, 0.1),
        ({"doseAndRate": [rate(100, "\u00b5g")]}, 0.1), ({"doseAndRate": [rate(100, "\u03bcg")]}, 0.1),
        ({"doseAndRate": [rate(100, "MCG")]}, 0.1), ({"doseAndRate": [rate("100", "micrograms")]}, 0.1),
        ({"doseAndRate": [rate("0,1", "mg")]}, 0.1), ({"doseAndRate": [rate(1, "mL")]}, None), ({"doseAndRate": [rate(1, "")]}, None),
        ({"doseAndRate": [{"doseQuantity": {"value": 20, "code": "mg"}}]}, 20),
        ({"doseAndRate": [{"doseQuantity": {"value": 20, "code": "L-1", "unit": "mg"}}]}, 20),
        ({"doseAndRate": [{"doseRange": {"low": {"value": 10, "unit": "mg"}, "high": {"value": 30, "unit": "mg"}}}]}, 30),
        ({"doseAndRate": [{"doseRange": {"low": {"value": 10, "unit": "mg"}}}]}, None),
        ({"doseQuantity": {"value": 20, "unit": "mg"}}, 20), ({"text": "20 mg IM every 4 weeks"}, 20),
        ({"text": "Inject 100 mcg SC three times a day"}, 0.1), ({"text": "octreotide 0,1 mg"}, 0.1), ({"text": "100 \u00b5g s.c."}, 0.1),
        ({"text": "20MG IM"}, 20), ({"text": "500 mcg/mL"}, None), ({"text": "10 to 20 mg"}, 20), ({"text": "as directed"}, None),
        ({"doseAndRate": [rate(20)], "text": "30 mg"}, 20), ({}, None), ({"doseAndRate": ["x", None]}, None), ("20 mg", None),
    ],
)  # fmt: skip
def test_a_dose_is_in_mg(instruction: Any, dose: float | None) -> None:
    """The ordered dose counts, the highest of a range and of several, in any unit of mass; else what the words say."""
    assert read(instruction).dose == pytest.approx(dose) if dose is not None else read(instruction).dose is None


def test_the_highest_dose_and_the_shortest_interval_count() -> None:
    """Of several instructions the one that gives most decides."""
    first = {"doseAndRate": [rate(10)]} | repeat(frequency=1, period=8, periodUnit="wk")
    found = read(first, {"doseAndRate": [rate(20)]} | repeat(frequency=1, period=4, periodUnit="wk"))
    assert (found.dose, found.interval) == (20, 28)


def test_one_instruction_stands_for_a_list() -> None:
    """An object where a list belongs is read."""
    assert dosage.read({"dosageInstruction": {"doseAndRate": rate(20)}}, UTC).dose == 20
    assert dosage.read({"dosage": {"text": "20 mg"}}, UTC).dose == 20


@pytest.mark.parametrize(
    ("instruction", "days"),
    [
        (repeat(frequency=1, period=4, periodUnit="wk"), 28), (repeat(frequency=1, period=28, periodUnit="d"), 28),
        (repeat(frequency=1, period=1, periodUnit="mo"), 28), (repeat(frequency=3, period=1, periodUnit="d"), 1 / 3),
        (repeat(frequency=1, period=8, periodUnit="h"), 1 / 3), (repeat(frequency=1, period=30, periodUnit="min"), 1 / 48),
        (repeat(frequency=1, period=3600, periodUnit="s"), 1 / 24), (repeat(frequency=1, period=1, periodUnit="a"), 365),
        (repeat(period=2, periodUnit="wk"), 14), (repeat(frequency=2, frequencyMax=4, period=1, periodUnit="d"), 0.25),
        (repeat(period="4", periodUnit="wk"), 28), (repeat(period=4), None), (repeat(period=0, periodUnit="d"), None),
        (repeat(frequency=0, period=1, periodUnit="d"), 1), (repeat(frequency=-1, period=1, periodUnit="d"), None),
        ({"timing": {"code": {"coding": [{"code": "TID"}]}}}, 1 / 3), ({"timing": {"code": {"text": "BID"}}}, 0.5),
        ({"timing": {"code": {"coding": [{"code": "WK"}]}}}, 7), ({"timing": {"code": {"coding": [{"code": "Q8H"}]}}}, 1 / 3),
        ({"timing": {"code": {"text": "every 28 days"}}}, 28), ({"text": "20 mg IM every 4 weeks"}, 28), ({"text": "q4w"}, 28),
        ({"text": "q4wk"}, 28), ({"text": "q 28 d"}, 28), ({"text": "every month"}, 28), ({"text": "monthly"}, 28),
        ({"text": "once a month"}, 28), ({"text": "every 8 hours"}, 1 / 3), ({"text": "q8h"}, 1 / 3), ({"text": "daily"}, 1),
        ({"text": "once daily"}, 1), ({"text": "twice daily"}, 0.5), ({"text": "three times a day"}, 1 / 3),
        ({"text": "3x daily"}, 1 / 3), ({"text": "alle 4 Wochen"}, 28), ({"text": "weekly"}, 7), ({"text": "as needed"}, None), ({}, None),
        ({"text": "every 2 months"}, 56), ({"text": "every 14 days"}, 14),
    ],
)  # fmt: skip
def test_an_interval_is_in_days(instruction: dict[str, Any], days: float | None) -> None:
    """The interval is that of the timing, of its code, or of the words; a month is four weeks."""
    found = read(instruction).interval
    assert found == (pytest.approx(days) if days is not None else None)


@pytest.mark.parametrize(
    ("instruction", "short"),
    [
        (repeat(count=1), True), (repeat(count="1"), True), (repeat(count=2), False), (repeat(count=1, countMax=3), False),
        (repeat(boundsDuration={"value": 24, "unit": "h", "code": "h"}), True), (repeat(boundsDuration={"value": 25, "code": "h"}), False),
        (repeat(boundsDuration={"value": 1, "code": "d"}), True), (repeat(boundsDuration={"value": 2, "code": "d"}), False),
        (repeat(boundsDuration={"value": 1, "unit": "d"}), True), (repeat(boundsDuration={"value": 1}), False),
        (repeat(boundsPeriod={"start": "2026-11-23T08:00:00Z", "end": "2026-11-24T08:00:00Z"}), True),
        (repeat(boundsPeriod={"start": "2026-11-23T08:00:00Z", "end": "2026-11-24T09:00:00Z"}), False),
        (repeat(boundsPeriod={"start": "2026-11-23", "end": "2026-11-23"}), True),
        (repeat(boundsPeriod={"start": "2026-11-23", "end": "2026-11-24"}), False),
        (repeat(boundsPeriod={"start": "2026", "end": "2026"}), False), (repeat(boundsPeriod={"start": "2026-11", "end": "2026-11"}), False),
        (repeat(boundsPeriod={"start": "2026-11-23T08:00:00Z"}), False),
        (repeat(boundsPeriod={"start": "2026-11-24", "end": "2026-11-20"}), False),
        ({"text": "100 mcg SC once"}, True), ({"text": "once daily"}, False), ({"text": "once a day"}, False), ({"text": "once per day"}, False),
        ({"text": "ONCE"}, True), ({"text": "single dose"}, True), ({"text": "one-time dose"}, True), ({"text": "STAT"}, True),
        ({"text": "once every 4 weeks"}, False), ({"text": "once monthly"}, False), ({"text": "once weekly"}, False),
        ({"text": "once each morning"}, False), ({"timing": {"code": {"text": "once"}}}, True), ({"timing": {"code": {"coding": [{"code": "ONCE"}]}}}, True),
        ({"text": "once in 4 weeks"}, False), ({"text": "once nightly"}, False), ({"text": "once q4w"}, False),
        ({"text": "once, then every 4 weeks"}, False), ({"text": "100 mcg once, then 3 times a day"}, False),
        ({"text": "stat then TID"}, False), ({"text": "3 times a day"}, False), ({}, False),
    ],
)  # fmt: skip
def test_a_single_dose_or_a_day_is_short(instruction: dict[str, Any], short: bool) -> None:
    """One dose, or at most 24 hours, and never `once daily`: only such an order can be a supervised test."""
    assert read(instruction).once_or_one_day is short


def test_every_instruction_must_be_short() -> None:
    """A single dose followed by more is not one dose; no instruction says nothing."""
    assert not read(repeat(count=1), {"text": "then daily"}).once_or_one_day
    assert not read().once_or_one_day


@pytest.mark.parametrize(
    ("supply", "short"),
    [({"value": 1, "unit": "d"}, True), ({"value": 24, "code": "h"}, True), ({"value": 2, "code": "d"}, False), ({"value": 0, "code": "d"}, False),
     ({"value": 1, "code": "mo"}, False), ({}, False), ({"value": 1}, False)],
)  # fmt: skip
def test_a_supply_of_a_day_is_short(supply: dict[str, Any], short: bool) -> None:
    """A supply for one day is an order for one day."""
    assert read({"text": "as directed"}, dispenseRequest={"expectedSupplyDuration": supply}).once_or_one_day is short


@pytest.mark.parametrize(
    ("instruction", "intravenous"),
    [
        ({"route": {"coding": [{"system": "http://snomed.info/sct", "code": "47625008"}]}}, True), ({"route": {"text": "IV"}}, True),
        ({"route": {"coding": [{"code": "IV"}]}}, True), ({"route": {"text": "Intravenous"}}, True), ({"route": "intravenous"}, True),
        ({"text": "50 mcg IV bolus"}, True), ({"text": "50 mcg/h infusion"}, True), ({"text": "50 mcg i.v."}, True), ({"text": "i.v. bolus"}, True),
        ({"route": {"text": "SC"}}, False), ({"route": {"coding": [{"code": "34206005"}]}}, False), ({"text": "stage IVB"}, False), ({}, False),
    ],
)  # fmt: skip
def test_a_route_is_code_or_words(instruction: dict[str, Any], intravenous: bool) -> None:
    """Intravenous is known by its code or its name."""
    assert read(instruction).intravenous is intravenous


@pytest.mark.parametrize(
    ("resource", "until"),
    [
        ({"dispenseRequest": {"validityPeriod": {"start": "2026-01-01"}}}, OPEN),
        ({"dispenseRequest": {"validityPeriod": {"start": "2026-01-01", "end": "2026-02-01"}}}, datetime(2026, 2, 1, 23, 59, 59, 999999, tzinfo=UTC)),
        ({"dispenseRequest": {"validityPeriod": {"start": "2026-01-01", "end": "9999-12-31"}}}, OPEN),
        ({"dispenseRequest": {"numberOfRepeatsAllowed": 3}}, OPEN), ({"dispenseRequest": {"numberOfRepeatsAllowed": 0}}, None),
        ({"dosageInstruction": [repeat(boundsPeriod={"start": "2026-01-01"})]}, OPEN),
        ({"dosageInstruction": repeat(boundsPeriod={"start": "2026-01-01", "end": "2026-03"})}, datetime(2026, 3, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        ({"dispenseRequest": {"numberOfRepeatsAllowed": 3, "validityPeriod": {"start": "2020", "end": "2021"}}},
         datetime(2021, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        ({}, None), ({"dispenseRequest": {}}, None), ({"dispenseRequest": {"validityPeriod": {"end": "?"}}}, None),
    ],
)  # fmt: skip
def test_an_order_runs_until_its_end(resource: dict[str, Any], until: datetime | None) -> None:
    """A period that is open, or refills, keep an order running; an end ends it; nothing says nothing."""
    assert dosage.runs_until(resource, UTC) == until


@pytest.mark.parametrize(
    "text", ["1" * 5000, "every " * 1000, "once " * 1000, "q " * 3000, "1.1 " * 2000, "once" + " " * 4000]
)
def test_long_text_takes_no_time(text: str) -> None:
    """No instruction makes the patterns run away."""
    began = time.perf_counter()
    read({"text": text, "timing": {"code": {"text": text}}, "route": {"text": text}})
    assert time.perf_counter() - began < 0.2

"""Intervals, single doses and days from structured timing; words are in test_frequencies.py and test_sig.py."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from mappings import timings


def repeat(**members: Any) -> dict[str, Any]:
    """Return an instruction with a timing."""
    return {"timing": {"repeat": members}}


@pytest.mark.parametrize(
    ("instruction", "days"),
    [
        (repeat(timeOfDay=["08:00:00", "14:00:00", "20:00:00"]), 1 / 3), (repeat(timeOfDay="08:00:00"), 1), (repeat(dayOfWeek=["mon", "thu"]), 3.5),
        (repeat(dayOfWeek=["mon"]), 7), (repeat(dayOfWeek=["mon", "thu"], timeOfDay=["08:00", "20:00"]), 1.75),
        (repeat(period=1, periodUnit="d", timeOfDay=["08:00", "14:00", "20:00"]), 1 / 3), (repeat(period=1, periodUnit="wk", dayOfWeek=["mon", "fri"]), 3.5),
        (repeat(period=4, periodUnit="wk", dayOfWeek=["mon"]), 28), (repeat(when=["MORN", "EVE"]), 0.5), (repeat(when="HS"), 1), (repeat(when=["AC"]), None),
        (repeat(frequency=1, period=4, periodMax=6, periodUnit="wk"), 28), (repeat(frequency=1, period=4, periodUnits="wk"), 28),
        ({"timing": {"event": ["2026-11-01", "2026-11-29", "2026-12-27"]}}, 28), ({"timing": {"event": ["2026-11-01"]}}, None),
        ({"timing": {"event": "2026-11-01"}}, None), ({"timing": {"event": ["?", None, 3]}}, None), ({"timing": {"event": ["2026-11-01", "2026-11-01"]}}, None),
        ({"timing": {"code": {"coding": [{"code": "Q4W"}]}}}, 28), ({"timing": {"code": {"coding": [{"code": "Q28D"}]}}}, 28),
        ({"timing": {"code": {"coding": [{"code": "MO"}]}}}, 28), ({"timing": {"code": {"coding": [{"code": "BED"}]}}}, 1),
        ({"timing": {"code": {"coding": [{"code": "X", "display": "Every 4 weeks"}]}}}, 28), ({"timing": {"code": {"text": "Three times daily"}}}, 1 / 3),
        ({"timing": "monthly"}, None), ({"timing": []}, None), (repeat(dayOfWeek=[None, 3, {}]), 7), (repeat(timeOfDay=[]), None),
    ],
)  # fmt: skip
def test_timing_gives_an_interval(instruction: dict[str, Any], days: float | None) -> None:
    """Times of day, days of the week, meals, listed dates and codes, each by itself and within a period."""
    found = timings.interval(instruction, UTC)
    assert found == (pytest.approx(days) if days is not None else None)


@pytest.mark.parametrize(
    ("instruction", "short"),
    [
        ({"timing": {"event": ["2026-11-24T08:00:00Z"]}}, True), ({"timing": {"event": ["2026-11-24"]}}, True), ({"timing": {"event": "2026-11-24"}}, True),
        ({"timing": {"event": ["2026-11-24T08:00:00Z", "2026-11-25T08:00:00Z"]}}, True),
        ({"timing": {"event": ["2026-11-24T08:00:00Z", "2026-11-25T09:00:00Z"]}}, False), ({"timing": {"event": ["2026-11-24", "2026-12-24"]}}, False),
        ({"timing": {"event": ["2026-11-24", "?"]}}, False), ({"timing": {"event": ["2026-11-24"], "repeat": {"period": 1, "periodUnit": "d"}}}, False),
        (repeat(boundsRange={"low": {"value": 12, "code": "h"}, "high": {"value": 24, "code": "h"}}), True),
        (repeat(boundsRange={"high": {"value": 2, "code": "d"}}), False), (repeat(boundsRange={"low": {"value": 1, "code": "h"}}), False),
        (repeat(boundsQuantity={"value": 1, "unit": "day"}), True), (repeat(boundsDuration={"value": 24, "unit": "hours"}), True),
        ({"timing": {"event": []}}, False), ({"timing": {"event": {}}}, False),
    ],
)  # fmt: skip
def test_listed_times_and_ranges_can_be_short(instruction: dict[str, Any], short: bool) -> None:
    """One listed time, or several within 24 hours, is short; a date that cannot be read is not."""
    assert timings.is_short(instruction, UTC) is short


@pytest.mark.parametrize(
    ("instruction", "needed"),
    [({"asNeededBoolean": True}, True), ({"asNeededBoolean": "true"}, True), ({"asNeeded": True}, True), ({"asNeededFor": [{"text": "flush"}]}, True),
     ({"asNeededCodeableConcept": {"text": "flushing"}}, True), ({"text": "100 mcg PRN"}, True), ({"asNeededBoolean": False}, False), ({}, False)],
)  # fmt: skip
def test_as_needed_is_read_in_every_version(instruction: dict[str, Any], needed: bool) -> None:
    """The flag, the reason, R5's names, and the words."""
    assert timings.is_as_needed(instruction) is needed

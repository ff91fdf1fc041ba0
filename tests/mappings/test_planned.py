"""When an order is meant to be carried out: events, periods and occurrences; what bounds the dispensing is no plan."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from mappings import planned

Json = dict[str, Any]


def of(resource: Json) -> list[str]:
    """Return the planned days of an order."""
    return [when.text for when in planned.times(resource, UTC)]


def request(timing: Any) -> Json:
    """Return a MedicationRequest with one instruction."""
    return {"resourceType": "MedicationRequest", "dosageInstruction": [{"timing": timing}]}


@pytest.mark.parametrize(
    ("resource", "days"),
    [
        (request({"event": ["2026-12-20", "2026-12-01T09:00:00Z"]}), ["2026-12-01", "2026-12-20"]),
        (request({"event": "2026-12-01"}), ["2026-12-01"]),
        (request({"repeat": {"boundsPeriod": {"start": "2026-12-01", "end": "2027-06-01"}}}), ["2026-12-01"]),
        (request({"repeat": {"boundsPeriod": {"end": "2027-06-01"}}}), []),
        (request({"event": ["2026-12-01"], "repeat": {"boundsPeriod": {"start": "2026-12-01"}}}), ["2026-12-01"]),
        (request({"repeat": {"frequency": 1, "period": 8, "periodUnit": "wk"}}), []),
        ({"resourceType": "MedicationRequest", "dispenseRequest": {"validityPeriod": {"start": "2026-12-01"}}}, []),
        ({"resourceType": "MedicationAdministration", "dosage": {"timing": {"event": ["2026-12-01"]}}}, []),
        ({"resourceType": "ServiceRequest", "occurrenceDateTime": "2026-12-01"}, ["2026-12-01"]),
        ({"resourceType": "ServiceRequest", "occurrencePeriod": {"start": "2026-12-01"}}, ["2026-12-01"]),
        ({"resourceType": "ServiceRequest", "occurrenceTiming": {"event": ["2026-12-01"]}}, ["2026-12-01"]),
        (request({"event": [None, 7, {}, "soon"]}), []), (request("weekly"), []), ({}, []),
    ],
)  # fmt: skip
def test_planned_times(resource: Json, days: list[str]) -> None:
    """Each way to plan is read once and in order of time; whatever else is sent is no plan."""
    assert of(resource) == days

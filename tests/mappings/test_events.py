"""Which requests, administrations, statements and dispenses count, when they were, and until when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import events

OPEN: Final = datetime.max.replace(tzinfo=UTC)
REQUEST: Final[dict[str, Any]] = {"resourceType": "MedicationRequest"}
ADMINISTRATION: Final[dict[str, Any]] = {"resourceType": "MedicationAdministration"}
STATEMENT: Final[dict[str, Any]] = {"resourceType": "MedicationStatement"}
DISPENSE: Final[dict[str, Any]] = {"resourceType": "MedicationDispense"}


def end_of(day: str) -> datetime:
    """Return the last moment of a day."""
    return datetime.fromisoformat(f"{day}T23:59:59.999999+00:00")


@pytest.mark.parametrize(
    "resource",
    [
        *(REQUEST | {"status": one} for one in ("active", "completed", "stopped", "ended", "Active", None)),
        *(REQUEST | {"intent": one} for one in ("order", "original-order", "reflex-order", "filler-order", "instance-order", None, "x")),
        REQUEST | {"reportedBoolean": True}, REQUEST | {"reportedReference": {"reference": "Patient/1"}}, REQUEST | {"doNotPerform": False},
        *(ADMINISTRATION | {"status": one} for one in ("completed", "in-progress", "stopped", None)),
        *(STATEMENT | {"status": one} for one in ("active", "completed", "stopped", "recorded", None)),
        STATEMENT | {"status": "active", "taken": "y"}, STATEMENT | {"status": "recorded", "adherence": {"code": {"coding": [{"code": "taking"}]}}},
        DISPENSE | {"status": "completed"}, DISPENSE, DISPENSE | {"status": "in-progress", "whenHandedOver": "2026-11-01"}, {},
        REQUEST | {"meta": {"tag": [{"code": "other"}]}},
    ],
)  # fmt: skip
def test_what_was_ordered_given_taken_or_handed_over_counts(resource: dict[str, Any]) -> None:
    """Each type has its statuses; none at all counts too, since servers leave them out."""
    assert events.unused(resource) == ""


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        *((REQUEST | {"status": one}, f"status {one}") for one in ("draft", "cancelled", "entered-in-error", "on-hold", "banana")),
        *((REQUEST | {"intent": one}, f"intent {one}") for one in ("proposal", "plan", "option")),
        (REQUEST | {"doNotPerform": True}, "said not to be given or taken"), (REQUEST | {"doNotPerform": "true"}, "said not to be given or taken"),
        *((ADMINISTRATION | {"status": one}, f"status {one}") for one in ("not-done", "on-hold", "entered-in-error", "active")),
        (ADMINISTRATION | {"wasNotGiven": True}, "said not to be given or taken"), (ADMINISTRATION | {"notGiven": True}, "said not to be given or taken"),
        *((STATEMENT | {"status": one}, f"status {one}") for one in ("intended", "not-taken", "on-hold", "entered-in-error", "draft")),
        (STATEMENT | {"status": "active", "taken": "n"}, "said not to be given or taken"), (STATEMENT | {"taken": "na"}, "said not to be given or taken"),
        (STATEMENT | {"status": "active", "wasNotTaken": True}, "said not to be given or taken"),
        (STATEMENT | {"status": "recorded", "adherence": {"code": {"coding": [{"code": "not-taking"}]}}}, "said not to be given or taken"),
        *((DISPENSE | {"status": one}, f"status {one}") for one in ("preparation", "in-progress", "cancelled", "on-hold", "stopped", "declined",
                                                                   "entered-in-error")),
        (REQUEST | {"meta": {"tag": [{"code": "HTEST"}]}}, "labeled as test data"), (DISPENSE | {"meta": {"security": {"code": "HTEST"}}}, "labeled as test data"),
        *((one | {"status": "unknown"}, "unknown status") for one in (REQUEST, ADMINISTRATION, STATEMENT, DISPENSE)),
        (STATEMENT | {"status": "active", "taken": "unk"}, "unknown whether it was taken"),
    ],
)  # fmt: skip
def test_what_was_not_never_counts(resource: dict[str, Any], reason: str) -> None:
    """Plans, refusals, what was never handed over and test data are left out; what nobody knows is named as such."""
    assert events.unused(resource) == reason


@pytest.mark.parametrize(
    ("resource", "when", "running", "active"),
    [
        (REQUEST | {"authoredOn": "2026-11-01"}, "2026-11-01", None, False), (REQUEST | {"dateWritten": "2026-11-01"}, "2026-11-01", None, False),
        (REQUEST | {"status": "active", "authoredOn": "2026-11-01", "dispenseRequest": {"numberOfRepeatsAllowed": 2}}, "2026-11-01", OPEN, True),
        (REQUEST | {"status": "completed", "authoredOn": "2026-11-01", "dispenseRequest": {"numberOfRepeatsAllowed": 2}}, "2026-11-01", None, False),
        (REQUEST | {"status": "active", "authoredOn": "2026-11-01", "dosageInstruction": [{"timing": {"repeat": {"boundsDuration": {"value": 6, "code": "d"}}}}]},
         "2026-11-01", datetime(2026, 11, 7, tzinfo=UTC), True),
        (ADMINISTRATION | {"effectiveDateTime": "2026-11-01"}, "2026-11-01", None, False),
        (ADMINISTRATION | {"effectiveTimeDateTime": "2026-11-01"}, "2026-11-01", None, False),
        (ADMINISTRATION | {"occurenceDateTime": "2026-11-01"}, "2026-11-01", None, False),
        (ADMINISTRATION | {"effectivePeriod": {"start": "2026-11-01", "end": "2026-11-03"}}, "2026-11-01", end_of("2026-11-03"), False),
        (ADMINISTRATION | {"effectivePeriod": {"start": "2026-11-01T08:00:00Z", "end": "2026-11-01T08:05:00Z"}}, "2026-11-01", None, False),
        (ADMINISTRATION | {"effectivePeriod": {"start": "2026-11-01"}}, "2026-11-01", None, False),
        (ADMINISTRATION | {"effectivePeriod": {"end": "2026-11-03"}}, "2026-11-03", None, False),
        (ADMINISTRATION | {"status": "in-progress", "effectivePeriod": {"start": "2026-11-01"}}, "2026-11-01", OPEN, True),
        (ADMINISTRATION | {"status": "in-progress", "effectiveDateTime": "2026-11-01"}, "2026-11-01", None, False),
        (STATEMENT | {"effectivePeriod": {"start": "2026-11-01"}}, "2026-11-01", OPEN, True),
        (STATEMENT | {"effectivePeriod": {"start": "2026-11-01", "end": "not a date"}}, "2026-11-01", None, False),
        (STATEMENT | {"status": "active", "effectivePeriod": {"start": "2026-11-01"}}, "2026-11-01", OPEN, True),
        (STATEMENT | {"status": "active", "effectiveDateTime": "2026-11-01"}, "2026-11-01", OPEN, True),
        (STATEMENT | {"status": "active", "effectivePeriod": {"start": "2026-11-01", "end": "2026-11-20"}}, "2026-11-01", end_of("2026-11-20"), True),
        (STATEMENT | {"status": "completed", "effectivePeriod": {"start": "2026-11-01", "end": "2026-11"}}, "2026-11-01", datetime(2026, 11, 1, tzinfo=UTC), False),
        (STATEMENT | {"status": "completed", "effectivePeriod": {"start": "2026-11-01"}}, "2026-11-01", None, False),
        (STATEMENT | {"status": "active", "dateAsserted": "2026-11-01"}, None, OPEN, True), (STATEMENT | {"status": "completed", "dateAsserted": "2026-11-01"}, None, None, False),
        (STATEMENT | {"status": "recorded", "effectiveDateTime": "2026-11-01"}, "2026-11-01", None, False),
        (STATEMENT | {"status": "recorded", "effectiveDateTime": "2026-11-01", "adherence": {"code": {"coding": [{"code": "taking"}]}}}, "2026-11-01", OPEN, True),
        (DISPENSE | {"whenHandedOver": "2026-11-02", "whenPrepared": "2026-11-01"}, "2026-11-02", None, False), (DISPENSE | {"whenPrepared": "2026-11-01"}, "2026-11-01", None, False),
        (DISPENSE | {"whenHandedOver": "2026-11-02", "daysSupply": {"value": 28, "unit": "days"}}, "2026-11-02", datetime(2026, 11, 30, tzinfo=UTC), False),
        (DISPENSE | {"whenHandedOver": "2026-11-02", "daysSupply": {"value": 28}}, "2026-11-02", datetime(2026, 11, 30, tzinfo=UTC), False),
        (DISPENSE | {"whenHandedOver": "2026-11-02", "daysSupply": {"value": 0}}, "2026-11-02", None, False), (DISPENSE | {"daysSupply": {"value": 28}}, None, None, False),
        (DISPENSE | {"whenHandedOver": "2026-11-02", "daysSupply": {"value": 1e12}}, "2026-11-02", OPEN, False),
    ],
)  # fmt: skip
def test_a_resource_has_its_dates(
    resource: dict[str, Any], when: str | None, running: datetime | None, active: bool
) -> None:
    """The start of what was ordered or given, and the end: of a period, of a supply, or open."""
    found = events.read(resource, UTC)
    assert (found.when.text if found.when else None) == when
    assert (found.running, found.active) == (running, active)


def test_the_day_of_a_statement_is_shown_but_decides_nothing() -> None:
    """When somebody said what is taken is not when it began."""
    found = events.read(STATEMENT | {"status": "active", "dateAsserted": "2026-11-01"}, UTC)
    assert found.when is None
    assert found.dated is not None
    assert found.dated.text == "2026-11-01"

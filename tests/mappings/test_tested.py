"""When a test was last done: the newest usable result of each value set."""

from __future__ import annotations

from typing import Any

import pytest

from mappings import tested
from tests.mappings.observed import AS_OF, RECENT, amount, loinc, observation, results

Json = dict[str, Any]
OLD = "2026-01-01"
ALT = loinc("1742-6")


def alt(*parts: Json, **members: Any) -> Json:
    return observation(ALT, *parts, **members)


def found(*resources: Json) -> dict[str, tuple[str, bool]]:
    """Return value set -> (reference, whether it is final) of what is kept."""
    newest = tested.newest(results(*resources), AS_OF)
    return {name: (one.source.reference, one.final) for name, one in newest.items()}


def test_the_newest_result_counts() -> None:
    """Of several results the newest is kept, whatever their order."""
    both = (alt(amount(20, "U/L"), id="new"), alt(amount(30, "U/L"), id="old", effectiveDateTime=OLD))
    assert found(*both) == found(*reversed(both)) == {"alt": ("Observation/new", True)}


@pytest.mark.parametrize(
    "unusable",
    [
        alt(amount(20, "U/L"), status="entered-in-error"),
        alt(amount(20, "U/L"), status="cancelled"),
        alt(amount(20, "U/L"), effectiveDateTime="2026-11-24"),
        alt(status="registered"),
        alt(),
        alt(amount(20, "U/L"), dataAbsentReason={"text": "hemolyzed"}),
        alt({"valueString": ""}),
    ],
)
def test_what_was_not_measured_is_no_result(unusable: Json) -> None:
    """A void, future or absent result, and an order that waits for its result, are none."""
    assert found(unusable) == {}
    assert found(unusable, alt(amount(30, "U/L"), id="old", effectiveDateTime=OLD)) == {
        "alt": ("Observation/old", True)
    }


def test_a_preliminary_result_shows_that_it_was_done() -> None:
    """A preliminary result counts where it is newer than the final ones; of the same date the final one counts."""
    early = alt(amount(20, "U/L"), id="early", status="preliminary")
    assert found(early, alt(amount(30, "U/L"), id="old", effectiveDateTime=OLD)) == {
        "alt": ("Observation/early", False)
    }
    assert found(early, alt(amount(30, "U/L"), id="done")) == {"alt": ("Observation/done", True)}


def test_an_undated_result_is_the_last_resort() -> None:
    """An undated result is kept only where there is no dated one."""
    undated = alt(amount(20, "U/L"), id="undated")
    del undated["effectiveDateTime"]
    assert found(undated) == {"alt": ("Observation/undated", True)}
    assert found(undated, alt(amount(30, "U/L"), id="old", effectiveDateTime=OLD)) == {"alt": ("Observation/old", True)}


def test_a_final_panel_counts_without_a_value() -> None:
    """A panel that is final was measured: its values are results of their own. One that is registered was not."""
    assert found(observation(loinc("58410-2"), id="p")) == {"cbc-panel": ("Observation/p", True)}
    assert found(observation(loinc("58410-2"), id="p", status="registered")) == {}


def test_components_count() -> None:
    """The components of a blood pressure are results of their own."""
    parts = [{"code": loinc("8480-6")} | amount(120, "mmHg"), {"code": loinc("8462-4")} | amount(80, "mmHg")]
    pressure = observation(loinc("85354-9"), id="bp", component=parts, effectiveDateTime=RECENT)
    assert found(pressure) == dict.fromkeys(("bp-panel", "bp-sys", "bp-dia"), ("Observation/bp", True))


def test_other_results_are_left_out() -> None:
    """What no drug is watched by is not kept."""
    assert found(observation(loinc("2823-3"), amount(4.2, "mmol/L"))) == {}

"""Pregnancy: entries and answers, what ends them, and what is to be verified."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from mappings import conditions, pregnancy
from mappings.model import Fact
from tests.mappings.observed import (
    AS_OF,
    LOINC,
    SNOMED,
    TERMS,
    Json,
    concept,
    loinc,
    named,
    observation,
    results,
    said,
)
from tests.mappings.problems import code

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
STATUS, TEST = loinc("82810-3"), loinc("2106-3")
YES, NO = pregnancy.PREGNANT, None
VERIFY = pregnancy.UNCONFIRMED
PREGNANT, NOT_PREGNANT = concept(system=SNOMED, code="77386006"), concept(system=SNOMED, code="60001007")
NEGATIVE = concept(system=LOINC, code="LA6577-6")


def problem(value: str = "Z33.1", recorded: str | None = "2026-09-20", text: str = "", **members: Any) -> Json:
    """Return a Condition of ICD-10-CM."""
    dated = {"recordedDate": recorded} if recorded else {}
    return {"resourceType": "Condition", "id": value, "code": code(ICD, value, text)} | dated | members


def read(problems: list[Json], *found: Json) -> Fact | None:
    """Return what is known of a pregnancy."""
    return pregnancy.pregnancy(results(*found), conditions.entries(problems, TERMS, AS_OF, UTC, []), TERMS, AS_OF)


def value(problems: list[Json], *found: Json) -> str | None:
    """Return its value."""
    fact = read(problems, *found)
    return fact.value if fact else None


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (problem(), YES), (problem("O09.511"), YES), (problem("Z34.02"), YES), (problem("Z33.3"), YES),
        (problem(recorded="2026-02-02"), YES), (problem(recorded="2026-02-01"), VERIFY), (problem(recorded=None), VERIFY),
        (problem(recorded="2026-03"), YES), (problem(recorded="2026-02"), VERIFY), (problem(recorded="2026"), VERIFY),
        (problem(onsetDateTime="2025-01-01"), VERIFY), (problem(verificationStatus="provisional"), VERIFY),
        (problem(verificationStatus="refuted"), NO), (problem(clinicalStatus="resolved"), NO),
        (problem(abatementDateTime="2026-10-01"), NO), (problem(clinicalStatus="active", abatementDateTime="2026-10-01"), VERIFY),
        (problem(text="Possible pregnancy"), VERIFY), (problem("Z80.0", text="Pregnancy"), NO), (problem("Z32.02"), NO),
        ({"resourceType": "Condition", "id": "s", "code": code(SNOMED, "72892002"), "recordedDate": "2026-09-20"}, YES),
        ({"resourceType": "Condition", "id": "t", "code": {"text": "Possible pregnancy"}, "recordedDate": "2026-09-20"}, VERIFY),
        ({"resourceType": "Condition", "id": "t", "code": {"text": "Schwangerschaft"}, "recordedDate": "2026-09-20"}, YES),
        ({"resourceType": "Condition", "id": "t", "code": {"text": "Ectopic pregnancy"}, "recordedDate": "2026-09-20"}, NO),
        ({"resourceType": "Condition", "id": "t", "code": {"text": "Pregnancy test"}, "recordedDate": "2026-09-20"}, NO),
    ],
)  # fmt: skip
def test_an_entry(entry: Json, expected: str | None) -> None:
    """An active, certain entry of the last 294 days is a pregnancy; what is open is to be verified; what is over is none."""
    assert value([entry]) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (observation(STATUS, PREGNANT), YES), (observation(STATUS, concept(system=LOINC, code="LA15173-0")), YES),
        (observation(STATUS, said("pregnant")), YES), (observation(STATUS, {"valueBoolean": True}), YES),
        (observation(named("Pregnancy status"), said("Pregnant")), YES),
        (observation(STATUS, NOT_PREGNANT), NO), (observation(STATUS, {"valueBoolean": False}), NO),
        (observation(STATUS, concept(system=LOINC, code="LA4489-6", display="Unknown")), NO),
        (observation(STATUS, PREGNANT, effectiveDateTime="2026-02-02"), YES),
        (observation(STATUS, PREGNANT, effectiveDateTime="2026-02-01"), VERIFY),
        (observation(STATUS, PREGNANT, effectiveDateTime=None), VERIFY),
        (observation(STATUS, PREGNANT, status="preliminary"), VERIFY),
        (observation(STATUS, PREGNANT, status="entered-in-error"), NO),
        (observation(STATUS, PREGNANT, {"dataAbsentReason": named("unknown")}), NO),
        (observation(TEST, concept(system=LOINC, code="LA6576-8")), VERIFY), (observation(TEST, NEGATIVE), NO),
        (observation(TEST, concept(system=SNOMED, code="10828004", display="Negative")), NO),
    ],
)  # fmt: skip
def test_an_answer(found: Json, expected: str | None) -> None:
    """A status says it, a positive test alone is to be verified, and an answer that contradicts itself says nothing."""
    assert value([], found) == expected


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (problem("Z37.0", "2026-09-20"), NO), (problem("O80", "2026-10-01"), NO), (problem("O82", "2026-10-01"), NO),
        (problem("Z39.2", "2026-10-01"), NO), (problem("O03.9", "2026-10-01"), NO), (problem("Z33.2", "2026-10-01"), NO),
        (problem("Z37.0", "2026-10-01", clinicalStatus="resolved"), NO), (problem("Z37.0", "2026-09-19"), YES),
        (problem("Z37.0", None), VERIFY), (problem("Z37.0", "2026-09"), VERIFY), (problem("Z37.0", "2026-10"), NO),
        (problem("Z37.0", "2026-10-01", verificationStatus="provisional"), YES),
    ],
)  # fmt: skip
def test_a_delivery(end: Json, expected: str | None) -> None:
    """A delivery or abortion of the same day or later ends it; one whose date does not decide makes it open."""
    assert value([problem(), end]) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-09-19", YES), ("2026-09-20", VERIFY), ("2026-09-21", NO), ("2026-09", VERIFY), (None, VERIFY)],
)
@pytest.mark.parametrize("found", [observation(TEST, NEGATIVE), observation(STATUS, NOT_PREGNANT)])
def test_a_negative_answer(found: Json, day: str | None, expected: str | None) -> None:
    """A negative test or status of a later day ends it; one of the same day contradicts it."""
    assert value([problem()], found | {"effectiveDateTime": day}) == expected


def test_a_preliminary_negative_ends_nothing() -> None:
    """What is not final takes nothing back."""
    assert value([problem()], observation(TEST, NEGATIVE, status="preliminary", effectiveDateTime="2026-10-01")) == YES


def test_a_new_pregnancy_after_a_delivery_counts() -> None:
    """A delivery ends what began before it only, and the newest entry is shown."""
    fact = read([problem(recorded="2025-12-01"), problem("Z37.0", "2026-02-10"), problem("O09.511", "2026-10-01")])
    assert fact is not None
    assert (fact.value, fact.source.reference) == (YES, "Condition/O09.511")


def test_what_may_have_ended_it_is_named() -> None:
    """An undated delivery is named beside the entry that is to be verified."""
    fact = read([problem(), problem("Z37.0", None)])
    assert fact is not None
    assert [one.reference for one in fact.conflicts] == ["Condition/Z37.0"]

"""DPYD: answers by code, words and score, diagnoses by name, and what is on file and not understood."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from mappings import conditions, dpyd
from mappings.model import Fact, Note, Quality
from tests.mappings.observed import AS_OF, LOINC, TERMS, Json, amount, concept, loinc, named, observation, results, said

CODE = loinc("79719-1")
PHENOTYPE = named("DPYD phenotype")
SCORE = named("DPYD activity score")


def read(*found: Json, problems: tuple[Json, ...] = ()) -> Fact | None:
    """Return what is known of DPYD."""
    notes: list[Note] = []
    entries = conditions.entries(problems, TERMS, AS_OF, UTC, notes)
    return dpyd.dpyd(results(*found), entries, TERMS)


def problem(text: str, **members: Any) -> Json:
    """Return a Condition by name."""
    return {"resourceType": "Condition", "id": "c", "code": {"text": text}} | members


@pytest.mark.parametrize(
    ("found", "value"),
    [
        (observation(CODE, concept(system=LOINC, code="LA9657-3")), dpyd.COMPLETE),
        (observation(CODE, concept(system=LOINC, code="LA10317-8")), dpyd.PARTIAL),
        (observation(CODE, concept(system=LOINC, code="LA25391-6")), dpyd.NORMAL),
        (observation(CODE, concept(system=LOINC, code="LA10315-2", display="Ultrarapid metabolizer")), dpyd.UNCLEAR),
        (observation(PHENOTYPE, said("Poor metabolizer")), dpyd.COMPLETE),
        (observation(PHENOTYPE, said("Likely intermediate metabolizer")), dpyd.PARTIAL),
        (observation(PHENOTYPE, said("Normal metaboliser")), dpyd.NORMAL),
        (observation(PHENOTYPE, said("Not a poor metabolizer")), dpyd.UNCLEAR),
        (observation(named("DPD deficiency"), said("Complete deficiency")), dpyd.COMPLETE),
        (observation(named("DPD deficiency"), said("partial deficiency")), dpyd.PARTIAL),
        (observation(PHENOTYPE, said("Intermediate metabolizer (activity score 1.5)")), dpyd.PARTIAL),
        (observation(PHENOTYPE, said("DPYD activity score: 0,5")), dpyd.COMPLETE),
        (observation(SCORE, amount(0)), dpyd.COMPLETE), (observation(SCORE, amount(0.5)), dpyd.COMPLETE),
        (observation(SCORE, amount(0.6)), dpyd.PARTIAL), (observation(SCORE, amount(1.5)), dpyd.PARTIAL),
        (observation(SCORE, amount(1.9)), dpyd.PARTIAL), (observation(SCORE, amount(2)), dpyd.NORMAL),
        (observation(SCORE, amount(3)), dpyd.UNCLEAR), (observation(CODE, amount(12, "ng/mL")), dpyd.UNCLEAR),
        (observation(CODE, {"valueRange": {"low": {"value": 0.5}, "high": {"value": 1}}}), dpyd.COMPLETE),
        (observation(named("DPYD genotype"), said("*1/*2A")), dpyd.UNCLEAR),
        (observation(CODE, said("see report")), dpyd.UNCLEAR),
        (observation(CODE, said("pending")), None), (observation(CODE, said("not done")), None), (observation(CODE), None),
        (observation(CODE, {"dataAbsentReason": named("unknown")}), None),
        (observation(CODE, concept(system=LOINC, code="LA9657-3"), status="entered-in-error"), None),
        (observation(CODE, concept(system=LOINC, code="LA9657-3"), effectiveDateTime="2027-01-01"), None),
        (observation(named("Deoxypyridinoline (DPD), urine"), amount(12, "nmol/L")), None),
    ],
)  # fmt: skip
def test_a_result(found: Json, value: str | None) -> None:
    """An answer is what code, words or score say; one that says something else is on file and not understood."""
    fact = read(found)
    assert (fact.value if fact else None) == value


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        (problem("DPD deficiency"), dpyd.DEFICIENT), (problem("Complete DPD deficiency"), dpyd.COMPLETE),
        (problem("Partial dihydropyrimidine dehydrogenase deficiency"), dpyd.PARTIAL),
        (problem("DPYD intermediate metabolizer"), dpyd.PARTIAL), (problem("DPYD normal metabolizer"), dpyd.NORMAL),
        (problem("DPD deficiency", clinicalStatus="resolved"), dpyd.DEFICIENT),
        (problem("History of DPD deficiency"), dpyd.DEFICIENT),
        (problem("DPD deficiency", verificationStatus="provisional"), dpyd.UNCLEAR),
        (problem("DPD deficiency", verificationStatus="refuted"), None), (problem("No DPD deficiency"), None),
        (problem("Family history of DPD deficiency"), None), (problem("Hypertension"), None),
    ],
)  # fmt: skip
def test_a_diagnosis(entry: Json, value: str | None) -> None:
    """A deficiency on the problem list counts whatever its status, since genes do not change; its extent may be open."""
    fact = read(problems=(entry,))
    assert (fact.value if fact else None) == value


def test_the_gravest_counts_and_the_others_are_named() -> None:
    """An older complete deficiency is not taken back by a newer normal result, which is named."""
    fact = read(
        observation(CODE, concept(system=LOINC, code="LA9657-3"), id="old", effectiveDateTime="2020-01-01"),
        observation(CODE, concept(system=LOINC, code="LA25391-6"), id="new"),
    )
    assert fact is not None
    assert (fact.value, fact.quality, [one.reference for one in fact.conflicts]) == (
        dpyd.COMPLETE, Quality.DISCORDANT, ["Observation/new"],
    )  # fmt: skip


def test_a_genotype_beside_a_phenotype_says_nothing_more() -> None:
    """A report that holds both is what its phenotype says."""
    fact = read(
        observation(PHENOTYPE, said("Normal metabolizer")), observation(named("DPYD genotype"), said("*1/*1"), id="g")
    )
    assert fact is not None
    assert (fact.value, fact.conflicts) == (dpyd.NORMAL, ())

"""ECOG performance status and symptoms, in every shape that they are sent in."""

from __future__ import annotations

from typing import Any

import pytest

from mappings import performance
from mappings.model import Note, Quality
from tests.mappings.observed import AS_OF, amount, concept, loinc, observation, ours, results, said

Json = dict[str, Any]
ECOG = loinc("89247-1")


@pytest.mark.parametrize(
    ("value", "score"),
    [
        ({"valueInteger": 0}, "0"),
        ({"valueInteger": 2}, "2"),
        (amount(1, "{score}"), "1"),
        (said("1"), "1"),
        (said("ECOG 2"), "2"),
        (said("ECOG performance status: 3 - capable of limited self-care"), "3"),
        ({"valueCodeableConcept": {"text": "1 - restricted in strenuous activity"}}, "1"),
        (concept(system="http://loinc.org", code="LA9623-5"), "1"),
        (concept(system="http://loinc.org", code="LA9623-5", display="2"), "2"),
        ({"valueInteger": 6}, None),
        (said("1-2"), None),
        (said("good"), None),
        (amount(2.5), None),
        ({"valueInteger": 1, "dataAbsentReason": {"text": "unknown"}}, None),
    ],
)
def test_ecog_is_read_from_every_type_of_value(value: Json, score: str | None) -> None:
    """A score from 0 to 5 as a number, in words or as a LOINC answer; anything else is noted and is no score."""
    notes: list[Note] = []
    fact = performance.ecog(results(observation(ECOG, value)), AS_OF, notes)
    assert (fact and fact.value) == score
    assert bool(notes) is (score is None)


def test_the_newest_final_ecog_counts() -> None:
    """A newer score takes the place of an older one, a preliminary one does not."""
    found = results(
        observation(ECOG, {"valueInteger": 1}, id="a", effectiveDateTime="2026-01-01"),
        observation(ECOG, {"valueInteger": 3}, id="b", effectiveDateTime="2026-06-01"),
        observation(ECOG, {"valueInteger": 0}, id="c", effectiveDateTime="2026-07-01", status="preliminary"),
    )
    fact = performance.ecog(found, AS_OF, [])
    assert fact is not None
    assert (fact.value, fact.source.reference) == ("3", "Observation/b")


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ({"valueBoolean": True}, "yes"),
        ({"valueBoolean": False}, "no"),
        ({"valueBoolean": "false"}, "no"),
        (said("yes"), "yes"),
        (said("Asymptomatic"), "no"),
        (concept(system="http://snomed.info/sct", code="373066001"), "yes"),
        (concept(system="http://snomed.info/sct", code="373067005", display="No"), "no"),
        (concept(system="http://snomed.info/sct", code="373067005", display="Yes"), None),
        (said("sometimes"), None),
        ({"valueBoolean": 3}, None),
    ],
)
def test_symptoms_are_yes_no_or_not_known(value: Json, answer: str | None) -> None:
    """A boolean, a word or a code; what contradicts itself or is not understood is neither."""
    fact = performance.symptomatic(results(observation(ours("symptomatic"), value)), AS_OF, [])
    assert (fact and fact.value) == answer


def test_two_answers_of_one_day_that_differ_are_ambiguous() -> None:
    """Neither of two answers that differ and are as new is taken for the other."""
    found = results(
        observation(ours("symptomatic"), {"valueBoolean": True}, id="a"),
        observation(ours("symptomatic"), {"valueBoolean": False}, id="b"),
    )
    fact = performance.symptomatic(found, AS_OF, [])
    assert fact is not None
    assert fact.quality is Quality.AMBIGUOUS

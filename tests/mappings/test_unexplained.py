"""Hypoglycemia of the last year that nothing explains: an unexplained one is never lost, an explained one never said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import pytest

from mappings import dates
from mappings.model import Explanation, Glucose, Source
from mappings.therapy import Dosage, Drug, DrugClass, Form, Treatment
from mappings.unexplained import unexplained

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)


def source(when: str | None, name: str = "Observation/g") -> Source:
    """Return a source of that date."""
    return Source(name, dates.parse(when, UTC) if when else None, "seen")


def glucose(when: str | None, *, low: bool | None = True) -> Glucose:
    """Return a glucose that is low, is not, or may be."""
    return Glucose(48, 48, "mg/dL", "48 mg/dL", source(when), low)


def treatment(drug_class: DrugClass, when: str, *, active: bool) -> Treatment:
    """Return an order of a drug."""
    drug = Drug(drug_class, drug_class.value, Form.UNKNOWN, drug_class.value, "seen", "code")
    return Treatment(drug, source(when, "MedicationRequest/r"), dates.parse(when, UTC), Dosage(), None, active)


@pytest.mark.parametrize(
    ("when", "low", "counts"),
    [
        ("2026-10-20", True, True), ("2026-10-20", False, False), ("2026-10-20", None, False), (None, True, True),
        ("2025-11-23T12:00:00Z", True, True), ("2025-11-23T11:59:00Z", True, False), ("2025-11-22", True, False),
        ("2025-11", True, True), ("2025", True, True), ("2024", True, False),
    ],
)  # fmt: skip
def test_a_low_glucose_of_the_year_counts(when: str | None, low: bool | None, counts: bool) -> None:
    """A glucose that is known to be low counts for 365 days; a partial or missing date may lie within them."""
    assert bool(unexplained([glucose(when, low=low)], (), (), (), AS_OF)) is counts


def test_the_newest_comes_first() -> None:
    """Glucoses and diagnoses are one list by date; the undated ones come last."""
    found = unexplained([glucose("2026-10-20"), glucose(None)], [source("2026-11-01", "Condition/h")], (), (), AS_OF)
    assert [(one.source.reference, one.shown) for one in found] == [
        ("Condition/h", ""), ("Observation/g", "48 mg/dL"), ("Observation/g", "48 mg/dL"),
    ]  # fmt: skip
    assert found[-1].source.when is None


@pytest.mark.parametrize(
    ("drug_class", "when", "active", "explained"),
    [
        (DrugClass.INSULIN, "2026-10-01", True, True), (DrugClass.SULFONYLUREA, "2026-10-01", True, True),
        (DrugClass.GLINIDE, "2026-10-01", True, True), (DrugClass.DIAZOXIDE, "2026-10-01", True, False),
        (DrugClass.INSULIN, "2026-10-01", False, False), (DrugClass.INSULIN, "2026-10-20", False, True),
        (DrugClass.INSULIN, "2026-10-21", True, False),
    ],
)  # fmt: skip
def test_a_drug_explains_only_at_the_date_of_the_sample(
    drug_class: DrugClass, when: str, active: bool, explained: bool
) -> None:
    """Insulin, a sulfonylurea or a glinide explains what was measured while it was active, and nothing else does."""
    given = [treatment(drug_class, when, active=active)]
    assert (not unexplained([glucose("2026-10-20T07:00:00Z")], (), (), given, AS_OF)) is explained


@pytest.mark.parametrize(
    ("when", "explained"),
    [("2026-02-01", True), (None, True), ("2025-11-24", True), ("2025-11-22", False), ("2019", False)],
)
def test_a_diagnosis_explains_for_a_year(when: str | None, explained: bool) -> None:
    """Drug-induced hypoglycemia or a poisoning that is on record as active explains what is low in the same year."""
    told = [Explanation(source(when, "Condition/e"), over=False)]
    assert (not unexplained([glucose("2026-10-20")], (), told, (), AS_OF)) is explained


@pytest.mark.parametrize(
    ("when", "over", "explained"),
    [
        ("2026-09-20", True, True), ("2026-09-19", True, False), ("2026-11-19", True, True), ("2026-11-20", True, False),
        ("2026-11-19", False, True), ("2026-11-20", False, False), ("2026-01-05", False, True), ("2026-01-05", True, False),
        (None, True, False),
    ],
)  # fmt: skip
def test_an_event_explains_what_is_near(when: str | None, over: bool, explained: bool) -> None:
    """One that is over explains 30 days on either side; one that goes on everything since, and 30 days before."""
    told = [Explanation(source(when, "Condition/e"), over=over)]
    assert (not unexplained([glucose("2026-10-20")], (), told, (), AS_OF)) is explained


@pytest.mark.parametrize(
    ("when", "over", "explained"),
    [("2026-09-20", False, True), (None, False, True), ("2026-09-20", True, False), (None, True, False)],
)
def test_only_what_goes_on_explains_a_glucose_without_a_date(when: str | None, over: bool, explained: bool) -> None:
    """Nobody knows whether an event that is over was near it."""
    told = [Explanation(source(when, "Condition/e"), over=over)]
    assert (not unexplained([glucose(None)], (), told, (), AS_OF)) is explained


@pytest.mark.parametrize(
    ("low", "removed", "counts"),
    [
        ("2026-10-20", [], True), ("2026-10-20", ["2026-10-21"], False), ("2026-10-20", ["2026-10-20"], True),
        ("2026-10-20", ["2026-10-19"], True), ("2026-10-20", ["2026-10"], True), ("2026-10-20", ["2026-11"], False),
        (None, ["2026-10-21"], True), ("2026-10-20", ["2026-10-01", "2026-11-01"], False),
    ],
)  # fmt: skip
def test_what_was_before_the_pancreas_was_removed_is_history(low: str | None, removed: list[str], counts: bool) -> None:
    """A low glucose or a diagnosis known to be before a total pancreatectomy no longer counts."""
    dated = [when for one in removed if (when := dates.parse(one, UTC))]
    assert bool(unexplained([glucose(low)], (), (), (), AS_OF, dated)) is counts
    assert bool(unexplained((), [source(low, "Condition/h")], (), (), AS_OF, dated)) is counts

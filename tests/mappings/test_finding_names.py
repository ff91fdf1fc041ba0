"""The names of findings: cheap, bounded, and never of two meanings that exclude each other."""

from __future__ import annotations

import time

import pytest

from mappings import observation_names
from mappings.finding_names import NAMES
from tests.mappings.observed import TERMS


def test_every_name_leads_to_a_value_set() -> None:
    """Each row names a value set that is shipped, so that a name and a code mean the same."""
    assert {name for name, _ in NAMES} <= set(TERMS.spelled)


@pytest.mark.parametrize(
    "text",
    ["glucose " * 60, "tumor " * 80, "a" * 500, "sstr " * 100, "stage " * 80, "serum, " * 70, " " * 500, "recist target " * 30, "insulin " * 60,
     "liver tumor " * 40, "3 hydroxy" * 50, "-" * 500],
)  # fmt: skip
def test_a_name_is_read_in_no_time(text: str) -> None:
    """No name, however hostile, costs more than a few milliseconds."""
    begin = time.perf_counter()
    observation_names.sets_by_name({"text": text + str(begin)})
    assert time.perf_counter() - begin < 0.1


@pytest.mark.parametrize(
    "text",
    ["Sodium", "Hemoglobin", "Body weight", "Body temperature", "Insulin glargine dose", "Insulin antibodies", "IGF-1", "Insulin-like growth factor",
     "C-reactive protein", "Peptide", "Insulin resistance (HOMA)", "Insulin pump", "Smoking status", "Pain score", "Karnofsky performance status",
     "Tumor markers", "Heart rate response", "Immune response to vaccine", "Pupil response", "Tumor regression grade", "Chromogranin A", "Aldosterone"],
)  # fmt: skip
def test_other_names_say_nothing(text: str) -> None:
    """A name of something else belongs to no value set."""
    assert observation_names.sets_by_name({"text": text}) == frozenset()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Insulin", "insulin-level"), ("Insulin, serum", "insulin-level"), ("Fasting insulin", "insulin-level"), ("Free insulin", "insulin-level"),
        ("C-Peptide", "c-peptide"), ("C Peptide, serum", "c-peptide"), ("Connecting peptide", "c-peptide"), ("C-Peptid", "c-peptide"), ("Proinsulin", "proinsulin"),
        ("Intact proinsulin", "proinsulin"), ("Beta-hydroxybutyrate", "beta-hydroxybutyrate"), ("B-OH butyrate", "beta-hydroxybutyrate"),
        ("3-Hydroxybutyrate", "beta-hydroxybutyrate"), ("Beta Hydroxybutyric acid", "beta-hydroxybutyrate"),
    ],
)  # fmt: skip
def test_a_hormone_counts_by_name(text: str, name: str) -> None:
    """The laboratory of the criteria is known by its names."""
    assert observation_names.sets_by_name({"text": text}) == {name}

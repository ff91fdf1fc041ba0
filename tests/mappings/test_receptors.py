"""Somatostatin receptors: short answers, Krenning scores in every shape, names, and tissue that is not imaging."""

from __future__ import annotations

from typing import Any

import pytest

from mappings import receptors
from mappings.model import Note, Quality
from tests.mappings.observed import (
    AS_OF,
    OURS,
    TERMS,
    Json,
    amount,
    concept,
    named,
    observation,
    ours,
    results,
    said,
    snomed,
)

NCIT = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"


def read(*resources: Json) -> tuple[str | None, Quality | None, list[str]]:
    """Read the SSTR result: value, quality, and the reasons of the notes."""
    notes: list[Note] = []
    fact = receptors.sstr(results(*resources, notes=notes), TERMS, AS_OF, notes)
    return fact.value if fact else None, fact.quality if fact else None, [note.reason for note in notes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Positive", "positive"), ("SSTR2 positive", "positive"), ("SSTR-positive", "positive"), ("SSTR: positive", "positive"),
        ("DOTATATE PET positive", "positive"), ("strongly positive", "positive"), ("somatostatin receptor positive", "positive"),
        ("Ga-68 DOTATATE positive", "positive"), ("positiv", "positive"), ("Positive (Krenning 4)", "positive"), ("Octreoscan negative", "negative"),
        ("SSTR negative", "negative"), ("negativ", "negative"), ("uptake is negative", "negative"), ("indeterminate", "equivocal"),
        ("inconclusive", "equivocal"), ("SSTR status equivocal", "equivocal"), ("not positive", None), ("not SSTR positive", None),
        ("no SSTR expression", None), ("weakly positive", None), ("positive or negative", None), ("previously positive", None),
        ("SSTR2 positive, now lost", None), ("possibly positive", None), ("positive margins", None), ("HER2 positive", None), ("avid", None),
        ("positive in liver, negative in pancreas", None), ("", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("shape", [said, lambda text: {"valueCodeableConcept": {"text": text}}])
def test_an_answer_is_short(text: str, expected: str | None, shape: Any) -> None:
    """A few words that are only an answer are one; what is denied, weak or told at length is not, and is noted."""
    value, _, notes = read(observation(ours("sstr-status"), shape(text)))
    assert value == expected
    assert bool(notes) is (expected is None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (said("Krenning 4"), "positive"), (said("Krenning score: 3"), "positive"), (said("score 3/4"), "positive"), (said("3 of 4"), "positive"),
        (said("Krenning score 1"), "negative"), (said("modified Krenning score 2"), "equivocal"), (said("0"), "negative"), (said("Grade 2"), "equivocal"),
        (said("3-4"), "positive"), (said("0 to 1"), "negative"), (said("2-3"), None), (said("1-3"), None), (said("4-3"), None), (said("5"), None),
        (said("3/5"), None), (said("3.5"), None), (said("not 4"), None), (said("Krenning 4?"), None), (said("4 lesions"), None),
        ({"valueRange": {"low": {"value": 3}, "high": {"value": 4}}}, "positive"), ({"valueRange": {"low": {"value": 0}, "high": {"value": 2}}}, None),
        (amount(4, "{score}"), "positive"), (amount("4"), "positive"), (amount(3, comparator=">="), None), ({"valueInteger": 2}, "equivocal"),
        (concept(system="urn:x", code="4", display="Krenning 4"), "positive"), (concept(system="urn:x", code="1", display="Krenning 4"), None),
        ({"valueCodeableConcept": {"text": "Krenning 3"}}, "positive"), (concept(system="urn:x", code="K4", display="Krenning 4"), "positive"),
    ],
)  # fmt: skip
def test_krenning_comes_in_every_shape(value: Json, expected: str | None) -> None:
    """A score from 0 to 4 is read from a number, a code or words; a range counts where all of it means the same."""
    result, _, notes = read(observation(ours("krenning-score"), value))
    assert result == expected
    assert bool(notes) is (expected is None)


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("SSTR status", said("positive"), "positive"), ("Somatostatin receptor status", said("negative"), "negative"),
        ("Somatostatin receptor", said("positive"), "positive"), ("SSTR PET/CT", said("positive"), "positive"), ("SSTR2 PET", said("positive"), "positive"),
        ("Ga-68 DOTATATE PET/CT", said("positive"), "positive"), ("68Ga-DOTATOC PET", said("negative"), "negative"), ("Octreoscan", said("positive"), "positive"),
        ("Krenning score", said("4"), "positive"), ("Krenning", {"valueInteger": 1}, "negative"),
        ("SSTR2", said("positive"), None), ("SSTR2A", said("positive"), None), ("SSTR2 IHC", said("positive"), None),
        ("Somatostatin receptor expression (tissue)", said("positive"), None), ("SSTR expression", said("positive"), None),
        ("SUVmax DOTATATE PET", said("positive"), None), ("Lu-177 DOTATATE therapy response", said("positive"), None),
        ("DOTATATE injected activity", said("positive"), None), ("Receptor status", said("positive"), None), ("ER status", said("positive"), None),
    ],
)  # fmt: skip
def test_imaging_counts_by_name(text: str, value: Json, expected: str | None) -> None:
    """A name of receptor imaging is enough, marked so; tissue, tracer and therapy are something else."""
    result, quality, _ = read(observation(named(text), value))
    assert (result, quality) == (expected, Quality.BY_NAME if expected else None)


@pytest.mark.parametrize(
    ("code", "members"),
    [
        ({"coding": [{"system": NCIT, "code": "C165984"}]}, {}), (named("SSTR2 immunohistochemistry"), {}),
        (ours("sstr-status"), {"method": {"text": "Immunohistochemistry"}}), (named("SSTR status"), {"method": {"coding": [{"display": "IHC stain"}]}}),
    ],
)  # fmt: skip
def test_tissue_is_no_imaging(code: Json, members: Json) -> None:
    """A measurement in tissue is noted and never answers for imaging, nor takes an answer of imaging back."""
    tissue = observation(code, said("negative"), id="t", effectiveDateTime="2026-07-01", **members)
    assert read(tissue)[0] is None
    value, _, notes = read(observation(ours("sstr-status"), said("positive")), tissue)
    assert value == "positive"
    assert any("tissue" in note for note in notes)


def test_imaging_is_no_tissue() -> None:
    """The method of a scan takes nothing away."""
    assert read(observation(ours("sstr-status"), said("positive"), method={"text": "PET/CT"}))[0] == "positive"


@pytest.mark.parametrize(
    ("when", "quality"), [("2025-11-23", Quality.BY_NAME), ("2025-11-22", Quality.STALE), (None, Quality.STALE)]
)
def test_a_named_result_grows_old_too(when: str | None, quality: Quality) -> None:
    """A result by name is stale after the same time as a coded one."""
    assert read(observation(named("SSTR status"), said("positive"), effectiveDateTime=when))[1] is quality


def test_an_unreadable_scan_takes_a_positive_back() -> None:
    """A newer scan by name that is not understood makes a positive result conflicting, and leaves a negative one."""
    later = observation(named("DOTATATE PET"), said("see report"), id="p", effectiveDateTime="2026-07-01")
    assert read(observation(ours("sstr-status"), said("positive")), later)[0] == "conflicting"
    assert read(observation(ours("sstr-status"), said("negative")), later)[0] == "negative"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (snomed("10828004", display="Positive"), "positive"), (snomed("10828004", display="SSTR2 positive"), "positive"),
        (snomed("10828004", display="SSTR negative"), None), ({"coding": [{"system": f"{OURS}/pnet-finding", "code": "negative"}]}, "negative"),
    ],
)  # fmt: skip
def test_code_and_words_must_agree(value: Json, expected: str | None) -> None:
    """A code that its words contradict says nothing."""
    assert read(observation(ours("sstr-status"), valueCodeableConcept=value))[0] == expected


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"valueString": 7},
        {"valueRange": []},
        {"valueCodeableConcept": [None]},
        {"method": "IHC"},
        {"valueInteger": True},
    ],
)
def test_hostile_values_raise_nothing(value: Json) -> None:
    """Whatever a member holds, the reader answers."""
    read(
        observation(ours("sstr-status"), value),
        observation(ours("krenning-score"), value),
        observation(named("SSTR2"), value),
    )

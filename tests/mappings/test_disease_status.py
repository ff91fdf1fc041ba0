"""The course of the disease in mCODE, MII, RECIST and words; code and display must agree, and the focus must be the tumor."""

from __future__ import annotations

import pytest

from mappings import disease_status
from mappings.model import Fact, Note, Quality
from tests.mappings.observed import (
    AS_OF,
    LOINC,
    OURS,
    SNOMED,
    TERMS,
    Json,
    concept,
    loinc,
    named,
    observation,
    ours,
    results,
    said,
    snomed,
)

MII = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-verlauf-gesamtbeurteilung"
KNOWN = {"Condition/net": True, "Condition/breast": False}


def read(*resources: Json) -> tuple[Fact | None, list[str]]:
    """Read the course, with the reasons of the notes."""
    notes: list[Note] = []
    fact = disease_status.progression(results(*resources, notes=notes), KNOWN, TERMS, AS_OF, notes)
    return fact, [note.reason for note in notes]


def value(*resources: Json) -> str | None:
    """Return the course alone."""
    fact, _ = read(*resources)
    return fact.value if fact else None


@pytest.mark.parametrize(
    ("code", "answer", "expected"),
    [
        # mCODE
        (loinc("97509-4"), concept(system=SNOMED, code="271299001", display="Patient's condition worsened (finding)"), "progressive"),
        (loinc("97509-4"), concept(system=SNOMED, code="271299001"), "progressive"),
        (loinc("97509-4"), concept(system=SNOMED, code="359746009"), "stable"), (loinc("97509-4"), concept(system=SNOMED, code="268910001"), "responding"),
        (loinc("97509-4"), concept(system=SNOMED, code="550991000124107"), "responding"),
        (loinc("97509-4"), concept(system=SNOMED, code="709137006", display="Patient condition undetermined (finding)"), None),
        (loinc("97509-4"), concept(system=SNOMED, code="399409002", display="Distant metastasis present"), None),
        (loinc("97509-4"), concept(system=SNOMED, code="271299001", display="Patient's condition stable"), None),
        (loinc("88040-1"), concept(system=SNOMED, code="271299001"), "progressive"),
        # MII
        (snomed("396432002"), concept(system=MII, code="P"), "progressive"), (snomed("396432002"), concept(system=MII, code="K"), "stable"),
        (snomed("396432002"), concept(system=MII, code="V"), "responding"), (snomed("396432002"), concept(system=MII, code="T"), "responding"),
        (snomed("396432002"), concept(system=MII, code="B", display="klinische Besserung des Zustandes, Teilremissionkriterien jedoch nicht erf\u00fcllt"
                                                                    " (minimal response, MR)"), "responding"),
        (snomed("396432002"), concept(system=MII, code="K", display="keine \u00c4nderung (no change, NC) = stable disease"), "stable"),
        (snomed("396432002"), concept(system=MII, code="K", display="Progression"), None), (snomed("396432002"), concept(system=MII, code="D"), None),
        (snomed("396432002"), concept(system=MII, code="R"), None), (snomed("396432002"), concept(system=MII, code="Y", display="Rezidiv"), None),
        (snomed("396432002"), concept(system=MII, code="U"), None), (snomed("396432002"), concept(system=MII, code="X"), None),
        # RECIST answer codes of LOINC: only with words that say the same
        (loinc("88040-1"), concept(system=LOINC, code="LA28370-7", display="Progressive disease"), "progressive"),
        (loinc("88040-1"), concept(system=LOINC, code="LA28370-7", display="PD"), "progressive"),
        (loinc("88040-1"), concept(system=LOINC, code="LA28371-5", display="Stable disease"), "stable"),
        (loinc("88040-1"), concept(system=LOINC, code="LA28369-9", display="Partial response (PR)"), "responding"),
        (loinc("88040-1"), concept(system=LOINC, code="LA28366-5", display="CR"), "responding"),
        (loinc("88040-1"), concept(system=LOINC, code="LA28370-7"), None), (loinc("88040-1"), concept(system=LOINC, code="LA28371-5"), None),
        (loinc("88040-1"), concept(system=LOINC, code="LA28370-7", display="Stable disease"), None),
        (loinc("88040-1"), concept(system=LOINC, code="LA28371-5", display="Progressive disease"), None),
        (loinc("88040-1"), concept(system=LOINC, code="LA28371-5", display="see report"), None),
        (loinc("97509-4"), concept(system=LOINC, code="LA9348-9", display="Not assessed"), None),
        (loinc("88040-1"), {"valueCodeableConcept": {"text": "PD", "coding": [{"system": LOINC, "code": "LA28370-7"}]}}, "progressive"),
        (loinc("88040-1"), {"valueCodeableConcept": {"text": "SD", "coding": [{"system": LOINC, "code": "LA28370-7"}]}}, None),
        (loinc("88040-1"), {"valueCodeableConcept": {"text": "SD", "coding": [{"system": LOINC, "code": "LA28370-7", "display": "PD"}]}}, None),
        (loinc("88040-1"), concept(system="urn:oid:2.16.840.1.113883.6.1", code="LA28371-5", display="PD"), None),
        # ours, a site's own, words
        (ours("disease-progression"), concept(system=f"{OURS}/pnet-finding", code="progressive"), "progressive"),
        (ours("disease-progression"), concept(system=f"{OURS}/pnet-finding", code="stable"), "stable"),
        (ours("disease-progression"), concept(system=f"{OURS}/pnet-finding", code="positive"), None),
        (ours("disease-progression"), concept(system="urn:site", code="PD"), "progressive"),
        (ours("disease-progression"), concept(system="urn:site", code="17", display="Stable disease"), "stable"),
        (ours("disease-progression"), concept(system="urn:site", code="17"), None),
        (ours("disease-progression"), said("RECIST 1.1: PD"), "progressive"), (ours("disease-progression"), said("SD"), "stable"),
        (ours("disease-progression"), said("Partial response (PR)"), "responding"), (ours("disease-progression"), said("CR"), "responding"),
        (ours("disease-progression"), said("progressive disease"), "progressive"), (ours("disease-progression"), said("stabil"), "stable"),
        (ours("disease-progression"), said("PD - progressive disease"), "progressive"), (ours("disease-progression"), said("Teilremission"), "responding"),
        (ours("disease-progression"), {"valueCode": "stable"}, "stable"), (ours("disease-progression"), said("worse"), "progressive"),
        (ours("disease-progression"), said("no progression"), None), (ours("disease-progression"), said("not progressive"), None),
        (ours("disease-progression"), said("progression-free"), None), (ours("disease-progression"), said("SD/PD"), None),
        (ours("disease-progression"), said("mixed response"), None), (ours("disease-progression"), said("unstable"), None),
        (ours("disease-progression"), said("stable, then progressive"), None), (ours("disease-progression"), said("PD-1 inhibitor"), None),
        (ours("disease-progression"), {}, None), (ours("disease-progression"), said("PD") | {"dataAbsentReason": {"text": "x"}}, None),
        # names
        (named("RECIST response"), said("PD"), "progressive"), (named("Cancer disease status"), said("Stable disease"), "stable"),
        (named("Response to treatment"), said("PR"), "responding"), (named("Disease progression"), said("progressive"), "progressive"),
        (named("Tumor response"), said("SD"), "stable"), (named("RECIST sum of target lesions"), said("PD"), None), (named("COVID status"), said("stable"), None),
        (named("Gesamtbeurteilung"), said("Progression"), "progressive"),
    ],
)  # fmt: skip
def test_a_course_in_every_dialect(code: Json, answer: Json, expected: str | None) -> None:
    """A course is read by code and words that agree; a code of LOINC alone, a swap or a mixed answer is refused."""
    assert value(observation(code, answer)) == expected


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (concept(system=LOINC, code="LA28371-5", display="Progressive disease"), "disease status: the code contradicts its display: not used"),
        (concept(system=LOINC, code="LA28371-5"), "disease status: a RECIST answer code without words that say the same: not used"),
        (said("mixed"), "disease status: the answer is not one that is understood"), ({"dataAbsentReason": {"text": "x"}}, "disease status: no answer"),
        (concept(system=f"{OURS}/pnet-finding", code="stable") | said("PD"), "disease status: code and words contradict each other: not used"),
    ],
)  # fmt: skip
def test_a_refusal_is_noted(answer: Json, reason: str) -> None:
    """Every answer that is not used leaves a note that says why."""
    assert read(observation(loinc("97509-4"), answer)) == (None, [reason])


PD = said("PD")
SD = said("SD")


@pytest.mark.parametrize(
    ("found", "expected", "quality"),
    [
        ([(PD, {"effectiveDateTime": "2026-01"}), (SD, {})], "stable", Quality.EXACT),
        ([(SD, {"effectiveDateTime": "2026-01"}), (PD, {})], "progressive", Quality.EXACT),
        ([(PD, {}), (SD, {"id": "p"})], "conflicting", Quality.AMBIGUOUS), ([(PD, {"effectiveDateTime": "2026-06"}), (SD, {})], "conflicting", Quality.AMBIGUOUS),
        ([(PD, {}), (SD, {"effectiveDateTime": None})], "progressive", Quality.EXACT), ([(PD, {"effectiveDateTime": "2027"})], None, None),
        ([(PD, {"status": "entered-in-error"})], None, None), ([(PD, {"status": "preliminary"})], "progressive", Quality.PRELIMINARY),
        ([(SD, {}), (PD, {"status": "preliminary", "effectiveDateTime": "2026-07"})], "stable", Quality.EXACT),
        # a newer final answer that is not understood takes back what reassures, never progression
        ([(SD, {}), (said("?"), {"effectiveDateTime": "2026-07"})], "unclear", Quality.AMBIGUOUS),
        ([(said("PR"), {}), (said("?"), {"effectiveDateTime": "2026-07"})], "unclear", Quality.AMBIGUOUS),
        ([(PD, {}), (said("?"), {"effectiveDateTime": "2026-07"})], "progressive", Quality.EXACT),
        ([(SD, {}), ({"dataAbsentReason": {"text": "x"}}, {"effectiveDateTime": "2026-07"})], "stable", Quality.EXACT),
    ],
)  # fmt: skip
def test_the_newest_course_counts(
    found: list[tuple[Json, Json]], expected: str | None, quality: Quality | None
) -> None:
    """Newest before older, final before preliminary; one day's two answers contradict each other."""
    fact, _ = read(*(observation(ours("disease-progression"), answer, **members) for answer, members in found))
    assert (fact.value if fact else None, fact.quality if fact else None) == (expected, quality)


@pytest.mark.parametrize(
    ("focus", "expected", "quality"),
    [
        (None, "progressive", Quality.EXACT), ([], "progressive", Quality.EXACT), ([{"reference": "Condition/net"}], "progressive", Quality.EXACT),
        ([{"reference": "https://ehr.example/fhir/Condition/net/_history/2"}], "progressive", Quality.EXACT),
        ({"reference": "Condition/net"}, "progressive", Quality.EXACT), ([{"reference": "Condition/breast"}], None, None),
        ([{"reference": "Condition/breast"}, {"reference": "Condition/net"}], "progressive", Quality.EXACT),
        ([{"reference": "BodyStructure/1"}], "progressive", Quality.AMBIGUOUS), ([{"reference": "Condition/unknown"}], "progressive", Quality.AMBIGUOUS),
        ([{"reference": "Condition/breast"}, {"reference": "BodyStructure/1"}], "progressive", Quality.AMBIGUOUS),
        ([{"display": "the tumor"}], "progressive", Quality.EXACT), ("Condition/net", "progressive", Quality.EXACT), ([None, 7], "progressive", Quality.EXACT),
    ],
)  # fmt: skip
def test_the_focus_is_the_tumor(focus: object, expected: str | None, quality: Quality | None) -> None:
    """A status of another disease is not used; one whose focus cannot be checked is ambiguous."""
    fact, notes = read(observation(loinc("97509-4"), PD, focus=focus))
    assert (fact.value if fact else None, fact.quality if fact else None) == (expected, quality)
    assert notes == ([] if expected else ["its focus is another disease: not used"])


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-cancer-disease-status-evidence-type", "PD (evidence: Imaging)"),
        ("http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-evidence-type", "PD (evidence: Imaging)"), ("urn:other", "PD"),
    ],
)  # fmt: skip
def test_the_evidence_is_shown(url: str, seen: str) -> None:
    """The evidence that mCODE names, under today's url or the older one, is part of what was seen."""
    extension = [{"url": url, "valueCodeableConcept": snomed("363679005", display="Imaging")}]
    fact, _ = read(observation(loinc("97509-4"), PD, extension=extension))
    assert fact is not None
    assert fact.source.seen == seen


@pytest.mark.parametrize("category", [None, [], [{"text": "therapy"}], {"text": "imaging"}, "laboratory"])
def test_the_category_says_nothing(category: object) -> None:
    """A status counts under any category, and without one."""
    assert value(observation(loinc("97509-4"), PD, category=category)) == "progressive"


def test_a_component_of_the_course_is_not_the_course() -> None:
    """Lymph nodes in progression beside a minimal response of the whole, as MII writes it, is a response."""
    part = {"code": snomed("399656008"), "valueCodeableConcept": {"coding": [{"code": "P", "display": "Progress"}]}}
    assert value(observation(snomed("396432002"), concept(system=MII, code="B"), component=[part])) == "responding"


@pytest.mark.parametrize(
    "answer", [{"valueString": []}, {"valueCodeableConcept": "x"}, {"extension": "x"}, {"focus": 7}, said("(" * 5000)]
)
def test_hostile_values_raise_nothing(answer: Json) -> None:
    """Whatever a member holds, the reader answers."""
    read(observation(loinc("97509-4"), answer))

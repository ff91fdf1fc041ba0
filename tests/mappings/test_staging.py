"""TNM and stage as AJCC, UICC, mCODE and MII write them, and what they say of distant metastases."""

from __future__ import annotations

import pytest

from mappings import staging
from mappings.model import Note, Quality
from tests.mappings.observed import AS_OF, SNOMED, Json, concept, loinc, named, observation, results, said, snomed

UICC = "https://www.uicc.org/resources/tnm"
KNOWN = {"Condition/net": True, "Condition/breast": False}
M, T, N, STAGE = snomed("399387003"), snomed("399504009"), snomed("399534004"), snomed("399537006")


def words(text: str) -> Json:
    """Return a SNOMED CT answer whose code is unknown and whose display is not."""
    return concept(system=SNOMED, code="1", display=text)


def stage(*resources: Json) -> tuple[str | None, int]:
    """Read the stage, and count the notes."""
    notes: list[Note] = []
    fact = staging.stage(results(*resources, notes=notes), KNOWN, AS_OF, notes)
    return fact.value if fact else None, len(notes)


def categories(*resources: Json) -> list[str]:
    """Read T, N and M."""
    return [fact.value for fact in staging.tnm(results(*resources), KNOWN, AS_OF, [])]


def metastatic(*resources: Json) -> list[str]:
    """Read where metastases are said."""
    return [source.reference for source in staging.metastatic(results(*resources), KNOWN, AS_OF)]


@pytest.mark.parametrize(
    ("code", "answer", "expected"),
    [
        (STAGE, words("American Joint Committee on Cancer stage IIIC (qualifier value)"), "IIIC"), (STAGE, concept(system=UICC, code="IVC"), "IVC"),
        (STAGE, concept(system=UICC, code="IVC", display="Stage IVC"), "IVC"), (STAGE, concept(system=UICC, code="IV", display="Stage III"), None),
        (STAGE, concept(system="http://cancerstaging.org", code="4"), "IV"), (STAGE, concept(system="urn:x", code="4"), None),
        (snomed("399588009"), words("Union for International Cancer Control stage IVB (qualifier value)"), "IVB"), (snomed("399390009"), said("Stage I"), "I"),
        (loinc("21908-9"), said("Stage IV"), "IV"), (loinc("21902-2"), said("IIA"), "IIA"), (loinc("21914-7"), said("Stadium IV"), "IV"),
        (loinc("21908-9"), said("AJCC 8th edition: stage 4"), "IV"), (loinc("21908-9"), said("Stage IIB (T3 N0 M0)"), "IIB"),
        (loinc("21908-9"), said("stage iv, pT2N1M1"), "IV"), (loinc("21908-9"), said("0"), "0"), (loinc("21908-9"), said("Stage group 1"), "I"),
        (loinc("21908-9"), said("stage II-III"), None), (loinc("21908-9"), said("Stage III or IV"), None), (loinc("21908-9"), said("not stage IV"), None),
        (loinc("21908-9"), said("stage unknown"), None), (loinc("21908-9"), said("Stage V"), None), (loinc("21908-9"), said("12"), None),
        (loinc("21908-9"), said("stage IV?"), None), (loinc("21908-9"), {}, None), (loinc("21908-9"), said("IV") | {"dataAbsentReason": {"text": "x"}}, None),
        (named("AJCC Stage Group"), said("IV"), "IV"), (named("Clinical stage"), said("IV"), "IV"), (named("UICC-Stadium"), said("IV"), "IV"),
        (named("Tumor stage"), said("Stage IV"), "IV"),
    ],
)  # fmt: skip
def test_a_stage_in_every_dialect(code: Json, answer: Json, expected: str | None) -> None:
    """A stage group is read from AJCC, UICC and words; two stages, a doubt or nothing is noted and none."""
    assert stage(observation(code, answer)) == (expected, 0 if expected else 1)


@pytest.mark.parametrize(
    "text",
    [
        "CKD stage",
        "Kidney disease overall stage",
        "Pressure ulcer stage",
        "Clinical stage of heart failure",
        "Sleep stage",
        "Stage",
        "TNM staging system",
    ],
)
def test_other_stages_do_not_count_by_name(text: str) -> None:
    """A stage of another disease is no stage of the tumor."""
    assert stage(observation(named(text), said("IV"))) == (None, 0)


@pytest.mark.parametrize(
    ("code", "answer", "expected"),
    [
        (T, words("American Joint Committee on Cancer cT3 (qualifier value)"), ["cT3"]), (T, concept(system=UICC, code="T2a"), ["T2a"]),
        (snomed("384625004"), said("pT2"), ["pT2"]), (snomed("78873005"), said("ypT1"), ["ypT1"]), (loinc("21905-5"), said("T3"), ["T3"]),
        (loinc("21899-0"), said("Tis"), ["Tis"]), (loinc("21911-3"), said("TX"), ["TX"]), (loinc("21899-0"), said("pT2 (m)"), ["pT2"]),
        (N, words("American Joint Committee on Cancer cN3 (qualifier value)"), ["cN3"]), (snomed("371494008"), said("pN0(i-)(sn)"), ["pN0"]),
        (snomed("277206009"), said("N1"), ["N1"]), (loinc("21906-3"), said("cN1"), ["cN1"]), (loinc("21900-6"), said("pN1"), ["pN1"]),
        (loinc("21912-1"), said("NX"), ["NX"]), (M, words("American Joint Committee on Cancer cM0 (qualifier value)"), ["cM0"]),
        (M, concept(system=UICC, code="M1", display="M1"), ["M1"]), (M, concept(system=UICC, code="M0", display="M1"), []),
        (snomed("371497001"), said("pM1 (HEP)"), ["pM1"]), (snomed("277208005"), said("M1a"), ["M1a"]), (loinc("21907-1"), said("cM1"), ["cM1"]),
        (loinc("21901-4"), said("pM1"), ["pM1"]), (loinc("21913-9"), said("MX"), ["MX"]), (M, said("pT2 pN1 cM1"), ["cM1"]), (M, said("T2N1M0"), ["M0"]),
        (M, said("no M1"), []), (M, said("M1?"), []), (M, said("M0 or M1"), []), (M, said("possible M1"), []), (M, said("M2"), []), (M, said("2.3 cm"), []),
        (M, said("N1"), []), (T, said("T5"), []), (T, words("cT2") | {"valueString": "pT2"}, []), (T, words("cT2") | {"valueString": "T2"}, ["cT2"]), (M, {}, []),
        (named("Primary Tumor (pT)"), said("pT3"), ["pT3"]), (named("Regional Lymph Nodes (pN)"), said("pN0"), ["pN0"]),
        (named("Distant Metastasis (pM)"), said("pM1"), ["pM1"]), (named("cM category"), said("cM0"), ["cM0"]),
    ],
)  # fmt: skip
def test_a_category_in_every_dialect(code: Json, answer: Json, expected: list[str]) -> None:
    """T, N and M are read as written, each only of its own letter; a doubt or a contradiction is none."""
    assert categories(observation(code, answer)) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([(said("cT2"), {}), (said("pT2"), {"id": "p"})], ["cT2"]), ([(said("cT2"), {}), (said("pT3"), {"id": "p"})], ["conflicting"]),
        ([(said("cT2"), {}), (said("pT3"), {"id": "p", "effectiveDateTime": "2026-07"})], ["pT3"]),
        ([(said("cT2"), {}), (said("pT3"), {"id": "p", "effectiveDateTime": "2027"})], ["cT2"]),
        ([(said("cT2"), {}), (said("pT3"), {"id": "p", "focus": {"reference": "Condition/breast"}, "effectiveDateTime": "2026-07"})], ["cT2"]),
    ],
)  # fmt: skip
def test_the_newest_category_counts(found: list[tuple[Json, Json]], expected: list[str]) -> None:
    """The newest counts; clinical and pathologic of a day contradict each other only in the category itself."""
    assert categories(*(observation(T, answer, **members) for answer, members in found)) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([(M, said("cM1"), {})], ["Observation/o"]), ([(M, said("M1b"), {})], ["Observation/o"]), ([(M, said("cM0"), {})], []), ([(M, said("MX"), {})], []),
        ([(STAGE, said("Stage IV"), {})], ["Observation/o"]), ([(STAGE, said("IVB"), {})], ["Observation/o"]), ([(STAGE, said("III"), {})], []), ([], []),
        # the newer of category and stage decides; MX says nothing
        ([(M, said("cM0"), {}), (STAGE, said("IV"), {"id": "s"})], ["Observation/s"]), ([(M, said("M1"), {}), (STAGE, said("II"), {"id": "s"})], ["Observation/o"]),
        ([(M, said("cM0"), {}), (STAGE, said("IV"), {"id": "s", "effectiveDateTime": "2026-07"})], ["Observation/s"]),
        ([(M, said("cM0"), {}), (STAGE, said("IV"), {"id": "s", "effectiveDateTime": "2026-01"})], []),
        ([(M, said("MX"), {"effectiveDateTime": "2026-07"}), (STAGE, said("IV"), {"id": "s"})], ["Observation/s"]),
        ([(M, said("?"), {}), (STAGE, said("IV"), {"id": "s"})], ["Observation/s"]),
        ([(M, said("M1"), {}), (STAGE, said("IV"), {"id": "s"})], ["Observation/o"]),
        ([(M, said("M1"), {}), (M, said("M0"), {"id": "z", "effectiveDateTime": "2026-07"})], []),
        ([(M, said("M0"), {}), (M, said("M1"), {"id": "z", "effectiveDateTime": "2026-07"})], ["Observation/z"]),
        ([(M, said("M0"), {}), (M, said("M1"), {"id": "z"})], ["Observation/z"]), ([(M, said("M1"), {}), (M, said("M0"), {"id": "z"})], ["Observation/o"]),
        ([(M, said("M1"), {"focus": {"reference": "Condition/breast"}})], []), ([(M, said("M1"), {"status": "entered-in-error"})], []),
        ([(M, said("M1"), {"effectiveDateTime": "2027"})], []), ([(M, said("M1"), {"status": "preliminary"})], ["Observation/o"]),
    ],
)  # fmt: skip
def test_metastases_are_said_by_m1_or_stage_iv(found: list[tuple[Json, Json, Json]], expected: list[str]) -> None:
    """The newest M category or stage says whether there are metastases; a contradiction of a day counts as yes."""
    assert metastatic(*(observation(code, answer, **members) for code, answer, members in found)) == expected


def test_a_group_of_members_is_not_noted() -> None:
    """A stage group without a value that only lists its members says nothing that could be lost."""
    assert stage(observation(STAGE, hasMember=[{"reference": "Observation/t"}])) == (None, 0)
    assert stage(observation(STAGE)) == (None, 1)


def test_a_focus_that_cannot_be_checked_is_ambiguous() -> None:
    """A stage of something that is not on file is kept and marked."""
    fact = staging.stage(
        results(observation(STAGE, said("IV"), focus=[{"reference": "Condition/x"}])), KNOWN, AS_OF, []
    )
    assert fact is not None
    assert fact.quality is Quality.AMBIGUOUS


@pytest.mark.parametrize(
    "answer",
    [{"valueString": {}}, {"valueCodeableConcept": [7]}, {"hasMember": "x"}, said("t1n" * 3000), said("stage " * 3000)],
)
def test_hostile_values_raise_nothing(answer: Json) -> None:
    """Whatever a member holds, the reader answers."""
    for code in (M, T, N, STAGE):
        stage(observation(code, answer))
        categories(observation(code, answer))
        metastatic(observation(code, answer))

"""The tumor type: from ICD-O-3, SNOMED CT, NCIt and words; a code that contradicts its display is refused."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from mappings.model import Note, Quality
from mappings.pathology import Histology
from tests.mappings.pathology import ICD, ICDO, LOINC, NCIT, SNOMED, concept, condition, observation, read

Json = dict[str, Any]
E, A, D = Quality.EXACT, Quality.AMBIGUOUS, Quality.DISCORDANT
QUESTION = concept(LOINC, "31206-6")


def typed(value: Json | str, question: Json = QUESTION, **members: Any) -> Json:
    """Return a histology, by its concept or in words."""
    own = {"valueString": value} if isinstance(value, str) else {"valueCodeableConcept": value}
    return observation(question, **(own | members))


def the(*found: Json) -> Histology:
    one = read(*found).histology
    assert one
    return one[0]


@pytest.mark.parametrize(
    ("value", "kind", "functioning", "quality"),
    [
        (concept(ICDO, "8240/3", "Neuroendocrine tumor, grade 1"), "net", "", E), (concept(ICDO, "8249/3"), "net", "", E), (concept(ICDO, "8150/3"), "net", "", E), (concept(ICDO, "8150/0"), "net", "", E),
        (concept("urn:oid:2.16.840.1.113883.6.43.1", "8240/3"), "net", "", E), (concept(SNOMED, "1286768001"), "net", "", E), (concept(NCIT, "C27720"), "net", "", E), (concept(NCIT, "C45835"), "net", "", E),
        (concept(ICDO, "8151/3", "Insulinoma, malignant"), "net", "insulinoma", E), (concept(ICDO, "8151/0"), "net", "insulinoma", E), (concept(ICDO, "8153/3"), "net", "gastrinoma", E),
        (concept(ICDO, "8152/3"), "net", "glucagonoma", E), (concept(ICDO, "8155/3"), "net", "vipoma", E), (concept(ICDO, "8156/3"), "net", "somatostatinoma", E),
        (concept(ICDO, "8041/3", "Small cell neuroendocrine carcinoma"), "nec", "", E), (concept(ICDO, "8013/3"), "nec", "", E), (concept(SNOMED, "128628002"), "nec", "", E), (concept(NCIT, "C3770"), "nec", "", E),
        (concept(ICDO, "8154/3", "Mixed neuroendocrine-non-neuroendocrine neoplasm (MiNEN)"), "minen", "", E), (concept(ICDO, "8244/3"), "minen", "", E), (concept(SNOMED, "785766008"), "minen", "", E),
        (concept(ICDO, "8246/3"), "nec, grade needed", "", A), (concept(ICDO, "8246/3", "Neuroendocrine carcinoma, NOS"), "nec, grade needed", "", A), (concept(SNOMED, "55937004"), "nec, grade needed", "", A),
        (concept(ICDO, "8246/3", "Neuroendocrine carcinoma, poorly differentiated"), "nec", "", E), (concept(ICDO, "8246/3", text="NET G2"), "net", "", A),
        ("Well differentiated neuroendocrine tumor, G2", "net", "", E), ("well-differentiated neuroendocrine carcinoma", "net", "", E), ("Pancreatic NET", "net", "", E), ("PanNET G3", "net", "", E),
        ("Insulinoma", "net", "insulinoma", E), ("Carcinoid", "net", "", E), ("poorly differentiated neuroendocrine carcinoma", "nec", "", E), ("Neuroendocrine carcinoma, poorly differentiated", "nec", "", E),
        ("Small cell neuroendocrine carcinoma", "nec", "", E), ("large cell NEC", "nec", "", E), ("NEC", "nec", "", E), ("MiNEN", "minen", "", E), ("mixed acinar-neuroendocrine carcinoma", "minen", "", E),
        ("Neuroendocrine carcinoma", "nec, grade needed", "", A), ("NET, no evidence of NEC", "net", "", E), ("suspicious for NEC", "nec", "", A), ("NET G3 or NEC", "nec", "", A), ("poorly differentiated neuroendocrine tumor", "nec", "", E),
    ],
)  # fmt: skip
def test_a_type_is_read_from_code_and_words(value: Json | str, kind: str, functioning: str, quality: Quality) -> None:
    """Well differentiated, poorly differentiated or mixed; an older code for any carcinoma needs a grade and says so."""
    found = the(typed(value))
    assert (found.kind, found.functioning, found.quality) == (kind, functioning, quality)


@pytest.mark.parametrize(
    "question",
    [
        concept(LOINC, "59847-4"),
        concept(LOINC, "77753-2"),
        {"text": "Histologic type"},
        concept("http://cap.org/eCC", "1.1", "Histologic Type (Note A)"),
    ],
)
def test_a_histology_is_known_by_code_or_name(question: Json) -> None:
    """The MII code, the panel, and a synoptic report's own name hold a histology."""
    assert the(typed(concept(ICDO, "8240/3"), question)).kind == "net"


@pytest.mark.parametrize(
    "value",
    [
        concept(ICDO, "8240/3", "Small cell carcinoma"), concept(ICDO, "8041/3", "Neuroendocrine tumor, grade 1"), concept(ICDO, "8154/3", "Well differentiated neuroendocrine tumor"),
        concept(ICDO, "8013/3", text="well differentiated neuroendocrine tumor"), concept(ICDO, "8153/3", "Insulinoma"), concept(ICDO, "8151/3", "Gastrinoma, malignant"),
        {"coding": [*concept(ICDO, "8240/3")["coding"], *concept(ICDO, "8041/3")["coding"]]},
    ],
)  # fmt: skip
def test_a_contradiction_is_refused(value: Json) -> None:
    """A code beside the words of another type is neither: it is noted, and takes the certainty of a reassuring entry."""
    notes: list[Note] = []
    assert read(typed(value), notes=notes).histology == ()
    assert "refused" in notes[-1].reason
    reassuring = typed(concept(ICDO, "8240/3"), id="net", effectiveDateTime="2026-05-01")
    assert the(typed(value), reassuring).quality is A
    assert the(typed(value, effectiveDateTime="2026-04-01"), reassuring).quality is E
    assert the(typed(value), typed("NEC", id="nec")).quality is E


@pytest.mark.parametrize(
    "value",
    [
        concept(ICDO, "8140/3", "Adenocarcinoma, NOS"),
        "Ductal adenocarcinoma",
        "neuroendocrine neoplasm",
        "no NET",
        concept("urn:x", "y"),
    ],
)
def test_another_type_is_noted(value: Json | str) -> None:
    """A histology that names no neuroendocrine type is not used, and noted."""
    notes: list[Note] = []
    assert read(typed(value), notes=notes).histology == ()
    assert [note.reference for note in notes] == ["Observation/o"]


@pytest.mark.parametrize(
    ("value", "lost"),
    [
        ("Ductal adenocarcinoma", False), ("no NET", False), ("pending", False), ("consistent with insulinoma", False), (concept(ICDO, "8140/3"), False),
        (concept(ICDO, "8240/3", "Small cell carcinoma"), False), ("see report", True), (concept("urn:x", "y"), True), (concept(SNOMED, "1", "Report attached"), True),
    ],
)  # fmt: skip
def test_a_histology_that_is_not_understood_is_lost(value: Json | str, lost: bool) -> None:
    """It may be an insulinoma; one that names another tumor, that there is none, or that nobody knows, is not lost."""
    notes: list[Note] = []
    read(typed(value), notes=notes)
    assert any(note.lost for note in notes) is lost
    lung = condition(concept(ICD, "C34.9"), "l")
    elsewhere: list[Note] = []
    read(typed(value, focus=[{"reference": "Condition/l"}]), conditions=(lung,), notes=elsewhere)
    assert not any(note.lost for note in elsewhere)


def test_a_number_as_a_histology_is_lost() -> None:
    """A value of another type cannot be read."""
    notes: list[Note] = []
    read(observation(QUESTION, valueQuantity={"value": 3}), notes=notes)
    assert [note.lost for note in notes] == [True]


def test_an_absent_histology_is_noted_and_a_panel_is_not() -> None:
    """No value is noted; a panel has its members."""
    notes: list[Note] = []
    read(observation(QUESTION, dataAbsentReason={"text": "x"}), observation(QUESTION, id="p"), notes=notes)
    assert len(notes) == 2
    member = typed(concept(ICDO, "8240/3"), id="m")
    panel = observation(concept(LOINC, "77753-2"), id="p", hasMember=[{"reference": "Observation/m"}])
    read(panel, member, notes=notes)
    assert len(notes) == 2


@pytest.mark.parametrize(
    ("found", "kind", "conflict"),
    [
        ([typed("NET", id="a"), typed("NET", id="b", effectiveDateTime="2020")], "net", False), ([typed("NET", id="a"), typed("NEC", id="b", effectiveDateTime="2020")], "nec", True),
        ([typed("NEC", id="a"), typed("NET", id="b", effectiveDateTime="2020")], "nec", True), ([typed("NET", id="a"), typed("MiNEN", id="b")], "minen", True),
        ([typed("NET", id="a"), typed("NEC", id="b", status="preliminary")], "nec", True), ([typed("NET", id="a"), typed(concept(ICDO, "8246/3"), id="b")], "nec, grade needed", True),
    ],
)  # fmt: skip
def test_a_carcinoma_is_never_put_behind_a_tumor(found: list[Json], kind: str, conflict: bool) -> None:
    """Of several types the newest decides, but one that says poorly differentiated or mixed comes first, as a conflict."""
    for order in itertools.permutations(found):
        one = read(*order).histology
        assert (one[0].kind, one[0].conflict, len(one)) == (kind, conflict, 2)


@pytest.mark.parametrize(
    ("found", "count"),
    [
        ([typed("NEC")], 1), ([typed("MiNEN")], 1), ([typed(concept(ICDO, "8041/3"))], 1), ([typed("NET")], 0), ([typed("suspicious for NEC")], 0), ([typed(concept(ICDO, "8246/3"))], 0),
        ([observation({"text": "WHO grade"}, valueString="NEC G3")], 1), ([typed("NEC", id="a"), typed("NET", id="b")], 1), ([], 0),
    ],
)  # fmt: skip
def test_nec_is_where_it_is_said(found: list[Json], count: int) -> None:
    """A carcinoma is on record where a type or a grade says it, and neither by a doubt nor by an older code."""
    assert len(read(*found).nec) == count


def test_another_tumors_histology_is_not_used() -> None:
    """A histology of a lung cancer is noted and left out; one of a tumor that cannot be told is marked."""
    notes: list[Note] = []
    lung, vague = condition(concept(ICD, "C34.9"), "l"), condition(concept(ICD, "R19.0"), "v")
    assert read(typed("NEC", focus=[{"reference": "Condition/l"}]), conditions=(lung,), notes=notes).nec == ()
    assert [note.reason for note in notes] == ["histology of another tumor: not used"]
    marked = read(typed("NET", focus=[{"reference": "Condition/v"}]), conditions=(vague,)).histology[0]
    assert marked.quality is A


@pytest.mark.parametrize(
    "value",
    [None, 7, "x", [], {}, [None], True, {"coding": 7}, {"text": []}, {"coding": [{"code": {}, "display": []}]}],
)
@pytest.mark.parametrize("name", ["code", "valueCodeableConcept", "valueString", "bodySite", "specimen", "hasMember"])
def test_nothing_raises(name: str, value: Any) -> None:
    """Whatever a member holds, the reader answers."""
    assert read(typed(concept(ICDO, "8240/3")) | {name: value}) is not None

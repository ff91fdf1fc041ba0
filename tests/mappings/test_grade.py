"""The grade: what the chart records, in every scheme, beside what Ki-67 and mitoses say; a contradiction stays one."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from mappings.model import Note, Quality
from mappings.pathology import Grade
from tests.mappings.pathology import ICDO, LOINC, MII, NCIT, OURS, SNOMED, concept, ki67, observation, read

Json = dict[str, Any]
E, A, D = Quality.EXACT, Quality.AMBIGUOUS, Quality.DISCORDANT
GENERIC = concept(NCIT, "C18000", "Histologic Grade")
GERMAN = concept(LOINC, "33732-9")
WHO: Json = {"method": concept(SNOMED, "1149430001")}
LOW, MIDDLE, HIGH = "1155708003", "1286893008", "1155707008"


def coded(system: str, code: str, display: str = "", text: str = "", question: Json = GENERIC, **members: Any) -> Json:
    """Return a coded grade."""
    return observation(question, valueCodeableConcept=concept(system, code, display, text), **members)


def worded(text: str, question: Json = GENERIC, **members: Any) -> Json:
    """Return a grade in words."""
    return observation(question, valueString=text, **members)


def the(*found: Json) -> Grade:
    grade = read(*found).grade
    assert grade is not None
    return grade


@pytest.mark.parametrize(
    ("one", "recorded", "band", "quality"),
    [
        (coded(SNOMED, LOW, **WHO), "G1", "G1", E), (coded(SNOMED, MIDDLE, **WHO), "G2", "G2", E), (coded(SNOMED, HIGH, **WHO), "G3", "G3", E),
        (coded(SNOMED, LOW, "Low histologic grade", method={"text": "ENETS 2007"}), "G1", "G1", E), (coded(SNOMED, MIDDLE, method={"text": "WHO 2022"}), "G2", "G2", E),
        (coded(SNOMED, MIDDLE, text="NET, intermediate grade"), "G2", "G2", E), (coded(SNOMED, MIDDLE, question={"text": "WHO grade"}), "G2", "G2", E),
        (coded(SNOMED, LOW, "Low histologic grade"), "low grade", None, A), (coded(SNOMED, MIDDLE), "intermediate grade", None, A), (coded(SNOMED, HIGH), "high grade", None, A),
        (coded(SNOMED, LOW, method={"text": "Nuclear grading"}), "low grade", None, A),
        (coded(NCIT, "C95584"), "G1", "G1", E), (coded(NCIT, "C45835", "Pancreatic Neuroendocrine Tumor G2"), "G2", "G2", E),
        (coded(MII, "1", "gut differenziert", question=GERMAN), "grade 1", "G1", A), (coded(MII, "2", "m\u00e4\u00dfig differenziert", question=GERMAN), "grade 2", "G2", A),
        (coded(MII, "3", "schlecht differenziert", question=GERMAN), "grade 3", "G3", A), (coded(MII, "4", "undifferenziert", question=GERMAN), "grade 4", None, A),
        (coded(MII, "L", "low grade (G1 oder G2)", question=GERMAN), "low grade", None, A), (coded(MII, "M", "intermediate grade (G2 oder G3)", question=GERMAN), "intermediate grade", None, A),
        (coded(MII, "H", question=GERMAN), "high grade", None, A), (coded(MII, "2", text="NET G2", question=GERMAN), "G2", "G2", E),
        (coded(SNOMED, "1155703007", "G2: Moderately differentiated histologic grade (qualifier value)", question=concept(SNOMED, "371469007")), "grade 2", "G2", A),
        (coded(SNOMED, "1155704001", "G3: Poorly differentiated"), "grade 3", "G3", A), (coded(SNOMED, "373377004"), "grade 2", "G2", A), (coded(SNOMED, "1155702002"), "grade 4", None, A),
        (worded("G1"), "G1", "G1", E), (worded("G2"), "G2", "G2", E), (worded("G3"), "G3", "G3", E), (worded("grade 2"), "G2", "G2", E), (worded("Grade II"), "G2", "G2", E), (worded("Grad 2"), "G2", "G2", E),
        (worded("NET G2"), "G2", "G2", E), (worded("NET, grade 3"), "G3", "G3", E), (worded("well differentiated grade 3"), "G3", "G3", E), (worded("2"), "G2", "G2", E), (worded("II"), "G2", "G2", E),
        (worded("G2 (Ki-67 12 %)"), "G2", "G2", E), (worded("intermediate grade NET"), "G2", "G2", E),
        (observation(GENERIC, valueInteger=2), "G2", "G2", E), (observation(GENERIC, valueCodeableConcept={"text": "G2"}), "G2", "G2", E), (observation({"text": "WHO grade"}, valueString="G1"), "G1", "G1", E),
        (worded("G1-2"), "G1-G2", "G2", A), (worded("G1/G2"), "G1-G2", "G2", A), (worded("G2 to G3"), "G2-G3", "G3", A), (worded("high grade"), "high grade", None, A), (worded("low"), "low grade", None, A),
        (worded("well differentiated"), "well differentiated", None, A), (worded("poorly differentiated"), "poorly differentiated", None, A), (worded("G4"), "grade 4", None, A),
        (worded("NEC"), "NEC", None, E), (worded("NEC G3"), "NEC", None, E), (worded("poorly differentiated neuroendocrine carcinoma, G3"), "NEC", None, E),
        (worded("well-differentiated neuroendocrine carcinoma, grade 2"), "G2", "G2", E), (worded("NET G3, no NEC"), "G3", "G3", E),
        (worded("G2", status="preliminary"), "G2", "G2", Quality.PRELIMINARY),
    ],
)  # fmt: skip
def test_a_grade_is_read_in_every_scheme(one: Json, recorded: str, band: str | None, quality: Quality) -> None:
    """A WHO grade has a band; low, intermediate and high of no stated method, and a grade of any tumor, are marked."""
    found = the(one)
    assert (found.recorded, found.band, found.quality, found.conflict) == (recorded, band, quality, False)


@pytest.mark.parametrize(
    "one",
    [
        coded(SNOMED, LOW, "High histologic grade", **WHO), coded(SNOMED, HIGH, "Low histologic grade"), coded(NCIT, "C95584", "Pancreatic Neuroendocrine Tumor G2"), coded(NCIT, "C45835", text="G1"),
        coded(MII, "1", "schlecht differenziert", question=GERMAN), coded(MII, "2", text="G3", question=GERMAN), coded(SNOMED, "1155701009", "G3: Poorly differentiated"),
        observation(GENERIC, valueCodeableConcept={"coding": [*concept(SNOMED, LOW)["coding"], *concept(SNOMED, HIGH)["coding"]]}), worded("GI tract"), worded("see report"), worded("7"),
        coded("urn:local", "x"),
    ],
)  # fmt: skip
def test_a_contradiction_is_refused(one: Json) -> None:
    """A code that contradicts its display, its text or another code is refused with a note, and its presence stays visible."""
    notes: list[Note] = []
    found = read(one, notes=notes).grade
    assert found is not None
    assert (found.recorded, found.band, found.quality, len(found.sources)) == (None, None, Quality.INVALID, 1)
    assert len(notes) == 1


@pytest.mark.parametrize(
    "one",
    [coded(MII, "X", question=GERMAN), coded(MII, "U", "unbekannt", question=GERMAN), coded(MII, "T", question=GERMAN), coded(MII, "B", "Borderline", question=GERMAN), coded(SNOMED, "1155705000"), worded("GX"),
     worded("cannot be assessed"), worded("not reported"), worded("unknown"), worded("n/a"), observation(GENERIC), worded("G2", dataAbsentReason={"text": "x"})],
)  # fmt: skip
def test_a_grade_that_is_not_known_is_none(one: Json) -> None:
    """Not assessable, unknown and not applicable say no grade, with a note."""
    notes: list[Note] = []
    assert read(one, notes=notes).grade is None
    assert [note.reason for note in notes] == ["grade is not known"]


def mitoses(value: float) -> Json:
    return observation(concept(OURS, "mitotic-count"), id="m", valueQuantity={"value": value, "unit": "/2mm2"})


@pytest.mark.parametrize(
    ("found", "measured", "band", "conflict", "quality"),
    [
        ([ki67(2)], "G1", "G1", False, E), ([ki67(12)], "G2", "G2", False, E), ([mitoses(1)], "G1", "G1", False, E), ([ki67(2), mitoses(5)], "G2", "G2", False, E), ([ki67(25), mitoses(1)], "G3", "G3", False, E),
        ([ki67(2), mitoses(1)], "G1", "G1", False, E), ([ki67(valueString="2-5 %")], "G2", "G2", False, A), ([ki67(valueString="2-5 %"), mitoses(5)], "G2", "G2", False, E),
        ([worded("G2"), ki67(12)], "G2", "G2", False, E), ([worded("G2"), ki67(25)], "G3", None, True, D), ([worded("G2"), ki67(2)], "G1", None, True, D), ([worded("G3"), ki67(20)], "G2", None, True, D),
        ([worded("G3"), ki67(20.1)], "G3", "G3", False, E), ([worded("G1"), ki67(valueString="2-5 %")], "G2", "G2", False, E), ([worded("G3"), ki67(valueString="2-5 %")], "G2", None, True, D),
        ([worded("G1-2"), ki67(2)], "G1", "G1", False, A), ([worded("G2"), ki67(2), mitoses(5)], "G2", "G2", False, E), ([worded("G1"), ki67(2), mitoses(5)], "G2", None, True, D),
        ([coded(SNOMED, LOW), ki67(12)], "G2", "G2", False, A), ([coded(SNOMED, LOW), ki67(25)], "G3", "G3", True, D), ([coded(SNOMED, HIGH), ki67(12)], "G2", "G2", True, D),
        ([coded(SNOMED, HIGH), ki67(25)], "G3", "G3", False, A), ([coded(MII, "3", question=GERMAN), ki67(2)], "G1", "G1", True, D), ([worded("NEC"), ki67(60)], "G3", None, False, E),
        ([worded("NEC"), ki67(12)], "G2", None, True, D), ([worded("see report"), ki67(2)], "G1", "G1", False, A), ([ki67(0.15, "")], None, None, None, None),
    ],
)  # fmt: skip
def test_what_is_recorded_meets_what_is_measured(found: list[Json], measured: str | None, band: str | None, conflict: bool | None,
                                                 quality: Quality | None) -> None:  # fmt: skip
    """The higher of Ki-67 and mitoses is the measured grade; a recorded WHO grade that contradicts it leaves none to act on."""
    renamed = [one | {"id": f"{place}-{one['id']}"} for place, one in enumerate(found)]
    for order in itertools.permutations(renamed):
        grade = read(*order).grade
        said = (grade.measured, grade.band, grade.conflict, grade.quality) if grade else (None, None, None, None)
        assert said == (measured, band, conflict, quality)


def test_a_conflict_names_both_sources() -> None:
    """Both sides of a contradiction are shown with where they were seen."""
    found = the(worded("G2", id="g"), ki67(25, id="k"), mitoses(1))
    assert [one.reference for one in found.sources] == ["Observation/g", "Observation/k", "Observation/m"]
    assert "the recorded grade contradicts what was measured" in found.caveats
    assert "Ki-67 and mitoses give different grades: the higher counts" in found.caveats


def test_carcinoma_is_never_inferred_from_ki67() -> None:
    """A Ki-67 of 90 % is grade 3, and no carcinoma."""
    found = read(ki67(90))
    assert (found.grade and found.grade.band, found.nec, found.histology) == ("G3", (), ())


@pytest.mark.parametrize(
    ("found", "recorded", "quality"),
    [
        ([worded("G1", id="a"), worded("G2", id="b", effectiveDateTime="2025-12-01")], "G2", D), ([worded("G2", id="a"), worded("G1", id="b", effectiveDateTime="2025-12-01")], "G2", E),
        ([worded("G1", id="a"), worded("G2", id="b", effectiveDateTime="2020-12-01")], "G1", E), ([worded("G1", id="a"), worded("G2", id="b")], "G2", D),
        ([worded("G1", id="a"), worded("G3", id="b", status="preliminary")], "G1", E), ([worded("G1", id="a"), coded(SNOMED, HIGH, id="b")], "G1", E),
        ([worded("G1", id="a"), worded("NEC", id="b")], "NEC", D), ([worded("G1", id="a"), worded("see report", id="b")], "G1", E),
    ],
)  # fmt: skip
def test_several_grades(found: list[Json], recorded: str, quality: Quality) -> None:
    """Of several grades the newest, or a higher one of the last 730 days; a WHO grade before one of a general scheme."""
    for order in itertools.permutations(found):
        grade = read(*order).grade
        assert grade is not None
        assert (grade.recorded, grade.quality) == (recorded, quality)
        assert len(grade.also) == 1


def test_a_histology_may_state_the_grade() -> None:
    """A WHO grade in the histology counts; its absence there is nothing to note."""
    notes: list[Note] = []
    histology = concept(LOINC, "31206-6")
    found = read(observation(histology, valueCodeableConcept=concept(NCIT, "C45835")), notes=notes).grade
    assert found is not None
    assert found.band == "G2"
    assert read(observation(histology, valueCodeableConcept=concept(ICDO, "8240/3")), notes=notes).grade is None
    assert not notes


def test_a_breast_grade_is_not_used() -> None:
    """A grade by a scheme of breast or prostate is noted and left out."""
    notes: list[Note] = []
    one = worded("G3", method={"text": "Nottingham (Elston-Ellis)"})
    assert read(one, notes=notes).grade is None
    assert [note.reason for note in notes] == ["grade of another tumor: not used"]


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [None], True, {"coding": 7}, {"text": []}, [[{}]]])
@pytest.mark.parametrize(
    "name", ["code", "valueCodeableConcept", "valueString", "valueInteger", "valueCode", "method", "dataAbsentReason"]
)
def test_nothing_raises(name: str, value: Any) -> None:
    """Whatever a member holds, the reader answers."""
    assert read(worded("G2") | {name: value}) is not None

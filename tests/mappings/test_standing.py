"""How a Condition stands: verification, and the mark of certainty of ICD-10-GM, where the two agree or contradict."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import conditions, terminology
from mappings.conditions import Entry
from mappings.model import Note
from mappings.standing import Standing, standing
from mappings.terminology import Terminology

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL: Final = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit"
KBV: Final = "https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT"
GM: Final = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def mark(code: str, url: str = URL) -> dict[str, Any]:
    """Return the extension of a mark."""
    return {"url": url, "valueCoding": {"system": KBV, "code": code}}


def marked(code: str, text: str = "Insulinom", **members: Any) -> dict[str, Any]:
    """Return a Condition D13.7 whose coding has the mark."""
    coding = {"system": GM, "code": "D13.7", "extension": [mark(code)]}
    return {"resourceType": "Condition", "id": "c", "code": {"coding": [coding], "text": text}} | members


def read(terms: Terminology, resource: dict[str, Any], notes: list[Note] | None = None) -> Entry | None:
    """Read one Condition."""
    found = conditions.entries([resource], terms, AS_OF, UTC, [] if notes is None else notes)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("code", "verification", "refused", "suspected", "after"),
    [
        ("G", None, False, False, False), ("V", None, False, True, False), ("A", None, True, False, False), ("Z", None, False, False, True),
        ("g", None, False, False, False), ("a", None, True, False, False), ("v", "confirmed", False, True, False),
        ("A", "confirmed", False, True, False), ("A", "refuted", True, False, False), ("G", "refuted", True, False, False),
        ("G", "provisional", False, True, False), ("Z", "confirmed", False, False, True), ("A", "provisional", True, False, False),
        ("V", "refuted", True, False, False), ("?", None, False, False, False), ("", None, False, False, False),
    ],
)  # fmt: skip
def test_a_mark_is_read_beside_the_verification(
    code: str, verification: str | None, refused: bool, suspected: bool, after: bool
) -> None:
    """A is excluded, V suspected, Z the state after; excluded and confirmed at once leaves a suspicion, not silence."""
    found = standing(marked(code, verificationStatus=verification))
    assert (found.refused is not None, found.suspected, found.after) == (refused, suspected, after)


@pytest.mark.parametrize(
    "resource",
    [
        {"code": {"coding": {"code": "D13.7", "extension": mark("A")}}}, {"code": {"coding": [{"extension": [mark("A")]}]}},
        {"code": {"extension": [mark("A")]}}, {"extension": [{"url": URL, "valueCode": "A"}]}, {"extension": [{"url": URL, "valueString": "a"}]},
        {"code": {"coding": [{"extension": [mark("A", URL.replace("http:", "https:"))]}]}}, {"extension": mark("A", URL.upper())},
        {"code": {"coding": [{"code": "D13.7", "extension": [mark("A")]}, {"code": "302822000"}]}},
        {"code": {"coding": [{"extension": [{"url": URL, "valueCodeableConcept": {"coding": [{"code": "A"}]}}]}]}},
    ],
)  # fmt: skip
def test_a_mark_is_found_where_systems_put_it(resource: dict[str, Any]) -> None:
    """On the coding as specified, on the code or on the resource, as a Coding or a bare code."""
    assert standing(resource).refused == "Diagnosesicherheit A (excluded): not used"


@pytest.mark.parametrize("codes", [("A", "G"), ("A", "V"), ("A", "Z")])
def test_marks_that_contradict_leave_a_suspicion(codes: tuple[str, str]) -> None:
    """One coding excluded and another not: it is not silenced, and not sure."""
    resource = {"code": {"coding": [{"extension": [mark(code)]} for code in codes]}}
    assert standing(resource).refused is None
    assert standing(resource).suspected


def test_an_excluded_diagnosis_leaves_a_note(terms: Terminology) -> None:
    """What is excluded by its mark is dropped with a note, as a refuted one."""
    notes: list[Note] = []
    assert read(terms, marked("A"), notes) is None
    assert [(note.reference, note.lost) for note in notes] == [("Condition/c", False)]


@pytest.mark.parametrize(
    ("members", "active", "resolved"),
    [
        ({}, False, None), ({"recordedDate": "2019-05"}, False, "2019-05"), ({"clinicalStatus": "active"}, None, None),
        ({"clinicalStatus": "resolved", "abatementDateTime": "2018"}, False, "2018"), ({"clinicalStatus": "unknown"}, False, None),
    ],
)  # fmt: skip
def test_the_state_after_is_past(
    members: dict[str, Any], active: bool | None, resolved: str | None, terms: Terminology
) -> None:
    """Z is over, unless a status says active, which contradicts it."""
    found = read(terms, marked("Z", **members))
    assert found is not None
    assert (found.active, found.resolved.text if found.resolved else None) == (active, resolved)


@pytest.mark.parametrize(
    "value", [7, "x", [], {}, [None], True, [[]], {"url": 7}, [{"url": URL, "valueCoding": 7}], [{"url": URL}], None]
)
def test_a_mark_that_cannot_be_read_is_none(value: Any) -> None:
    """Without a readable mark the entry stands as it did."""
    plain = Standing(None, suspected=False, after=False)
    assert standing({"extension": value}) == plain
    assert standing({"code": {"coding": [{"code": "D13.7", "extension": value}], "extension": value}}) == plain
    assert standing({"code": value}) == plain

"""Routes by code and by words."""

from __future__ import annotations

from typing import Any

import pytest

from mappings import routes, terminology
from mappings.terminology import Terminology
from mappings.therapy import Route

SNOMED, NCI = "http://snomed.info/sct", "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"
IV, IM, SC, PO, LOCAL = Route.INTRAVENOUS, Route.INTRAMUSCULAR, Route.SUBCUTANEOUS, Route.ORAL, Route.LOCAL


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def code(system: str, value: str) -> dict[str, Any]:
    """Return an instruction with a coded route."""
    return {"route": {"coding": [{"system": system, "code": value}]}}


@pytest.mark.parametrize(
    ("instruction", "found"),
    [
        (code(SNOMED, "47625008"), {IV}), (code(SNOMED, "78421000"), {IM}), (code(SNOMED, "34206005"), {SC}), (code(SNOMED, "26643006"), {PO}),
        (code(SNOMED, "6064005"), {LOCAL}), (code(SNOMED, "54485002"), {LOCAL}), (code(NCI, "C38276"), {IV}), (code(NCI, "C28161"), {IM}),
        (code(NCI, "C38299"), {SC}), (code(NCI, "C38288"), {PO}), (code(NCI, "C38304"), {LOCAL}), (code(NCI, "C38287"), {LOCAL}),
        (code("x", "IM"), {IM}), (code("x", "SUBCUT"), {SC}), (code("x", "IVPB"), {IV}), (code("x", "PO"), {PO}), (code("x", "9"), set()),
        ({"route": {"text": "Subcutaneous use"}}, {SC}), ({"route": {"text": "Intramuscular route (qualifier value)"}}, {IM}),
        ({"route": {"text": "Intraven\u00f6s"}}, {IV}), ({"route": {"text": "intramuskul\u00e4r"}}, {IM}), ({"route": {"text": "Ophthalmic"}}, {LOCAL}),
        ({"route": "subcutaneous"}, {SC}), ({"text": "20 mg i.m. alle 4 Wochen"}, {IM}), ({"text": "120 mg s.c."}, {SC}), ({"text": "SQ or IV"}, {SC, IV}),
        ({"text": "1x im Monat"}, set()), ({"text": "im Abstand von 4 Wochen"}, set()), ({"text": "im Monat i.m."}, {IM}), ({"text": "topical use"}, {LOCAL}),
        ({"route": {"text": "SC"}, "text": "may be given IV"}, {SC}), ({"route": {"text": "other"}, "text": "give IV"}, {IV}), ({}, set()), ({"route": 3}, set()),
        ({"text": "scan, important, stop"}, set()),
    ],
)  # fmt: skip
def test_a_route_is_its_code_or_its_words(instruction: dict[str, Any], found: set[Route], terms: Terminology) -> None:
    """The structured route decides, the text only where it says none; the German word "im" is no route."""
    assert routes.of(instruction, terms) == found


def test_without_a_terminology_words_still_count() -> None:
    """Codes need the value sets; abbreviations do not."""
    assert routes.of(code(SNOMED, "78421000"), None) == set()
    assert routes.of(code("x", "IM"), None) == {IM}

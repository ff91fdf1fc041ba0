"""Syndromes, von Hippel-Lindau and carcinoma from Conditions: by code or name, not by a doubt or another organ."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from mappings import conditions, syndromes, terminology
from mappings.conditions import Entry
from mappings.model import Note, Quality
from mappings.terminology import Terminology
from tests.mappings.observed import TERMS, concept, observation, ours, results, said
from tests.mappings.problems import ICDO, code, shape

AS_OF: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
ICD: Final = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED: Final = "http://snomed.info/sct"
PANCREAS: Final = {"coding": [{"system": SNOMED, "code": "15776009"}]}


@pytest.fixture(scope="module")
def terms() -> Terminology:
    """Return the shipped terminology."""
    return terminology.load()


def entries(terms: Terminology, **members: Any) -> list[Entry]:
    """Read one Condition."""
    return conditions.entries([{"resourceType": "Condition", "id": "c"} | members], terms, AS_OF, UTC, [])


@pytest.mark.parametrize(
    ("members", "shown"),
    [
        ({"code": code(ICD, "E16.4")}, "gastrinoma"), ({"code": {"text": "Gastrinoma"}}, "gastrinoma"),
        ({"code": code(ICDO, "8153/1")}, "gastrinoma"), ({"code": code(ICDO, "8152/0")}, "glucagonoma"),
        ({"code": code(ICD, "C25.4"), "extension": shape("8155/3")}, "VIPoma"), ({"code": code(ICDO, "8156/1")}, "somatostatinoma"),
        ({"code": {"text": "Carcinoid syndrome"}}, "carcinoid syndrome"), ({"code": code(ICD, "E34.00")}, "carcinoid syndrome"),
        ({"code": {"text": "Akromegalie"}}, "acromegaly"), ({"code": {"text": "VIPoma"}, "clinicalStatus": "recurrence"}, "VIPoma"),
        ({"code": {"text": "Suspected gastrinoma"}}, None), ({"code": {"text": "Gastrinoma"}, "verificationStatus": "provisional"}, None),
        ({"code": {"text": "Gastrinoma"}, "clinicalStatus": "resolved"}, None), ({"code": code(ICD, "Z86.018", "Gastrinoma")}, None),
        ({"code": code(SNOMED, "302824004", "R/O gastrinoma")}, None), ({"code": code(SNOMED, "302824004", "No gastrinoma")}, None),
        ({"code": code(SNOMED, "302824004", "Duodenal tumor")}, "gastrinoma"), ({"code": code(ICD, "Z80.0", "Gastrinoma")}, None),
        ({"code": {"text": "Insulinoma"}}, None), ({"code": code(ICD, "E16.8")}, None),
    ],
)  # fmt: skip
def test_a_syndrome_is_on_record(members: dict[str, Any], shown: str | None, terms: Terminology) -> None:
    """A code, a morphology of any behavior or a name is a syndrome; a doubt, a denial, the past and the family are not."""
    found = syndromes.on_record(entries(terms, **members), [])
    assert [fact.value for fact in found] == ([shown] if shown else [])


@pytest.mark.parametrize(
    ("members", "holds"),
    [
        ({"code": code(ICD, "Q85.83")}, True), ({"code": code(SNOMED, "46659004")}, True), ({"code": {"text": "VHL"}}, True),
        ({"code": {"text": "VHL"}, "clinicalStatus": "resolved"}, True), ({"code": code(ICD, "Q85.83", "Family history of VHL")}, False),
        ({"code": code(ICD, "Q85.83"), "verificationStatus": "provisional"}, False), ({"code": {"text": "R/O VHL"}}, False),
        ({"code": code(ICD, "Q85.83"), "verificationStatus": "refuted"}, False), ({"code": code(ICD, "Q85.01")}, False),
    ],
)  # fmt: skip
def test_von_hippel_lindau_is_for_life(members: dict[str, Any], holds: bool, terms: Terminology) -> None:
    """Code or name, whatever the status says; not a suspicion, and not a relative's."""
    assert bool(syndromes.vhl(entries(terms, **members))) is holds


@pytest.mark.parametrize(
    ("members", "holds"),
    [
        ({"code": code(ICD, "C7A.1")}, True), ({"code": code(ICD, "C7A.1"), "bodySite": [PANCREAS]}, True),
        ({"code": code(ICD, "C7A.1"), "bodySite": [{"text": "Lung"}]}, False), ({"code": code(ICD, "C7A.1", "Small cell carcinoma of lung")}, False),
        ({"code": code(ICD, "C34.1"), "extension": shape("8041/3")}, False), ({"code": code(ICD, "C25.2"), "extension": shape("8041/3")}, True),
        ({"code": code(SNOMED, "363346000"), "extension": shape("8246/3"), "bodySite": [PANCREAS]}, False),
        ({"code": code(SNOMED, "363346000"), "extension": shape("8013/3"), "bodySite": [code(ICDO, "C25.4")]}, True),
        ({"code": code(SNOMED, "363346000"), "extension": shape("8013/3"), "bodySite": [code(ICDO, "C18.0")]}, False),
        ({"code": code(SNOMED, "363346000"), "extension": shape("8240/3"), "bodySite": [PANCREAS]}, False),
        ({"code": {"text": "Poorly differentiated neuroendocrine carcinoma of the pancreas"}}, True), ({"code": {"text": "MiNEN of pancreas"}}, True),
        ({"code": {"text": "Neuroendocrine carcinoma of the bladder"}}, False), ({"code": {"text": "Suspected pancreatic NEC"}}, False),
        ({"code": {"text": "Well-differentiated neuroendocrine carcinoma of pancreas"}}, False),
        ({"code": code(SNOMED, "55937004", "Neuroendocrine carcinoma G2"), "bodySite": [PANCREAS]}, False),
        ({"code": {"text": "Neuroendocrine tumor of pancreas G3, Ki-67 45 %"}}, False), ({"code": code(ICD, "C25.4")}, False),
        ({"code": code(ICD, "C7A.1"), "clinicalStatus": "resolved"}, False), ({"code": code(ICD, "C7A.1"), "verificationStatus": "provisional"}, False),
        ({"code": code(ICD, "C7A.1", "NEC ruled out by review: no neuroendocrine carcinoma")}, False), ({"code": code(SNOMED, "866052009")}, True),
        ({"code": code(ICD, "Z85.07", "Neuroendocrine carcinoma of pancreas")}, False), ({"code": {"text": "Pancreatic disease NEC"}}, False),
    ],
)  # fmt: skip
def test_a_carcinoma_is_poorly_differentiated(members: dict[str, Any], holds: bool, terms: Terminology) -> None:
    """Code, morphology or name, of the pancreas or of no site; never a well-differentiated one, whatever its Ki-67."""
    assert bool(syndromes.nec(entries(terms, **members))) is holds


SURE, DOUBT, EARLY = Quality.EXACT, Quality.AMBIGUOUS, Quality.PRELIMINARY
FINDING: Final = "https://pnet-cds.example/fhir/CodeSystem/pnet-finding"


def finding(value: str, text: str = "") -> dict[str, Any]:
    """Return a coded answer of ours with words beside it."""
    return {"valueCodeableConcept": code(FINDING, value, text)}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (finding("insulinoma"), ("insulinoma", SURE)), (said("Insulinoma"), ("insulinoma", SURE)), (said("Insulinoma, well differentiated, G1"), ("insulinoma", SURE)),
        (said("Functioning: insulinoma"), ("insulinoma", SURE)), (said("Insulinom"), ("insulinoma", SURE)), (concept(system=SNOMED, code="302822000"), ("insulinoma", SURE)),
        (finding("insulinoma", "Functioning: insulinoma"), ("insulinoma", SURE)), (finding("insulinoma", "Hyperinsulinism"), ("insulinoma", SURE)),
        (finding("insulinoma") | {"status": "preliminary"}, ("insulinoma", EARLY)),
        (said("suspected insulinoma"), ("insulinoma", DOUBT)), (said("consistent with insulinoma"), ("insulinoma", DOUBT)), (said("insulinoma?"), ("insulinoma", DOUBT)),
        (said("Insulinoma (suspected)"), ("insulinoma", DOUBT)), (finding("insulinoma", "insulinoma?"), ("insulinoma", DOUBT)), (finding("insulinoma", "none"), ("insulinoma", DOUBT)),
        (finding("insulinoma", "No insulinoma"), ("insulinoma", DOUBT)), (finding("none", "Insulinoma"), ("insulinoma", DOUBT)), (finding("gastrinoma", "Insulinoma"), ("insulinoma", DOUBT)),
        (said("Hyperinsulinism"), ("insulinoma", DOUBT)), (said("insulin"), ("insulinoma", DOUBT)), (said("Gastrinoma, possible insulinoma"), ("insulinoma", DOUBT)),
        (finding("none"), ("none", SURE)), (said("None"), ("none", SURE)), (finding("none", "No insulinoma"), ("none", SURE)), (said("gastrinoma"), ("gastrinoma", SURE)),
        (said("No insulinoma"), None), (said("Insulinoma ruled out"), None), (said("Insulinoma: no"), None), (said("History of insulinoma"), None), (said("no hyperinsulinism"), None),
        (said("Non-functioning"), None), (said("not applicable"), None), (said("see report"), None), ({}, None),
        (finding("insulinoma") | {"dataAbsentReason": {"text": "x"}}, None),
    ],
)  # fmt: skip
def test_a_functional_syndrome_is_an_answer(value: dict[str, Any], expected: tuple[str, Quality] | None) -> None:
    """A plain insulinoma is one, in a word or a sentence; a doubt, or a contradiction, makes it suspected."""
    found = syndromes.observed(results(observation(ours("functional-syndrome"), value)), TERMS, [])
    assert [(fact.value, fact.quality) for fact in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("value", "noted", "lost"),
    [
        (said("see report"), True, True), (said("functioning"), True, True), ({"valueBoolean": True}, True, True), (concept(system="urn:x", code="insulinoma"), True, True),
        (said("Non-functioning"), True, False), (said("Cushing"), True, False), (said("No insulinoma"), True, False), (said("Insulin-secreting tumor ruled out"), True, False), (said("unknown"), True, False), ({}, True, False),
        ({"dataAbsentReason": {"text": "x"}}, True, False), (said("none"), False, False), (said("insulinoma?"), False, False), (finding("other"), False, False),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_understood_is_lost(value: dict[str, Any], noted: bool, lost: bool) -> None:
    """It may be an insulinoma, so its element is no longer complete; what is understood, or absent, is only noted."""
    notes: list[Note] = []
    syndromes.observed(results(observation(ours("functional-syndrome"), value)), TERMS, notes)
    assert bool(notes) is noted
    assert any(note.lost for note in notes) is lost

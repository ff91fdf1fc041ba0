"""What the source attributes call "not used" is not used: with it or without it the cards are the same."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, Final

import pytest

from mappings.reading import objects
from service.source_attributes import STATED
from tests import golden

Json = dict[str, Any]
CORE: Final = "http://hl7.org/fhir/us/core/StructureDefinition"
OMB: Final = "urn:oid:2.16.840.1.113883.6.238"
CODED: Final = {"coding": [{"system": "http://snomed.info/sct", "code": "407377005"}]}
EXTENSIONS: Final[list[Json]] = [
    {
        "url": f"{CORE}/us-core-race",
        "extension": [{"url": "ombCategory", "valueCoding": {"system": OMB, "code": "2054-5"}}],
    },
    {"url": f"{CORE}/us-core-ethnicity", "extension": [{"url": "text", "valueString": "Hispanic or Latino"}]},
    {"url": f"{CORE}/us-core-birthsex", "valueCode": "F"},
    {"url": f"{CORE}/us-core-sex", "valueCode": "248152002"},
    {"url": f"{CORE}/us-core-genderIdentity", "valueCodeableConcept": CODED},
    {
        "url": f"{CORE}/us-core-tribal-affiliation",
        "extension": [{"url": "tribalAffiliation", "valueCodeableConcept": CODED}],
    },
]
MEMBERS: Final[Json] = {
    "extension": EXTENSIONS,
    "communication": [{"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "es"}]}, "preferred": True}],
    "maritalStatus": {"text": "married"},
    "address": [{"city": "Springfield", "postalCode": "00000"}],
}
ANSWERS: Final = {
    "76690-7": "Sexual orientation",
    "71802-3": "Housing status",
    "88122-7": "Food insecurity",
    "76689-9": "Sex assigned at birth",
    "54899-0": "Preferred language",
}


def filled(request: Json) -> Json:
    """Return a request in which the patient is described in every way that is said not to be used."""
    made = copy.deepcopy(request)
    for name, sent in made.get("prefetch", {}).items():
        for one in objects(sent):
            if name == "patient" and one.get("resourceType") == "Patient":
                one.update(MEMBERS)
            if name == "labs2" and one.get("resourceType") == "Bundle":
                one["entry"] = [*one.get("entry", []), *({"resource": two} for two in answers(request))]
    return made


def answers(request: Json) -> list[Json]:
    """Return social history as Observations."""
    subject = {"reference": f"Patient/{request['context']['patientId']}"}
    return [
        {
            "resourceType": "Observation",
            "id": f"social-{code}",
            "status": "final",
            "category": [{"coding": [{"code": "social-history"}]}],
            "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": display}]},
            "subject": subject,
            "effectiveDateTime": "2026-11-01",
            "valueCodeableConcept": CODED,
        }
        for code, display in ANSWERS.items()
    ]


@pytest.mark.parametrize("path", golden.requests(), ids=golden.name)
def test_what_is_not_used_changes_no_card(path: Path) -> None:
    """Race, ethnicity, language, orientation, identity and social determinants change nothing in any case."""
    request = json.loads(path.read_text(encoding="utf-8"))
    assert golden.numbered(golden.answer(filled(request)).cards) == golden.expected(path)


def test_what_is_tried_is_what_is_stated() -> None:
    """These are the attributes that are said not to be used; one more needs something to try it with."""
    unused = [key for key, one in STATED.items() if one["value"].startswith("Not used")]
    tried = ["race", "ethnicity", "language", "sexual_orientation", "gender_identity", "social_determinants"]
    assert unused == tried

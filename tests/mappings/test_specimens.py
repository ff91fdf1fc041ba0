"""A histology that names an insulinoma in words: sure, doubtful, contradicted, denied, or of another tumor."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from mappings import observations, specimens, syndromes
from mappings.model import Fact, Quality
from tests.mappings.pathology import AS_OF, ICD, ICDO, LOINC, NCIT, TERMS, concept, condition, observation

Json = dict[str, Any]
SURE, DOUBT = Quality.EXACT, Quality.AMBIGUOUS
QUESTION = concept(LOINC, "31206-6")


def read(value: Json | str, *conditions: Json, **members: Any) -> list[Fact]:
    """Return what one histology, by its concept or in words, says of an insulinoma."""
    own = {"valueString": value} if isinstance(value, str) else {"valueCodeableConcept": value}
    found = observations.results([observation(QUESTION, **(own | members))], TERMS, AS_OF, UTC, [])
    coded = syndromes.observed(found, TERMS, [])
    return coded + specimens.insulinomas(found, conditions, coded, TERMS)


@pytest.mark.parametrize(
    ("value", "quality"),
    [
        ("Insulinoma", SURE), ("Insulinoma, well differentiated, G1", SURE), ("Well differentiated NET, insulinoma", SURE), ("Insulin-producing tumor", SURE),
        ("Insulinom des Pankreas", SURE), ("Beta-cell adenoma", SURE), (concept(ICDO, "8151/3"), SURE), (concept(ICDO, "8150/3", text="Insulinoma"), SURE),
        ("8151/3", SURE), ("M8151/0", SURE), (concept("urn:x", "8151/3"), SURE), (concept(ICDO, "8151/3", text="consistent with insulinoma"), SURE),
        ("consistent with insulinoma", DOUBT), ("Pancreatic neuroendocrine tumor consistent with insulinoma", DOUBT), ("compatible with insulinoma", DOUBT),
        ("suggestive of insulinoma", DOUBT), ("suspicious for insulinoma", DOUBT), ("probable insulinoma", DOUBT), ("suspected insulinoma", DOUBT),
        ("insulinoma?", DOUBT), ("NET G1, DD insulinoma", DOUBT), ("Verdacht auf Insulinom", DOUBT), (concept(ICDO, "8150/3", text="consistent with insulinoma"), DOUBT),
        (concept(ICDO, "8240/3", "Insulinoma?"), DOUBT), (concept(ICDO, "8153/3", "Insulinoma"), DOUBT), (concept(ICDO, "8041/3", text="Insulinoma"), DOUBT),
        (concept(NCIT, "C45835", "NET", "consistent with insulinoma"), DOUBT), (concept("urn:x", "y", "Insulinoma", "possible insulinoma"), DOUBT),
        ("no evidence of insulinoma", None), ("Insulinoma excluded", None), ("Non-insulinoma NET", None), ("NET G2", None), ("Adenocarcinoma", None), ("8150/3", None),
        ("neither insulinoma nor gastrinoma", None), ("", None), (concept(ICDO, "8140/3"), None), ("History of insulinoma", None), ("Insulinoma: no", None),
    ],
)  # fmt: skip
def test_a_histology_names_an_insulinoma(value: Json | str, quality: Quality | None) -> None:
    """A plain name and a code are sure; a doubt, and a name beside the code of another type, make it suspected."""
    found = read(value)
    assert [fact.quality for fact in found] == ([] if quality is None else [quality])
    assert all((fact.value, fact.source.how) == ("insulinoma", syndromes.HISTOLOGY) for fact in found)


def test_what_is_absent_or_of_another_tumor_says_nothing() -> None:
    """A value with a reason for its absence does not count, nor does one whose focus is another tumor."""
    assert read("Insulinoma", dataAbsentReason={"text": "x"}) == []
    focus = [{"reference": "Condition/l"}]
    assert read("Insulinoma?", condition(concept(ICD, "C34.9"), "l"), focus=focus) == []
    assert len(read("Insulinoma?", condition(concept(ICD, "C25.4"), "l"), focus=focus)) == 1


@pytest.mark.parametrize("value", [None, 7, [], {}, [None], True, {"coding": 7}, {"text": []}])
@pytest.mark.parametrize("name", ["valueCodeableConcept", "valueString", "focus", "bodySite"])
def test_nothing_raises(name: str, value: Any) -> None:
    """Whatever a member holds, the reader answers."""
    assert read("Insulinoma?", **{name: value}) is not None

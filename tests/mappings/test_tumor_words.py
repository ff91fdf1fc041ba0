"""Which answers on histology or syndrome are understood: another tumor, none, or nobody knows; the rest is lost data."""

from __future__ import annotations

from typing import Any, Final

import pytest

from mappings import tumor_words
from tests.mappings.pathology import ICDO, SNOMED, TERMS, concept

BOTH: Final = """adenocarcinoma|Ductal adenocarcinoma|not functional|Karzinom|Lymphom|Melanom|VIPoma|Carcinoid syndrome|no NET|none|No|negative|keine|n/a|N.A.|not applicable
not done|unknown|pending|inconclusive|unspecified|none known|absent"""
TISSUE: Final = """neuroendocrine neoplasm|Malignant, primary site|/3|3|chronic pancreatitis|tumor|GEP-NET|PanNET G2|benign
Solid pseudopapillary|Hyperplastic polyp|Squamous epithelium|8140/3|8151/3"""
HORMONE: Final = """non-functioning|nonfunctioning|Non functional|hormone-inactive|inactive|hormoninaktiv|nicht funktionell
Zollinger-Ellison syndrome|Cushing|ACTH|glucagon|clinically silent"""
NEITHER: Final = """see report|see report from pathology|random text|refer to symptom list|yes|functioning|positive|functional syndrome present|+|?
Specimen no 4|42"""


def phrases(text: str) -> list[str]:
    return [phrase for line in text.splitlines() for phrase in line.split("|")]


@pytest.mark.parametrize(
    ("phrase", "tissue", "hormone"),
    [(one, True, True) for one in phrases(BOTH)]
    + [(one, True, False) for one in phrases(TISSUE)]
    + [(one, False, True) for one in phrases(HORMONE)]
    + [(one, False, False) for one in phrases(NEITHER)],
)
def test_words_are_understood_for_their_question(phrase: str, tissue: bool, hormone: bool) -> None:
    """The name of a tissue answers a histology, that of a hormone a syndrome; a report elsewhere answers neither."""
    holder = {"valueString": phrase}
    assert tumor_words.understood(holder, TERMS) is tissue
    assert tumor_words.understood(holder, TERMS, syndrome=True) is hormone


@pytest.mark.parametrize(
    ("holder", "known"),
    [
        ({}, True), ({"valueString": ""}, True), ({"valueCodeableConcept": {}}, True), ({"valueString": "x", "dataAbsentReason": {"text": "x"}}, True),
        ({"valueBoolean": False}, True), ({"valueBoolean": True}, False), ({"valueInteger": 3}, False), ({"valueQuantity": {"value": 3}}, False),
        ({"valueCodeableConcept": concept(ICDO, "8140/3")}, True), ({"valueCodeableConcept": concept(ICDO, "abc")}, False),
        ({"valueCodeableConcept": concept(SNOMED, "1")}, False), ({"valueCodeableConcept": concept(SNOMED, "1", "Adenocarcinoma")}, True),
        ({"valueCodeableConcept": concept(ICDO, "8240/3")}, True), ({"valueCodeableConcept": concept("urn:x", "8140/3")}, True),
    ],
)  # fmt: skip
def test_an_answer_is_understood_by_its_code(holder: dict[str, Any], known: bool) -> None:
    """Any morphology of ICD-O-3 is understood, and every code of a value set; a bare unknown code is not."""
    assert tumor_words.understood(holder, TERMS) is known

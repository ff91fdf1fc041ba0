"""Which value sets an Observation belongs to: by code, by what it measures, or, where no code is known, by its name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mappings import finding_names, function_names
from mappings.mentions import folded
from mappings.reading import objects, string, texts
from mappings.terminology import Terminology

_LONGEST: Final = 500
_ANALYTE: Final = "onconova-ext-tumor-marker-analyte"
_NONE: Final[frozenset[str]] = frozenset()
NAMES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("ki67", re.compile(r"(?<![a-z0-9])ki[\W_]{0,2}67(?!\d)|(?<![a-z0-9])mib[\W_]?1(?!\d)")),
    (
        "mitotic-count",
        re.compile(r"\bmitotic\W{1,3}(?:figures?\W{1,3})?(?:rate|count|index|activity|figures?)\b|\bmitos(?:es|e[nrz]\w{0,8})\b"),
    ),
    (
        "grade-question",
        re.compile(
            r"\b(?:who|enets|histolog\w{0,6}|patholog\w{0,6}|tumou?r|net|neuroendocrine)\W{1,3}"
            r"(?:(?:tumou?r|histologic(?:al)?|cns|net)\W{1,3})?grad(?:e|ing)\b|^grading\b"
        ),
    ),
    (
        "histology",
        re.compile(
            r"\bhistolog(?:y|ie)\b|\bhistolog(?:ic|ical)\W{1,3}(?:sub)?(?:type|diagnosis|classification)\b"
            r"|\btumou?r (?:differentiation|morphology)\b"
        ),
    ),
    *finding_names.NAMES,
    *function_names.NAMES,
)  # fmt: skip
"""Value set -> what a name says that belongs to it; searched in `folded` text. A name may belong to several."""


Named = tuple[frozenset[str], str, str]
"""The value sets of a code, how they were found, `code` or `name`, and its first words."""


def sets_of(concept: object, terminology: Terminology) -> Named:
    """Return the value sets of an Observation's or component's code, how they were found, and the words it shows.

    A name counts only where no coding belongs to a value set: "Ki-67" beside the code of a breast specimen is no Ki-67
    of this tumor. The analyte that Onconova states in an extension of the code counts as a code.
    """
    return terminology.once("observation", _sets_of, concept) if concept else (_NONE, "code", "")


def _sets_of(concept: object, terminology: Terminology) -> Named:
    found, seen = terminology.sets(concept), next(iter(texts(concept)), "")
    if found:
        return found, "code", seen
    for one in objects(concept):
        for extension in objects(one.get("extension")):
            if string(extension.get("url")).rstrip("/").endswith(_ANALYTE):
                found |= terminology.sets([extension.get("valueCodeableConcept"), extension.get("valueCoding")])
    return (found, "code", seen) if found else (sets_by_name(concept), "name", seen)


def sets_by_name(concept: object) -> frozenset[str]:
    """Return the value sets that the words of a CodeableConcept name: its text or any display; empty for none."""
    said = texts(concept)
    return frozenset().union(*(_named(text[:_LONGEST]) for text in said)) if said else _NONE


@lru_cache(maxsize=4096)
def _named(text: str) -> frozenset[str]:
    words = folded(text)
    found = frozenset(name for name, pattern in NAMES if pattern.search(words))
    # A score of the scan is a number, and not also its result in words.
    return found - {"sstr-status"} if "krenning-score" in found else found

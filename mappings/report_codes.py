"""What a report says by code: what kind it is, and its conclusion codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from mappings import condition_words, disease_status, other_tumor
from mappings.mentions import PRESENT, Mention, folded
from mappings.model import Fact, Note, Quality, Source
from mappings.reading import Json, code_of, codings, objects, texts
from mappings.syndromes import HISTOLOGY
from mappings.terminology import Terminology
from mappings.tumors import INSULINOMA_SETS

if TYPE_CHECKING:
    from mappings.reports import Report

_PATHOLOGY: Final = re.compile(
    r"\bpatho|\bhisto|\bbiops|\b[cz]ytolog|\bautops|\bpat\b|\bsp\b|\bcp\b|\bcyt\b|immunhisto|immunohisto|\bspecimen"
)
_IMAGING: Final = re.compile(
    r"\bimag|radiolog|\bct\b|\bmrt?i?\b|\bpet\b|sonogra|ultraso|nuclear med|nuklearmed|s[ck]intigra|\brad\b|\brx\b"
    r"|\bnmr\b|\bnms\b|\bcus\b|endosono|tomogra"
)
_UNRELATED: Final = frozenset(
    {"hm", "ch", "mb", "mcb", "sr", "tx", "bg", "blb", "ur", "ec", "vr", "myc", "prs", "imm", "cth", "ptr"}
)
"""Sections of HL7 table 0074 that say nothing of a tumor: hematology, chemistry, microbiology, ECG and the like."""
UNRELATED: Final = 1
"""Kinds of a higher rank are not read."""


class Kind(NamedTuple):
    """What kind of report it is: 0 pathology or imaging, 1 not known, 2 of another field; and what it is called."""

    rank: int
    name: str
    pathology: bool
    elsewhere: bool
    """It is of another tumor by its name, specimen or site."""


class Coded(NamedTuple):
    """One conclusion code that says something: the fact, its value, where, and whether it is a sure one of tissue."""

    name: str
    fact: Fact
    final: bool
    sure: bool = False


def kind_of(resource: Json, terminology: Terminology) -> Kind:
    """Tell the kind of a report by category and code."""
    named = [text[:200] for text in texts(resource.get("code"))]
    marks = [coding.code for coding in codings(resource.get("category"))]
    words = folded(" ".join([*named, *marks, *(text[:100] for text in texts(resource.get("category")))]))
    pathology = bool(_PATHOLOGY.search(words)) or "path-report" in terminology.sets(resource.get("code"))
    known = pathology or bool(_IMAGING.search(words))
    other = {mark.lower() for mark in marks} & _UNRELATED
    rank = 0 if known else 2 if other else 1
    elsewhere = other_tumor.judge(resource, {}, terminology) == other_tumor.OTHER
    return Kind(rank, " ".join(named)[:400], pathology and not _IMAGING.search(words), elsewhere)


def read(report: Report, terminology: Terminology, notes: list[Note]) -> list[Coded]:
    """Return what the conclusion codes say of an insulinoma and of the course; R3 called them codedDiagnosis."""
    found = []
    for concept in objects(report.resource.get("conclusionCode")) + objects(report.resource.get("codedDiagnosis")):
        found += [
            one
            for one in (_insulinoma(concept, report, terminology, notes), _course(concept, report, terminology))
            if one
        ]
    return found


def _insulinoma(concept: Json, report: Report, terminology: Terminology, notes: list[Note]) -> Coded | None:
    """Return a coded insulinoma: of a final pathology report as sure as a histology, else a suspicion."""
    sets = terminology.sets(concept)
    if not sets & INSULINOMA_SETS:
        return None
    mention = condition_words.mention_of(texts(concept), by_code=True, sets=sets)
    if mention not in PRESENT:
        notes.append(Note(report.source.reference, "an insulinoma in its conclusion code is past or denied: not used"))
        return None
    sure = mention is Mention.ASSERTED and report.kind.pathology and report.final
    source = Source(report.source.reference, report.source.when, _seen(concept), HISTOLOGY if sure else "code")
    return Coded("insulinoma", Fact("insulinoma", source), report.final, sure)


def _course(concept: Json, report: Report, terminology: Terminology) -> Coded | None:
    if not terminology.finding(concept) and not code_of(concept):
        return None
    value, _ = disease_status.answer({"valueCodeableConcept": concept}, terminology)
    if value is None:
        return None
    quality = Quality.FROM_TEXT if report.final else Quality.PRELIMINARY
    source = Source(report.source.reference, report.source.when, _seen(concept), "code")
    return Coded("progression", Fact(value, source, quality), report.final)


def _seen(concept: Json) -> str:
    return next((text[:160] for text in texts(concept)), code_of(concept))

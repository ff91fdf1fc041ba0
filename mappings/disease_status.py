"""The course of the disease: mCODE, MII, RECIST, words; a code that its words contradict is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Final

from mappings import focus
from mappings.mentions import folded
from mappings.model import Fact, Note, Quality, Source
from mappings.observations import Result, Results, newest
from mappings.reading import Coding, Json, codings, objects, string, texts
from mappings.systems import system_key
from mappings.terminology import Terminology

_SETS: Final = ("disease-progression", "disease-status")
_EVIDENCE: Final = ("mcode-cancer-disease-status-evidence-type", "mcode-evidence-type")
_ANSWERS: Final = frozenset({"progressive", "stable", "responding"})
_PROGRESSIVE: Final = (
    r"pd|progressive(?: disease)?|(?:disease |tumou?r )?progress(?:ion|ed|ing)?|progredient\w{0,2}|progress"
    r"|(?:patient'?s? )?(?:condition )?worsen(?:ed|ing)|worse"
)
_STABLE: Final = (
    r"sd|nc|stable(?: disease)?|stabil(?:e erkrankung)?|no (?:status )?change|unchanged|keine anderung"
    r"|(?:patient'?s? )?condition stable"
)
_RESPONDING: Final = (
    r"pr|cr|mr|(?:partial|complete|minimal|minor) (?:response|remission)|full remission"
    r"|respond(?:ing|ed)(?: disease)?"
    r"|(?:patient'?s? )?condition improved|improv(?:ed|ing)|(?:teil|voll)remission|(?:partielle|komplette) remission"
    r"|in (?:full|partial|complete) remission|malignant neoplasm in (?:full|partial) remission"
)
_KNOWN: Final = tuple(
    (value, re.compile(words))
    for value, words in (("progressive", _PROGRESSIVE), ("stable", _STABLE), ("responding", _RESPONDING))
)
# What may stand beside an answer without changing it: the kind of code, the criteria, the question repeated.
_NEUTRAL: Final = re.compile(
    r"|qualifier value|finding|disorder|(?:i?recist|mrecist)(?: (?:v ?)?1[.]?[01])?"
    r"|(?:overall |best overall |tumou?r )?response|(?:disease |tumou?r )?status|disease|klinische besserung des zustandes"
    r"|teilremissionkriterien jedoch nicht erfullt"
)
_PARTS: Final = re.compile(r"[():;,/=\[\]]+|\s-+\s|\s-(?=\s|$)")


def progression(
    found: Results, conditions: Mapping[str, bool], terminology: Terminology, as_of: datetime, notes: list[Note]
) -> Fact | None:
    """Return the newest course, `progressive`, `stable` or `responding`; what may be of one day and differs is ambiguous.

    `conditions` says which Conditions are the tumor (`focus.conditions`): a status of another disease is not used. A
    newer final status that is not understood makes stable or responding unclear, and leaves progression as it is.
    """
    facts = []
    for result in found.of(*_SETS):
        quality = focus.quality(result, conditions, notes)
        if quality is not None:
            facts.append(_status(result, quality, terminology, notes))
    return newest(facts, as_of)


def _status(result: Result, quality: Quality, terminology: Terminology, notes: list[Note]) -> Fact:
    resource = result.resource
    absent = bool(resource.get("dataAbsentReason"))
    value, problem = (None, "no answer") if absent else answer(resource, terminology)
    if value is None:
        notes.append(Note(result.source.reference, f"disease status: {problem}"))
        return Fact("", result.source, Quality.PRELIMINARY if absent else quality)
    return Fact(value, replace(result.source, seen=_seen(resource, result.source)), quality)


def answer(resource: Json, terminology: Terminology) -> tuple[str | None, str]:
    """Return the answer that every code and every word of it agree on, or None and why."""
    concept = resource.get("valueCodeableConcept")
    own = [text for one in objects(concept) if (text := string(one.get("text")))]
    words = [text for text in (*own, string(resource.get("valueString")), string(resource.get("valueCode"))) if text]
    spoken = {value for text in words if (value := answer_in(text))}
    verdicts = [_of_coding(coding, spoken, terminology) for coding in codings(concept)]
    refused = next((problem for _, problem in verdicts if problem), "")
    if refused:
        return None, refused
    values = spoken | {value for value, _ in verdicts if value}
    if len(values) == 1:
        return values.pop(), ""
    return (
        None,
        "code and words contradict each other: not used" if values else "the answer is not one that is understood",
    )


def _of_coding(coding: Coding, spoken: set[str], terminology: Terminology) -> tuple[str | None, str]:
    """Return what one coding says, or why the whole answer is refused.

    A LOINC answer code needs words that say the same: codes of stable and progressive disease differ in one digit,
    and no public source of LOINC's own could be checked.
    """
    coded = terminology.finding({"coding": [{"system": coding.system, "code": coding.code}]})
    coded = coded if coded in _ANSWERS else None
    said = answer_in(coding.display) if coding.display else None
    system = system_key(coding.system)
    if coded and said and said != coded:
        return None, "the code contradicts its display: not used"
    if coded and system == "loinc.org" and said is None and spoken != {coded}:
        return None, "a RECIST answer code without words that say the same: not used"
    if coded is None and system not in ("loinc.org", "snomed.info/sct") and "modul-onko" not in system:
        return said or answer_in(coding.code), ""
    return coded or said, ""


def answer_in(text: str) -> str | None:
    """Return the course that a few words give (`PD`, `stable disease`), or None where anything else stands there."""
    return _spoken(text[:120])


@lru_cache(maxsize=2048)
def _spoken(text: str) -> str | None:
    """Return the answer that a few words give; None where anything else stands beside it."""
    values = set()
    for part in _PARTS.split(folded(text)):
        piece = part.strip(" .-")
        if not _NEUTRAL.fullmatch(piece):
            values.add(next((value for value, words in _KNOWN if words.fullmatch(piece)), None))
    return values.pop() if len(values) == 1 else None


def _seen(resource: Json, source: Source) -> str:
    """Return the answer as written, with the evidence that mCODE names in an extension (of today's url or the older)."""
    answer = next(iter(texts(resource.get("valueCodeableConcept"))), "") or string(resource.get("valueString"))
    evidence = [
        text
        for one in objects(resource.get("extension"))
        if string(one.get("url")).rstrip("/").endswith(_EVIDENCE)
        for text in texts(one.get("valueCodeableConcept"))[:1]
    ]
    shown = (answer or source.seen)[:80]
    return f"{shown} (evidence: {', '.join(evidence)[:60]})" if evidence else shown

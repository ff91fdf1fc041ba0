"""Hormonal syndromes and hereditary ones: from Conditions by code or name, and from Observations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from mappings import observations
from mappings.conditions import Entry
from mappings.model import Fact, Note, Quality, Source
from mappings.pathology import Histology
from mappings.terminology import Terminology
from mappings.tumors import INSULINOMA_SETS, SHARED

_SHOWN: Final = {
    "gastrinoma": "gastrinoma", "functional-gastrin": "gastrinoma", "glucagonoma": "glucagonoma",
    "functional-glucagon": "glucagonoma", "vipoma": "VIPoma", "somatostatinoma": "somatostatinoma",
    "carcinoid-syndrome": "carcinoid syndrome", "carcinoid-heart": "carcinoid syndrome", "acromegaly": "acromegaly",
}  # fmt: skip
_UNNAMED: Final = frozenset({"none", "insulinoma"})
_NO_CARCINOMA: Final = frozenset({"well-differentiated", "other-site", "nec-grade-needed"})
HISTOLOGY: Final = "histology"
"""How an insulinoma was seen that a specimen shows: it is of the day of the specimen, not of a later relapse."""


def observed(
    found: list[observations.Result], terminology: Terminology, as_of: datetime, notes: list[Note]
) -> list[Fact]:
    """Return the answer of every functional-syndrome Observation, and each coded histology of an insulinoma."""
    facts = []
    for result in found:
        if "functional-syndrome" in result.sets:
            fact = observations.answer([result], "functional-syndrome", terminology, as_of, notes)
            facts += [fact] if fact else []
        if (
            "histology" in result.sets
            and terminology.sets(result.resource.get("valueCodeableConcept")) & INSULINOMA_SETS
        ):
            facts.append(Fact("insulinoma", replace(result.source, how=HISTOLOGY)))
    return facts


def specimens(histology: Iterable[Histology], known: Iterable[Fact]) -> list[Fact]:
    """Return the insulinomas that a histology says in words or by another code, without those known already."""
    seen = {fact.source.reference for fact in known if fact.value == "insulinoma"}
    return [
        Fact("insulinoma", replace(one.source, how=HISTOLOGY))
        for one in histology
        if one.functioning == "insulinoma" and one.source.reference not in seen
    ]


def on_record(read: Iterable[Entry], seen: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the other hormonal syndromes on record, one source each; suspected and guarded ones are not."""
    found: dict[str, Fact] = {}
    for entry in read:
        for name, shown in _SHOWN.items() if not entry.sets.isdisjoint(_SHOWN) else ():
            if _holds(entry, name):
                found.setdefault(shown, Fact(shown, entry.source))
    for fact in seen:
        if fact.value not in _UNNAMED:
            found.setdefault(fact.value, Fact(fact.value, fact.source, Quality.EXACT))
    return tuple(found.values())


def vhl(read: Iterable[Entry]) -> tuple[Source, ...]:
    """Return the entries of von Hippel-Lindau syndrome, which is for life: a status of resolved changes nothing."""
    return tuple(e.source for e in read if "vhl" in e.sets and not e.suspected and "vhl" not in e.guarded)


def nec(read: Iterable[Entry]) -> tuple[Source, ...]:
    """Return active entries of poorly differentiated neuroendocrine carcinoma or MiNEN, of the pancreas or of no site.

    A neuroendocrine carcinoma that is called well differentiated, or G1 or G2, is the older name of a NET.
    """
    return tuple(e.source for e in read if _holds(e, "nec-poorly-diff") and not e.sets & _NO_CARCINOMA)


def _holds(entry: Entry, name: str) -> bool:
    sure = entry.active is not False and not entry.suspected and not entry.sets & SHARED
    return sure and name in entry.sets and name not in entry.guarded

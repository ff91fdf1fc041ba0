"""Hormonal syndromes and hereditary ones: from Conditions by code or name, and from Observations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from mappings import observations, tumor_words
from mappings.conditions import Entry
from mappings.mentions import INSULINOMA, PRESENT, Mention, classify
from mappings.model import Fact, Note, Quality, Source
from mappings.terminology import Terminology
from mappings.tumors import INSULINOMA_SETS, SHARED

_SHOWN: Final = {
    "gastrinoma": "gastrinoma", "functional-gastrin": "gastrinoma", "glucagonoma": "glucagonoma",
    "functional-glucagon": "glucagonoma", "vipoma": "VIPoma", "somatostatinoma": "somatostatinoma",
    "carcinoid-syndrome": "carcinoid syndrome", "carcinoid-heart": "carcinoid syndrome", "acromegaly": "acromegaly",
}  # fmt: skip
_EXCESS: Final = r"\bhyperinsulin\w*|\binsulin[- ](?:excess|hyper)\w*|^\W*insulin\W*$"
"""An excess of insulin as the syndrome of a tumor is what an insulinoma does, without its name."""
_UNNAMED: Final = frozenset({"none", "insulinoma"})
_NO_CARCINOMA: Final = frozenset({"well-differentiated", "other-site", "nec-grade-needed"})
HISTOLOGY: Final = "histology"
"""How an insulinoma was seen that a specimen shows: it is of the day of the specimen, not of a later relapse."""


def observed(found: observations.Results, terminology: Terminology, notes: list[Note]) -> list[Fact]:
    """Return the answer of every functional-syndrome Observation, and each coded histology of an insulinoma.

    A doubtful insulinoma is of quality AMBIGUOUS. An answer that is not understood is noted, and lost.
    """
    facts = []
    for result in found.of("functional-syndrome", "histology"):
        if "functional-syndrome" in result.sets:
            facts += _answered(result, terminology, notes)
        if (
            "histology" in result.sets
            and terminology.sets(result.resource.get("valueCodeableConcept")) & INSULINOMA_SETS
        ):
            facts.append(Fact("insulinoma", replace(result.source, how=HISTOLOGY)))
    return facts


def _answered(result: observations.Result, terminology: Terminology, notes: list[Note]) -> list[Fact]:
    """Return the answer of one Observation; an insulinoma that it names in any way counts, whatever else it says."""
    holder = result.resource
    concept, words = holder.get("valueCodeableConcept"), tumor_words.words_of(holder)
    known = observations.known_answers(holder, "functional-syndrome", terminology)
    mentions = {mention for text in words if (mention := classify(text, INSULINOMA) or classify(text, _EXCESS))}
    coded = terminology.finding(concept) == "insulinoma" or bool(terminology.sets(concept) & INSULINOMA_SETS)
    if tumor_words.answered(holder) and (coded or mentions & PRESENT):
        named = any(classify(text, INSULINOMA) for text in words)
        if (coded or named) and mentions <= {Mention.ASSERTED} and known <= {"insulinoma"}:
            return [observations.as_fact("insulinoma", result, result.source)]
        return [Fact("insulinoma", result.source, Quality.AMBIGUOUS)]
    lost = not mentions and not tumor_words.understood(holder, terminology, syndrome=True)
    found = observations.answers(observations.Results([result]), "functional-syndrome", terminology, notes, lost=lost)
    return [fact for fact in found if fact.value]


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


def nec_ungraded(read: Iterable[Entry]) -> tuple[Source, ...]:
    """Return active entries of a neuroendocrine carcinoma whose code needs a grade, of the pancreas or of no site."""
    known = _NO_CARCINOMA - {"nec-grade-needed"}
    return tuple(e.source for e in read if _holds(e, "nec-grade-needed") and not e.sets & known)


def _holds(entry: Entry, name: str) -> bool:
    sure = entry.active is not False and not entry.suspected and not entry.sets & SHARED
    return sure and name in entry.sets and name not in entry.guarded

"""Observation resources as facts: coded answers (SSTR, octreotide test, syndrome, resectability) and glucose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from mappings import dates, observation_names, panels, quantities
from mappings.definitions import VALUES
from mappings.mentions import folded
from mappings.model import Fact, Note, Quality, Source
from mappings.reading import Json, code_of, local_reference, number, objects, string, texts, type_and_id
from mappings.terminology import Terminology

_DROPPED: Final = frozenset({"entered-in-error", "cancelled"})
_PRELIMINARY: Final = frozenset({"preliminary", "registered"})
_EFFECTIVE: Final = ("effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued")
_ANSWERS: Final = {
    "sstr-status": ("positive", "negative", "equivocal"),
    "octreotide-test": ("tolerated", "hypoglycemia"),
    "functional-syndrome": ("none", "insulinoma", "gastrinoma", "glucagonoma", "vipoma", "somatostatinoma", "carcinoid",
                            "other"),
    "resectability": ("resectable", "borderline", "unresectable"),
}  # fmt: skip
_REASSURING: Final = {"positive": "conflicting", "tolerated": "unclear"}
_GLUCOSE: Final = frozenset({"glucose", "glucose-mmol", "glucose-fasting"})
_MG_DL: Final = "mg/dL"
_MMOL_L: Final = "mmol/L"
_HIGHEST_KRENNING: Final = 4


@dataclass(frozen=True, slots=True)
class Result:
    """One usable Observation with the value sets of its code; `numbers` of the value and its components."""

    resource: Json
    sets: frozenset[str]
    source: Source
    final: bool


def results(
    resources: Iterable[Json], terminology: Terminology, as_of: datetime, zone: tzinfo, notes: list[Note]
) -> list[Result]:
    """Keep the Observations (and their components, as results of their own) whose code belongs to a value set.

    Where no code is known the name counts, and `source.how` says `name`.
    """
    kept = []
    for resource in panels.unfolded(resources):
        named = [(part, *observation_names.sets_of(part.get("code"), terminology)) for part in _parts(resource)]
        parts = [(part, sets, how) for part, sets, how in named if sets]
        if not parts:
            continue
        status, when = code_of(resource.get("status")), dates.first(resource, _EFFECTIVE, zone)
        reason = _unusable(status, dates.is_future(when, as_of))
        if reason:
            notes.append(Note(type_and_id(resource), reason))
            continue
        for part, sets, how in parts:
            source = Source(type_and_id(resource), when, next(iter(texts(part.get("code"))), ""), how)
            merged = part if part is resource else panels.component(part, resource)
            kept.append(Result(merged, sets, source, status not in _PRELIMINARY))
    return kept


def _parts(resource: Json) -> list[Json]:
    """Return an Observation and its components."""
    return [resource, *objects(resource.get("component"))]


def _unusable(status: str, future: bool) -> str | None:  # noqa: FBT001 - two facts of one resource, called once
    if status in _DROPPED:
        return f"status {status}: not used"
    return "dated in the future: not used" if future else None


def answer(found: list[Result], name: str, terminology: Terminology, as_of: datetime, notes: list[Note]) -> Fact | None:
    """Return the newest coded answer to `name`; same-day answers that differ are ambiguous and keep both sources.

    Preliminary answers count only where nothing final is on file. An answer that is not understood is noted.
    """
    return newest(_answers(found, name, terminology, notes), as_of)


def _answers(found: list[Result], name: str, terminology: Terminology, notes: list[Note]) -> list[Fact]:
    facts = []
    for result in found:
        if name in result.sets:
            value = _answer(result.resource, name, terminology)
            if value is None:
                notes.append(Note(result.source.reference, f"{name}: the answer is not one that is understood"))
            facts.append(_fact(value, result, result.source))
    return facts


def _fact(value: str | None, result: Result, source: Source) -> Fact:
    said = value is not None or not result.resource.get("dataAbsentReason")
    return Fact(value or "", source, Quality.EXACT if result.final and said else Quality.PRELIMINARY)


def newest(facts: list[Fact], as_of: datetime) -> Fact | None:
    """Return the newest fact, final before preliminary; with one that differs and may be as recent it is ambiguous.

    A final answer that is not understood takes a reassuring one back, unless it is known to be older.
    """
    read = [fact for fact in facts if fact.value]
    final = [fact for fact in read if fact.quality is not Quality.PRELIMINARY] or read
    if not final:
        return None
    best = max(final, key=lambda fact: dates.recency(fact.source.when, as_of))
    rivals = [fact for fact in final if fact.value != best.value and _as_recent(fact, best)]
    if rivals:
        return Fact("conflicting", best.source, Quality.AMBIGUOUS, tuple(fact.source for fact in rivals))
    unread = [
        one for one in facts if not one.value and one.quality is Quality.EXACT and _as_recent(one, best, later=True)
    ]
    if unread and best.value in _REASSURING:
        return Fact(_REASSURING[best.value], best.source, Quality.AMBIGUOUS, tuple(fact.source for fact in unread))
    return best


def _as_recent(one: Fact, best: Fact, *, later: bool = False) -> bool:
    """Whether two dates share a day, or may: neither is given, or one is not known to be before the other."""
    mine, other = one.source.when, best.source.when
    if mine is None or other is None:
        return other is None
    return mine.text == other.text or (mine.end >= other.start and (later or mine.start <= other.end))


def _answer(holder: Json, name: str, terminology: Terminology) -> str | None:
    if holder.get("dataAbsentReason"):
        return None
    concept = holder.get("valueCodeableConcept")
    said = [*texts(concept), string(holder.get("valueString")), string(holder.get("valueCode"))]
    words = (folded(text).split(" (")[0].rstrip(" .") for text in said)
    known = {terminology.finding(concept), *words}.intersection(_ANSWERS[name])
    return known.pop() if len(known) == 1 else None  # a code and a text that contradict each other say nothing


def sstr(found: list[Result], terminology: Terminology, as_of: datetime, notes: list[Note]) -> Fact | None:
    """Return the newest SSTR result from status or Krenning score; STALE when older than the defined time."""
    facts = [_krenning(result, notes) for result in found if "krenning-score" in result.sets]
    fact = newest([*facts, *_answers(found, "sstr-status", terminology, notes)], as_of)
    if fact is None or fact.quality is not Quality.EXACT:
        return fact
    when = fact.source.when
    old = when is None or dates.days_between(when.end, as_of) > VALUES["sstr_stale_days"]
    return replace(fact, quality=Quality.STALE) if old else fact


def _krenning(result: Result, notes: list[Note]) -> Fact:
    read = quantities.interval(result.resource)
    score = read.low if read and read.low == read.high else number(code_of(result.resource.get("valueCodeableConcept")))
    if score is None or not 0 <= score <= _HIGHEST_KRENNING or score != int(score):
        notes.append(Note(result.source.reference, "Krenning score: not an integer from 0 to 4"))
        return _fact(None, result, result.source)
    if score >= VALUES["krenning_positive"]:
        value = "positive"
    else:
        value = "negative" if score <= VALUES["krenning_negative"] else "equivocal"
    source = Source(result.source.reference, result.source.when, f"Krenning {score:g}")
    return _fact(value, result, source)


def specimen(result: Result) -> str:
    """Return the reference of the specimen, or an empty string."""
    return local_reference(result.resource.get("specimen"))

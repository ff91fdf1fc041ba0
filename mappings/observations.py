"""Observation resources as facts: coded answers (SSTR, octreotide test, syndrome, resectability) and glucose."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from mappings import dates, quantities
from mappings.definitions import VALUES
from mappings.mentions import folded
from mappings.model import Fact, Glucose, Note, Quality, Source
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
    """Keep the Observations (and their components, as results of their own) whose code belongs to a value set."""
    kept = []
    for resource in resources:
        parts = [(resource, terminology.sets(resource.get("code")))]
        parts += [(part, terminology.sets(part.get("code"))) for part in objects(resource.get("component"))]
        parts = [(part, sets) for part, sets in parts if sets]
        if not parts:
            continue
        status, when = code_of(resource.get("status")), dates.first(resource, _EFFECTIVE, zone)
        reason = _unusable(status, dates.is_future(when, as_of))
        if reason:
            notes.append(Note(type_and_id(resource), reason))
            continue
        for part, sets in parts:
            source = Source(type_and_id(resource), when, next(iter(texts(part.get("code"))), ""))
            merged = part if part is resource else {**part, "specimen": resource.get("specimen")}
            kept.append(Result(merged, sets, source, status not in _PRELIMINARY))
    return kept


def _unusable(status: str, future: bool) -> str | None:  # noqa: FBT001 - two facts of one resource, called once
    if status in _DROPPED:
        return f"status {status}: not used"
    return "dated in the future: not used" if future else None


def answer(found: list[Result], name: str, terminology: Terminology, as_of: datetime, notes: list[Note]) -> Fact | None:
    """Return the newest coded answer to `name`; same-day answers that differ are ambiguous and keep both sources.

    Preliminary answers count only where nothing final is on file. An answer that is not understood is noted.
    """
    facts = []
    for result in found:
        if name in result.sets:
            value = _answer(result.resource, name, terminology)
            if value is None:
                notes.append(Note(result.source.reference, f"{name}: the answer is not one that is understood"))
                continue
            facts.append(Fact(value, result.source, Quality.EXACT if result.final else Quality.PRELIMINARY))
    return newest(facts, as_of)


def newest(facts: list[Fact], as_of: datetime) -> Fact | None:
    """Return the newest fact, final before preliminary; with an equally recent one that differs it is ambiguous."""
    final = [fact for fact in facts if fact.quality is not Quality.PRELIMINARY] or facts
    if not final:
        return None
    best = max(final, key=lambda fact: dates.recency(fact.source.when, as_of))
    day = best.source.when.text if best.source.when else None
    rivals = [f for f in final if f.value != best.value and (f.source.when.text if f.source.when else None) == day]
    if rivals:
        return Fact("conflicting", best.source, Quality.AMBIGUOUS, tuple(fact.source for fact in rivals))
    return best


def _answer(holder: Json, name: str, terminology: Terminology) -> str | None:
    if holder.get("dataAbsentReason"):
        return None
    concept = holder.get("valueCodeableConcept")
    code = terminology.finding(concept)
    if code in _ANSWERS[name]:
        return code
    said = [*texts(concept), string(holder.get("valueString")), string(holder.get("valueCode"))]
    words = [folded(text).split(" (")[0] for text in said if text]
    return next((word for word in words if word in _ANSWERS[name]), None)


def sstr(found: list[Result], terminology: Terminology, as_of: datetime, notes: list[Note]) -> Fact | None:
    """Return the newest SSTR result from status or Krenning score; STALE when older than the defined time."""
    facts = [_krenning(result, notes) for result in found if "krenning-score" in result.sets]
    status = answer(found, "sstr-status", terminology, as_of, notes)
    fact = newest([fact for fact in (*facts, status) if fact is not None], as_of)
    if fact is None or fact.quality is not Quality.EXACT:
        return fact
    old = fact.source.when is None or as_of - fact.source.when.end > timedelta(days=VALUES["sstr_stale_days"])
    return Fact(fact.value, fact.source, Quality.STALE) if old else fact


def _krenning(result: Result, notes: list[Note]) -> Fact | None:
    read = quantities.interval(result.resource)
    score = read.low if read and read.low == read.high else number(code_of(result.resource.get("valueCodeableConcept")))
    if score is None or not 0 <= score <= _HIGHEST_KRENNING or score != int(score):
        notes.append(Note(result.source.reference, "Krenning score: not an integer from 0 to 4"))
        return None
    if score >= VALUES["krenning_positive"]:
        value = "positive"
    else:
        value = "negative" if score <= VALUES["krenning_negative"] else "equivocal"
    source = Source(result.source.reference, result.source.when, f"Krenning {score:g}")
    return Fact(value, source, Quality.EXACT if result.final else Quality.PRELIMINARY)


def glucoses(found: list[Result], as_of: datetime, notes: list[Note]) -> tuple[Glucose, ...]:
    """Return every glucose, newest first.

    One without a usable number or unit is noted and kept as an interval without bounds: never taken as normal.
    """
    read = []
    for result in found:
        if result.sets & _GLUCOSE:
            one = _glucose(result)
            if one is None:
                notes.append(Note(result.source.reference, "glucose: no number with a known unit"))
                one = Glucose(0.0, math.inf, "", "not readable", result.source, None)
            if not result.resource.get("dataAbsentReason"):
                read.append(one)
    return tuple(sorted(read, key=lambda one: dates.recency(one.source.when, as_of), reverse=True))


def _glucose(result: Result) -> Glucose | None:
    value = quantities.interval(result.resource)
    unit = _glucose_unit(value.unit, result.sets) if value else None
    if value is None or unit is None or value.low < 0:
        return None
    bound = VALUES["hypoglycemia_mg_dl"] if unit == _MG_DL else VALUES["hypoglycemia_mmol_l"]
    return Glucose(value.low, value.high, unit, _shown(value, unit), result.source, below(value, bound))


def below(value: quantities.Interval, bound: float) -> bool | None:
    """Say whether an interval lies below `bound`; None when it straddles it."""
    if value.high < bound or (value.below and value.high <= bound):
        return True
    return False if value.low >= bound else None


def _glucose_unit(unit: str, sets: frozenset[str]) -> str | None:
    """Return the unit reported; without one, that of a code defined in mmol/L or in mg/dL (LOINC's own scale)."""
    text = folded(unit).replace(" ", "").strip("[]")
    if text in ("mg/dl", "mg/100ml", "mg%"):
        return _MG_DL
    if text in ("mmol/l", "mm", "millimol/l"):
        return _MMOL_L
    if text:
        return None
    return _MMOL_L if "glucose-mmol" in sets else _MG_DL


def _shown(value: quantities.Interval, unit: str) -> str:
    return value.shown if value.unit else f"{value.shown} {unit} (unit from the code)"


def specimen(result: Result) -> str:
    """Return the reference of the specimen, or an empty string."""
    return local_reference(result.resource.get("specimen"))

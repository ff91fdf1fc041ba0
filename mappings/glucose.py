"""Glucose results in the unit reported, as intervals; what cannot be read is never taken as normal."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Final

from mappings import dates, quantities
from mappings.definitions import VALUES
from mappings.glucose_words import DIPSTICK, ELSEWHERE, HIGH, IN_BLOOD, LOW, NO_RESULT
from mappings.mentions import folded
from mappings.model import Glucose, Note
from mappings.observations import Result, Results
from mappings.reading import Json, child, code_set, codes_of, codings, objects, string, texts
from mappings.systems import system_key

SETS: Final = ("glucose", "glucose-mmol", "glucose-fasting")
_MG_DL: Final = "mg/dL"
_MMOL_L: Final = "mmol/L"
_SAID_LOW: Final = frozenset({"l", "ll", "lx", "low"})


def glucoses(found: Results, as_of: datetime, notes: list[Note]) -> tuple[Glucose, ...]:
    """Return every glucose of the blood, newest first, in `mg/dL` or `mmol/L` as reported.

    One without a usable number or unit is noted and kept as an interval without bounds: never taken as normal. `LOW`
    is below what the device reads, so it is hypoglycemia; `HIGH` is not. A reason for absence is a result only where
    it, or the interpretation beside it, says low. A final result of the defined year, or without a date, that says
    something which is not read may be the low one: it makes `labs` incomplete.
    """
    read = []
    for result in found.of(*SETS):
        reason = _not_glucose(result)
        if reason:
            notes.append(Note(result.source.reference, reason))
            continue
        one = _worded(result) or _glucose(result)
        if one is None:
            lost = _may_be_low(result, as_of)
            notes.append(Note(result.source.reference, "glucose: no number with a known unit", lost, "labs"))
            one = Glucose(0.0, math.inf, "", "not readable", result.source, None, _fasting(result))
        if one.unit or one.hypoglycemia is not None or not _absent(result.resource):
            read.append(one)
    return tuple(sorted(read, key=lambda one: dates.recency(one.source.when, as_of), reverse=True))


def _fasting(result: Result) -> bool:
    return "glucose-fasting" in result.sets


def _absent(resource: Json) -> bool:
    """Whether there is no result at all: a reason for its absence, and nothing beside it that says low."""
    return bool(resource.get("dataAbsentReason")) and not _said_low(resource)


def _said_low(resource: Json) -> bool:
    return not _SAID_LOW.isdisjoint(codes_of(resource.get("interpretation")))


def _may_be_low(result: Result, as_of: datetime) -> bool:
    """Whether an unreadable result may be a hypoglycemia that counts: final, of the defined year or undated, and said."""
    recent = dates.may_be_within(result.source.when, as_of, VALUES["recent_hypoglycemia_days"])
    if not result.final or not recent:
        return False
    return _said_low(result.resource) or (not result.resource.get("dataAbsentReason") and has_value(result.resource))


def has_value(resource: Json) -> bool:
    """Whether a value was sent, in whatever form, that is no word for a result which does not exist."""
    coded = [folded(text[:80]).strip(" .") for text in texts(resource.get("valueCodeableConcept"))]
    words = [*_words(resource), *coded]
    if words:
        return not all(NO_RESULT.fullmatch(word) for word in words)
    quantity = child(resource, "valueQuantity")
    others = (value for key, value in resource.items() if key.startswith("value") and key != "valueQuantity")
    return bool(quantity.get("value")) or any(value not in (None, "", [], {}) for value in others)


def _not_glucose(result: Result) -> str | None:
    """Return why a result is none of the blood: its specimen or method, or for a name its own words or another code."""
    resource, by_name = result.resource, result.source.how == "name"
    around = [*texts(resource.get("specimen")), string(child(resource, "specimen").get("display"))]
    around += texts(resource.get("method")) + texts(resource.get("bodySite"))
    code = texts(resource.get("code")) if by_name else []
    if any(ELSEWHERE.search(folded(text[:500])) for text in (*around, *code)):
        return "glucose of another fluid than blood: not used"
    if not by_name:
        return None
    if any(system_key(coding.system) == "loinc.org" for coding in codings(resource.get("code"))) and not any(
        IN_BLOOD.search(folded(text[:500])) for text in (*around, *code)
    ):
        return "glucose by its name under a code of another test: not used"
    if any(DIPSTICK.fullmatch(word) for word in _words(resource)):
        return "glucose by its name with the answer of a test strip: not used"
    return None


def _words(resource: Json) -> list[str]:
    """Return the words that stand for a value, folded."""
    quantity, concept = child(resource, "valueQuantity"), resource.get("valueCodeableConcept")
    own = [string(one.get("text")) for one in objects(concept) if not codings(one)]
    said = (string(resource.get("valueString")), string(quantity.get("value")), *own)
    return [folded(text[:80]).strip(" .!*'\"") for text in said if text]


def _worded(result: Result) -> Glucose | None:
    """Return a result that a device gave in a word, or as a reason for absence of R4: beyond its range, low or high."""
    reasons = code_set(result.resource.get("dataAbsentReason"))
    words = _words(result.resource) if not reasons else []
    if "negative-infinity" in reasons or any(LOW.fullmatch(word) for word in words):
        return Glucose(
            0.0, math.inf, "", "LOW (meter limit)", result.source, hypoglycemia=True, fasting=_fasting(result)
        )
    if "positive-infinity" in reasons or any(HIGH.fullmatch(word) for word in words):
        return Glucose(
            0.0, math.inf, "", "HIGH (meter limit)", result.source, hypoglycemia=False, fasting=_fasting(result)
        )
    return None


def _glucose(result: Result) -> Glucose | None:
    value = quantities.glucose_interval(result.resource)
    if value is None or value.low < 0:
        return None
    if (
        not value.unit
        and value.below
        and value.high <= VALUES["glucometer_low_limit"]
        and "glucose-mmol" not in result.sets
    ):
        shown = f"<{value.high:g} (no unit)"
        return Glucose(0.0, value.high, "", shown, result.source, hypoglycemia=True, fasting=_fasting(result))
    unit = _glucose_unit(value, result.sets)
    if unit is None:
        return None
    bound = VALUES["hypoglycemia_mg_dl"] if unit == _MG_DL else VALUES["hypoglycemia_mmol_l"]
    low = quantities.below(value, bound)
    highest = VALUES["glucose_highest_mg_dl" if unit == _MG_DL else "glucose_highest_mmol_l"]
    sure = result.final and bool(value.unit) and value.low <= highest
    return Glucose(value.low, value.high, unit, _shown(value, unit), result.source, low, _fasting(result), sure)


def _glucose_unit(value: quantities.Interval, sets: frozenset[str]) -> str | None:
    """Return the unit reported; without one, that of the code's own scale, unless the number fits the other one too."""
    if value.unit:
        return quantities.glucose_unit(value.unit)
    likely_mass = value.low >= VALUES["unitless_glucose_mg_dl"]
    if "glucose-mmol" in sets:
        return None if likely_mass else _MMOL_L
    return _MG_DL if likely_mass else None


def _shown(value: quantities.Interval, unit: str) -> str:
    """Show the number in our own words: what the chart wrote as unit or comparator can be any text."""
    if value.low == value.high:
        number = f"{value.low:g}"
    elif value.low == 0:
        number = f"<{value.high:g}" if value.below else f"<={value.high:g}"
    else:
        sign = ">" if value.over else ">="
        number = f"{sign}{value.low:g}" if math.isinf(value.high) else f"{value.low:g}-{value.high:g}"
    if value.unit == quantities.FROM_GRAMS:
        return f"{number} {value.unit}"
    return f"{number} {unit}" if value.unit else f"{number} {unit} (unit from the code)"

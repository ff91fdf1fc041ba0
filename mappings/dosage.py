"""Dose, interval and duration from dosageInstruction, structured or as words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final

from mappings import dates
from mappings.mentions import folded
from mappings.reading import Json, child, code_of, codings, number, objects, string, texts
from mappings.therapy import Dosage

_MG: Final = {"mg": 1.0, "milligram": 1.0, "milligrams": 1.0, "mcg": 0.001, "ug": 0.001, "microgram": 0.001,
              "micrograms": 0.001, "\u03bcg": 0.001, "g": 1000.0}  # fmt: skip
_DAYS: Final = {"s": 1 / 86400, "min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": 28.0, "a": 365.0}
"""A month of treatment is 28 days: depots are given every four weeks, also where the order says monthly."""
_CODES: Final = {"qd": 1.0, "bid": 0.5, "tid": 1 / 3, "qid": 0.25, "qod": 2.0, "wk": 7.0, "mo": 28.0, "am": 1.0,
                 "pm": 1.0, "q4h": 1 / 6, "q6h": 0.25, "q8h": 1 / 3, "q12h": 0.5, "q24h": 1.0}  # fmt: skip
_ONCE: Final = re.compile(
    r"\bonce\b(?!\W+(?:a|per|every|daily|weekly|monthly|nightly|each|in|at|q|\d)\b)|\bone[- ]time\b"
    r"|\bsingle[- ]dose\b|\bone dose\b|\bstat\b|\bx\s?1\b(?!\s*(?:/|\d|d\b|per|a\b|daily))"
)
_MORE: Final = re.compile(r"\bthen\b|\bfollowed by\b|\brepeat")
_DOSE: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*(mg|mcg|micrograms?|milligrams?|ug|\u03bcg)\b(?!\s*/)")
_EVERY: Final = re.compile(
    r"(?:every|q|each|alle)\s*(\d+)?\s*(hours?|h|days?|d|tage?|weeks?|wks?|w|wochen?|months?|mo|monate?)\b"
)
_WORDS: Final = (
    (re.compile(r"\bmonthly\b|\bevery month\b|\bonce a month\b"), 28.0),
    (re.compile(r"\bweekly\b|\bonce a week\b"), 7.0),
    (re.compile(r"\b(?:three times|3 times|3x|tid)\b"), 1 / 3),
    (re.compile(r"\b(?:twice|two times|2 times|2x|bid)\b"), 0.5),
    (re.compile(r"\bdaily\b|\bonce a day\b|\bqd\b"), 1.0),
)
_IV: Final = re.compile(r"\b(?:iv\b|i\. ?v\.|intravenous|infusion\b)")
_IV_CODES: Final = frozenset({"47625008", "IV", "IVPB", "C38276"})


def read(resource: Json, zone: tzinfo) -> Dosage:
    """Read a MedicationRequest's dosageInstruction: highest dose (mg), shortest interval (days), whether it is one day."""
    instructions = objects(resource.get("dosageInstruction")) or objects(resource.get("dosage"))
    doses = [dose for one in instructions if (dose := _dose(one)) is not None]
    intervals = [days for one in instructions if (days := _interval(one)) is not None]
    return Dosage(
        dose=max(doses, default=None),
        interval=min(intervals, default=None),
        once_or_one_day=not _refills(resource) and (_supply(resource) or _all_short(instructions, zone)),
        intravenous=any(_intravenous(one) for one in instructions),
    )


def dose_of(quantity: Json) -> float | None:
    """Return a Quantity in mg, or None when its unit is not a mass."""
    value = number(quantity.get("value"))
    unit = folded(string(quantity.get("code")) or string(quantity.get("unit")))
    factor = _MG.get(unit) or _MG.get(folded(string(quantity.get("unit"))))
    return round(value * factor, 9) if value is not None and factor is not None else None


def _doses_and_rates(instruction: Json) -> Iterator[Json]:
    """Yield the entries typed `ordered`; where none is (only Epic sends several kinds), all of them."""
    rates = objects(instruction.get("doseAndRate"))
    ordered = [
        rate for rate in rates if "ordered" in (code_of(rate.get("type")), *map(folded, texts(rate.get("type"))))
    ]
    yield from ordered or rates
    yield instruction  # DSTU2 and STU3 servers put doseQuantity here


def _dose(instruction: Json) -> float | None:
    found = []
    for rate in _doses_and_rates(instruction):
        quantity = child(rate, "doseQuantity") or child(child(rate, "doseRange"), "high") or child(rate, "dose")
        dose = dose_of(quantity)
        if dose is not None:
            found.append(dose)
    if found:
        return max(found)
    words = folded(string(instruction.get("text"))[:500])
    written = [dose_of({"value": value, "unit": unit}) for value, unit in _DOSE.findall(words)]
    return max((dose for dose in written if dose is not None), default=None)


def _interval(instruction: Json) -> float | None:
    timing = child(instruction, "timing")
    repeat = child(timing, "repeat")
    period, days = number(repeat.get("period")), _DAYS.get(string(repeat.get("periodUnit")))
    if period and days:
        frequency = number(repeat.get("frequencyMax")) or number(repeat.get("frequency")) or 1.0
        return period * days / frequency if frequency > 0 else None
    code = _CODES.get(code_of(timing.get("code")))
    if code is not None:
        return code
    said = [string(instruction.get("text")), *texts(timing.get("code"))]
    return next((found for text in said if (found := _interval_in(folded(text[:500]))) is not None), None)


def _interval_in(words: str) -> float | None:
    match = _EVERY.search(words)
    if match:
        unit = match[2][:2] if match[2].startswith("mo") else match[2][:1]
        days = {"h": 1 / 24, "d": 1.0, "t": 1.0, "w": 7.0, "mo": 28.0}[unit]
        return float(match[1] or 1) * days
    return next((days for pattern, days in _WORDS if pattern.search(words)), None)


def _short(instruction: Json, zone: tzinfo) -> bool:
    """Whether an instruction is a single dose or lasts at most 24 hours."""
    timing = child(instruction, "timing")
    repeat = child(timing, "repeat")
    if number(repeat.get("count")) == 1 and not number(repeat.get("countMax")):
        return True
    duration = child(repeat, "boundsDuration")
    length = number(duration.get("value"))
    unit = _DAYS.get(string(duration.get("code")) or string(duration.get("unit")))
    if length is not None and unit is not None:
        return length * unit <= 1
    bounds = child(repeat, "boundsPeriod")
    start, end = dates.read(bounds.get("start"), zone), dates.read(bounds.get("end"), zone)
    if start and end:
        return end.start - start.start <= timedelta(days=1) and end.start >= start.start and _has_time(start, end)
    said = [string(instruction.get("text")), *texts(timing.get("code")), *(c.code for c in codings(timing.get("code")))]
    words = [folded(text[:500]) for text in said]
    return any(_ONCE.search(text) for text in words) and not any(
        _MORE.search(text) or _interval_in(text) for text in words
    )


def _has_time(start: dates.When, end: dates.When) -> bool:
    """Two dates without a time may span up to two days; the same day twice does not."""
    widest = max(start.end - start.start, end.end - end.start)
    return widest < timedelta(days=1) if start.text == end.text else widest < timedelta(hours=12)


def _supply(resource: Json) -> bool:
    supply = child(child(resource, "dispenseRequest"), "expectedSupplyDuration")
    value, unit = number(supply.get("value")), _DAYS.get(string(supply.get("code")) or string(supply.get("unit")))
    return value is not None and unit is not None and 0 < value * unit <= 1


def _intravenous(instruction: Json) -> bool:
    route: Any = instruction.get("route")
    if any(coding.code in _IV_CODES for coding in codings(route)):
        return True
    return any(_IV.search(folded(text)) for text in (*texts(route), string(instruction.get("text"))[:500]))


def _all_short(instructions: list[Json], zone: tzinfo) -> bool:
    return bool(instructions) and all(_short(one, zone) for one in instructions)


def _refills(resource: Json) -> float:
    return number(child(resource, "dispenseRequest").get("numberOfRepeatsAllowed")) or 0.0


def runs_until(resource: Json, zone: tzinfo) -> datetime | None:
    """Return until when an active order is known to run: the end of its period, or `datetime.max` when it is open.

    Open means: a period with a start and no end, or refills. None when the order says nothing of the kind.
    """
    dispense = child(resource, "dispenseRequest")
    periods = [child(dispense, "validityPeriod")]
    periods += [child(child(child(one, "timing"), "repeat"), "boundsPeriod")
                for one in objects(resource.get("dosageInstruction"))]  # fmt: skip
    ends = [dates.read(period.get("end"), zone) for period in periods if period.get("end")]
    known = [end.end for end in ends if end]
    if known:
        return max(known)
    if _refills(resource) > 0 or any(period.get("start") and not period.get("end") for period in periods):
        return datetime.max.replace(tzinfo=UTC)
    return None

"""How often, and whether only once or for a day: from an instruction's timing, or else from its words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta, tzinfo
from typing import Any, Final

from mappings import dates, frequencies, sig
from mappings.dates import When
from mappings.reading import Json, child, code_of, codings, is_true, number, string, texts

_DAYS: Final = {"s": 1 / 86400, "min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": frequencies.MONTH, "a": 365.0}
_SPELLED: Final = {
    "hour": "h", "hours": "h", "hr": "h", "day": "d", "days": "d", "week": "wk", "weeks": "wk", "month": "mo",
    "months": "mo", "year": "a", "years": "a", "minute": "min", "minutes": "min",
}  # fmt: skip
_CODES: Final = {"qd": 1.0, "bid": 0.5, "tid": 1 / 3, "qid": 0.25, "qod": 2.0, "wk": 7.0, "mo": frequencies.MONTH, "am": 1.0,
                 "pm": 1.0, "bed": 1.0, "q4h": 1 / 6, "q6h": 0.25, "q8h": 1 / 3, "q12h": 0.5, "q24h": 1.0}  # fmt: skip
_TIMES_OF_DAY: Final = frozenset({"MORN", "NOON", "AFT", "EVE", "NIGHT", "HS", "CM", "CD", "CV", "ACM", "ACD", "ACV", "PCM",
                                  "PCD", "PCV"})  # fmt: skip
_DAY: Final = timedelta(days=1)


def days_of(quantity: Json, default: str = "") -> float | None:
    """Return a duration in days; a month is four weeks; None without a number or a unit of time."""
    value = number(quantity.get("value")) if quantity else None
    if value is None:
        return None
    units = (string(quantity.get("code")), string(quantity.get("unit")), default)
    unit = next((one for text in units if (one := _DAYS.get(text, _DAYS.get(_SPELLED.get(text.lower(), ""))))), None)
    return value * unit if unit is not None else None


def interval(instruction: Json, zone: tzinfo) -> float | None:
    """Return the interval in days, the shortest that ranges allow; None when not recorded."""
    timing = child(instruction, "timing")
    repeat = child(timing, "repeat")
    period = number(repeat.get("period"))
    unit = _DAYS.get(string(repeat.get("periodUnit") or repeat.get("periodUnits")))
    times = _listed(repeat, "timeOfDay") or (
        len(_TIMES_OF_DAY & set(_strings(repeat["when"]))) if "when" in repeat else 0
    )
    days = _listed(repeat, "dayOfWeek")
    if period and unit:
        frequency = number(repeat.get("frequencyMax")) or number(repeat.get("frequency")) or 1.0
        if days and unit == _DAYS["wk"]:
            frequency = max(frequency, days)
        if times and unit == _DAYS["d"]:
            frequency = max(frequency, times)
        return period * unit / frequency if frequency > 0 else None
    if times or days:
        return (7 / days if days else 1.0) / (times or 1)
    code = _CODES.get(code_of(timing.get("code")))
    if code is not None:
        return code
    said = (*_words(timing), string(instruction.get("text")))
    written = next((found for text in said if (found := frequencies.interval(text)) is not None), None)
    return written if written is not None else _spacing(_events(timing, zone))


def _words(timing: Json) -> list[str]:
    return [*texts(timing.get("code")), *(coding.code for coding in codings(timing.get("code")))]


def _strings(value: Any) -> Iterator[str]:
    yield from (string(one) for one in (value if isinstance(value, list) else [value]) if string(one))


def _listed(repeat: Json, name: str) -> int:
    return len(set(_strings(repeat[name]))) if name in repeat else 0


def _events(timing: Json, zone: tzinfo) -> list[When]:
    sent = timing.get("event")
    found = [dates.read(one, zone) for one in (sent if isinstance(sent, list) else [sent])]
    return sorted((one for one in found if one), key=lambda when: when.start)


def _spacing(events: list[When]) -> float | None:
    """Return the shortest gap between listed times, in days."""
    gaps = [(later.start - earlier.start) / _DAY for earlier, later in itertools.pairwise(events)]
    return min((gap for gap in gaps if gap > 0), default=None)


def is_short(instruction: Json, zone: tzinfo) -> bool:
    """Whether an instruction is a single dose or lasts at most 24 hours."""
    timing = child(instruction, "timing")
    repeat = child(timing, "repeat")
    if number(repeat.get("count")) == 1 and not number(repeat.get("countMax")):
        return True
    bounds = (
        child(repeat, "boundsDuration")
        or child(repeat, "boundsQuantity")
        or child(child(repeat, "boundsRange"), "high")
    )
    length = days_of(bounds)
    if length is not None:
        return length <= 1
    if child(repeat, "boundsPeriod"):
        period = child(repeat, "boundsPeriod")
        start, end = dates.read(period.get("start"), zone), dates.read(period.get("end"), zone)
        if start and end:
            return timedelta(0) <= end.start - start.start <= _DAY and _has_time(start, end)
    elif not repeat and (events := _events(timing, zone)):
        return len(events) == len(_sent(timing.get("event"))) and _within_a_day(events)
    said = [string(instruction.get("text")), *_words(timing)]
    return any(sig.is_once(text) for text in said) and not any(sig.goes_on(text) for text in said)


def _sent(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _within_a_day(events: list[When]) -> bool:
    return len(events) == 1 or (events[-1].start - events[0].start <= _DAY and _has_time(events[0], events[-1]))


def _has_time(start: When, end: When) -> bool:
    """Two dates without a time may span up to two days; the same day twice does not."""
    widest = max(start.end - start.start, end.end - end.start)
    return widest < _DAY if start.text == end.text else widest < timedelta(hours=12)


def is_as_needed(instruction: Json) -> bool:
    """Whether an instruction leaves the doses to the patient's need."""
    needed = instruction.get("asNeededBoolean") or instruction.get("asNeeded")
    coded = instruction.get("asNeededCodeableConcept") or instruction.get("asNeededFor")
    if coded or (needed and is_true(needed)):
        return True
    return sig.is_as_needed(string(instruction.get("text")))

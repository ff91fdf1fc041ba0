"""The left ventricular ejection fraction in percent, as a number, a range or the words `normal` and `reduced`."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from mappings import dates, limits, quantities
from mappings.definitions import VALUES
from mappings.laboratory import measured, note_unread
from mappings.limits import Person
from mappings.mentions import folded
from mappings.model import Measure, Note, Quality
from mappings.observations import Result, Results
from mappings.organ_model import Ejection
from mappings.quantities import Interval
from mappings.reading import string, texts

_PERCENT: Final = re.compile(r"(?:%|percent|per cent|prozent|pct|\[%\]|%\{.*\})?")
_FRACTION: Final = frozenset({"1", "{ratio}", "{fraction}", ""})
_HIGHEST: Final = 90.0
_WHOLE: Final = 100.0
_NORMAL: Final = re.compile(r"(?:within )?(?:normal(?: limits| range| erhalten)?|preserved|erhalten|wnl)")
_REDUCED: Final = re.compile(
    r"(?:(?:mildly|moderately|severely|mild to moderately|moderate to severely|leicht(?:gradig)?|mittelgradig"
    r"|hochgradig|schwer)(?: |-))?(?:reduced|impaired|depressed|decreased|reduziert|eingeschrankt)"
)


def ejection_fractions(found: Results, person: Person, as_of: datetime, notes: list[Note]) -> tuple[Ejection, ...]:
    """Return every LVEF, final before preliminary, then newest first; what cannot be read is noted."""
    read, unread = [], []
    for result in found.of("lvef"):
        one = _read(result, person)
        read += [one] if one else []
        unread += [] if one else [result]
    read.sort(key=lambda one: (_final(one), dates.recency(one.source.when, as_of), -one.value.low), reverse=True)
    note_unread(unread, read[0] if read else None, as_of, notes)
    return tuple(read)


def _final(one: Ejection) -> bool:
    return one.quality is not Quality.PRELIMINARY


def _read(result: Result, person: Person) -> Ejection | None:
    value = _worded(result) or _number(result)
    if value is None:
        return None
    lows = [one.low for one in limits.ranges(result.resource, person) if one.low is not None]
    own = [low * _WHOLE if low <= 1 else low for low in lows]
    shown = measured(result, value, "%")
    if value.shown in ("normal", "reduced"):
        shown = Measure(shown.low, shown.high, "%", f'"{value.shown}"', result.source, shown.quality)
    return Ejection(shown, min(own) if own else VALUES["lvef_limit_percent"], own=bool(own))


def _worded(result: Result) -> Interval | None:
    """Read words that place it on one side of the default limit."""
    limit = VALUES["lvef_limit_percent"]
    for text in (string(result.resource.get("valueString")), *texts(result.resource.get("valueCodeableConcept"))):
        plain = folded(text[:80]).strip(" .")
        if _NORMAL.fullmatch(plain):
            return Interval(limit, _WHOLE, "%", "normal")
        if _REDUCED.fullmatch(plain):
            return Interval(0.0, limit - 0.01, "%", "reduced")
    return None


def _number(result: Result) -> Interval | None:
    value = quantities.interval(result.resource)
    if value is None:
        return None
    unit = folded(value.unit)
    if unit in _FRACTION and value.high <= 1:
        value = value._replace(low=round(value.low * _WHOLE, 6), high=round(value.high * _WHOLE, 6))
        unit = "%"
    bounded = value.low if value.high > _WHOLE else value.high
    fits = VALUES["lvef_lowest_percent"] <= bounded <= _HIGHEST
    return value if fits and _PERCENT.fullmatch(unit) else None

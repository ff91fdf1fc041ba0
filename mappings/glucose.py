"""Glucose results in the unit reported, as intervals; what cannot be read is never taken as normal."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Final

from mappings import dates, quantities
from mappings.definitions import VALUES
from mappings.model import Glucose, Note
from mappings.observations import Result

_GLUCOSE: Final = frozenset({"glucose", "glucose-mmol", "glucose-fasting"})
_MG_DL: Final = "mg/dL"
_MMOL_L: Final = "mmol/L"


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
    unit = _glucose_unit(value, result.sets) if value else None
    if value is None or unit is None or value.low < 0:
        return None
    bound = VALUES["hypoglycemia_mg_dl"] if unit == _MG_DL else VALUES["hypoglycemia_mmol_l"]
    return Glucose(value.low, value.high, unit, _shown(value, unit), result.source, quantities.below(value, bound))


def _glucose_unit(value: quantities.Interval, sets: frozenset[str]) -> str | None:
    """Return the unit reported; without one, that of the code's own scale, unless the number fits the other one too."""
    if value.unit:
        return quantities.glucose_unit(value.unit)
    if "glucose-mmol" in sets:
        return _MMOL_L
    return _MG_DL if value.low >= VALUES["unitless_glucose_mg_dl"] else None


def _shown(value: quantities.Interval, unit: str) -> str:
    """Show the number in our own words: what the chart wrote as unit or comparator can be any text."""
    if value.low == value.high:
        number = f"{value.low:g}"
    elif value.low == 0:
        number = f"<{value.high:g}" if value.below else f"<={value.high:g}"
    else:
        number = f">={value.low:g}" if math.isinf(value.high) else f"{value.low:g}-{value.high:g}"
    return f"{number} {unit}" if value.unit else f"{number} {unit} (unit from the code)"

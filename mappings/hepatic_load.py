"""The share of the liver that tumor takes, in percent, as an interval; metastases are a matter of their own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from mappings import focus, quantities
from mappings.definitions import VALUES
from mappings.mentions import folded
from mappings.model import Measure, Note, Quality
from mappings.observations import Result, Results, latest
from mappings.reading import string, texts

_PERCENT: Final = frozenset({"%", "percent", "per cent", "pct", "prozent", "[%]"})
_FRACTION: Final = frozenset({"1", "{ratio}", "{fraction}"})
_WHOLE: Final = 100.0
_OF_LIVER: Final = (" of the liver", " of liver", " liver", " der leber", " of liver volume", " of the liver volume")


def hepatic_load(found: Results, conditions: Mapping[str, bool], as_of: datetime, notes: list[Note]) -> Measure | None:
    """Return the newest hepatic tumor load in %; those of one day on two sides of the bound are one wide interval.

    `Measure.above` says on which side of a bound it lies: 25 itself is not above 25, an interval over it is unknown.
    """
    loads = []
    for result in found.of("hepatic-tumor-load"):
        quality = focus.quality(result, conditions, notes)
        if quality is not None:
            load, problem = load_of(result, quality)
            if load is None:
                notes.append(Note(result.source.reference, f"hepatic tumor load: {problem}"))
            loads += [load] if load else []
    same_day = latest(loads, as_of)
    return _one_of(same_day) if same_day else None


def _one_of(loads: list[Measure]) -> Measure:
    """Return the first of a day; where another lies elsewhere about the bound, the interval over all, ambiguous."""
    first, others = loads[0], tuple(one.source for one in loads[1:])
    sides = {one.above(VALUES["hepatic_load_high_percent"]) for one in loads}
    if len(sides) == 1:
        return first
    low, high = min(one.low for one in loads), max(one.high for one in loads)
    return replace(
        first, low=low, high=high, shown=f"{low:g}-{high:g} %", quality=Quality.AMBIGUOUS, conflicts=others, over=False
    )


def load_of(result: Result, quality: Quality) -> tuple[Measure | None, str]:
    """Return the load that an Observation states, or None and why not."""
    read = _interval(result)
    if read is None:
        return None, "no number"
    unit = folded(read.unit)
    factor = _WHOLE if unit in _FRACTION else 1.0
    if (
        unit not in _PERCENT
        and unit not in _FRACTION
        and not (unit == "" and (read.low > 1 or read.low == read.high == 0))
    ):
        return None, "no number in percent"
    low, high = read.low * factor, _WHOLE if math.isinf(read.high) else read.high * factor
    if not 0 <= low <= high <= _WHOLE:
        return None, "not a number from 0 to 100 %"
    low, high = round(low, 3), round(high, 3)
    estimated = low != high or read.rough or unit == ""
    graded = Quality.BOUNDED if estimated and quality in (Quality.EXACT, Quality.BY_NAME) else quality
    return Measure(low, high, "%", _shown(low, high, read), result.source, graded, over=read.over), ""


def _interval(result: Result) -> quantities.Interval | None:
    """Read a number or range, or the words of a coded category such as `25-50 %`."""
    resource = result.resource
    if resource.get("dataAbsentReason"):
        return None
    said = [string(resource.get("valueString")), *texts(resource.get("valueCodeableConcept"))]
    for text in said:
        words = folded(text[:120])
        for tail in _OF_LIVER:
            words = words.removesuffix(tail)
        read = quantities.text_interval(words.rstrip(" ."))
        if read is not None:
            return read
    return quantities.interval(resource)


def _shown(low: float, high: float, read: quantities.Interval) -> str:
    """Show the number in our own words."""
    if low == high:
        return f"{'about ' if read.rough else ''}{low:g} %"
    if low == 0:
        return f"{'<' if read.below else '<='}{high:g} %"
    if high == _WHOLE and math.isinf(read.high):
        return f"{'>' if read.over else '>='}{low:g} %"
    return f"{low:g}-{high:g} %"

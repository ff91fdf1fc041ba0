"""The latest blood pressure in mmHg: components of a panel, Observations of their own, or words such as `150/95 mmHg`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from mappings import dates, quantities
from mappings.definitions import VALUES
from mappings.laboratory import measured
from mappings.mentions import folded
from mappings.model import Measure, Note
from mappings.observations import Result, Results
from mappings.organ_model import Pressure, newest, together
from mappings.quantities import Interval
from mappings.reading import string

_BOTH: Final = re.compile(r"\s*(\d{2,3})\s*/\s*(\d{2,3})(?:\s*mm ?\[?hg\]?)?\b.{0,40}")
_UNITS: Final = frozenset(
    {"mm[hg]", "mmhg", "mm hg", "mm(hg)", "torr", "millimeter of mercury", "millimeters of mercury"}
)
_LOWEST_SYSTOLIC: Final = 50.0
_LOWEST_DIASTOLIC: Final = 20.0
_Readings = dict[str, dict[str, list[Measure]]]


def pressure(found: Results, as_of: datetime, notes: list[Note]) -> Pressure | None:
    """Return the latest pressure: of readings of one time the highest. What cannot be one is noted and not used.

    A part that is known to be of an earlier time than the other one is left out.
    """
    readings = _plausible(_readings(found, notes), notes)
    every = {name: [one for parts in readings.values() for one in parts.get(name, ())] for name in ("bp-sys", "bp-dia")}
    systolic, diastolic = (newest(every[name], as_of, bad=lambda one: one.low) for name in ("bp-sys", "bp-dia"))
    if systolic is None or diastolic is None or together(systolic.source.when, diastolic.source.when):
        return Pressure(systolic, diastolic) if systolic or diastolic else None
    if dates.recency(systolic.source.when, as_of) > dates.recency(diastolic.source.when, as_of):
        return Pressure(systolic, None)
    return Pressure(None, diastolic)


def _readings(found: Results, notes: list[Note]) -> _Readings:
    """Return reference -> part -> values."""
    readings: _Readings = {}
    for result in found.of("bp-sys", "bp-dia", "bp-panel"):
        parts = list(_parts(result))
        if not parts and "bp-panel" not in result.sets:
            notes.append(Note(result.source.reference, "blood pressure: no number in mmHg"))
        for name, one in parts:
            readings.setdefault(result.source.reference, {}).setdefault(name, []).append(one)
    return readings


def _parts(result: Result) -> Iterator[tuple[str, Measure]]:
    both = _BOTH.fullmatch(folded(string(result.resource.get("valueString"))))
    if both:
        for name, number in zip(("bp-sys", "bp-dia"), both.groups(), strict=True):
            if name in result.sets or "bp-panel" in result.sets:
                exact = float(number)
                yield name, measured(result, Interval(exact, exact, "mmHg", number), "mmHg")
        return
    value = quantities.interval(result.resource)
    unit = folded(value.unit) if value else ""
    if value is not None and (unit in _UNITS or unit == ""):
        for name in ("bp-sys", "bp-dia"):
            if name in result.sets:
                yield name, measured(result, value, "mmHg")


def _plausible(readings: _Readings, notes: list[Note]) -> _Readings:
    """Leave out readings in which a number cannot be a pressure, or the systolic one is not above the diastolic one."""
    kept = {}
    for reference, parts in readings.items():
        upper, lower = parts.get("bp-sys", []), parts.get("bp-dia", [])
        fits = all(_LOWEST_SYSTOLIC <= one.low <= VALUES["systolic_plausible_mmhg"] for one in upper)
        fits = fits and all(_LOWEST_DIASTOLIC <= one.low <= VALUES["diastolic_plausible_mmhg"] for one in lower)
        if fits and not (len(upper) == len(lower) == 1 and upper[0].high <= lower[0].low):
            kept[reference] = parts
        else:
            notes.append(Note(reference, "blood pressure: not a possible pressure, not used"))
    return kept

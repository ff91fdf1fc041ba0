"""WHO grades of a Ki-67 index or a mitotic count, and which of several values decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from mappings import dates, several
from mappings.definitions import VALUES
from mappings.model import Note, Quality, Source
from mappings.pathology import BANDS, Proliferation

Candidate = tuple[Proliferation, Source, bool]
"""A value, its source, and whether its report is final."""


class Bounds(NamedTuple):
    """Where G2 begins (inclusive) and above what G3 begins (exclusive)."""

    second: float
    third: float


KI67: Final = Bounds(VALUES["ki67_g2"], VALUES["ki67_g3"])
MITOSES: Final = Bounds(VALUES["mitoses_g2"], VALUES["mitoses_g3"])


def bands(
    low: float, high: float, bounds: Bounds, *, low_open: bool = False, high_open: bool = False
) -> tuple[str, str]:
    """Return the WHO grades of the lower and the upper end of an interval; an open end is not part of it."""
    lower = _band_above(low, bounds) if low_open else _band(low, bounds)
    return lower, _band_below(high, bounds) if high_open else _band(high, bounds)


def _band(value: float, bounds: Bounds) -> str:
    if value > bounds.third:
        return "G3"
    return "G2" if value >= bounds.second else "G1"


def _band_above(value: float, bounds: Bounds) -> str:
    return "G3" if value >= bounds.third else _band(value, bounds)


def _band_below(value: float, bounds: Bounds) -> str:
    return "G1" if value <= bounds.second else _band(value, bounds)


def graded(fact: Proliferation, bounds: Bounds) -> Proliferation:
    """Add the WHO grade; a span over a bound is ambiguous, acts as its upper end, and says so."""
    low, high = bands(fact.low, fact.high, bounds, low_open=fact.low_open, high_open=fact.high_open)
    if low == high:
        return replace(fact, band=low, acts_as=high)
    said = f"spans {low} to {high}: {high} is acted on"
    return replace(fact, acts_as=high, quality=Quality.AMBIGUOUS, caveats=(*fact.caveats, said))


def shown(low: float, high: float, unit: str, *, low_open: bool = False, high_open: bool = False, top: float) -> str:
    """Show an interval in our own words: what the chart wrote can be any text. `top` stands for no upper end."""
    if low == high:
        number = f"{low:g}"
    elif low == 0:
        number = f"{'<' if high_open else '<='}{high:g}"
    elif high >= top:
        number = f"{'>' if low_open else '>='}{low:g}"
    else:
        number = f"{low:g}-{high:g}"
    return f"{number} {unit}"


def choose(found: Iterable[Candidate], as_of: datetime, notes: list[Note]) -> Proliferation | None:
    """Return the value that decides, the others beside it; None without any.

    One that could not be read and is not known to be older makes a readable one ambiguous: it never reassures.
    """
    every = list(found)
    unread = [one for one in every if not one[0].known]
    without = [one for one in every if one[0].known and not one[0].acts_as]
    with_grade = [one for one in every if one[0].acts_as]
    picked = several.pick(with_grade or without, _badness, as_of, notes)
    if picked is None:
        newest = several.pick(unread, _badness, as_of, [])
        return replace(newest.decides, also=newest.others) if newest else None
    fact = _marked(picked, [one for one in unread if one[2]])
    also = [*picked.others, *(one[0] for one in (*unread, *(without if with_grade else ())))]
    if not also:
        return fact
    also.sort(key=lambda one: (dates.recency(one.source.when, as_of), one.source.reference), reverse=True)
    return replace(fact, also=tuple(also))


def _badness(fact: Proliferation) -> tuple[float, ...]:
    return (BANDS.index(fact.acts_as) if fact.acts_as else -1, fact.high, fact.low)


def _marked(picked: several.Picked[Proliferation], unread: list[Candidate]) -> Proliferation:
    """Return what decides with what makes it less than certain, the gravest as its quality."""
    fact, quality, said = picked.decides, picked.decides.quality, list(picked.decides.caveats)
    if any(not several.older(one[1], fact.source) for one in unread):
        quality = Quality.AMBIGUOUS
        said.append("another result, as recent or newer, could not be read")
    if picked.discordant:
        quality = Quality.DISCORDANT
        said.append("newer values give a lower grade" if picked.earlier else "values of one day give different grades")
    if fact.source.when is None:
        said.append("undated")
    if quality is fact.quality and len(said) == len(fact.caveats):
        return fact
    return replace(fact, quality=quality, caveats=tuple(said))

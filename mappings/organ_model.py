"""Organ function as the recommendations know it: values with their limit, pressure, LVEF, Child-Pugh, the liver."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from mappings import dates
from mappings.dates import When
from mappings.model import Fact, Measure, Quality, Source
from mappings.records import record


@record
class Lab:
    """One result in the unit as sent, and the upper limit of normal in that unit, as the interval of all that may apply.

    `limits` is None where no limit is known. `own`: it is that of the result's own reference range, else a default.
    """

    value: Measure
    limits: tuple[float, float] | None = None
    own: bool = False

    @property
    def source(self) -> Source:
        """Return where it was seen."""
        return self.value.source

    @property
    def quality(self) -> Quality:
        """Return how good the value is."""
        return self.value.quality

    def times(self, factor: float) -> bool | None:
        """Say whether the value lies above `factor` times the limit; the product itself does not. None: not known."""
        if self.limits is None:
            return None
        lowest, highest = (round(factor * limit, 6) for limit in self.limits)
        if self.value.above(highest):
            return True
        return False if self.value.above(lowest) is False else None

    @property
    def ratio(self) -> float | None:
        """Return how many times the (highest) limit the value is at least; None where no limit is known."""
        return self.value.low / self.limits[1] if self.limits else None


@record
class Ejection:
    """One LVEF in %, and the lower limit of normal: that of the result's own reference range, or a default."""

    value: Measure
    limit: float
    own: bool = False

    @property
    def source(self) -> Source:
        """Return where it was seen."""
        return self.value.source

    @property
    def quality(self) -> Quality:
        """Return how good the value is."""
        return self.value.quality

    @property
    def below_limit(self) -> bool | None:
        """Say whether it lies below the limit; the limit itself does not. None: not known."""
        return below(self.value, self.limit)


@record
class Pressure:
    """The latest blood pressure in mmHg, as far as each part of it is on file at that time."""

    systolic: Measure | None
    diastolic: Measure | None


@record
class Organs:
    """The newest result of each kind (final before preliminary, dated before undated), and diagnoses of liver and heart."""

    alt: Lab | None = None
    ast: Lab | None = None
    bilirubin: Lab | None = None
    """Total bilirubin."""
    creatinine: Lab | None = None
    egfr: Lab | None = None
    hba1c: Lab | None = None
    """In `%` (NGSP) or `mmol/mol` (IFCC), as sent."""
    ejection_fractions: tuple[Ejection, ...] = ()
    """Newest first."""
    pressure: Pressure | None = None
    child_pugh: Fact | None = None
    """The recorded class, `A`, `B` or `C`; it is never computed from laboratory values."""
    cirrhosis: tuple[Source, ...] = ()
    hepatic_impairment: tuple[Source, ...] = ()


class Seen(Protocol):
    """What has a source and a quality."""

    @property
    def source(self) -> Source:
        """Return where it was seen."""

    @property
    def quality(self) -> Quality:
        """Return how good it is."""


T = TypeVar("T", bound=Seen)


def newest(found: Sequence[T], as_of: datetime, bad: Callable[[T], float]) -> T | None:
    """Return the newest, final before preliminary and dated before undated; of those that may be of one time the worst."""
    final = [one for one in found if one.quality is not Quality.PRELIMINARY] or list(found)
    pool = [one for one in final if one.source.when] or final
    if not pool:
        return None
    best = max(pool, key=lambda one: dates.recency(one.source.when, as_of))
    return max((one for one in pool if together(one.source.when, best.source.when)), key=bad)


def together(one: When | None, other: When | None) -> bool:
    """Whether two times are one, or may be: a date without a time is the whole day."""
    if one is None or other is None:
        return one is other
    return one.end >= other.start and one.start <= other.end


def below(value: Measure, bound: float) -> bool | None:
    """Say whether a value lies below `bound`; the bound itself does not. None where the interval straddles it."""
    if value.high < bound:
        return True
    return False if value.low >= bound else None

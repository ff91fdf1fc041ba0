"""Hypoglycemia of the last year that nothing on record explains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mappings import dates
from mappings.definitions import VALUES
from mappings.hyperinsulinism import taking_glucose_lowering
from mappings.model import Glucose, Source
from mappings.therapy import Treatment


@dataclass(frozen=True, slots=True)
class Hypoglycemia:
    """One low glucose or one diagnosis of hypoglycemia; `shown` is the glucose in our own words, else empty."""

    source: Source
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A diagnosis that explains hypoglycemia: drug-induced, poisoning, or (`lasting`) diabetes with hypoglycemia."""

    source: Source
    lasting: bool
    active: bool


def unexplained(
    glucoses: Iterable[Glucose],
    diagnoses: Iterable[Source],
    explanations: Iterable[Explanation],
    treatments: Iterable[Treatment],
    as_of: datetime,
) -> tuple[Hypoglycemia, ...]:
    """Return what is low or diagnosed within the defined year and explained by nothing, newest first.

    An undated one counts: it may be recent. Explained means: insulin, a sulfonylurea or a glinide was active at its
    date, or a diagnosis explains it.
    """
    limit = as_of - timedelta(days=VALUES["recent_hypoglycemia_days"])
    given = tuple(treatments)
    if any(_explains(one, limit) for one in explanations):
        return ()
    found = [Hypoglycemia(one.source, one.shown) for one in glucoses if one.hypoglycemia]
    found += [Hypoglycemia(source) for source in diagnoses]
    recent = [
        one for one in found
        if (one.source.when is None or one.source.when.end >= limit) and not taking_glucose_lowering(one.source, given)
    ]  # fmt: skip
    return tuple(sorted(recent, key=lambda one: dates.recency(one.source.when, as_of), reverse=True))


def _explains(one: Explanation, limit: datetime) -> bool:
    """Diabetes explains while it is on record as active; an event while it is active or dated, and not over a year old."""
    if one.lasting:
        return one.active
    when = one.source.when
    return when.end >= limit if when else one.active

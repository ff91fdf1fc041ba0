"""Hypoglycemia of the last year that nothing on record explains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mappings import dates
from mappings.definitions import VALUES
from mappings.hyperinsulinism import taking_glucose_lowering
from mappings.model import Explanation, Glucose, Source
from mappings.therapy import Treatment


@dataclass(frozen=True, slots=True)
class Hypoglycemia:
    """One low glucose or one diagnosis of hypoglycemia; `shown` is the glucose in our own words, else empty."""

    source: Source
    shown: str = ""


def unexplained(
    glucoses: Iterable[Glucose],
    diagnoses: Iterable[Source],
    explanations: Iterable[Explanation],
    treatments: Iterable[Treatment],
    as_of: datetime,
) -> tuple[Hypoglycemia, ...]:
    """Return what is low or diagnosed within the defined year and explained by nothing, newest first.

    An undated one counts: it may be recent. Explained means: insulin, a sulfonylurea or a glinide was active at its
    date, or one of the `explanations` of the same year reaches it. Diabetes with hypoglycemia explains all of it: do
    not call this then.
    """
    limit = as_of - timedelta(days=VALUES["recent_hypoglycemia_days"])
    given = tuple(treatments)
    told = [one for one in explanations if _recent(one.source, limit)]
    found = [Hypoglycemia(one.source, one.shown) for one in glucoses if one.hypoglycemia]
    found += [Hypoglycemia(source) for source in diagnoses]
    kept = [
        one
        for one in found
        if _recent(one.source, limit)
        and not any(_explains(event, one.source) for event in told)
        and not taking_glucose_lowering(one.source, given)
    ]
    return tuple(sorted(kept, key=lambda one: dates.recency(one.source.when, as_of), reverse=True))


def _recent(source: Source, limit: datetime) -> bool:
    return source.when is None or source.when.end >= limit


def _explains(event: Explanation, low: Source) -> bool:
    """Whether an event reaches a low glucose: from the defined days before it, and so long after it if it is over."""
    if event.source.when is None or low.when is None:
        return not event.over
    span = timedelta(days=VALUES["explaining_event_days"])
    if low.when.end < event.source.when.start - span:
        return False
    return not event.over or low.when.start <= event.source.when.end + span

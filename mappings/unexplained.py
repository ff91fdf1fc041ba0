"""Hypoglycemia of the last year that nothing on record explains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mappings import dates
from mappings.dates import When
from mappings.definitions import VALUES
from mappings.hyperinsulinism import taking_glucose_lowering
from mappings.model import Glucose, Source
from mappings.therapy import Treatment


@dataclass(frozen=True, slots=True)
class Hypoglycemia:
    """One low glucose or one diagnosis of hypoglycemia; `shown` is the glucose in our own words, else empty."""

    source: Source
    shown: str = ""


def unexplained(
    glucoses: Iterable[Glucose],
    diagnoses: Iterable[Source],
    explanations: Iterable[Source],
    treatments: Iterable[Treatment],
    as_of: datetime,
    removed: Iterable[When] = (),
) -> tuple[Hypoglycemia, ...]:
    """Return what is low or diagnosed within the defined year and explained by nothing, newest first.

    An undated one counts: it may be recent. Explained means: insulin, a sulfonylurea or a glinide was active at its
    date, or one of the `explanations` (drug-induced, poisoning) is undated or of the same year. Diabetes with
    hypoglycemia explains all of it: do not call this then. What is known to be before a date on which the whole
    pancreas was `removed` is history; a smaller operation may have left the tumor that caused it.
    """
    limit = as_of - timedelta(days=VALUES["recent_hypoglycemia_days"])
    given = tuple(treatments)
    if any(_recent(source, limit) for source in explanations):
        return ()
    found = [Hypoglycemia(one.source, one.shown) for one in glucoses if one.hypoglycemia]
    found += [Hypoglycemia(source) for source in diagnoses]
    lasting = tuple(removed)
    kept = [
        one
        for one in found
        if _recent(one.source, limit)
        and not taking_glucose_lowering(one.source, given)
        and not any(one.source.when and when.after(one.source.when) for when in lasting)
    ]
    return tuple(sorted(kept, key=lambda one: dates.recency(one.source.when, as_of), reverse=True))


def _recent(source: Source, limit: datetime) -> bool:
    return source.when is None or source.when.end >= limit

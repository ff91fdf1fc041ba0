"""Hypoglycemia of the last year that nothing on record explains."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from mappings import dates, spans
from mappings.dates import When
from mappings.definitions import VALUES
from mappings.hyperinsulinism import glucose_lowering
from mappings.model import Explanation, Glucose, Source
from mappings.records import record
from mappings.therapy import Treatment


@record
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
    removed: Iterable[When] = (),
) -> tuple[Hypoglycemia, ...]:
    """Return what is low or diagnosed within the defined year and explained by nothing, newest first.

    An undated one counts: it may be recent. Explained means: insulin, a sulfonylurea or a glinide was active at its
    date, or one of the `explanations` of the same year reaches it. Diabetes with hypoglycemia explains all of it: do
    not call this then. What is known to be before a date on which the whole pancreas was `removed` is history; a
    smaller operation may have left the tumor that caused it.
    """
    found = [Hypoglycemia(one.source, one.shown) for one in glucoses if one.hypoglycemia]
    found += [Hypoglycemia(source) for source in diagnoses]
    if not found:
        return ()
    lowered = glucose_lowering(treatments)
    explained = _explained([one for one in explanations if _recent(one.source, as_of)])
    lasting = tuple(removed)
    kept = [
        one
        for one in found
        if _recent(one.source, as_of)
        and not explained(one.source)
        and not lowered(one.source)
        and not any(one.source.when and when.after(one.source.when) for when in lasting)
    ]
    return tuple(sorted(kept, key=lambda one: dates.recency(one.source.when, as_of), reverse=True))


def _recent(source: Source, as_of: datetime) -> bool:
    return dates.may_be_within(source.when, as_of, VALUES["recent_hypoglycemia_days"])


def _explained(events: list[Explanation]) -> Callable[[Source], bool]:
    """Return whether an event reaches a low glucose: from the defined days before it, and so long after it if it is over.

    What goes on explains a glucose without a date, and, without a date of its own, every one.
    """
    going_on = [one for one in events if not one.over]
    undated = any(one.source.when is None for one in going_on)
    reached = spans.reaching(_reach(one.over, one.source.when) for one in events if one.source.when)
    return lambda low: undated or (reached(low.when) if low.when else bool(going_on))


def _reach(over: bool, when: When) -> spans.Span:  # noqa: FBT001 - two facts of one event
    span = timedelta(days=VALUES["explaining_event_days"])
    return when.start - span, spans.later(when.end, span) if over else spans.ALWAYS

"""Which of many spans of time reaches a date, without comparing every date with every span."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Final

from mappings.dates import When

Span = tuple[datetime, datetime]
"""The first and the last moment, both aware and inclusive."""
ALWAYS: Final = datetime.max.replace(tzinfo=UTC)
"""The last moment of what has not ended."""


def reaching(spans: Iterable[Span]) -> Callable[[When], bool]:
    """Return whether any of the spans shares a moment with a date; the spans are sorted once, and each date is a look-up.

    For spans in the order of their first moments, the latest end so far answers for all that begin before a date ends.
    """
    ordered = sorted(spans)
    begins = [begin for begin, _ in ordered]
    ends = list(accumulate((end for _, end in ordered), max))

    def reached(when: When) -> bool:
        before = bisect_right(begins, when.end)
        return before > 0 and ends[before - 1] >= when.start

    return reached


def later(moment: datetime, span: timedelta) -> datetime:
    """Return a moment and what follows it for `span`; at the end of time there is nothing later."""
    try:
        return moment + span
    except OverflowError:
        return moment

"""Which spans reach a date: the same answer as comparing every date with every span, in far fewer comparisons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import spans
from mappings.dates import When

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
HOURS: Final = st.integers(-60, 60)


def at(hours: float) -> datetime:
    """Return the moment so many hours after the start."""
    return START + timedelta(hours=hours)


def when(first: float, last: float) -> When:
    """Return a date of that length."""
    return When(at(first), at(last), "")


@pytest.mark.parametrize(
    ("found", "first", "last", "reached"),
    [
        ([], 0, 0, False), ([(0, 5)], 5, 9, True), ([(0, 5)], 6, 9, False), ([(0, 5)], -3, 0, True),
        ([(0, 5)], -3, -1, False), ([(0, 50), (1, 2)], 10, 10, True), ([(0, 2), (5, 9)], 3, 4, False),
        ([(0, 2), (5, 9)], 3, 5, True), ([(5, 3)], 4, 6, False), ([(5, 3)], 2, 6, True),
    ],
)  # fmt: skip
def test_a_span_reaches_what_it_shares_a_moment_with(
    found: list[tuple[int, int]], first: int, last: int, reached: bool
) -> None:
    """Both ends are part of it; an early span that ends late counts as well as the last one that began."""
    assert spans.reaching([(at(begin), at(end)) for begin, end in found])(when(first, last)) is reached


@given(st.lists(st.tuples(HOURS, HOURS), max_size=20), HOURS, st.integers(0, 30))
def test_it_is_what_comparing_all_with_all_says(found: list[tuple[int, int]], first: int, length: int) -> None:
    """The sorted look-up never differs from the plain question."""
    last = first + length
    plain = any(begin <= last and end >= first for begin, end in found)
    assert spans.reaching([(at(begin), at(end)) for begin, end in found])(when(first, last)) is plain


def test_what_has_not_ended_reaches_every_later_date() -> None:
    """No end is the end of time, whatever the zone of the site."""
    reached = spans.reaching([(at(0), spans.ALWAYS)])
    assert reached(when(90_000, 90_001))
    assert not reached(when(-2, -1))


def test_nothing_is_later_than_the_end_of_time() -> None:
    """The date that servers send for an open end does not overflow."""
    assert spans.later(spans.ALWAYS, timedelta(days=1)) == spans.ALWAYS
    assert spans.later(at(0), timedelta(hours=3)) == at(3)

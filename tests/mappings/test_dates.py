"""Dates as intervals: what servers send, and what is not said of a date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from mappings import dates

BERLIN = ZoneInfo("Europe/Berlin")
AS_OF = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def at(year: int, month: int = 1, day: int = 1, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """Return a moment in UTC."""
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "after"),
    [
        ("2026", at(2026), at(2027)),
        ("2026-11", at(2026, 11), at(2026, 12)),
        ("2026-12", at(2026, 12), at(2027)),
        ("2026-1-5", at(2026, 1, 5), at(2026, 1, 6)),
        ("2026-11-23", at(2026, 11, 23), at(2026, 11, 24)),
        ("2024-02", at(2024, 2), at(2024, 3)),
        ("2024-02-29", at(2024, 2, 29), at(2024, 3)),
        ("2026-11-23T08:30", at(2026, 11, 23, 8, 30), at(2026, 11, 23, 8, 31)),
        ("2026-11-23T08:30:15", at(2026, 11, 23, 8, 30, 15), at(2026, 11, 23, 8, 30, 16)),
        ("2026-11-23T08:30:15.123Z", at(2026, 11, 23, 8, 30, 15), at(2026, 11, 23, 8, 30, 16)),
        ("2026-11-23T08:30:15,5z", at(2026, 11, 23, 8, 30, 15), at(2026, 11, 23, 8, 30, 16)),
        ("2026-11-23 08:30:15", at(2026, 11, 23, 8, 30, 15), at(2026, 11, 23, 8, 30, 16)),
        ("2026-11-23T08:30:15 Z", at(2026, 11, 23, 8, 30, 15), at(2026, 11, 23, 8, 30, 16)),
        ("2026-11-23T08:30:15+01:00", at(2026, 11, 23, 7, 30, 15), at(2026, 11, 23, 7, 30, 16)),
        ("2026-11-23T08:30:15+0100", at(2026, 11, 23, 7, 30, 15), at(2026, 11, 23, 7, 30, 16)),
        ("2026-11-23T08:30-0530", at(2026, 11, 23, 14), at(2026, 11, 23, 14, 1)),
        ("  2026-11-23  ", at(2026, 11, 23), at(2026, 11, 24)),
    ],
)
def test_a_date_is_the_interval_of_what_it_says(text: str, start: datetime, after: datetime) -> None:
    """A date reaches from the first to the last moment that it may mean, whatever its spelling."""
    found = dates.parse(text, UTC)
    assert found is not None
    assert (found.start, found.end) == (start, after - TICK)
    assert found.text == text.strip()[:10]


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "23.11.2026", "11/23/2026", "2026-13", "2026-00", "2026-02-29", "2026-02-30", "2026-11-31",
        "2026-11-23T24:00", "2026-11-23T24:00:00Z", "2026-11-23T08:60", "2026-11-23T08", "0000", "0000-01-01", "20261123",
        "2026-11-23T08:30:15+99:00", "2026-11-23T08:30:61", "26-11-23", "2026--1", "10000-01-01", "2026-11-23T",
        "\u0662\u0660\u0662\u0666-1-1x",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    """What cannot be read as a date is no date; it is never read as another one."""
    assert dates.parse(text, UTC) is None


@pytest.mark.parametrize("text", ["9999", "9999-12", "9999-12-31", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59+14:00"])
@pytest.mark.parametrize("zone", [UTC, BERLIN])
def test_the_last_year_is_a_date(text: str, zone: ZoneInfo | timezone) -> None:
    """Servers send the end of time for `open`; it is read, it lies in the future, and it ends where time ends."""
    found = dates.parse(text, zone)
    assert found is not None
    assert found.start <= found.end
    assert dates.is_future(found, AS_OF)


@pytest.mark.parametrize(
    "text", ["0001-01-01", "0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "0001", "1849-12-31"]
)
def test_a_placeholder_is_no_date(text: str) -> None:
    """A year before 1850 is what a system writes for an unknown date: the entry is undated."""
    assert dates.parse(text, UTC) is None
    assert dates.parse("1850-01-01", UTC) is not None


def test_a_missing_zone_is_the_sites() -> None:
    """A time without a zone is local, in summer and in winter, and so is a day."""
    for text, start in (
        ("2026-11-23T08:30", at(2026, 11, 23, 7, 30)),
        ("2026-07-01T08:30", at(2026, 7, 1, 6, 30)),
        ("2026-07-01", at(2026, 6, 30, 22)),
    ):
        found = dates.parse(text, BERLIN)
        assert found is not None
        assert found.start == start


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2026-11-23", "2026-11-23"),
        ({"start": "2026-01-01", "end": "2026-02-01"}, "2026-02-01"),
        ({"start": "2026-01-01"}, "2026-01-01"),
        ({"start": "2026-01-01", "end": "unknown"}, "2026-01-01"),
        ({"end": "2026-02-01"}, "2026-02-01"),
        ({}, None), (None, None), (20261123, None), (["2026-11-23"], None), (True, None),
    ],
)  # fmt: skip
def test_a_period_reads_as_its_end(value: object, text: str | None) -> None:
    """A Period is read at its end, else at its start; what is neither a string nor a Period is no date."""
    found = dates.read(value, UTC)
    assert (found.text if found else None) == text


def test_the_first_readable_member_counts() -> None:
    """An unreadable date gives way to the next of the named members."""
    resource = {"effectiveDateTime": "n/a", "effectivePeriod": {"start": "2026-01"}, "issued": "2026-02-01T00:00:00Z"}
    found = dates.first(resource, ("effectiveDateTime", "effectivePeriod", "issued"), UTC)
    assert found is not None
    assert found.text == "2026-01"
    assert dates.first(resource, ("effectiveDateTime",), UTC) is None


@pytest.mark.parametrize(
    ("text", "future"),
    [
        ("2026", False), ("2026-11", False), ("2026-11-23", False), ("2026-11-23T12:00:00Z", False),
        ("2026-11-23T12:00:01Z", True), ("2026-11-24", True), ("2026-12", True), ("2027", True), ("2025", False),
    ],
)  # fmt: skip
def test_the_future_begins_with_the_start(text: str, future: bool) -> None:
    """The current year, month and day are not in the future; what starts after now is."""
    assert dates.is_future(dates.parse(text, UTC), AS_OF) is future


def test_what_has_no_date_is_not_in_the_future() -> None:
    """An undated entry is not dropped as a future one, and sorts before every dated one."""
    assert not dates.is_future(None, AS_OF)
    assert dates.recency(None, AS_OF) < dates.recency(dates.parse("1900", UTC), AS_OF)


@pytest.mark.parametrize(
    ("later", "earlier", "holds"),
    [
        ("2025", "2019", True), ("2019", "2019", False), ("2019-06", "2019", False), ("2019", "2019-06", False),
        ("2019-07", "2019-06", True), ("2019-06-02", "2019-06-01", True), ("2019-06-01", "2019-06-01", False),
        ("2019-06-01T10:00Z", "2019-06-01T09:59Z", True), ("2019-06-01T10:00Z", "2019-06-01", False), ("2018", "2019", False),
    ],
)  # fmt: skip
def test_after_means_every_moment(later: str, earlier: str, holds: bool) -> None:
    """A date is after another only where no reading of the two says otherwise."""
    one, other = dates.parse(later, UTC), dates.parse(earlier, UTC)
    assert one is not None
    assert other is not None
    assert one.after(other) is holds


def test_recency_is_capped_at_now() -> None:
    """The current year sorts as of today, not as of its last day."""
    assert dates.recency(dates.parse("2026", UTC), AS_OF) == AS_OF
    assert dates.recency(dates.parse("2025", UTC), AS_OF) == at(2026) - TICK


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2019", "2019"), ("in 2019", "2019"), ("about 2019 (elsewhere)", "2019"), ("2018-2019", None), ("before 2019", None),
        ("Since 2019", None), ("after 2019", None), ("seit 2019", None), ("2019?", None), ("120191", None), ("1.2019", None), ("", None),
        ("1899", None), ("no date", None), (" " * 100 + "2019", None),
    ],
)  # fmt: skip
def test_a_lone_year_is_a_date(text: str, year: str | None) -> None:
    """Words that name one year, and bound it to neither side, are that year."""
    found = dates.lone_year(text, UTC)
    assert (found.text if found else None) == year

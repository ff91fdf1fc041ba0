"""FHIR dates as intervals: what is not said about a date stays open."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from mappings.records import record

_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|z|[+-]\d{2}:?\d{2})?)?)?)?",
)
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?!\d)")
_BOUND = re.compile(r"\b(?:before|after|since|until|prior|vor|nach|seit|bis)\b|\?")
_TICK = timedelta(microseconds=1)
_DECEMBER = 12
_LONGEST = 64
_EARLIEST = 1850
"""Years before this are placeholders (0001-01-01), not dates of a patient."""


@record
class When:
    """A point in time as recorded: `start` to `end`, both aware and inclusive; `text` keeps the recorded precision."""

    start: datetime
    end: datetime
    text: str

    def after(self, other: When) -> bool:
        """Say whether every moment of this lies after every moment of `other`."""
        return self.start > other.end


def _zone(text: str | None, default: tzinfo) -> tzinfo:
    if not text:
        return default
    if text in "Zz":
        return UTC
    return datetime.strptime(text.replace(":", ""), "%z").tzinfo or default


def parse(value: str, zone: tzinfo) -> When | None:
    """Read a FHIR date, dateTime or instant, with the zone of the site where none is given; None if unreadable.

    Accepted beyond FHIR, because servers send it: a space for `T`, `+0100`, minutes only, a missing zone.
    """
    return _parsed(value, zone) if len(value) < _LONGEST else None


@lru_cache(maxsize=4096)
def _parsed(value: str, zone: tzinfo) -> When | None:
    match = _DATE.fullmatch(value.strip())
    if match is None or int(match[1]) < _EARLIEST:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    try:
        where = _zone(offset, zone)
        start = datetime(
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=where
        )
        end = _end(start, month, day, hour, second)
        return When(_local(start, zone), _local(end, zone), value.strip()[:10])
    except (ValueError, OverflowError):
        return None


def _local(moment: datetime, zone: tzinfo) -> datetime:
    """Return a moment in the site's zone, where its days are counted: an EHR may send them all in UTC."""
    try:
        return moment.astimezone(zone)
    except OverflowError:  # the end of time
        return moment


def _end(start: datetime, month: str | None, day: str | None, hour: str | None, second: str | None) -> datetime:
    """Return the last moment meant; the end of time, which servers send for an open end, is one too."""
    try:
        if not month:
            return start.replace(year=start.year + 1) - _TICK
        if not day:
            later = start.replace(year=start.year + 1, month=1) if start.month == _DECEMBER else None
            return (later or start.replace(month=start.month + 1)) - _TICK
        if not hour:
            return start + timedelta(days=1) - _TICK
        return start + (timedelta(seconds=1) if second else timedelta(minutes=1)) - _TICK
    except (ValueError, OverflowError):
        return datetime.max.replace(tzinfo=start.tzinfo)


def read(value: Any, zone: tzinfo) -> When | None:
    """Read a date, or the end (else the start) of a Period; None for anything else."""
    if isinstance(value, str):
        return parse(value, zone)
    if isinstance(value, dict):
        return read(value.get("end"), zone) or read(value.get("start"), zone)
    return None


def first(resource: dict[str, Any], names: tuple[str, ...], zone: tzinfo) -> When | None:
    """Return the first of the named members of `resource` that reads as a date."""
    for name in names:
        if name in resource:
            sent = resource[name]
            found = parse(sent, zone) if type(sent) is str else read(sent, zone)
            if found is not None:
                return found
    return None


def lone_year(text: str, zone: tzinfo) -> When | None:
    """Return the year that words name ("in 2019"), if it is the only one and nothing makes it a bound."""
    years = _YEAR.findall(text[:100])
    return parse(years[0], zone) if len(years) == 1 and not _BOUND.search(text[:100].lower()) else None


def days_between(earlier: datetime, later: datetime) -> int:
    """Return calendar days at the site, which `parse` and `as_of` are in: the hour of an appointment changes nothing."""
    return (later.astimezone(earlier.tzinfo).date() - earlier.date()).days


def may_be_within(when: When | None, as_of: datetime, days: float) -> bool:
    """Say whether a date may lie in the days before `as_of`, or later; what has no date may."""
    return when is None or when.end >= as_of - timedelta(days=days)


def is_future(when: When | None, as_of: datetime) -> bool:
    """A date is in the future when its start is after `as_of`; the current month or year is not."""
    return when is not None and when.start > as_of


def recency(when: When | None, as_of: datetime) -> datetime:
    """Sort key, newest last: the end of the date capped at `as_of`; undated sorts first."""
    return min(when.end, as_of) if when else datetime.min.replace(tzinfo=UTC)
